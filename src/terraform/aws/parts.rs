//! Small resources that many services need: roles, their policies, log groups and names of ARNs.

use crate::terms::Kind;
use crate::terraform::hcl::{Block, Expr, code, object, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::name::{ident, label};

use super::keys;
use super::rights::Rights;
use super::site::{Region, assumed_by, policy};

/// An ARN of the account in this region, with what follows the account.
pub fn arn(service: &str, region: &str, rest: &str) -> Expr {
    template([
        Expr::from("arn:"),
        code("data.aws_partition.current.partition"),
        Expr::from(format!(":{service}:{region}:")),
        code("data.aws_caller_identity.current.account_id"),
        Expr::from(format!(":{rest}")),
    ])
}

/// The ARN of a policy that AWS manages.
pub fn managed(name: &str) -> Expr {
    template([
        Expr::from("arn:"),
        code("data.aws_partition.current.partition"),
        Expr::from(format!(":iam::aws:policy/{name}")),
    ])
}

/// A role for a service of AWS; `suffix` tells apart several roles of a unit.
pub fn role(region: Region<'_, '_>, unit: &Unit<'_>, suffix: &str, service: &str) -> Block {
    trusted(region, unit, suffix, assumed_by(service))
}

/// A role with a policy that says who may assume it.
pub fn trusted(region: Region<'_, '_>, unit: &Unit<'_>, suffix: &str, trust: Expr) -> Block {
    let parts = [
        &*region.layout.topology.name,
        &*unit.service.name.value,
        suffix,
        &*region.view.site.region,
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Block::resource("aws_iam_role", &role_name(unit, suffix))
        .set("name", label(&parts, 60))
        .set("assume_role_policy", trust)
        .set("tags", own_tags(unit))
}

/// The identifier of a role.
pub fn role_name(unit: &Unit<'_>, suffix: &str) -> String {
    if suffix.is_empty() { unit.name.clone() } else { format!("{}__{}", unit.name, ident(suffix)) }
}

/// What a role may do; nothing if there is nothing.
pub fn role_policy(role: &str, what: &str, rights: Rights) -> Option<Block> {
    let statements = rights.statements();
    (!statements.is_empty()).then(|| {
        Block::resource("aws_iam_role_policy", role)
            .set("name", what)
            .set("role", code(format!("aws_iam_role.{role}.name")))
            .set("policy", policy(statements))
    })
}

/// A policy that AWS manages, for a role.
pub fn attach(role: &str, what: &str, managed_name: &str) -> Block {
    Block::resource("aws_iam_role_policy_attachment", &format!("{role}__{what}"))
        .set("role", code(format!("aws_iam_role.{role}.name")))
        .set("policy_arn", managed(managed_name))
}

/// Retentions that `CloudWatch` offers, in days.
const RETENTIONS: [u64; 16] = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096];

/// For how long logs of a region are kept: as its monitoring says, else a year.
pub fn retention(region: Region<'_, '_>) -> u64 {
    let mut monitors = region.view.units_of(&[Kind::Monitoring]);
    let asked = monitors.next().map(|unit| unit.service.demand.terms().count("retention_days"));
    let asked = asked.unwrap_or(365);
    RETENTIONS.into_iter().find(|&days| days >= asked).unwrap_or(3653)
}

/// A group of logs under a path.
pub fn log_group(region: Region<'_, '_>, unit: &Unit<'_>, name: &str, path: &str) -> Block {
    let days = retention(region);
    let key = keys::arn(region, unit);
    Block::resource("aws_cloudwatch_log_group", name)
        .when(key.is_none(), |block| {
            block.comment(
                "checkov:skip=CKV_AWS_158:the plan leaves the keys of this data to the provider",
            )
        })
        .when(days < 365, |block| {
            block.comment("checkov:skip=CKV_AWS_338:the plan's monitoring keeps logs for less")
        })
        .set("name", path)
        .set("retention_in_days", days)
        .maybe("kms_key_id", key)
        .set("tags", own_tags(unit))
}

/// The path of the logs of a unit.
pub fn log_path(region: Region<'_, '_>, unit: &Unit<'_>, service: &str) -> String {
    format!("/aws/{service}/{}", region.layout.label(unit, 60))
}

/// The ARN of an identity of the account.
pub fn identity(rest: &str) -> Expr {
    template([
        Expr::from("arn:"),
        code("data.aws_partition.current.partition"),
        Expr::from(":iam::"),
        code("data.aws_caller_identity.current.account_id"),
        Expr::from(format!(":{rest}")),
    ])
}

/// The statement of a key's policy that lets the account decide, through IAM, who uses the key.
pub fn account_decides() -> Vec<(&'static str, Expr)> {
    vec![
        ("Sid", "Account".into()),
        ("Effect", "Allow".into()),
        ("Principal", object([("AWS", identity("root"))])),
        ("Action", "kms:*".into()),
        ("Resource", "*".into()),
    ]
}

//! What guards hosted zones: signatures and logs of queries, where the plan has a place for them.
//!
//! Signing takes a key and query logs take storage: they are written for plans that ask for a key service
//! and for monitoring, whose bills contain them; others are told why they are missing.

use crate::terms::Kind;
use crate::terraform::hcl::{Block, Expr, code, list, object, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::name::label;

use super::edge::{self, GLOBAL};
use super::parts;
use super::site::{Region, policy};

fn has(region: Region<'_, '_>, kind: Kind) -> bool {
    region.layout.topology.services.iter().any(|service| service.kind == kind)
}

/// Checks of checkov that do not apply, with the reason.
pub fn excused(region: Region<'_, '_>, block: Block) -> Block {
    block
        .when(!has(region, Kind::Secrets), |block| {
            block.comment("checkov:skip=CKV2_AWS_38:signing takes a key, and the plan asks for no key service")
        })
        .when(!has(region, Kind::Monitoring), |block| {
            block.comment("checkov:skip=CKV2_AWS_39:the plan asks for no monitoring that would keep these logs")
        })
}

/// Signatures and logs of all zones of a service.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if has(region, Kind::Secrets) {
        blocks.extend(signatures(unit));
    }
    if has(region, Kind::Monitoring) {
        blocks.extend(logs(region, unit));
    }
    blocks
}

fn signatures(unit: &Unit<'_>) -> Vec<Block> {
    let name = format!("{}__signing", unit.name);
    let each = code(format!("aws_route53_zone.{}", unit.name));
    let key = Block::resource("aws_kms_key", &name)
        .comment("checkov:skip=CKV_AWS_7:keys that sign cannot be rotated by themselves")
        .set("region", GLOBAL)
        .set("description", "Signs the zones")
        .set("customer_master_key_spec", "ECC_NIST_P256")
        .set("key_usage", "SIGN_VERIFY")
        .set("deletion_window_in_days", 30_u32)
        .set("policy", key_policy())
        .set("tags", own_tags(unit));
    let signing = Block::resource("aws_route53_key_signing_key", &unit.name)
        .set("for_each", each.clone())
        .gap()
        .set("name", label(&[&unit.service.name.value], 60).replace('-', "_"))
        .set("hosted_zone_id", code("each.value.zone_id"))
        .set("key_management_service_arn", code(format!("aws_kms_key.{name}.arn")));
    let zone = Block::resource("aws_route53_hosted_zone_dnssec", &unit.name)
        .comment("Resolvers check signatures once the registrar has the DS record of the key.")
        .set("for_each", each)
        .gap()
        .set("hosted_zone_id", code("each.value.zone_id"))
        .set("depends_on", code(format!("[aws_route53_key_signing_key.{}]", unit.name)));
    vec![key, signing, zone]
}

fn key_policy() -> Expr {
    let account = code("data.aws_caller_identity.current.account_id");
    let dnssec = |sid: &'static str, actions: Expr, condition: Expr| {
        vec![
            ("Sid", Expr::from(sid)),
            ("Effect", "Allow".into()),
            ("Principal", object([("Service", "dnssec-route53.amazonaws.com")])),
            ("Action", actions),
            ("Resource", "*".into()),
            ("Condition", condition),
        ]
    };
    policy(vec![
        parts::account_decides(),
        dnssec(
            "Sign",
            list(["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"]),
            object([("StringEquals", object([("aws:SourceAccount", account)]))]),
        ),
        dnssec(
            "Grant",
            list(["kms:CreateGrant"]),
            object([("Bool", object([("kms:GrantIsForAWSResource", "true")]))]),
        ),
    ])
}

fn logs(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Block> {
    let name = format!("{}__queries", unit.name);
    let path = format!("/aws/route53/{}", region.layout.label(unit, 60));
    let group = code(format!("aws_cloudwatch_log_group.{name}.arn"));
    let account = code("data.aws_caller_identity.current.account_id");
    let may_write = policy(vec![vec![
        ("Sid", "Queries".into()),
        ("Effect", "Allow".into()),
        ("Principal", object([("Service", "route53.amazonaws.com")])),
        ("Action", list(["logs:CreateLogStream", "logs:PutLogEvents"])),
        ("Resource", template([group.clone(), Expr::from(":*")])),
        ("Condition", object([("StringEquals", object([("aws:SourceAccount", account)]))])),
    ]]);
    vec![
        edge::global_logs(region, unit, &name, &path),
        Block::resource("aws_cloudwatch_log_resource_policy", &name)
            .set("region", GLOBAL)
            .set("policy_name", region.layout.label(unit, 60))
            .set("policy_document", may_write),
        Block::resource("aws_route53_query_log", &unit.name)
            .set("for_each", code(format!("aws_route53_zone.{}", unit.name)))
            .gap()
            .set("cloudwatch_log_group_arn", group)
            .set("zone_id", code("each.value.zone_id"))
            .set("depends_on", code(format!("[aws_cloudwatch_log_resource_policy.{name}]"))),
    ]
}

//! Keys of the customer: one per data class that asks for it, rotated every year.

use std::collections::BTreeSet;

use crate::terms::Kind;
use crate::terraform::hcl::{Block, Expr, code, list, object};
use crate::terraform::layout::Unit;
use crate::terraform::module::Module;
use crate::terraform::name::label;

use super::site::{Region, policy};
use super::{ends, parts};

/// Writes `keys.tf`.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    let classes: BTreeSet<String> =
        region.view.units.iter().filter_map(|unit| region.layout.customer_key(unit)).collect();
    let file = module.file("keys", "Keys that the customer manages, one per data class.");
    for class in &classes {
        file.push(key(region, class));
        let name = label(&[&region.layout.topology.name, &class.replace('_', "-")], 200);
        file.push(
            Block::resource("aws_kms_alias", class)
                .set("name", format!("alias/{name}"))
                .set("target_key_id", code(format!("aws_kms_key.{class}.key_id"))),
        );
    }
    for class in classes {
        let about = "Key of the data of a class.";
        module.export(format!("key_{class}_arn"), about, of_class(&class));
    }
}

/// The key of a unit's data, if the customer manages it.
pub fn arn(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<Expr> {
    class(region, unit).map(|class| of_class(&class))
}

/// The data class of a unit, if the customer manages its key.
pub fn class(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<String> {
    region.layout.customer_key(unit)
}

/// The key of a data class.
pub fn of_class(class: &str) -> Expr {
    code(format!("aws_kms_key.{class}.arn"))
}

/// Services of AWS that use the keys of a class on behalf of units.
fn users(region: Region<'_, '_>, class: &str) -> Vec<(&'static str, String)> {
    let units = region.view.units.iter();
    let units = units.filter(|unit| region.layout.customer_key(unit).as_deref() == Some(class));
    let mut users = BTreeSet::new();
    for unit in units {
        let called_by = |kind: Kind| {
            ends::callers_here(region, unit).iter().any(|(peer, _)| peer.service.kind == kind)
        };
        match unit.service.kind {
            Kind::Queue if called_by(Kind::Pubsub) => {
                users.insert(("Topics", "sns.amazonaws.com".to_owned()))
            }
            Kind::ObjectStore if called_by(Kind::Cdn) => {
                users.insert(("Delivery", "cloudfront.amazonaws.com".to_owned()))
            }
            Kind::ObjectStore | Kind::Vm | Kind::Queue | Kind::DocumentDb | Kind::FileStore => {
                false
            }
            _ => users.insert(("Logs", format!("logs.{}.amazonaws.com", region.view.site.region))),
        };
    }
    users.into_iter().collect()
}

fn key(region: Region<'_, '_>, class: &str) -> Block {
    Block::resource("aws_kms_key", class)
        .set("description", format!("Data of class {}", class.replace('_', "-")))
        .set("enable_key_rotation", true)
        .set("deletion_window_in_days", 30_u32)
        .set("policy", key_policy(region, class))
        .set("tags", code("local.shared_tags"))
}

/// The account decides through IAM; scaling groups may start machines with encrypted disks.
fn key_policy(region: Region<'_, '_>, class: &str) -> Expr {
    let scaling = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
    let use_key =
        ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
    let for_scaling = |sid: &'static str, actions: Expr| {
        vec![
            ("Sid", Expr::from(sid)),
            ("Effect", "Allow".into()),
            ("Principal", object([("AWS", parts::identity(scaling))])),
            ("Action", actions),
            ("Resource", "*".into()),
        ]
    };
    let mut grant = for_scaling("ScalingGrants", list(["kms:CreateGrant"]));
    let aws_only = object([("kms:GrantIsForAWSResource", "true")]);
    grant.push(("Condition", object([("Bool", aws_only)])));
    let for_service = |(sid, service): (&'static str, String)| {
        let account = code("data.aws_caller_identity.current.account_id");
        let source = object([("aws:SourceAccount", account)]);
        let condition = object([("StringEquals", source)]);
        // Logs name no source account; they say whose group they encrypt for.
        let groups = super::parts::arn("logs", &region.view.site.region, "*");
        let context = object([("kms:EncryptionContext:aws:logs:arn", groups)]);
        let for_logs = object([("ArnLike", context)]);
        vec![
            ("Sid", Expr::from(sid)),
            ("Effect", "Allow".into()),
            ("Principal", object([("Service", service)])),
            ("Action", list(use_key)),
            ("Resource", "*".into()),
            ("Condition", if sid == "Logs" { for_logs } else { condition }),
        ]
    };
    let mut statements =
        vec![parts::account_decides(), for_scaling("ScalingUse", list(use_key)), grant];
    statements.extend(users(region, class).into_iter().map(for_service));
    policy(statements)
}

/// The key with which AWS itself encrypts databases of a region: copies from other regions have to
/// name a key, even this one.
pub fn own_database_key(unit: &str) -> (Block, Expr) {
    let block = Block::data("aws_kms_alias", unit).set("name", "alias/aws/rds");
    (block, code(format!("data.aws_kms_alias.{unit}.target_key_arn")))
}

//! Keys of the customer: one per data class that asks for it, rotated every year.

use std::collections::BTreeSet;

use crate::terraform::hcl::{Block, Expr, code, list, object, template};
use crate::terraform::layout::Unit;
use crate::terraform::module::Module;
use crate::terraform::name::label;

use super::site::{Region, policy};

/// Writes `keys.tf`.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    let classes: BTreeSet<String> =
        region.view.units.iter().filter_map(|unit| region.layout.customer_key(unit)).collect();
    let file = module.file("keys", "Keys that the customer manages, one per data class.");
    for class in &classes {
        file.push(key(class));
        let name = label(&[&region.layout.topology.name, &class.replace('_', "-")], 200);
        file.push(
            Block::resource("aws_kms_alias", class)
                .set("name", format!("alias/{name}"))
                .set("target_key_id", code(format!("aws_kms_key.{class}.key_id"))),
        );
    }
}

/// The key of a unit's data, if the customer manages it.
pub fn arn(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<Expr> {
    region.layout.customer_key(unit).map(|class| code(format!("aws_kms_key.{class}.arn")))
}

fn key(class: &str) -> Block {
    Block::resource("aws_kms_key", class)
        .set("description", format!("Data of class {}", class.replace('_', "-")))
        .set("enable_key_rotation", true)
        .set("deletion_window_in_days", 30_u32)
        .set("policy", key_policy())
        .set("tags", code("local.shared_tags"))
}

fn arn_of(rest: &str) -> Expr {
    template([
        Expr::from("arn:"),
        code("data.aws_partition.current.partition"),
        Expr::from(":iam::"),
        code("data.aws_caller_identity.current.account_id"),
        Expr::from(format!(":{rest}")),
    ])
}

/// The account decides through IAM; scaling groups may start machines with encrypted disks.
fn key_policy() -> Expr {
    let scaling = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
    let use_key =
        ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
    let for_scaling = |sid: &'static str, actions: Expr| {
        vec![
            ("Sid", Expr::from(sid)),
            ("Effect", "Allow".into()),
            ("Principal", object([("AWS", arn_of(scaling))])),
            ("Action", actions),
            ("Resource", "*".into()),
        ]
    };
    let mut grant = for_scaling("ScalingGrants", list(["kms:CreateGrant"]));
    let aws_only = object([("kms:GrantIsForAWSResource", "true")]);
    grant.push(("Condition", object([("Bool", aws_only)])));
    policy(vec![
        vec![
            ("Sid", "Account".into()),
            ("Effect", "Allow".into()),
            ("Principal", object([("AWS", arn_of("root"))])),
            ("Action", "kms:*".into()),
            ("Resource", "*".into()),
        ],
        for_scaling("ScalingUse", list(use_key)),
        grant,
    ])
}

/// The key with which AWS itself encrypts databases of a region: copies from other regions have to
/// name a key, even this one.
pub fn own_database_key(unit: &str) -> (Block, Expr) {
    let block = Block::data("aws_kms_alias", unit).set("name", "alias/aws/rds");
    (block, code(format!("data.aws_kms_alias.{unit}.target_key_arn")))
}

//! The bucket to which a content network writes who asked for what.

use crate::terraform::hcl::{Block, Expr, code, template};
use crate::terraform::layout::{Unit, own_tags};

use super::parts;
use super::site::Region;

/// The bucket with everything around it.
pub fn bucket(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Block> {
    let name = format!("{}__logs", unit.name);
    let of = code(format!("aws_s3_bucket.{name}.id"));
    let part = |kind: &str| {
        Block::resource(&format!("aws_s3_bucket_{kind}"), &name).set("bucket", of.clone())
    };
    vec![
        Block::data("aws_canonical_user_id", &name),
        Block::data("aws_cloudfront_log_delivery_canonical_user_id", &name),
        store(region, unit, &name),
        part("ownership_controls")
            .comment("checkov:skip=CKV2_AWS_65:CloudFront delivers its logs by the access list of the bucket")
            .block(Block::new("rule").set("object_ownership", "BucketOwnerPreferred")),
        part("acl").block(grants(&name)).gap().set(
            "depends_on",
            code(format!("[aws_s3_bucket_ownership_controls.{name}]")),
        ),
        part("versioning").block(Block::new("versioning_configuration").set("status", "Enabled")),
        part("server_side_encryption_configuration").block(
            Block::new("rule").block(
                Block::new("apply_server_side_encryption_by_default").set("sse_algorithm", "AES256"),
            ),
        ),
        part("public_access_block")
            .set("block_public_acls", true)
            .set("block_public_policy", true)
            .set("ignore_public_acls", true)
            .set("restrict_public_buckets", true),
        part("lifecycle_configuration").block(kept(parts::retention(region))),
    ]
}

fn store(region: Region<'_, '_>, unit: &Unit<'_>, name: &str) -> Block {
    let bucket = format!("{}-logs-", region.global_label(unit, 45));
    Block::resource("aws_s3_bucket", name)
        .comment("checkov:skip=CKV_AWS_18:this bucket holds access logs itself")
        .comment("checkov:skip=CKV_AWS_144:logs are not copied to another region")
        .comment("checkov:skip=CKV_AWS_145:the delivery of these logs cannot use keys of the plan's data classes")
        .comment("checkov:skip=CKV2_AWS_62:nothing in the plan listens to events of the bucket")
        .set("bucket", template([Expr::from(bucket), code("data.aws_caller_identity.current.account_id")]))
        .set("tags", own_tags(unit))
}

fn grants(name: &str) -> Block {
    let owner = code(format!("data.aws_canonical_user_id.{name}.id"));
    let delivery = code(format!("data.aws_cloudfront_log_delivery_canonical_user_id.{name}.id"));
    let full = |id: Expr| {
        let grantee = Block::new("grantee").set("id", id).set("type", "CanonicalUser");
        Block::new("grant").set("permission", "FULL_CONTROL").block(grantee)
    };
    Block::new("access_control_policy")
        .block(full(owner.clone()))
        .block(full(delivery))
        .block(Block::new("owner").set("id", owner))
}

fn kept(days: u64) -> Block {
    Block::new("rule")
        .set("id", "kept")
        .set("status", "Enabled")
        .block(Block::new("filter"))
        .block(Block::new("expiration").set("days", days))
        .block(Block::new("noncurrent_version_expiration").set("noncurrent_days", 30_u32))
        .block(Block::new("abort_incomplete_multipart_upload").set("days_after_initiation", 7_u32))
}

//! Object stores: a bucket with everything around it, and replication to the bucket of a standby.

use crate::terms::Provider;
use crate::terraform::hcl::{Block, Expr, code, object, template};
use crate::terraform::layout::{SiteView, Unit, own_tags};
use crate::terraform::module::{Module, Variable};

use super::site::{Region, assumed_by, policy, statement};
use super::{cdn, edge, keys};

/// Writes an object store.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let mut blocks = vec![bucket(region, unit), versioning(unit), encryption(region, unit)];
    edge::export(region, unit, module);
    let readers = cdn::readers(region, unit, module);
    blocks.extend([closed(unit), ownership(unit), tidied(unit), guarded(unit, readers)]);
    if let Some((site, other)) = copy(region, unit) {
        let keyed = region.layout.customer_key(other).is_some();
        blocks.extend(replication(region, unit, keyed));
        let mut pass = |what: &str| {
            let about = format!("The {} of the copy.", what.replace('_', " "));
            let variable = Variable::new(format!("{}__copy_{what}", unit.name), "string", about);
            module.input(variable, code(format!("module.{}.{}__{what}", site.name, other.name)));
        };
        pass("bucket_arn");
        if keyed {
            pass("key_arn");
        }
    }
    module.service(unit).extend(blocks);
    let bucket = format!("aws_s3_bucket.{}", unit.name);
    module.output(
        format!("{}__bucket", unit.name),
        "Bucket of the service.",
        code(format!("{bucket}.bucket")),
    );
    module.export(
        format!("{}__bucket_arn", unit.name),
        "Bucket of the service.",
        code(format!("{bucket}.arn")),
    );
    if let Some(key) = keys::arn(region, unit) {
        module.export(format!("{}__key_arn", unit.name), "Key of the bucket.", key);
    }
}

/// The bucket in another region of AWS that this one is copied to.
fn copy<'l, 'a>(
    region: Region<'l, 'a>,
    unit: &Unit<'_>,
) -> Option<(&'l SiteView<'a>, &'l Unit<'a>)> {
    let other = region.layout.partner(unit).filter(|_| !unit.is_recovery())?;
    (other.0.site.provider == Provider::Aws).then_some(other)
}

fn of(unit: &Unit<'_>) -> Expr {
    code(format!("aws_s3_bucket.{}.id", unit.name))
}

fn bucket(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let name = format!("{}-", region.global_label(unit, 50));
    Block::resource("aws_s3_bucket", &unit.name)
        .comment("checkov:skip=CKV_AWS_18:access logs need a bucket of their own that the plan does not ask for")
        .comment("checkov:skip=CKV2_AWS_62:nothing in the plan listens to events of the bucket")
        .when(region.layout.customer_key(unit).is_none(), |b| {
            b.comment("checkov:skip=CKV_AWS_145:the plan leaves the keys of this data to the provider")
        })
        .when(copy(region, unit).is_none(), |b| {
            b.comment("checkov:skip=CKV_AWS_144:the plan asks for no copy of this bucket in another region")
        })
        .comment("Bucket names are shared by all accounts of the world, so the account is part of it.")
        .set("bucket", template([Expr::from(name), code("data.aws_caller_identity.current.account_id")]))
        .set("tags", own_tags(unit))
}

fn versioning(unit: &Unit<'_>) -> Block {
    Block::resource("aws_s3_bucket_versioning", &unit.name)
        .set("bucket", of(unit))
        .block(Block::new("versioning_configuration").set("status", "Enabled"))
}

fn encryption(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let key = keys::arn(region, unit);
    let algorithm = if key.is_some() { "aws:kms" } else { "AES256" };
    let with_key = key.is_some();
    Block::resource("aws_s3_bucket_server_side_encryption_configuration", &unit.name)
        .set("bucket", of(unit))
        .block(
            Block::new("rule").when(with_key, |rule| rule.set("bucket_key_enabled", true)).block(
                Block::new("apply_server_side_encryption_by_default")
                    .set("sse_algorithm", algorithm)
                    .maybe("kms_master_key_id", key),
            ),
        )
}

fn closed(unit: &Unit<'_>) -> Block {
    Block::resource("aws_s3_bucket_public_access_block", &unit.name)
        .set("bucket", of(unit))
        .set("block_public_acls", true)
        .set("block_public_policy", true)
        .set("ignore_public_acls", true)
        .set("restrict_public_buckets", true)
}

fn ownership(unit: &Unit<'_>) -> Block {
    Block::resource("aws_s3_bucket_ownership_controls", &unit.name)
        .set("bucket", of(unit))
        .block(Block::new("rule").set("object_ownership", "BucketOwnerEnforced"))
}

fn tidied(unit: &Unit<'_>) -> Block {
    let tidy = Block::new("rule")
        .comment(
            "Versions that were replaced, and uploads that were never finished, cost money too.",
        )
        .set("id", "tidy")
        .set("status", "Enabled")
        .block(Block::new("filter"))
        .block(Block::new("noncurrent_version_expiration").set("noncurrent_days", 30_u32))
        .block(Block::new("abort_incomplete_multipart_upload").set("days_after_initiation", 7_u32));
    Block::resource("aws_s3_bucket_lifecycle_configuration", &unit.name)
        .set("bucket", of(unit))
        .block(tidy)
        .blocks(aged(unit))
}

/// Moves what gets old to the classes that the bill counts on; S3 moves nothing to them before 30 days.
fn aged(unit: &Unit<'_>) -> Option<Block> {
    let terms = unit.service.demand.terms();
    let (cool, archive) = (terms.flag("cool_gib"), terms.flag("archive_gib"));
    let cool_days = terms.count("cool_after_days").max(30);
    let least = if cool { cool_days + 30 } else { 1 };
    let archive_days = terms.count("archive_after_days").max(least);
    let move_to = |class: &str, days: u64| {
        Block::new("transition").set("days", days).set("storage_class", class)
    };
    (cool || archive).then(|| {
        Block::new("rule")
            .set("id", "age")
            .set("status", "Enabled")
            .block(Block::new("filter"))
            .blocks(cool.then(|| move_to("STANDARD_IA", cool_days)))
            .blocks(archive.then(|| move_to("GLACIER", archive_days)))
    })
}

fn guarded(unit: &Unit<'_>, readers: Vec<Vec<(&'static str, Expr)>>) -> Block {
    let arn = format!("aws_s3_bucket.{}.arn", unit.name);
    let denied = vec![
        ("Sid", Expr::from("TlsOnly")),
        ("Effect", "Deny".into()),
        ("Principal", "*".into()),
        ("Action", "s3:*".into()),
        (
            "Resource",
            Expr::List(vec![code(arn.as_str()), template([code(arn.as_str()), Expr::from("/*")])]),
        ),
        ("Condition", object([("Bool", object([("aws:SecureTransport", "false")]))])),
    ];
    Block::resource("aws_s3_bucket_policy", &unit.name)
        .set("bucket", of(unit))
        .set("policy", policy([vec![denied], readers].concat()))
        .gap()
        .set("depends_on", code(format!("[aws_s3_bucket_public_access_block.{}]", unit.name)))
}

fn replication(region: Region<'_, '_>, unit: &Unit<'_>, keyed: bool) -> Vec<Block> {
    let name = format!("{}__replication", unit.name);
    let copy = code(format!("var.{}__copy_bucket_arn", unit.name));
    let role = Block::resource("aws_iam_role", &name)
        .set("name", format!("{}-copy", region.global_label(unit, 55)))
        .set("assume_role_policy", assumed_by("s3.amazonaws.com"))
        .set("tags", own_tags(unit));
    let rights = Block::resource("aws_iam_role_policy", &name)
        .set("name", "replication")
        .set("role", code(format!("aws_iam_role.{name}.name")))
        .set("policy", policy(replication_rights(region, unit, keyed)));
    let destination =
        Block::new("destination").set("bucket", copy).set("storage_class", "STANDARD");
    let destination = destination
        .block(
            Block::new("metrics")
                .set("status", "Enabled")
                .block(fifteen_minutes("event_threshold")),
        )
        .block(
            Block::new("replication_time").set("status", "Enabled").block(fifteen_minutes("time")),
        );
    let destination = destination.when(keyed, |block| {
        let key = code(format!("var.{}__copy_key_arn", unit.name));
        block.block(Block::new("encryption_configuration").set("replica_kms_key_id", key))
    });
    let everything = Block::new("rule")
        .set("id", "all")
        .set("status", "Enabled")
        .set("priority", 1_u32)
        .block(Block::new("filter"))
        .block(Block::new("delete_marker_replication").set("status", "Enabled"))
        .when(keyed, |rule| {
            let objects = Block::new("sse_kms_encrypted_objects").set("status", "Enabled");
            rule.block(Block::new("source_selection_criteria").block(objects))
        })
        .block(destination);
    let configuration = Block::resource("aws_s3_bucket_replication_configuration", &unit.name)
        .set("bucket", of(unit))
        .set("role", code(format!("aws_iam_role.{name}.arn")))
        .block(everything)
        .gap()
        .set("depends_on", code(format!("[aws_s3_bucket_versioning.{}]", unit.name)));
    vec![role, rights, configuration]
}

/// The bound that S3 promises for copies.
fn fifteen_minutes(kind: &str) -> Block {
    Block::new(kind).set("minutes", 15_u32)
}

fn replication_rights(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    keyed: bool,
) -> Vec<Vec<(&'static str, Expr)>> {
    let bucket = code(format!("aws_s3_bucket.{}.arn", unit.name));
    let copy = code(format!("var.{}__copy_bucket_arn", unit.name));
    let inside = |bucket: Expr| template([bucket, Expr::from("/*")]);
    let reads = [
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
    ];
    let writes = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"];
    let mut rights = vec![
        statement(
            "Configuration",
            &["s3:GetReplicationConfiguration", "s3:ListBucket"],
            vec![bucket.clone()],
        ),
        statement("Read", &reads, vec![inside(bucket)]),
        statement("Write", &writes, vec![inside(copy)]),
    ];
    if let Some(key) = keys::arn(region, unit) {
        rights.push(statement("Decrypt", &["kms:Decrypt"], vec![key]));
    }
    if keyed {
        let key = code(format!("var.{}__copy_key_arn", unit.name));
        rights.push(statement("Encrypt", &["kms:Encrypt"], vec![key]));
    }
    rights
}

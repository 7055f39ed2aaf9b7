//! File stores: an elastic file system with an address in each zone, backups, and a copy at another region.

use crate::terms::{Form, Provider};
use crate::terraform::hcl::{Block, Expr, code, list, object};
use crate::terraform::layout::{SiteView, Unit, own_tags};
use crate::terraform::module::{Module, Variable};

use super::keys;
use super::site::{Region, policy};

/// Writes a file store.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let mut blocks = vec![files(region, unit), access(unit), mounts(region, unit), backups(unit)];
    if let Some(other) = partner(region, unit) {
        if unit.is_recovery() {
            let about = "The copy.";
            let id = code(format!("aws_efs_file_system.{}.id", unit.name));
            module.export(format!("{}__files", unit.name), about, id);
        } else {
            blocks.push(replication(unit, other));
            let about = "The file system that is the copy.";
            let variable = Variable::new(format!("{}__copy", unit.name), "string", about);
            module.input(variable, code(format!("module.{}.{}__files", other.name, unit.name)));
        }
    }
    module.service(unit).extend(blocks);
    let name = code(format!("aws_efs_file_system.{}.dns_name", unit.name));
    module.output(format!("{}__dns_name", unit.name), "Name under which it is mounted.", name);
}

/// The other site of a pair, if it is of AWS as well.
fn partner<'l, 'a>(region: Region<'l, 'a>, unit: &Unit<'_>) -> Option<&'l SiteView<'a>> {
    let (view, _) = region.layout.partner(unit)?;
    (view.site.provider == Provider::Aws).then_some(view)
}

fn of(unit: &Unit<'_>) -> Expr {
    code(format!("aws_efs_file_system.{}.id", unit.name))
}

fn files(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let key = keys::arn(region, unit);
    let copy = unit.is_recovery() && partner(region, unit).is_some();
    Block::resource("aws_efs_file_system", &unit.name)
        .when(key.is_none(), |block| {
            block.comment(
                "checkov:skip=CKV_AWS_184:the plan leaves the keys of this data to the provider",
            )
        })
        .set("creation_token", region.layout.label(unit, 60))
        .when(unit.deployment.form == Form::Single, |block| {
            block.set("availability_zone_name", code("local.zones[0]"))
        })
        .set("encrypted", true)
        .maybe("kms_key_id", key)
        .set("performance_mode", "generalPurpose")
        .set("throughput_mode", "elastic")
        .set("tags", own_tags(unit))
        .when(copy, |block| {
            block.block(Block::new("protection").set("replication_overwrite", "DISABLED")).block(
                Block::new("lifecycle")
                    .comment("While it is a copy, AWS says REPLICATING here.")
                    .set("ignore_changes", code("[protection]")),
            )
        })
}

/// Only over TLS, and only at the addresses in the network; rules say who reaches those.
fn access(unit: &Unit<'_>) -> Block {
    let arn = code(format!("aws_efs_file_system.{}.arn", unit.name));
    let everybody = object([("AWS", "*")]);
    let mounted = vec![
        ("Sid", Expr::from("Mounted")),
        ("Effect", "Allow".into()),
        ("Principal", everybody.clone()),
        (
            "Action",
            list([
                "elasticfilesystem:ClientMount",
                "elasticfilesystem:ClientRootAccess",
                "elasticfilesystem:ClientWrite",
            ]),
        ),
        ("Resource", arn.clone()),
        (
            "Condition",
            object([("Bool", object([("elasticfilesystem:AccessedViaMountTarget", "true")]))]),
        ),
    ];
    let plain = vec![
        ("Sid", Expr::from("TlsOnly")),
        ("Effect", "Deny".into()),
        ("Principal", everybody),
        ("Action", "*".into()),
        ("Resource", arn),
        ("Condition", object([("Bool", object([("aws:SecureTransport", "false")]))])),
    ];
    Block::resource("aws_efs_file_system_policy", &unit.name)
        .set("file_system_id", of(unit))
        .set("policy", policy(vec![mounted, plain]))
}

fn mounts(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let zones = if unit.deployment.zones >= region.view.zones() {
        "toset(local.zones)".to_owned()
    } else {
        format!("toset(slice(local.zones, 0, {}))", unit.deployment.zones)
    };
    Block::resource("aws_efs_mount_target", &unit.name)
        .set("for_each", code(zones))
        .gap()
        .set("file_system_id", of(unit))
        .set("subnet_id", code("aws_subnet.data[each.key].id"))
        .set("security_groups", code(format!("[aws_security_group.{}.id]", unit.name)))
}

fn backups(unit: &Unit<'_>) -> Block {
    Block::resource("aws_efs_backup_policy", &unit.name)
        .comment("Every day into AWS Backup, kept for 35 days.")
        .set("file_system_id", of(unit))
        .block(Block::new("backup_policy").set("status", "ENABLED"))
}

fn replication(unit: &Unit<'_>, other: &SiteView<'_>) -> Block {
    Block::resource("aws_efs_replication_configuration", &unit.name)
        .comment("To fail over, delete this: the copy then takes writes.")
        .set("source_file_system_id", of(unit))
        .block(
            Block::new("destination")
                .set("region", other.site.region.as_str())
                .set("file_system_id", code(format!("var.{}__copy", unit.name))),
        )
}

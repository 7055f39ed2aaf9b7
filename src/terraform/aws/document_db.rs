//! Tables of documents: `DynamoDB` on demand, and a replica in the region of a standby.

use crate::terms::{Kind, Provider, Strategy};
use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::{SiteView, Unit, own_tags};
use crate::terraform::module::{Module, Variable};

use super::site::Region;
use super::{ends, keys};

fn name(region: Region<'_, '_>, unit: &Unit<'_>) -> String {
    region.layout.label(unit, 200)
}

/// The table as others name it.
pub fn arn(region: Region<'_, '_>, view: &SiteView<'_>, unit: &Unit<'_>) -> Expr {
    let here = view.id == region.view.id;
    if here && !is_replica(region, unit) {
        return code(format!("aws_dynamodb_table.{}.arn", unit.name));
    }
    super::parts::arn("dynamodb", &view.site.region, &format!("table/{}", name(region, unit)))
}

/// Whether the table of another region of AWS brings this one with it.
pub fn is_replica(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    !region.is_main(unit)
}

/// The site whose table has replicas at the others: the first of those that use `DynamoDB`.
fn main_site<'l, 'a>(region: Region<'l, 'a>, unit: &Unit<'_>) -> Option<&'l SiteView<'a>> {
    let deployments = unit.arrangement.deployments.iter();
    let mut sites = deployments.filter_map(|d| region.layout.site(d.site));
    sites.find(|view| view.site.provider == Provider::Aws)
}

/// The other sites of AWS that hold the table.
fn replicas<'l, 'a>(
    region: Region<'l, 'a>,
    unit: &Unit<'_>,
) -> Vec<(&'l SiteView<'a>, &'l Unit<'a>)> {
    if unit.arrangement.strategy == Strategy::Single {
        return Vec::new();
    }
    let sites = unit.arrangement.deployments.iter().filter_map(|d| region.layout.site(d.site));
    let others = sites.filter(|v| v.id != region.view.id && v.site.provider == Provider::Aws);
    others.filter_map(|view| Some((view, view.unit(unit.id)?))).collect()
}

/// Writes a table.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let value = Expr::from(name(region, unit));
    module.output(format!("{}__table", unit.name), "Table of the service.", value);
    if is_replica(region, unit) {
        let main = main_site(region, unit).map_or("", |view| view.site.code.as_str());
        let about = format!("The table here is a replica that the table at {main} brings with it.");
        module.service(unit).comment(&about);
        return;
    }
    let block = table(region, unit, module);
    module.service(unit).push(block);
}

fn table(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Block {
    let terms = unit.service.demand.terms();
    let days = terms.count("backup_days");
    let replicas = replicas(region, unit);
    let feeds =
        ends::called(region, unit).iter().any(|(_, peer, _)| peer.service.kind == Kind::Function);
    let key = keys::arn(region, unit);
    let copies: Vec<Block> =
        replicas.iter().map(|(view, other)| replica(region, unit, view, other, module)).collect();
    Block::resource("aws_dynamodb_table", &unit.name)
        .when(key.is_none(), |block| {
            block.comment(
                "checkov:skip=CKV_AWS_119:the plan leaves the keys of this data to the provider",
            )
        })
        .when(days == 0, |block| {
            block.comment("checkov:skip=CKV_AWS_28:the plan asks for no backups")
        })
        .set("name", name(region, unit))
        .set("billing_mode", "PAY_PER_REQUEST")
        .set("hash_key", "pk")
        .set("range_key", "sk")
        .set("deletion_protection_enabled", true)
        .when(feeds || !replicas.is_empty(), |block| {
            block.set("stream_enabled", true).set("stream_view_type", "NEW_AND_OLD_IMAGES")
        })
        .set("tags", own_tags(unit))
        .block(Block::new("attribute").set("name", "pk").set("type", "S"))
        .block(Block::new("attribute").set("name", "sk").set("type", "S"))
        .block(
            Block::new("point_in_time_recovery")
                .set("enabled", days > 0)
                .when(days > 0, |block| block.set("recovery_period_in_days", days.clamp(1, 35))),
        )
        .block(Block::new("server_side_encryption").set("enabled", true).maybe("kms_key_arn", key))
        .blocks(copies)
}

fn replica(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    view: &SiteView<'_>,
    other: &Unit<'_>,
    module: &mut Module,
) -> Block {
    let key = region.layout.customer_key(other).map(|class| {
        let name = format!("{}__{class}__key_arn", view.name);
        let about = format!("Key of the data of a class at {}.", view.site.code);
        let value = code(format!("module.{}.key_{class}_arn", view.name));
        module.input(Variable::new(name.as_str(), "string", about), value);
        code(format!("var.{name}"))
    });
    let days = unit.service.demand.terms().count("backup_days");
    Block::new("replica")
        .set("region_name", view.site.region.as_str())
        .set("deletion_protection_enabled", true)
        .set("point_in_time_recovery", days > 0)
        .set("propagate_tags", true)
        .maybe("kms_key_arn", key)
}

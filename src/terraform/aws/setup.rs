//! What machines of AWS are told when they first start, and the names of those that keep data.

use crate::terraform::hcl::{Block, Expr, code, object};
use crate::terraform::layout::Unit;
use crate::terraform::module::Module;
use crate::terraform::self_hosted::{self, Disk};

use super::site::Region;

/// The text for cloud-init; none for machines whose software the plan does not know.
pub fn told(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<Expr> {
    // The disk's path follows from its volume; the order in which disks appear does not.
    let volume = format!("replace(aws_ebs_volume.{}[each.key].id, \"-\", \"\")", unit.name);
    let device = format!("\"/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${{{volume}}}\"");
    let disk = Disk { path: &device, otherwise: None };
    self_hosted::told(region.layout, region.view, region.grants, unit, disk)
}

/// Writes the zone of machines that keep data.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    self_hosted::ask_for_machines(region.layout, region.view, region.grants, module);
    let members = self_hosted::members(region.layout, region.view);
    if members.is_empty() {
        return;
    }
    let zone = Block::resource("aws_route53_zone", "machines")
        .comment("checkov:skip=CKV2_AWS_38:names within the network are not signed")
        .comment("checkov:skip=CKV2_AWS_39:the plan asks for no logs of names within the network")
        .set("name", self_hosted::zone(region.layout, region.view))
        .set("tags", code("local.shared_tags"))
        .block(Block::new("vpc").set("vpc_id", code("aws_vpc.main.id")));
    let locals = Block::new("locals").set("members", object(members));
    let (name, about) = self_hosted::names_file(region.view);
    module.file(name, about).extend([locals, zone]);
}

/// The names of a unit's machines.
pub fn records(unit: &Unit<'_>) -> Block {
    Block::resource("aws_route53_record", &unit.name)
        .set("for_each", code(format!("aws_instance.{}", unit.name)))
        .gap()
        .set("zone_id", code("aws_route53_zone.machines.zone_id"))
        .set("name", code(format!("local.members.{}[tonumber(each.key) - 1]", unit.name)))
        .set("type", "A")
        .set("ttl", 60_u32)
        .set("records", code("[each.value.private_ip]"))
}

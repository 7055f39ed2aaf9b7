//! Capacity that is kept for machines which are started after a loss. It is there before the switch is
//! turned: machines that fit an open reservation take it by themselves.

use crate::terraform::hcl::{Block, code};
use crate::terraform::layout::{Unit, own_tags, per_zone};
use crate::terraform::module::Module;

/// Writes what is kept for a service, in each zone that it will run in.
pub fn write(unit: &Unit<'_>, module: &mut Module) {
    let Some(count) = unit.reserved else { return };
    let about = "Capacity that is kept, and paid for, whether it is used or not.";
    let file = module.file("reservations", about);
    let zones = per_zone(count, unit.deployment.zones);
    file.extend(zones.map(|(zone, here)| reservation(unit, zone, here)));
}

fn reservation(unit: &Unit<'_>, zone: u32, count: u32) -> Block {
    Block::resource("aws_ec2_capacity_reservation", &format!("{}_{}", unit.name, zone + 1))
        .set("instance_type", unit.sku.map_or("", |sku| sku.name.as_str()))
        .set("instance_platform", "Linux/UNIX")
        .set("instance_count", count)
        .set("availability_zone", code(format!("local.zones[{zone}]")))
        .set("ebs_optimized", true)
        .set("instance_match_criteria", "open")
        .set("end_date_type", "unlimited")
        .set("tags", own_tags(unit))
}

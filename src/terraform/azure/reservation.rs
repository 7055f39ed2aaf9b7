//! Capacity that is kept for machines which are started after a loss. It is there before the switch is
//! turned: machines name its group.

use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::{Unit, own_tags, per_zone};
use crate::terraform::module::Module;

use super::site::{Region, grouped};

const GROUP: &str = "azurerm_capacity_reservation_group";

/// Writes what is kept for a service, in each zone that it will run in.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let Some(count) = unit.reserved else { return };
    let about = "Capacity that is kept, and paid for, whether it is used or not.";
    let group = grouped(GROUP, &unit.name, region.layout.label(unit, 80))
        .maybe("zones", region.zones(unit))
        .set("tags", own_tags(unit));
    let by_zone = region.zones(unit).is_some();
    let kept = per_zone(count, unit.deployment.zones)
        .map(|(zone, here)| reservation(unit, by_zone.then_some(zone + 1), here));
    module.file("reservations", about).extend([group].into_iter().chain(kept));
}

fn reservation(unit: &Unit<'_>, zone: Option<u32>, count: u32) -> Block {
    let number = zone.unwrap_or(1);
    Block::resource("azurerm_capacity_reservation", &format!("{}_{number}", unit.name))
        .set("name", format!("zone-{number}"))
        .set("capacity_reservation_group_id", code(format!("{GROUP}.{}.id", unit.name)))
        .maybe("zone", zone.map(|zone| zone.to_string()))
        .set("tags", own_tags(unit))
        .block(
            Block::new("sku")
                .set("name", unit.sku.map_or("", |sku| sku.name.as_str()))
                .set("capacity", count),
        )
}

/// The group that machines of a service name, if capacity is kept for them.
pub fn group(unit: &Unit<'_>) -> Option<Expr> {
    unit.reserved.map(|_| code(format!("{GROUP}.{}.id", unit.name)))
}

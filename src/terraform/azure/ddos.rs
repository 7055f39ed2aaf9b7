//! Protection against floods: a plan for the network of the region, or what Azure does for everybody.

use crate::terraform::hcl::{Block, code};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::Module;

use super::place;
use super::site::{Region, grouped};

/// Writes a plan of protection; what Azure does for everybody needs no resource.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    if unit.is("ddos-network") {
        module.service(unit).push(
            grouped(
                "azurerm_network_ddos_protection_plan",
                &unit.name,
                region.layout.label(unit, 80),
            )
            .set("tags", own_tags(unit)),
        );
    }
}

/// The plan that the network of the region joins, if there is one.
pub fn of_network(region: Region<'_, '_>) -> Option<Block> {
    let unit = region.view.units.iter().find(|unit| unit.is("ddos-network"))?;
    place::networked(region).next()?;
    let id = code(format!("azurerm_network_ddos_protection_plan.{}.id", unit.name));
    Some(Block::new("ddos_protection_plan").set("id", id).set("enable", true))
}

/// What is said at a public address that Azure protects as it protects everybody's.
pub fn words(region: Region<'_, '_>, host: &Unit<'_>) -> Option<String> {
    let guards = |unit: &&Unit<'_>| {
        unit.is("ddos-infrastructure") && region.layout.topology.host_of(unit.id) == host.id
    };
    let unit = region.view.units.iter().find(guards)?;
    let name = crate::terraform::name::tag(&unit.service.name.value);
    Some(format!("{name}: the infrastructure protection of Azure is on for every public address."))
}

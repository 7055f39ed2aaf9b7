//! Ways in for operators: Azure Bastion, which opens sessions from the portal and shows nothing of the machines
//! to the internet.

use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::Module;

use super::logs;
use super::site::{Region, grouped};

/// The name that Azure asks of the subnet.
pub const SUBNET: &str = "AzureBastionSubnet";

/// Writes a way in.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let address = grouped("azurerm_public_ip", &unit.name, region.layout.label(unit, 80))
        .set("allocation_method", "Static")
        .set("sku", "Standard")
        .maybe("zones", region.zones(unit))
        .set("tags", own_tags(unit));
    let subnet = code(format!("azurerm_subnet.{}.id", unit.name));
    let host = grouped("azurerm_bastion_host", &unit.name, region.layout.label(unit, 80))
        .set("sku", "Basic")
        .set("copy_paste_enabled", true)
        .set("tags", own_tags(unit))
        .block(
            Block::new("ip_configuration")
                .set("name", "front")
                .set("subnet_id", subnet)
                .set("public_ip_address_id", code(format!("azurerm_public_ip.{}.id", unit.name))),
        )
        .gap()
        .set(
            "depends_on",
            code(format!("[azurerm_subnet_network_security_group_association.{}]", unit.name)),
        );
    let id: Expr = code(format!("azurerm_bastion_host.{}.id", unit.name));
    let logged = logs::sent(region, unit, id.clone(), &["BastionAuditLogs"]);
    module.service(unit).extend([address, host, logged]);
    module.output(format!("{}__id", unit.name), "Where operators open sessions.", id);
}

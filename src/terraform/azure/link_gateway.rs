//! The region's end of its link to the hub: a gateway for tunnels, or one for private circuits.
//!
//! What connects two sites is written by the root, which knows both.

use crate::terraform::hcl::{Block, Expr, code, list};
use crate::terraform::hub::{Gateway, asn, gateway, hub};
use crate::terraform::module::Module;
use crate::terraform::name::label;

use super::network::gateway_range;
use super::site::{Region, grouped};

/// The one configuration of the gateway's address.
const ADDRESS: &str = "front";

/// Writes `link.tf`.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    let gateway = match gateway(region.layout, region.view) {
        Some(Gateway::Vpn) => vpn(region),
        Some(Gateway::Circuits) => circuits(region),
        _ => return,
    };
    let about =
        format!("The end of {} of its link to the hub of the network.", region.view.site.code);
    module.file("link", &about).extend([subnet(region), address(region), gateway]);
    let id: Expr = code("azurerm_virtual_network_gateway.main.id");
    module.export("gateway_id".to_owned(), "The gateway of links.", id);
    let value = code("azurerm_public_ip.link__gateway.ip_address");
    module.export("gateway_address".to_owned(), "Where tunnels to the gateway end.", value);
}

/// Azure takes the gateway's subnet by its name, and allows no security group on it.
fn subnet(region: Region<'_, '_>) -> Block {
    Block::resource("azurerm_subnet", "link__gateway")
        .comment("checkov:skip=CKV2_AZURE_31:Azure allows no security group around its gateways")
        .set("name", "GatewaySubnet")
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("virtual_network_name", code("azurerm_virtual_network.main.name"))
        .set("address_prefixes", code(format!("[{}]", gateway_range(region.view))))
}

fn title(region: Region<'_, '_>) -> String {
    label(&[&region.layout.topology.name, &region.view.site.region, "link"], 80)
}

fn address(region: Region<'_, '_>) -> Block {
    grouped("azurerm_public_ip", "link__gateway", title(region))
        .set("allocation_method", "Static")
        .set("sku", "Standard")
        .maybe("zones", region.all_zones())
        .set("tags", code("local.shared_tags"))
}

fn bare(region: Region<'_, '_>, of: &str, sku: &str) -> Block {
    grouped("azurerm_virtual_network_gateway", "main", title(region))
        .set("type", of)
        .set("sku", sku)
        .set("tags", code("local.shared_tags"))
}

fn placed() -> Block {
    Block::new("ip_configuration")
        .set("name", ADDRESS)
        .set("public_ip_address_id", code("azurerm_public_ip.link__gateway.id"))
        .set("private_ip_address_allocation", "Dynamic")
        .set("subnet_id", code("azurerm_subnet.link__gateway.id"))
}

/// Both tunnels of a connection of AWS end at the one address of the gateway, whose second instance takes over.
fn vpn(region: Region<'_, '_>) -> Block {
    let inside = hub(region.layout).map(|hub| hub.addresses_of(region.view)).unwrap_or_default();
    let peering = (!inside.is_empty()).then(|| {
        Block::new("peering_addresses")
            .set("ip_configuration_name", ADDRESS)
            .set("apipa_addresses", list(inside))
    });
    bare(region, "Vpn", "VpnGw1AZ")
        .set("generation", "Generation1")
        .set("vpn_type", "RouteBased")
        .set("active_active", false)
        .set("bgp_enabled", true)
        .block(placed())
        .block(Block::new("bgp_settings").set("asn", asn(region.view)).blocks(peering))
}

fn circuits(region: Region<'_, '_>) -> Block {
    bare(region, "ExpressRoute", "ErGw1AZ").block(placed())
}

//! The network of a region: a subnet for each service, and a way out where a flow needs one.

use crate::terms::Kind;
use crate::terraform::access::{Direction, Grant, Peer, of_unit};
use crate::terraform::hcl::{Block, Expr, code, list, object};
use crate::terraform::layout::{SiteView, Unit};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{label, slots};

use super::site::{Region, grouped};

/// Services that live in the network.
pub const NETWORKED: &[Kind] = &[Kind::Vm, Kind::LoadBalancer, Kind::Postgres, Kind::Mysql];

/// The range of a unit's subnet within the network `whole`. The number follows from the name, so that
/// adding a service leaves the others where they are.
#[must_use]
pub fn subnet_range(view: &SiteView<'_>, unit: &Unit<'_>, whole: &str) -> String {
    let names: Vec<&str> = view.units_of(NETWORKED).map(|unit| unit.name.as_str()).collect();
    let bits = (names.len() * 2).next_power_of_two().ilog2().max(8);
    let slots = slots(&names, 1 << bits);
    let index = names.iter().position(|name| *name == unit.name).unwrap_or(0);
    format!("cidrsubnet({whole}, {bits}, {})", slots.get(index).copied().unwrap_or(0))
}

/// Writes `network.tf`.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    if region.view.units_of(NETWORKED).next().is_none() {
        return;
    }
    let about = format!("The network of {}: a subnet for each service.", region.view.site.code);
    let ranges = region
        .view
        .units_of(NETWORKED)
        .map(|unit| (unit.name.clone(), code(subnet_range(region.view, unit, "var.cidr"))));
    let ranges = Block::new("locals").set("subnets", object(ranges));
    let name = label(&[&region.layout.topology.name, &region.view.site.region], 64);
    let network = grouped("azurerm_virtual_network", "main", name)
        .set("address_space", list([code("var.cidr")]))
        .set("tags", code("local.shared_tags"));
    let file = module.file("network", &about);
    file.extend([ranges, network]);
    file.extend(region.view.units_of(NETWORKED).map(|unit| subnet(region, unit)));
    if region.view.units_of(&[Kind::Vm]).any(|unit| reaches_out(region, unit)) {
        file.extend(way_out(region));
        let about = "Addresses from which machines here reach the internet.";
        let value = code("[azurerm_public_ip.nat.ip_address]");
        module.export("nat_addresses".to_owned(), about, value);
    }
    export(region, module);
}

fn subnet(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let stores = uses_local_stores(region, unit) || unit.service.kind.engine().is_some();
    let endpoints = stores.then(|| list(["Microsoft.Storage"]));
    let delegated = match unit.service.kind {
        Kind::Postgres => Some("Microsoft.DBforPostgreSQL/flexibleServers"),
        Kind::Mysql => Some("Microsoft.DBforMySQL/flexibleServers"),
        _ => None,
    };
    Block::resource("azurerm_subnet", &unit.name)
        .set("name", label(&[&unit.service.name.value], 64))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("virtual_network_name", code("azurerm_virtual_network.main.name"))
        .set("address_prefixes", code(format!("[local.subnets.{}]", unit.name)))
        .set("default_outbound_access_enabled", false)
        .maybe("service_endpoints", endpoints)
        .blocks(delegated.map(|to| {
            Block::new("delegation").set("name", "database").block(
                Block::new("service_delegation").set("name", to).set(
                    "actions",
                    list(["Microsoft.Network/virtualNetworks/subnets/join/action"]),
                ),
            )
        }))
}

/// Whether a unit opens connections to the internet, or to objects that it reaches only that way.
pub fn reaches_out(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    unit.service.kind == Kind::Vm
        && of_unit(region.grants, region.view.id, unit.id).any(|grant| leaves(region, grant))
}

fn leaves(region: Region<'_, '_>, grant: &Grant) -> bool {
    let out = grant.direction == Direction::Out;
    match grant.peer {
        Peer::Internet => out,
        Peer::Users(_) => false,
        Peer::Unit(site, service) => {
            let kind = region.layout.topology.service(service).kind;
            out && site != region.view.id && kind == Kind::ObjectStore
        }
    }
}

/// Whether a unit has a flow to objects of this region.
pub fn uses_local_stores(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    of_unit(region.grants, region.view.id, unit.id).any(|grant| {
        let Peer::Unit(site, service) = grant.peer else { return false };
        let kind = region.layout.topology.service(service).kind;
        site == region.view.id && kind == Kind::ObjectStore && grant.direction == Direction::Out
    })
}

fn way_out(region: Region<'_, '_>) -> Vec<Block> {
    let title =
        |what: &str| label(&[&region.layout.topology.name, &region.view.site.region, what], 80);
    let address = grouped("azurerm_public_ip", "nat", title("nat"))
        .set("allocation_method", "Static")
        .set("sku", "Standard")
        .set("tags", code("local.shared_tags"));
    let gateway = grouped("azurerm_nat_gateway", "main", title("nat"))
        .set("sku_name", "Standard")
        .set("tags", code("local.shared_tags"));
    let join = Block::resource("azurerm_nat_gateway_public_ip_association", "main")
        .set("nat_gateway_id", code("azurerm_nat_gateway.main.id"))
        .set("public_ip_address_id", code("azurerm_public_ip.nat.id"));
    let subnets =
        region.view.units_of(&[Kind::Vm]).filter(|unit| reaches_out(region, unit)).map(|unit| {
            Block::resource("azurerm_subnet_nat_gateway_association", &unit.name)
                .set("subnet_id", code(format!("azurerm_subnet.{}.id", unit.name)))
                .set("nat_gateway_id", code("azurerm_nat_gateway.main.id"))
        });
    [address, gateway, join].into_iter().chain(subnets).collect()
}

fn export(region: Region<'_, '_>, module: &mut Module) {
    let network = |what: &str| -> Expr { code(format!("azurerm_virtual_network.main.{what}")) };
    module.export("network_id".to_owned(), "The network.", network("id"));
    module.export("network_name".to_owned(), "The name of the network.", network("name"));
    if region.layout.sites.len() > 1 {
        let about = "Networks of other sites, by site and segment.";
        module.input(Variable::new("peer_cidrs", "map(string)", about), code("local.cidrs"));
    }
}

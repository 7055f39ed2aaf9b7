//! The network of a region: a subnet for each service, and a way out where a flow needs one.

use crate::terms::Kind;
use crate::terraform::access::{Direction, Grant, Peer};
use crate::terraform::hcl::{Block, Expr, code, list, object};
use crate::terraform::hub::gateway;
use crate::terraform::layout::{SiteView, Unit};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{label, slots};
use crate::terraform::shape::Shape;
use crate::terraform::switch;

use super::place::{
    Way, grants_at, has_endpoint, may_have_subnet, networked, service_endpoints, way,
};
use super::site::{Region, grouped};
use super::{bastion, ddos};

/// Stands for the subnet of the gateway among the names of units, which hold no such character. It comes
/// last, so that no unit gives way to it.
const GATEWAY: &str = "~gateway";

/// The range of a unit's subnet within the network `whole`. The number follows from the name, so that
/// adding a service leaves the others where they are.
#[must_use]
pub fn subnet_range(view: &SiteView<'_>, unit: &Unit<'_>, whole: &str) -> String {
    range(view, &unit.name, whole)
}

/// The range of the subnet of the gateway for links.
pub fn gateway_range(view: &SiteView<'_>) -> String {
    range(view, GATEWAY, "var.cidr")
}

fn range(view: &SiteView<'_>, wanted: &str, whole: &str) -> String {
    let units = view.units.iter().filter(|unit| may_have_subnet(unit));
    let mut names: Vec<&str> = units.map(|unit| unit.name.as_str()).collect();
    let bits = (names.len() * 2).next_power_of_two().ilog2().max(8);
    names.push(GATEWAY);
    let slots = slots(&names, 1 << bits);
    let index = names.iter().position(|name| *name == wanted).unwrap_or(0);
    format!("cidrsubnet({whole}, {bits}, {})", slots.get(index).copied().unwrap_or(0))
}

/// Writes `network.tf`.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    if networked(region).next().is_none() && gateway(region.layout, region.view).is_none() {
        return;
    }
    let about = format!("The network of {}: a subnet for each service.", region.view.site.code);
    let ranges = networked(region)
        .map(|unit| (unit.name.clone(), code(subnet_range(region.view, unit, "var.cidr"))));
    let ranges = Block::new("locals").set("subnets", object(ranges));
    let name = label(&[&region.layout.topology.name, &region.view.site.region], 64);
    let network = grouped("azurerm_virtual_network", "main", name)
        .set("address_space", list([code("var.cidr")]))
        .set("tags", code("local.shared_tags"))
        .blocks(ddos::of_network(region));
    let file = module.file("network", &about);
    file.extend([ranges, network]);
    file.extend(networked(region).map(|unit| subnet(region, unit)));
    let goes_out = || networked(region).filter(|unit| reaches_out(region, unit));
    if goes_out().next().is_some() {
        let (name, about) = switch::way_out(goes_out());
        module.file(name, about).extend(way_out(region));
        let about = "Addresses from which machines here reach the internet.";
        let value = code("[azurerm_public_ip.nat.ip_address]");
        module.export("nat_addresses".to_owned(), about, value);
    }
    export(region, module);
}

fn subnet(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let endpoints = service_endpoints(region, unit);
    let endpoints = (!endpoints.is_empty()).then(|| list(endpoints));
    let delegated = delegation(unit);
    let title = if unit.is("azure-bastion") {
        bastion::SUBNET.to_owned()
    } else {
        label(&[&unit.service.name.value], 64)
    };
    Block::resource("azurerm_subnet", &unit.name)
        .set("name", title)
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("virtual_network_name", code("azurerm_virtual_network.main.name"))
        .set("address_prefixes", code(format!("[local.subnets.{}]", unit.name)))
        .set("default_outbound_access_enabled", false)
        .maybe("service_endpoints", endpoints)
        .when(has_endpoint(unit), |block| {
            block
                .comment("Else rules would not hold for private endpoints.")
                .set("private_endpoint_network_policies", "NetworkSecurityGroupEnabled")
        })
        .blocks(delegated.map(|(title, to)| {
            Block::new("delegation").set("name", title).block(
                Block::new("service_delegation").set("name", to).set(
                    "actions",
                    list(["Microsoft.Network/virtualNetworks/subnets/join/action"]),
                ),
            )
        }))
}

/// Who a subnet is handed over to.
fn delegation(unit: &Unit<'_>) -> Option<(&'static str, &'static str)> {
    match (unit.shape(), unit.service.kind) {
        (Shape::Database, Kind::Postgres) => {
            Some(("database", "Microsoft.DBforPostgreSQL/flexibleServers"))
        }
        (Shape::Database, Kind::Mysql) => {
            Some(("database", "Microsoft.DBforMySQL/flexibleServers"))
        }
        (Shape::Tasks | Shape::Function, _) => Some(("environment", "Microsoft.App/environments")),
        _ => None,
    }
}

/// Whether something in a unit's subnet opens connections to the internet, or to what it reaches only that way.
/// What the platform runs in a subnet fetches its images and signs in over it.
pub fn reaches_out(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    match unit.shape() {
        Shape::Cluster | Shape::Tasks | Shape::Function => true,
        Shape::Machines => grants_at(region, unit).iter().any(|(_, grant)| leaves(region, grant)),
        _ => false,
    }
}

fn leaves(region: Region<'_, '_>, grant: &Grant) -> bool {
    let out = grant.direction == Direction::Out;
    match grant.peer {
        Peer::Internet => out,
        Peer::Users(_) => false,
        Peer::Unit(site, service) => {
            let Some(view) = region.layout.site(site) else { return false };
            let Some(peer) = view.unit(service) else { return false };
            let far = match way(view, peer) {
                Way::Subnet => false,
                Way::Tag(_, Some(_)) => site != region.view.id,
                Way::Tag(_, None) | Way::Internet => true,
            };
            out && far
        }
    }
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
    let subnets = networked(region).filter(|unit| reaches_out(region, unit)).map(|unit| {
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

//! Names: zones of Azure DNS, with records that lead to what the flows of the service name, else to what people
//! reach; through Traffic Manager where the plan chooses among sites.

use crate::terms::Kind;
use crate::terraform::backend::is_plain;
use crate::terraform::domains;
use crate::terraform::hcl::{Block, Expr, code, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::Module;
use crate::terraform::name::label;

use super::edge::{self, Placed};
use super::site::Region;

/// Writes the zones of a service.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let terms = unit.service.demand.terms();
    let method = match terms.count("routing") {
        0 => None,
        1 => Some("Priority"),
        _ => Some("Performance"),
    };
    let mut blocks = vec![zone(unit)];
    for group in edge::entries(region, unit) {
        match method.filter(|_| !group[0].1.service.kind.is_global()) {
            Some(method) => blocks.extend(routed(region, unit, method, &group, module)),
            None => blocks.push(simple(region, unit, &group, module)),
        }
    }
    module.service(unit).extend(blocks);
    domains::write(region.view, unit, terms.count("dns_zones"), "azurerm_dns_zone", module);
}

fn zone(unit: &Unit<'_>) -> Block {
    Block::resource("azurerm_dns_zone", &unit.name)
        .set("for_each", code(format!("toset(var.{}__zones)", unit.name)))
        .gap()
        .set("name", code("each.value"))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("tags", own_tags(unit))
}

/// A record in the first zone, under the name of the service that it leads to.
fn record(unit: &Unit<'_>, kind: &str, peer: &Unit<'_>) -> Block {
    let name = format!("{}__{}", unit.name, peer.name);
    Block::resource(&format!("azurerm_dns_{kind}_record"), &name)
        .set("name", label(&[&peer.service.name.value], 63))
        .set("zone_name", code(format!("azurerm_dns_zone.{0}[var.{0}__zones[0]].name", unit.name)))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("ttl", 60_u32)
        .set("tags", own_tags(unit))
}

/// Leads to the sites that serve; to one of them where a record can follow one resource only.
fn simple(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    group: &[Placed<'_, '_>],
    module: &mut Module,
) -> Block {
    let first = group[0];
    let peer = first.1;
    let serving: Vec<Placed<'_, '_>> =
        group.iter().copied().filter(|(_, peer, _)| !peer.is_recovery()).collect();
    let addresses: Vec<Expr> =
        serving.iter().filter_map(|at| edge::known(region, *at, "address", module)).collect();
    if addresses.len() > 1 {
        return record(unit, "a", peer).set("records", Expr::List(addresses));
    }
    if let Some(alias) = edge::known(region, first, "alias", module) {
        let kind = if peer.service.kind == Kind::Cdn { "cname" } else { "a" };
        return record(unit, kind, peer).set("target_resource_id", alias);
    }
    let host = edge::host(region, unit, first, module);
    record(unit, "cname", peer).set("record", host)
}

/// Chooses among the sites by what their probes say.
fn routed(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    method: &str,
    group: &[Placed<'_, '_>],
    module: &mut Module,
) -> Vec<Block> {
    let (_, peer, port) = group[0];
    let name = format!("{}__{}", unit.name, peer.name);
    let path = edge::health_path(module);
    let parts =
        [&*region.layout.topology.name, &*unit.service.name.value, &*peer.service.name.value];
    let relative = template([Expr::from(format!("{}-", label(&parts, 50))), code("local.suffix")]);
    let whole = peer.service.demand.terms().count("layer") == 4;
    let protocol = match (whole, is_plain(port)) {
        (true, _) => "TCP",
        (false, true) => "HTTP",
        (false, false) => "HTTPS",
    };
    let profile = Block::resource("azurerm_traffic_manager_profile", &name)
        .set("name", label(&parts, 63))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("traffic_routing_method", method)
        .set("tags", own_tags(unit))
        .block(Block::new("dns_config").set("relative_name", relative).set("ttl", 60_u32))
        .block(
            Block::new("monitor_config")
                .set("protocol", protocol)
                .set("port", u32::from(port))
                .when(!whole, |block| block.set("path", path))
                .set("interval_in_seconds", 30_u32)
                .set("timeout_in_seconds", 10_u32)
                .set("tolerated_number_of_failures", 3_u32),
        );
    let id = code(format!("azurerm_traffic_manager_profile.{name}.id"));
    let mut blocks = vec![profile];
    for (at, number) in group.iter().zip(1_u32..) {
        let end = format!("{}__{}__{}", unit.name, at.0.name, peer.name);
        blocks.push(way(region, unit, *at, (&end, number), &id, module));
    }
    blocks.push(record(unit, "cname", peer).set("target_resource_id", id));
    blocks
}

/// An end of a profile: a resource of Azure where it can be one, else a name.
fn way(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    at: Placed<'_, '_>,
    (name, priority): (&str, u32),
    profile: &Expr,
    module: &mut Module,
) -> Block {
    let alias = edge::known(region, at, "alias", module);
    let kind = if alias.is_some() { "azure" } else { "external" };
    let base = Block::resource(&format!("azurerm_traffic_manager_{kind}_endpoint"), name)
        .set("name", at.0.folder())
        .set("profile_id", profile.clone())
        .set("priority", priority)
        .set("weight", 100_u32);
    match alias {
        Some(alias) => base.set("target_resource_id", alias),
        None => base
            .set("target", edge::host(region, unit, at, module))
            .set("endpoint_location", location(region, at)),
    }
}

/// Where Azure is to think that an end outside of its own resources is.
fn location(region: Region<'_, '_>, (view, ..): Placed<'_, '_>) -> String {
    let azure = view.site.provider == crate::terms::Provider::Azure;
    let near = if azure { view } else { region.view };
    near.site.region.clone()
}

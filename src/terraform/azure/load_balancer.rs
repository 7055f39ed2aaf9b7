//! Load balancers of connections: Azure Load Balancer, with a rule for each port that flows name.
//!
//! It passes packets on as they came, so that rules around the machines behind it name its own callers.

use std::collections::BTreeSet;

use crate::terraform::access::{Direction, Grant, Peer, of_unit};
use crate::terraform::backend::{Backend, backends, ports};
use crate::terraform::hcl::{Block, Expr, code, list, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::Module;

use super::edge;
use super::site::{Region, grouped};

/// Writes a load balancer of connections.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let open = edge::is_open(region, unit);
    let behind = backends(region.layout, region.view, region.grants, unit);
    let mut blocks = Vec::new();
    if open {
        blocks.push(address(region, unit));
    }
    blocks.push(balancer(region, unit, open));
    blocks.extend(behind.iter().filter(|one| one.here).flat_map(|one| pool(unit, one)));
    for port in ports(region.view, region.grants, unit) {
        blocks.extend(served(&behind, port).map(|to| rule(unit, port, to)));
    }
    module.service(unit).extend(blocks);
    let lb = format!("azurerm_lb.{}", unit.name);
    let value = if open {
        code(format!("azurerm_public_ip.{}.ip_address", unit.name))
    } else {
        code(format!("{lb}.frontend_ip_configuration[0].private_ip_address"))
    };
    let about = "Address under which the load balancer answers.";
    module.output(format!("{}__address", unit.name), about, value);
}

fn address(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    grouped("azurerm_public_ip", &unit.name, region.layout.label(unit, 80))
        .set("allocation_method", "Static")
        .set("sku", "Standard")
        .maybe("zones", region.zones(unit))
        .maybe("domain_name_label", name_label(region, unit))
        .set("tags", own_tags(unit))
}

/// A name for the address, which Traffic Manager asks for.
pub fn name_label(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<Expr> {
    let start = Expr::from(format!("{}-", region.layout.label(unit, 50)));
    edge::is_routed(region, unit).then(|| template([start, code("local.suffix")]))
}

fn balancer(region: Region<'_, '_>, unit: &Unit<'_>, open: bool) -> Block {
    let end = Block::new("frontend_ip_configuration").set("name", "front");
    let end = if open {
        let id = code(format!("azurerm_public_ip.{}.id", unit.name));
        end.set("public_ip_address_id", id)
    } else {
        end.set("subnet_id", code(format!("azurerm_subnet.{}.id", unit.name)))
            .set("private_ip_address_allocation", "Static")
            .set("private_ip_address", code(format!("cidrhost(local.subnets.{}, 10)", unit.name)))
            .maybe("zones", region.zones(unit))
    };
    grouped("azurerm_lb", &unit.name, region.layout.label(unit, 80))
        .set("sku", "Standard")
        .set("tags", own_tags(unit))
        .block(end)
}

/// The machines of a service on a port, and how they are found well.
fn pool(unit: &Unit<'_>, one: &Backend<'_>) -> Vec<Block> {
    let name = end_name(unit, one);
    let id = code(format!("azurerm_lb.{}.id", unit.name));
    vec![
        Block::resource("azurerm_lb_backend_address_pool", &name)
            .set("name", format!("{}-{}", one.name, one.port))
            .set("loadbalancer_id", id.clone()),
        Block::resource("azurerm_lb_probe", &name)
            .set("name", format!("{}-{}", one.name, one.port))
            .set("loadbalancer_id", id)
            .set("protocol", "Tcp")
            .set("port", u32::from(one.port))
            .set("interval_in_seconds", 5_u32)
            .set("number_of_probes", 2_u32),
    ]
}

fn end_name(unit: &Unit<'_>, one: &Backend<'_>) -> String {
    format!("{}__{}__{}", unit.name, one.name, one.port)
}

/// What answers on a port: the service that listens on the same one, else the first.
fn served<'b, 'l>(behind: &'b [Backend<'l>], port: u16) -> impl Iterator<Item = &'b Backend<'l>> {
    let here = || behind.iter().filter(|one| one.here);
    here().find(|one| one.port == port).or_else(|| here().next()).into_iter()
}

fn rule(unit: &Unit<'_>, port: u16, to: &Backend<'_>) -> Block {
    let name = end_name(unit, to);
    let pool = code(format!("azurerm_lb_backend_address_pool.{name}.id"));
    Block::resource("azurerm_lb_rule", &format!("{}__{port}", unit.name))
        .set("name", format!("port-{port}"))
        .set("loadbalancer_id", code(format!("azurerm_lb.{}.id", unit.name)))
        .set("protocol", "Tcp")
        .set("frontend_ip_configuration_name", "front")
        .set("frontend_port", u32::from(port))
        .set("backend_port", u32::from(to.port))
        .set("backend_address_pool_ids", list([pool]))
        .set("probe_id", code(format!("azurerm_lb_probe.{name}.id")))
        .set("disable_outbound_snat", true)
        .set("tcp_reset_enabled", true)
        .set("idle_timeout_in_minutes", 4_u32)
}

/// Load balancers of connections in front of a unit.
fn before<'l, 'a>(region: Region<'l, 'a>, unit: &Unit<'_>) -> Vec<(&'l Unit<'a>, u16)> {
    let grants = of_unit(region.grants, region.view.id, unit.id);
    let inward = grants.filter(|grant| grant.direction == Direction::In);
    inward
        .filter_map(|grant| match grant.peer {
            Peer::Unit(site, service) if site == region.view.id => {
                let peer = region.view.unit(service).filter(|peer| peer.is("azure-lb"))?;
                Some((peer, grant.port))
            }
            _ => None,
        })
        .collect()
}

/// Pools that the machines of a service have to join.
pub fn pools_of(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Expr> {
    let pool = |(balancer, port): (&Unit<'_>, u16)| {
        code(format!("azurerm_lb_backend_address_pool.{}__{}__{port}.id", balancer.name, unit.name))
    };
    before(region, unit).into_iter().map(pool).collect()
}

/// Who calls a unit through load balancers of connections, as if directly.
pub fn passed(region: Region<'_, '_>, unit: &Unit<'_>) -> BTreeSet<Grant> {
    let mut all = BTreeSet::new();
    for (balancer, port) in before(region, unit) {
        let callers = of_unit(region.grants, region.view.id, balancer.id)
            .filter(|grant| grant.direction == Direction::In);
        let own = |grant: &Grant| Grant { service: unit.id, port, ..*grant };
        all.extend(callers.map(own).filter(|grant| !region.grants.contains(grant)));
    }
    all
}

/// Whether something in front of a unit probes it from outside of the network.
pub fn is_probed(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    !before(region, unit).is_empty()
}

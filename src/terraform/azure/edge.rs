//! Ways in from outside of the networks: what Front Door, DNS and API Management have to know of what they lead
//! to, wherever it stands.
//!
//! At its own site it is a reference; from other regions of Azure it comes in through the root; whatever the
//! plan cannot know is asked for.

use crate::plan::ServiceId;
use crate::terms::{Kind, Provider};
use crate::terraform::backend::is_plain;
use crate::terraform::hcl::{Expr, code};
use crate::terraform::layout::{SiteView, Unit};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::tag;
use crate::terraform::shape::Shape;

use super::place::{callers, calls};
use super::site::Region;

/// A unit with its site and the port on which it is called.
pub type Placed<'l, 'a> = (&'l SiteView<'a>, &'l Unit<'a>, u16);

/// What a unit may be known by: the name under which it answers, the address, and the resource that records of
/// DNS follow.
const KNOWN: &[&str] = &["host", "address", "alias"];

/// What is known of a unit at its own site; `None` if Azure gives it no such thing.
fn local(region: Region<'_, '_>, unit: &Unit<'_>, what: &str) -> Option<Expr> {
    let name = &unit.name;
    let of = |resource: &str, attribute: &str| Some(code(format!("{resource}.{name}.{attribute}")));
    match (unit.service.kind, what) {
        (Kind::LoadBalancer, "address") if has_address(region, unit) => {
            of("azurerm_public_ip", "ip_address")
        }
        (Kind::LoadBalancer, "alias") if has_address(region, unit) => of("azurerm_public_ip", "id"),
        (Kind::Cdn, "host") => of("azurerm_cdn_frontdoor_endpoint", "host_name"),
        (Kind::Cdn, "alias") => of("azurerm_cdn_frontdoor_endpoint", "id"),
        (Kind::ObjectStore, "host") if unit.is("blob") => {
            of("azurerm_storage_account", "primary_blob_host")
        }
        (Kind::ApiGateway, "host") => Some(code(format!(
            "trimprefix(azurerm_api_management.{name}.gateway_url, \"https://\")"
        ))),
        _ => None,
    }
}

fn has_address(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    unit.shape() == Shape::Balancer && is_open(region, unit)
}

/// Whether a unit has to be reached from outside of the networks: by people, or by services without a network.
pub fn is_open(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    region.layout.is_public(unit.id) || callers(region, unit).any(|(_, peer, _)| is_outside(peer))
}

fn is_outside(peer: &Unit<'_>) -> bool {
    matches!(peer.service.kind, Kind::Cdn | Kind::ApiGateway) && peer.shape() == Shape::Platform
}

/// Whether Traffic Manager leads to a unit, which then needs a name of its own.
pub fn is_routed(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    let here = |placed: &Placed<'_, '_>| placed.1.id == unit.id;
    region.layout.sites.iter().any(|view| {
        let at = Region { view, ..region };
        let names = view.units.iter().filter(|unit| unit.is("azure-dns"));
        names
            .filter(|dns| dns.service.demand.terms().count("routing") > 0)
            .any(|dns| entries(at, dns).iter().flatten().any(here))
    })
}

/// What a unit calls, the sites of a service together, those that serve first.
pub fn targets<'l, 'a>(region: Region<'l, 'a>, unit: &Unit<'_>) -> Vec<Vec<Placed<'l, 'a>>> {
    let mut groups: Vec<Vec<Placed<'l, 'a>>> = Vec::new();
    for placed in calls(region, unit) {
        match groups.iter_mut().find(|group| group[0].1.id == placed.1.id) {
            Some(group) if group.iter().any(|known| known.0.id == placed.0.id) => {}
            Some(group) => group.push(placed),
            None => groups.push(vec![placed]),
        }
    }
    for group in &mut groups {
        group.sort_by_key(|(view, peer, _)| (peer.is_recovery(), view.id != region.view.id));
    }
    groups.sort_by(|a, b| a[0].1.name.cmp(&b[0].1.name));
    groups
}

/// What names lead to: what the unit calls, else everything that people reach.
pub fn entries<'l, 'a>(region: Region<'l, 'a>, unit: &Unit<'_>) -> Vec<Vec<Placed<'l, 'a>>> {
    let called = targets(region, unit);
    if !called.is_empty() {
        return called;
    }
    let placed = |id: ServiceId| -> Vec<Placed<'l, 'a>> {
        let port = port_of(region, id);
        let sites = region.layout.sites.iter();
        let mut all: Vec<_> = sites.filter_map(|view| Some((view, view.unit(id)?, port))).collect();
        all.sort_by_key(|(view, peer, _)| (peer.is_recovery(), view.id != region.view.id));
        all
    };
    let front = |id: &ServiceId| {
        let kind = region.layout.topology.service(*id).kind;
        let leads = matches!(kind, Kind::Cdn | Kind::LoadBalancer | Kind::ApiGateway | Kind::Vm);
        leads && region.layout.is_public(*id)
    };
    let ids = region.layout.topology.service_ids().filter(front);
    ids.map(placed).filter(|all| !all.is_empty()).collect()
}

/// The port on which people reach a service: that of HTTPS if it is among them.
fn port_of(region: Region<'_, '_>, id: ServiceId) -> u16 {
    let to = crate::plan::Endpoint::Service(id);
    let flows = region.layout.topology.flows.iter().filter(|flow| flow.to == to);
    flows.map(|flow| flow.port).max_by_key(|&port| (port == 443, !is_plain(port))).unwrap_or(443)
}

/// What is known of a unit, handed over by the root where it is in another region of Azure.
pub fn known(
    region: Region<'_, '_>,
    (view, unit, _): Placed<'_, '_>,
    what: &str,
    module: &mut Module,
) -> Option<Expr> {
    if view.site.provider != Provider::Azure {
        return None;
    }
    let value = local(Region { view, ..region }, unit, what)?;
    if view.id == region.view.id {
        return Some(value);
    }
    let name = format!("{}__{}__{what}", view.name, unit.name);
    let about = format!("The {what} of a service at {}.", view.site.code);
    let given = code(format!("module.{}.{}__{what}", view.name, unit.name));
    module.input(Variable::new(name.as_str(), "string", about), given);
    Some(code(format!("var.{name}")))
}

/// Hands to other regions what their services at the edge have to know of a unit.
pub fn export(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let asks =
        |peer: &Unit<'_>| matches!(peer.service.kind, Kind::Cdn | Kind::Dns | Kind::ApiGateway);
    let mut others =
        region.layout.sites_of(Provider::Azure).filter(|view| view.id != region.view.id);
    if !others.any(|view| view.units.iter().any(asks)) {
        return;
    }
    for &what in KNOWN {
        if let Some(value) = local(region, unit, what) {
            let about = format!("The {what} of the service, for other regions.");
            module.export(format!("{}__{what}", unit.name), about, value);
        }
    }
}

/// The name under which a unit answers `caller`: with a certificate where the port asks for one.
pub fn host(
    region: Region<'_, '_>,
    caller: &Unit<'_>,
    placed: Placed<'_, '_>,
    module: &mut Module,
) -> Expr {
    let (view, peer, port) = placed;
    if let Some(host) = known(region, placed, "host", module) {
        return host;
    }
    let address = known(region, placed, "address", module).filter(|_| is_plain(port));
    address.unwrap_or_else(|| {
        let name = format!("{}__{}__{}__host", caller.name, view.name, peer.name);
        let what = tag(&peer.service.name.value);
        let about = format!(
            "Name in the certificate of {what} at {}, which leads to its address.",
            view.site.code
        );
        let variable = Variable::new(name.as_str(), "string", about).example("origin.example.com");
        module.ask(format!("{}__{name}", region.view.name), variable);
        code(format!("var.{name}"))
    })
}

/// The path on which services answer when they are well.
pub fn health_path(module: &mut Module) -> Expr {
    let about = "Path on which services behind load balancers answer when they are well.";
    module
        .ask("health_path".to_owned(), Variable::new("health_path", "string", about).default("/"));
    code("var.health_path")
}

/// Whence services without a network call: the addresses or the tag of a peer, and whether it is a list.
pub fn source(
    region: Region<'_, '_>,
    view: &SiteView<'_>,
    peer: &Unit<'_>,
) -> Option<(bool, Expr)> {
    if view.site.provider != Provider::Azure || !is_outside(peer) {
        return None;
    }
    if peer.service.kind == Kind::Cdn {
        return Some((false, "AzureFrontDoor.Backend".into()));
    }
    if peer.is("api-management-v2") && view.id == region.view.id {
        let all = format!("azurerm_api_management.{}.public_ip_addresses", peer.name);
        return Some((true, code(all)));
    }
    // The Consumption tier has no addresses of its own.
    Some((false, format!("AzureCloud.{}", view.site.region).into()))
}

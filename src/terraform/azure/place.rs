//! Where a unit is on the network of its region, and by which way others reach it.
//!
//! Services of the platform are reached by a private endpoint in a subnet of their own, by a service endpoint
//! (which costs nothing), or over the internet; the writers of subnets and rules ask here which it is.

use std::collections::BTreeSet;

use crate::plan::ServiceId;
use crate::terms::{Form, Kind, Provider};
use crate::terraform::access::{Direction, Grant, Peer, of_unit};
use crate::terraform::hcl::{Expr, code};
use crate::terraform::layout::{Layout, SiteView, Unit};
use crate::terraform::module::Module;
use crate::terraform::peers::is_private as is_private_at;
use crate::terraform::shape::Shape;

use super::object_store::addresses_of;
use super::site::Region;

/// By which way a unit is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// At addresses in a subnet of its own.
    Subnet,
    /// At public addresses that a tag names; the service endpoint leads there for nothing where there is one.
    Tag(&'static str, Option<&'static str>),
    /// At public addresses that nothing names.
    Internet,
}

/// The way to a unit of any provider.
#[must_use]
pub fn way(view: &SiteView<'_>, unit: &Unit<'_>) -> Way {
    if is_private_at(view, unit) {
        return Way::Subnet;
    }
    if view.site.provider != Provider::Azure {
        return Way::Internet;
    }
    match unit.service.kind {
        Kind::ObjectStore => Way::Tag("Storage", Some("Microsoft.Storage")),
        Kind::EventStream => Way::Tag("EventHub", Some("Microsoft.EventHub")),
        // Only the Premium tier knows networks.
        Kind::Queue if unit.deployment.form == Form::ZoneRedundant => {
            Way::Tag("ServiceBus", Some("Microsoft.ServiceBus"))
        }
        Kind::Queue => Way::Tag("ServiceBus", None),
        Kind::Pubsub => Way::Tag("AzureEventGrid", None),
        Kind::Function => Way::Tag("AppService", Some("Microsoft.Web")),
        Kind::Secrets => Way::Tag("AzureKeyVault", Some("Microsoft.KeyVault")),
        Kind::Monitoring => Way::Tag("AzureMonitor", None),
        Kind::IotGateway => Way::Tag("AzureIoTHub", None),
        _ => Way::Internet,
    }
}

/// Whether a unit of Azure is called at addresses in a subnet.
#[must_use]
pub fn is_private(unit: &Unit<'_>) -> bool {
    may_have_subnet(unit) && unit.shape() != Shape::Function || unit.shape() == Shape::Workload
}

/// Whether a range of addresses is kept for a unit, by its product alone.
#[must_use]
pub fn may_have_subnet(unit: &Unit<'_>) -> bool {
    match unit.shape() {
        Shape::Machines
        | Shape::Database
        | Shape::Balancer
        | Shape::Cluster
        | Shape::Cache
        | Shape::Brokers
        | Shape::Files
        | Shape::Tasks => true,
        Shape::Function => unit.is("functions-flex"),
        Shape::Platform => has_endpoint(unit) || unit.is("azure-bastion"),
        Shape::Workload | Shape::Front => false,
    }
}

/// Whether a unit is reached by a private endpoint.
#[must_use]
pub fn has_endpoint(unit: &Unit<'_>) -> bool {
    ["azure-cache", "azure-sql", "cosmos-db", "ai-search", "azure-files"]
        .iter()
        .any(|product| unit.is(product))
}

/// Whether a unit has a subnet. A function has one only if it calls something that lets networks in.
#[must_use]
pub fn has_subnet(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    may_have_subnet(unit)
        && (unit.shape() != Shape::Function
            || calls(region, unit).any(|(view, peer, _)| {
                matches!(way(view, peer), Way::Subnet | Way::Tag(_, Some(_)))
            }))
}

/// Units with a subnet.
pub fn networked<'l, 'a>(region: Region<'l, 'a>) -> impl Iterator<Item = &'l Unit<'a>> {
    region.view.units.iter().filter(move |unit| has_subnet(region, unit))
}

/// The unit in whose subnet a service of a site is: its cluster's for a workload, else its own, if any.
#[must_use]
pub fn home<'v, 'a>(
    layout: &Layout<'_>,
    view: &'v SiteView<'a>,
    service: ServiceId,
) -> Option<&'v Unit<'a>> {
    let unit = view.unit(service)?;
    let home = match unit.shape() {
        Shape::Workload => view.unit(layout.topology.host_of(service))?,
        _ => unit,
    };
    may_have_subnet(home).then_some(home)
}

/// What a unit calls, with the port.
pub fn calls<'l, 'a>(
    region: Region<'l, 'a>,
    unit: &Unit<'_>,
) -> impl Iterator<Item = (&'l SiteView<'a>, &'l Unit<'a>, u16)> {
    ends(region, unit, Direction::Out)
}

/// What calls a unit, with the port.
pub fn callers<'l, 'a>(
    region: Region<'l, 'a>,
    unit: &Unit<'_>,
) -> impl Iterator<Item = (&'l SiteView<'a>, &'l Unit<'a>, u16)> {
    ends(region, unit, Direction::In)
}

fn ends<'l, 'a>(
    region: Region<'l, 'a>,
    unit: &Unit<'_>,
    direction: Direction,
) -> impl Iterator<Item = (&'l SiteView<'a>, &'l Unit<'a>, u16)> {
    let grants = of_unit(region.grants, region.view.id, unit.id);
    grants.filter(move |grant| grant.direction == direction).filter_map(move |grant| {
        let Peer::Unit(site, service) = grant.peer else { return None };
        let view = region.layout.site(site)?;
        Some((view, view.unit(service)?, grant.port))
    })
}

/// The grants of everything that lives in the subnet of a unit: its own and those of the workloads in it.
pub fn grants_at<'l, 'a>(
    region: Region<'l, 'a>,
    unit: &'l Unit<'a>,
) -> Vec<(&'l Unit<'a>, &'l Grant)> {
    let inside = region.view.units.iter().filter(|one| {
        one.id == unit.id
            || one.shape() == Shape::Workload && region.layout.topology.host_of(one.id) == unit.id
    });
    inside
        .flat_map(|one| {
            of_unit(region.grants, region.view.id, one.id).map(move |grant| (one, grant))
        })
        .collect()
}

/// Whence a unit with public addresses is called: subnets of its region, and lists of other addresses.
pub fn sources(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    module: &mut Module,
) -> (Vec<Expr>, Vec<String>) {
    let mut subnets = BTreeSet::new();
    let mut addresses = BTreeSet::new();
    for (view, peer, _) in callers(region, unit) {
        let home = home(region.layout, view, peer.id);
        if view.id == region.view.id {
            if let Some(home) = home.filter(|home| has_subnet(region, home)) {
                subnets.insert(home.name.clone());
            }
        } else if peer.shape().is_in_network()
            && (home.is_some() || !is_azure(view))
            && !roams(region, view, peer)
        {
            addresses.insert(addresses_of(view.site.provider, &view.name, module));
        }
    }
    let subnets = subnets.iter().map(|name| code(format!("azurerm_subnet.{name}.id"))).collect();
    (subnets, addresses.into_iter().collect())
}

fn is_azure(view: &SiteView<'_>) -> bool {
    view.site.provider == Provider::Azure
}

/// Whether a unit with public addresses must answer everywhere: people call it, or functions of a plan that
/// joins no network and has no addresses of its own. Roles still say who gets in.
#[must_use]
pub fn is_open(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    region.layout.is_public(unit.id)
        || callers(region, unit).any(|(view, peer, _)| roams(region, view, peer))
}

/// Whether a unit calls from addresses that nobody can name: a function that joins no network.
fn roams(region: Region<'_, '_>, view: &SiteView<'_>, peer: &Unit<'_>) -> bool {
    let at = Region { view, ..region };
    peer.shape() == Shape::Function
        && match view.site.provider {
            Provider::Azure => !has_subnet(at, peer),
            _ => !calls(at, peer).any(|(to, one, _)| is_private_at(to, one)),
        }
}

/// Service endpoints that a unit's subnet needs for what it calls in its region.
#[must_use]
pub fn service_endpoints(region: Region<'_, '_>, unit: &Unit<'_>) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    for (one, _) in grants_at(region, unit) {
        for (view, peer, _) in calls(region, one).filter(|(view, ..)| view.id == region.view.id) {
            if let Way::Tag(_, Some(endpoint)) = way(view, peer) {
                found.insert(endpoint);
            }
        }
    }
    if unit.shape() == Shape::Database || unit.shape() == Shape::Function {
        found.insert("Microsoft.Storage");
    }
    found
}

//! Where the two ends of a grant are in a region: which security group stands for a unit, and which
//! units are reached over interfaces of AWS rather than over a network.

use crate::terms::{Kind, Provider};
use crate::terraform::access::{Direction, Peer, of_unit};
use crate::terraform::layout::{SiteView, Unit};
use crate::terraform::peers::is_private;
use crate::terraform::shape::Shape;

use super::site::Region;

/// The units that a unit calls, with their sites.
pub fn called<'l, 'a>(
    region: Region<'l, 'a>,
    unit: &Unit<'_>,
) -> Vec<(&'l SiteView<'a>, &'l Unit<'a>, u16)> {
    ends(region, unit, Direction::Out)
}

/// The units that call a unit, with their sites.
pub fn callers<'l, 'a>(
    region: Region<'l, 'a>,
    unit: &Unit<'_>,
) -> Vec<(&'l SiteView<'a>, &'l Unit<'a>, u16)> {
    ends(region, unit, Direction::In)
}

fn ends<'l, 'a>(
    region: Region<'l, 'a>,
    unit: &Unit<'_>,
    direction: Direction,
) -> Vec<(&'l SiteView<'a>, &'l Unit<'a>, u16)> {
    let grants = of_unit(region.grants, region.view.id, unit.id);
    let wanted = grants.filter(|grant| grant.direction == direction);
    wanted
        .filter_map(|grant| {
            let Peer::Unit(site, service) = grant.peer else { return None };
            let view = region.layout.site(site)?;
            let peer = view.unit(service)?;
            (service != unit.id).then_some((view, peer, grant.port))
        })
        .collect()
}

/// Units of this region that a unit calls.
pub fn called_here<'l, 'a>(region: Region<'l, 'a>, unit: &Unit<'_>) -> Vec<(&'l Unit<'a>, u16)> {
    let here = called(region, unit).into_iter().filter(|(view, ..)| view.id == region.view.id);
    here.map(|(_, peer, port)| (peer, port)).collect()
}

/// Units of this region that call a unit.
pub fn callers_here<'l, 'a>(region: Region<'l, 'a>, unit: &Unit<'_>) -> Vec<(&'l Unit<'a>, u16)> {
    let here = callers(region, unit).into_iter().filter(|(view, ..)| view.id == region.view.id);
    here.map(|(_, peer, port)| (peer, port)).collect()
}

/// Whether a function or an interface has addresses in the network, because it calls something there.
pub fn has_addresses(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    match (unit.shape(), unit.service.kind) {
        (Shape::Function, _) => {
            called(region, unit).iter().any(|(view, peer, _)| is_private(view, peer))
        }
        (_, Kind::ApiGateway) => {
            called_here(region, unit).iter().any(|(peer, _)| peer.shape() == Shape::Balancer)
        }
        (shape, _) => shape.is_in_network(),
    }
}

/// The security group that stands for a unit: workloads share that of their cluster.
pub fn group_of(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<String> {
    if unit.shape() == Shape::Workload {
        let host = region.view.unit(region.layout.topology.host_of(unit.id))?;
        return (host.id != unit.id).then(|| host.name.clone());
    }
    has_addresses(region, unit).then(|| unit.name.clone())
}

/// Whether a unit calls its platform for its own sake: images, logs and its control plane.
pub fn needs_platform(unit: &Unit<'_>) -> bool {
    matches!(unit.shape(), Shape::Cluster | Shape::Tasks)
}

/// Whether people enter the machines of a unit by sessions, which the machines ask AWS for.
pub fn is_entered(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    unit.shape() == Shape::Machines
        && callers_here(region, unit).iter().any(|(caller, _)| caller.is("session-manager"))
}

/// Whether a unit is reached over a public interface of AWS that no free endpoint serves.
pub fn is_beyond(region: Region<'_, '_>, view: &SiteView<'_>, peer: &Unit<'_>) -> bool {
    if is_private(view, peer) || matches!(peer.shape(), Shape::Front | Shape::Workload) {
        return false;
    }
    endpoint(region, view, peer).is_none()
}

/// The free gateway endpoint that serves a unit.
pub fn endpoint(
    region: Region<'_, '_>,
    view: &SiteView<'_>,
    peer: &Unit<'_>,
) -> Option<&'static str> {
    let here = view.id == region.view.id && view.site.provider == Provider::Aws;
    match peer.service.kind {
        Kind::ObjectStore if here && peer.is("s3") => Some("s3"),
        Kind::DocumentDb if here && peer.is("dynamodb") => Some("dynamodb"),
        _ => None,
    }
}

/// Containers of the region, which find each other by names.
pub fn named<'l, 'a>(region: Region<'l, 'a>) -> impl Iterator<Item = &'l Unit<'a>> {
    region.view.units.iter().filter(|unit| unit.shape() == Shape::Tasks)
}

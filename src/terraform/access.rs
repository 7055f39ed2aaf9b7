//! Who may talk to whom: the flows of the plan, unit by unit.
//!
//! Security rules of every provider are written from these grants and from nothing else. A flow
//! between two services is granted between every unit of the one and every unit of the other,
//! because after a loss any of them may be the one that is left.

use std::collections::BTreeSet;

use crate::catalog::SiteId;
use crate::plan::{Endpoint, ServiceId, UsersId};
use crate::terms::{Kind, Provider};

use super::layout::{Layout, SiteView, Unit, is_kept_in_step};
use super::shape::Shape;

/// The other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    /// A group of people.
    Users(UsersId),
    /// Anything outside.
    Internet,
    /// A service at a site.
    Unit(SiteId, ServiceId),
}

/// Why a connection is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A flow of the plan.
    Flow,
    /// The copy of a database at its recovery site.
    Replication,
}

/// Who starts a connection, seen from a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// The peer does.
    In,
    /// The unit does.
    Out,
}

/// A permission to connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// Where the unit is.
    pub site: SiteId,
    /// The unit's service.
    pub service: ServiceId,
    /// Who starts.
    pub direction: Direction,
    /// With whom.
    pub peer: Peer,
    /// TCP port of the side that accepts.
    pub port: u16,
    /// Why.
    pub cause: Cause,
}

/// All permissions, sorted, each once.
#[must_use]
pub fn grants(layout: &Layout<'_>) -> BTreeSet<Grant> {
    let mut all = BTreeSet::new();
    for flow in &layout.topology.flows {
        for from in peers(layout, flow.from) {
            for to in peers(layout, flow.to) {
                connect(&mut all, from, to, flow.port, Cause::Flow);
            }
        }
    }
    for (site, unit) in units(layout) {
        if let Some((other, port)) = replica(layout, site, unit) {
            let (here, there) = (Peer::Unit(site.id, unit.id), Peer::Unit(other, unit.id));
            connect(&mut all, here, there, port, Cause::Replication);
        }
    }
    all
}

/// The grants of one unit.
pub fn of_unit(
    all: &BTreeSet<Grant>,
    site: SiteId,
    service: ServiceId,
) -> impl Iterator<Item = &Grant> {
    all.iter().filter(move |grant| grant.site == site && grant.service == service)
}

/// Where the copy of a database is that is kept in step over the network of the sites, and the port.
/// Copies between regions of AWS run over a network of their own.
#[must_use]
pub fn replica(layout: &Layout<'_>, site: &SiteView<'_>, unit: &Unit<'_>) -> Option<(SiteId, u16)> {
    let port = database_port(unit.service.kind).filter(|_| unit.shape().is_in_network())?;
    if !is_kept_in_step(unit.arrangement) {
        return None;
    }
    let (other, _) = layout.partner(unit)?;
    let own_network = matches!(unit.shape(), Shape::Database | Shape::Cache | Shape::Brokers)
        && [site, other].iter().all(|view| view.site.provider == Provider::Aws);
    (!own_network).then_some((other.id, port))
}

/// The port of a database kind.
#[must_use]
pub fn database_port(kind: Kind) -> Option<u16> {
    match kind {
        Kind::Postgres => Some(5432),
        Kind::Mysql => Some(3306),
        Kind::Sqlserver => Some(1433),
        Kind::DocumentDb => Some(27_017),
        Kind::Cache => Some(6379),
        Kind::EventStream => Some(9092),
        _ => None,
    }
}

fn units<'l, 'a>(layout: &'l Layout<'a>) -> impl Iterator<Item = (&'l SiteView<'a>, &'l Unit<'a>)> {
    layout.sites.iter().flat_map(|site| site.units.iter().map(move |unit| (site, unit)))
}

fn peers(layout: &Layout<'_>, end: Endpoint) -> Vec<Peer> {
    match end {
        Endpoint::Users(id) => vec![Peer::Users(id)],
        Endpoint::Internet => vec![Peer::Internet],
        Endpoint::Service(service) => {
            let deployments = layout.placement.of(service).deployments.iter();
            deployments.map(|d| Peer::Unit(d.site, service)).collect()
        }
    }
}

/// Grants both ends of a connection their part.
fn connect(all: &mut BTreeSet<Grant>, from: Peer, to: Peer, port: u16, cause: Cause) {
    let mut grant = |end: Peer, direction, peer| {
        if let Peer::Unit(site, service) = end {
            all.insert(Grant { site, service, direction, peer, port, cause });
        }
    };
    grant(from, Direction::Out, to);
    grant(to, Direction::In, from);
}

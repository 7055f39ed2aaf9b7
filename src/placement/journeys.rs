//! Journeys: how long a request takes over the whole of its path, and how much of the time it gets through.
//!
//! A hop goes the way its flow goes (the routing rule of `traffic`); of several active sites of a caller
//! the one with the longest way counts. A figure that is missing makes the whole unknown.

use std::cmp::Reverse;

use crate::catalog::{Basis, Rtt, SiteId};
use crate::plan::{Endpoint, Hop, Journey, JourneyId, Rule, ServiceId, Topology};
use crate::units::{Availability, Decimal, Millis};

use super::traffic::{active_sites, nearest_rtt, nearest_to_users};
use super::usage::Context;
use super::{ActiveSite, Placement, uptime};

/// A hop where it takes longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    /// The hop.
    pub hop: Hop,
    /// From which site of the caller; `None` for users.
    pub from: Option<SiteId>,
    /// To which site of the service that is called.
    pub to: SiteId,
    /// The round trip.
    pub rtt: Rtt,
}

/// A hop between active sites (`from` is ignored for users); `None` if a round trip is not known.
#[must_use]
pub fn leg(context: Context<'_>, hop: Hop, from: &[ActiveSite], to: &[ActiveSite]) -> Option<Leg> {
    let catalog = context.catalog;
    if let Endpoint::Users(users) = hop.from {
        let group = context.topology.user_group(users);
        let (reached, rtt) = nearest_to_users(catalog, group, to)?;
        return Some(Leg { hop, from: None, to: reached.site, rtt });
    }
    let ways = from.iter().map(|caller| {
        let (reached, rtt) = nearest_rtt(catalog, caller.site, to)?;
        Some(Leg { hop, from: Some(caller.site), to: reached.site, rtt })
    });
    let ways = ways.collect::<Option<Vec<_>>>()?;
    // Of equally long ways the first.
    ways.into_iter().min_by_key(|leg| Reverse(leg.rtt.millis))
}

/// All hops of a journey in a placement.
pub fn legs(context: Context<'_>, placement: &Placement, journey: &Journey) -> Option<Vec<Leg>> {
    let sites = |end| match end {
        Endpoint::Service(id) => active_sites(placement.of(id)),
        Endpoint::Users(_) | Endpoint::Internet => Vec::new(),
    };
    let hops = journey.hops.iter();
    hops.map(|&hop| leg(context, hop, &sites(hop.from), &active_sites(placement.of(hop.to))))
        .collect()
}

/// The time that the services on a path take by themselves, each as often as the path comes by.
#[must_use]
pub fn service_time(topology: &Topology, journey: &Journey) -> Millis {
    journey
        .steps()
        .map(|id| topology.service(id).service_time)
        .fold(Millis::default(), |a, b| a + b)
}

/// How long the whole path takes: all legs and the time of the services. Measured if every leg is.
#[must_use]
pub fn whole(topology: &Topology, journey: &Journey, legs: &[Leg]) -> Rtt {
    let start = Rtt { millis: service_time(topology, journey), basis: Basis::Measured };
    legs.iter().fold(start, |sum, leg| Rtt {
        millis: sum.millis + leg.rtt.millis,
        basis: sum.basis.max(leg.rtt.basis),
    })
}

/// The estimated availability of each service on a path.
pub fn availabilities(
    context: Context<'_>,
    placement: &Placement,
    journey: &Journey,
) -> Option<Vec<(ServiceId, Availability)>> {
    let services = journey.services().into_iter();
    services.map(|id| Some((id, uptime::of_service(context, id, placement.of(id))?))).collect()
}

/// The availability of what needs all of several services.
#[must_use]
pub fn all_of(parts: impl IntoIterator<Item = Availability>) -> Availability {
    // Rounded once, at the end, so that nothing hangs on the order.
    Availability::from_fraction(parts.into_iter().map(Availability::fraction).product::<Decimal>())
}

/// The journey that a rule is about, if the placement breaks it.
#[must_use]
pub fn broken(context: Context<'_>, placement: &Placement, rule: &Rule) -> Option<JourneyId> {
    let topology = context.topology;
    let (id, holds) = match *rule {
        Rule::JourneyLatency { journey: id, limit } => {
            let journey = topology.journey(id);
            let legs = legs(context, placement, journey);
            (id, legs.is_some_and(|legs| whole(topology, journey, &legs).millis <= limit))
        }
        Rule::JourneyAvailability { journey: id, target } => {
            let parts = availabilities(context, placement, topology.journey(id));
            let achieved = parts.map(|parts| all_of(parts.into_iter().map(|(_, part)| part)));
            (id, achieved.is_some_and(|achieved| achieved >= target))
        }
        _ => return None,
    };
    (!holds).then_some(id)
}

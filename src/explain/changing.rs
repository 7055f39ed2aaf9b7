//! What changes in a bill when one service is arranged otherwise, and the whole bill then.

use std::collections::BTreeMap;

use crate::placement::{
    ActiveSite, Arrangement, Candidate, Context, Placement, ServiceCandidates, Verified, Violation,
    active_sites, cost, flow_usage, verify,
};
use crate::plan::{Endpoint, ServiceId};
use crate::units::Usd;

/// The whole bill with some arrangements replaced; `None` if that breaks a requirement.
pub fn total_with(
    context: Context<'_>,
    placement: &Placement,
    replaced: Vec<(ServiceId, Arrangement)>,
) -> Option<Usd> {
    replace(context, placement, replaced).ok().map(|verified| verified.total())
}

/// The placement with some arrangements replaced.
///
/// # Errors
/// If that breaks a requirement.
pub fn replace(
    context: Context<'_>,
    placement: &Placement,
    replaced: Vec<(ServiceId, Arrangement)>,
) -> Result<Verified, Vec<Violation>> {
    let mut changed = placement.clone();
    for (id, arrangement) in replaced {
        changed.arrangements[id.0 as usize] = arrangement;
    }
    verify(context, changed)
}

/// What changes in the bill with the arrangement of one service, as if it were alone in its tiers.
pub struct Changing<'a, 's> {
    service: &'s ServiceCandidates<'a>,
    parts: Vec<Usd>,
    traffic: BTreeMap<Vec<ActiveSite>, Option<Usd>>,
}

impl<'a, 's> Changing<'a, 's> {
    /// For the arrangements of a service, with all others where a placement has them.
    pub fn new(
        context: Context<'a>,
        placement: &Placement,
        id: ServiceId,
        service: &'s ServiceCandidates<'a>,
    ) -> Self {
        let parts = service.parts.iter().map(|part| cost(part.used.clone())).collect();
        let mut traffic = BTreeMap::new();
        for candidate in &service.arrangements {
            let active = service.active(candidate);
            traffic
                .entry(active)
                .or_insert_with_key(|active| traffic_cost(context, placement, id, active));
        }
        Changing { service, parts, traffic }
    }

    /// What an arrangement and its traffic cost in a month; `None` if that has no price.
    pub fn cost(&self, candidate: &Candidate<'a>) -> Option<Usd> {
        let parts: Usd = candidate.parts.iter().map(|&part| self.parts[part]).sum();
        let traffic = self.traffic.get(&self.service.active(candidate)).copied().flatten()?;
        Some(parts + cost(candidate.beside.clone()) + traffic)
    }
}

/// What all flows of a service cost if it were active at some sites and all others stay where they are.
fn traffic_cost(
    context: Context<'_>,
    placement: &Placement,
    id: ServiceId,
    active: &[ActiveSite],
) -> Option<Usd> {
    let here =
        |end| matches!(end, Endpoint::Service(service) if context.topology.host_of(service) == id);
    let sites = |end| match end {
        end if here(end) => active.to_vec(),
        Endpoint::Service(service) => active_sites(placement.of(service)),
        Endpoint::Users(_) | Endpoint::Internet => Vec::new(),
    };
    let mut total = Usd::ZERO;
    for flow in context.topology.flows_of_host(id) {
        let ends = context.topology.flow(flow);
        if here(ends.from) || here(ends.to) {
            total += cost(flow_usage(context, flow, &sites(ends.from), &sites(ends.to)).ok()?);
        }
    }
    Some(total)
}

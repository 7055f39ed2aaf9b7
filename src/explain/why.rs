//! Why each service is where it is: what else was possible and what the next best would cost.
//!
//! The answer is data; reports word it.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::SiteId;
use crate::placement::{Candidate, Context, InForce, ServiceCandidates, Verified, candidates_of};
use crate::plan::{ServiceId, Topology};
use crate::terms::Strategy;
use crate::units::Usd;

use super::changing::{Changing, total_with};

/// The decision for one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The service.
    pub service: ServiceId,
    /// Sites of the catalogs.
    pub sites: usize,
    /// Sites that can hold the service.
    pub possible: usize,
    /// Arrangements that meet the service's own requirements.
    pub arrangements: usize,
    /// The cheapest other choice of sites that was found, with everything else as it is.
    pub runner_up: Option<RunnerUp>,
}

/// A next best arrangement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunnerUp {
    /// How it recovers.
    pub strategy: Strategy,
    /// Its sites, active ones first.
    pub sites: Vec<SiteId>,
    /// How much more the whole bill would be a month.
    pub more: Usd,
}

/// Alternatives that are priced as a whole, of those ranked by what changes.
const ALTERNATIVES_PRICED: usize = 8;

/// Alternatives that are tried at most; many break a rule that couples services.
const ALTERNATIVES_TRIED: usize = 200;

/// Plans of more services are too long for a table of decisions, each of which takes some bills of the whole plan.
const SERVICES_MAX: usize = 40;

/// The decision for every service of a verified placement; none for large plans, of which `decision` tells one by one.
#[must_use]
pub fn why(context: Context<'_>, verified: &Verified) -> Vec<Why> {
    if context.topology.services.len() > SERVICES_MAX {
        return Vec::new();
    }

    context.topology.service_ids().map(|id| decision(context, verified, id).0).collect()
}

/// The decision for one service, with the reasons why sites cannot hold it and how many each excludes, most
/// frequent first.
#[must_use]
pub fn decision(
    context: Context<'_>,
    verified: &Verified,
    id: ServiceId,
) -> (Why, Vec<(String, usize)>) {
    // What stands with another service has no decision of its own.
    let in_force = InForce::all(context.topology);
    let service = candidates_of(context, &in_force, context.topology.host_of(id));
    let sites = service.arrangements.iter().flat_map(|candidate| sites_of(&service, candidate));
    let possible: BTreeSet<SiteId> = sites.collect();
    let why = Why {
        service: id,
        sites: context.catalog.sites().len(),
        possible: possible.len(),
        arrangements: service.arrangements.len(),
        runner_up: match context.topology.service(id).host {
            Some(_) => None,
            None => runner_up(context, verified, id, &service),
        },
    };
    (why, counted(context.topology, &service))
}

/// Why sites cannot hold a service, and how many each reason excludes; the most frequent first.
pub(super) fn counted(
    topology: &Topology,
    service: &ServiceCandidates<'_>,
) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for reason in service.rejected.values() {
        *counts.entry(reason.describe(topology)).or_default() += 1;
    }
    let mut reasons: Vec<(String, usize)> = counts.into_iter().collect();
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    reasons
}

fn sites_of(service: &ServiceCandidates<'_>, candidate: &Candidate<'_>) -> Vec<SiteId> {
    candidate.parts.iter().map(|&part| service.parts[part].deployment.site).collect()
}

fn runner_up(
    context: Context<'_>,
    verified: &Verified,
    id: ServiceId,
    service: &ServiceCandidates<'_>,
) -> Option<RunnerUp> {
    let chosen: Vec<SiteId> =
        verified.placement().of(id).deployments.iter().map(|d| d.site).collect();
    let changing = Changing::new(context, verified.placement(), id, service);
    let mut by_sites: BTreeMap<Vec<SiteId>, (Usd, usize)> = BTreeMap::new();
    for (index, candidate) in service.arrangements.iter().enumerate() {
        let sites = sites_of(service, candidate);
        let Some(cost) = changing.cost(candidate).filter(|_| sites != chosen) else { continue };
        let best = by_sites.entry(sites).or_insert((cost, index));
        *best = (*best).min((cost, index));
    }
    let mut ranked: Vec<(Usd, usize)> = by_sites.into_values().collect();
    ranked.sort_unstable();
    ranked
        .into_iter()
        .take(ALTERNATIVES_TRIED)
        .filter_map(|(_, index)| {
            let candidate = &service.arrangements[index];
            let all = service.all_arrangements(context.topology, id, candidate);
            let total = total_with(context, verified.placement(), all)?;
            let arrangement = service.arrangement(candidate);
            Some((total, arrangement))
        })
        .take(ALTERNATIVES_PRICED)
        .min_by_key(|(total, _)| *total)
        .map(|(total, arrangement)| RunnerUp {
            strategy: arrangement.strategy,
            sites: arrangement.deployments.iter().map(|d| d.site).collect(),
            more: total - verified.total(),
        })
}

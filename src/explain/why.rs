//! Why each service is where it is: what else was possible and what the next best would cost.
//!
//! The answer is data; reports word it.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::SiteId;
use crate::placement::{Candidate, Context, InForce, ServiceCandidates, Verified, candidates_of};
use crate::plan::{ServiceId, Topology};
use crate::terms::{Category, Strategy};
use crate::units::Usd;

use super::changing::{Changing, replace};

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
    /// The cheapest other choices of sites that were found, with everything else as it is; the best first.
    pub runners_up: Vec<RunnerUp>,
}

impl Why {
    /// The cheapest other choice.
    #[must_use]
    pub fn runner_up(&self) -> Option<&RunnerUp> {
        self.runners_up.first()
    }
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
    /// Of that, what each category of the bill is more or less, where it differs.
    pub terms: Vec<(Category, Usd)>,
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
        runners_up: match context.topology.service(id).host {
            Some(_) => Vec::new(),
            None => runners_up(context, verified, id, &service),
        },
    };
    (why, counted(context.topology, &service))
}

/// Why sites cannot hold a service, and how many each reason excludes; the most frequent first.
pub(super) fn counted(
    topology: &Topology,
    service: &ServiceCandidates<'_>,
) -> Vec<(String, usize)> {
    counted_at(topology, service, |_| true)
}

/// The same of some sites.
pub(super) fn counted_at(
    topology: &Topology,
    service: &ServiceCandidates<'_>,
    counts_for: impl Fn(SiteId) -> bool,
) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, reason) in service.rejected.iter().filter(|(site, _)| counts_for(**site)) {
        *counts.entry(reason.describe(topology)).or_default() += 1;
    }
    let mut reasons: Vec<(String, usize)> = counts.into_iter().collect();
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    reasons
}

fn sites_of(service: &ServiceCandidates<'_>, candidate: &Candidate<'_>) -> Vec<SiteId> {
    candidate.parts.iter().map(|&part| service.parts[part].deployment.site).collect()
}

fn runners_up(
    context: Context<'_>,
    verified: &Verified,
    id: ServiceId,
    service: &ServiceCandidates<'_>,
) -> Vec<RunnerUp> {
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
    let priced = ranked.into_iter().take(ALTERNATIVES_TRIED).filter_map(|(_, index)| {
        let candidate = &service.arrangements[index];
        let all = service.all_arrangements(context.topology, id, candidate);
        let other = replace(context, verified.placement(), all).ok()?;
        let arrangement = service.arrangement(candidate);
        Some(RunnerUp {
            strategy: arrangement.strategy,
            sites: arrangement.deployments.iter().map(|d| d.site).collect(),
            more: other.total() - verified.total(),
            terms: differences(verified, &other),
        })
    });
    let mut found: Vec<RunnerUp> = priced.take(ALTERNATIVES_PRICED).collect();
    found.sort_by_key(|one| one.more);
    found
}

/// What each category of the bill is more in another placement, where it differs.
#[must_use]
pub fn differences(chosen: &Verified, other: &Verified) -> Vec<(Category, Usd)> {
    let mut sums: BTreeMap<Category, Usd> = BTreeMap::new();
    for charge in other.charges() {
        *sums.entry(charge.category).or_default() += charge.monthly;
    }
    for charge in chosen.charges() {
        let sum = sums.entry(charge.category).or_default();
        *sum = *sum - charge.monthly;
    }
    sums.into_iter().filter(|(_, more)| *more != Usd::ZERO).collect()
}

//! What excludes a service from a site: a smallest set of requirements, or facts of the catalogs.

use crate::explain::conflict::{groundless, shrink};
use crate::explain::why::counted_at;
use crate::milp::{Options, Stopwatch, is_feasible};
use crate::placement::{Context, candidates, candidates_of};
use crate::plan::{RequirementId, Rule, Topology};

use super::wish::Wish;

/// Sets of requirements that are looked for.
const SETS_MAX: usize = 6;

/// Why no placement fulfils a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// Sets of requirements that the plan states, each in order of the plan: every set alone excludes it, and without
    /// all of them nothing does, as far as that was found. None if the catalogs exclude it.
    pub sets: Vec<Vec<RequirementId>>,
    /// Why the sites cannot hold the service whatever the plan asks, and how many each reason excludes.
    pub facts: Vec<(String, usize)>,
}

/// Explains why a wish that was found impossible is so.
#[must_use]
pub fn exclusion(
    context: Context<'_>,
    wish: &Wish,
    options: Options,
    stopwatch: Stopwatch<'_>,
) -> Exclusion {
    let (none, host) = (groundless(context), wish.host(context));
    let in_force =
        |kept: &[RequirementId]| kept.iter().fold(none.clone(), |set, &id| set.with(id, true));
    let alone = |kept: &[RequirementId]| {
        let service = candidates_of(context, &in_force(kept), host);
        service.arrangements.iter().any(|one| wish.fits(context, &service, one))
    };
    if !alone(&[]) {
        let service = candidates_of(context, &none, host);
        let meant = |site| wish.is_meant(context, site);
        let facts = counted_at(context.topology, &service, meant);
        return Exclusion { sets: Vec::new(), facts };
    }
    let started = stopwatch();
    let among_all = |kept: &[RequirementId]| {
        let spent = stopwatch().saturating_sub(started);
        let left = options.time_limit.map(|limit| limit.saturating_sub(spent));
        if left.is_some_and(|left| left.is_zero()) {
            return None;
        }
        let options = Options { time_limit: left, ..options };
        let these = in_force(kept);
        let matched = wish.among(context, &candidates(context, &these));
        is_feasible(context, &these, &matched, options, stopwatch)
    };
    let mut sets = Vec::new();
    let mut left: Vec<RequirementId> =
        (0..).map(RequirementId).zip(&context.topology.requirements).map(|(id, _)| id).collect();
    while sets.len() < SETS_MAX {
        let about = |id: &RequirementId| {
            is_about(context.topology, wish, &context.topology.requirements[id.0 as usize].rule)
        };
        let own: Vec<RequirementId> = left.iter().copied().filter(about).collect();
        let found = if alone(&own) {
            if among_all(&left) != Some(false) {
                break;
            }
            shrink(left.clone(), among_all)
        } else {
            shrink(own, |kept| Some(alone(kept)))
        };
        left.retain(|id| !found.requirements.contains(id));
        let mut set: Vec<RequirementId> =
            found.requirements.into_iter().map(|id| asked_by(context.topology, id)).collect();
        set.sort_unstable();
        set.dedup();
        sets.push(set);
    }
    Exclusion { sets, facts: Vec::new() }
}

/// Whether a rule says what the service of a wish alone may be.
fn is_about(topology: &Topology, wish: &Wish, rule: &Rule) -> bool {
    let host = topology.host_of(wish.service);
    match rule.service() {
        Some(service) => topology.host_of(service) == host,
        None => matches!(
            rule,
            Rule::AllowSites(_) | Rule::DenySites(_) | Rule::Lost(_) | Rule::RoleSites { .. }
        ),
    }
}

/// The requirement that the plan states for one that follows from it: itself, or that of the service on whose behalf
/// it is asked.
#[must_use]
pub fn asked_by(topology: &Topology, id: RequirementId) -> RequirementId {
    let asked = &topology.requirements[id.0 as usize];
    let Some(origin) = asked.on_behalf_of else { return id };
    let mut all = (0..).map(RequirementId).zip(&topology.requirements);
    let states = |one: &crate::plan::Requirement| {
        one.on_behalf_of.is_none()
            && one.rule.service() == Some(origin)
            && one.rule.key() == asked.rule.key()
    };
    all.find(|(_, one)| states(one)).map_or(id, |(id, _)| id)
}

//! Why a plan has no placement: a smallest set of requirements that cannot hold together.
//!
//! Found by deletion: a requirement without which the rest is still impossible is not needed for the
//! contradiction. Feasibility is asked of `placement` (one service) or `milp` (all); wording is for reports.

use crate::milp::{Options, Stopwatch, is_feasible};
use crate::placement::{Context, InForce, candidates, candidates_of};
use crate::plan::{RequirementId, Rule, ServiceId};
use crate::terms::Kind;

use super::why::counted;

/// Requirements that contradict each other; without any one of them the rest can be met (where
/// `minimal` says so). Where a service cannot be placed anywhere, this is about that service alone: with
/// the others it may still not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The requirements, in order of the plan. Empty if the plan fails on facts alone (no price, no
    /// SKU large enough), which then show in `rejections`.
    pub requirements: Vec<RequirementId>,
    /// Whether every requirement was shown to be needed for the contradiction.
    pub minimal: bool,
    /// For services that cannot be placed anywhere: why not, counted.
    pub rejections: Vec<RejectionCount>,
}

/// Reasons why sites cannot hold a service, with how many sites each excludes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectionCount {
    /// The service.
    pub service: ServiceId,
    /// Sites looked at.
    pub sites: usize,
    /// Reason in words and number of sites, most frequent first.
    pub reasons: Vec<(String, usize)>,
}

/// Explains why a plan that was found infeasible is so.
#[must_use]
pub fn conflict(context: Context<'_>, options: Options, stopwatch: Stopwatch<'_>) -> Conflict {
    let all = InForce::all(context.topology);
    let rejections = rejections(context, &all);
    let smallest = |mut found: Vec<Found>| {
        found.sort_by_key(|found| found.requirements.len());
        found.into_iter().next()
    };
    let alone = rejections.iter().map(|count| within_service(context, count.service)).collect();
    let found = smallest(alone).unwrap_or_else(|| among_services(context, options, stopwatch));
    Conflict { requirements: found.requirements, minimal: found.minimal, rejections }
}

/// Counts why the services that cannot be placed anywhere cannot.
fn rejections(context: Context<'_>, in_force: &InForce) -> Vec<RejectionCount> {
    let matched = candidates(context, in_force);
    let stuck = context.topology.service_ids().zip(&matched.services);
    stuck
        .filter(|(_, service)| service.arrangements.is_empty())
        .map(|(id, service)| RejectionCount {
            service: id,
            sites: context.catalog.sites().len(),
            reasons: counted(context.topology, service),
        })
        .collect()
}

/// Nothing in force but where edge services are: that is what they are, and not a demand on them.
pub(super) fn groundless(context: Context<'_>) -> InForce {
    let topology = context.topology;
    let is_place = |rule: &Rule| matches!(rule, Rule::Pin { service, .. } if topology.service(*service).kind == Kind::Edge);
    let places = (0..).map(RequirementId).zip(&topology.requirements);
    let places = places.filter(|(_, requirement)| is_place(&requirement.rule));
    places.fold(InForce::none(topology), |set, (id, _)| set.with(id, true))
}

/// A contradiction.
pub(super) struct Found {
    /// The requirements, in order of the plan.
    pub(super) requirements: Vec<RequirementId>,
    /// Whether each was shown to be needed for it.
    pub(super) minimal: bool,
}

/// The contradiction among what is asked of one service alone.
fn within_service(context: Context<'_>, id: ServiceId) -> Found {
    let about = |rule: &Rule| {
        rule.service() == Some(id)
            || matches!(
                rule,
                Rule::AllowSites(_) | Rule::DenySites(_) | Rule::Lost(_) | Rule::RoleSites { .. }
            )
    };
    let start = context.topology.requirements.iter().zip(0..);
    let start = start.filter(|(r, _)| about(&r.rule)).map(|(_, i)| RequirementId(i)).collect();
    let none = groundless(context);
    shrink(start, |kept| {
        let in_force = kept.iter().fold(none.clone(), |set, &id| set.with(id, true));
        Some(!candidates_of(context, &in_force, id).arrangements.is_empty())
    })
}

/// The contradiction among all requirements, when each service alone could be placed.
fn among_services(context: Context<'_>, options: Options, stopwatch: Stopwatch<'_>) -> Found {
    let start = (0..context.topology.requirements.len()).filter_map(|i| u32::try_from(i).ok());
    let none = groundless(context);
    let started = stopwatch();
    shrink(start.map(RequirementId).collect(), |kept| {
        // One limit for all questions together; what cannot be asked any more stays unanswered.
        let spent = stopwatch().saturating_sub(started);
        let left = options.time_limit.map(|limit| limit.saturating_sub(spent));
        if left.is_some_and(|left| left.is_zero()) {
            return None;
        }
        let options = Options { time_limit: left, ..options };
        let in_force = kept.iter().fold(none.clone(), |set, &id| set.with(id, true));
        let matched = candidates(context, &in_force);
        is_feasible(context, &in_force, &matched, options, stopwatch)
    })
}

/// Leaves out as many requirements as possible while the rest stays impossible: large groups first, since
/// most requirements have nothing to do with the contradiction, single ones last, so that none is left over.
pub(super) fn shrink(
    mut kept: Vec<RequirementId>,
    feasible: impl Fn(&[RequirementId]) -> Option<bool>,
) -> Found {
    let mut minimal = true;
    let mut size = kept.len().div_ceil(2).max(1);
    loop {
        let mut at = 0;
        while at < kept.len() {
            let end = (at + size).min(kept.len());
            let without: Vec<RequirementId> =
                kept[..at].iter().chain(&kept[end..]).copied().collect();
            match feasible(&without) {
                Some(false) => kept = without,
                answer => {
                    // A question that could not be answered leaves the requirement in, perhaps needlessly.
                    minimal &= answer.is_some() || size > 1;
                    at = end;
                }
            }
        }
        if size == 1 {
            return Found { requirements: kept, minimal };
        }
        size = size.div_ceil(2).min(size - 1).max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::shrink;
    use crate::plan::RequirementId;

    #[test]
    fn shrinks_to_exactly_the_contradiction() {
        let all: Vec<RequirementId> = (0..23).map(RequirementId).collect();
        let needed = [RequirementId(3), RequirementId(4), RequirementId(19)];
        let found = shrink(all, |kept| Some(!needed.iter().all(|id| kept.contains(id))));
        assert_eq!(found.requirements, needed);
        assert!(found.minimal);
    }

    #[test]
    fn says_so_when_it_could_not_be_shown_minimal() {
        let all: Vec<RequirementId> = (0..3).map(RequirementId).collect();
        let found = shrink(all, |_| None);
        assert_eq!(found.requirements.len(), 3);
        assert!(!found.minimal);
    }
}

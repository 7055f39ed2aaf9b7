//! The next cheapest placements that differ in where or how services stand, and which services differ.
//!
//! The answer is data; reports word it. Solves restrictions of the plan; knows nothing of how they are solved.

use std::time::Duration;

use crate::catalog::SiteId;
use crate::milp::{Options, Outcome, Status, Stopwatch, solve_among};
use crate::placement::{Arrangement, Candidates, Context, InForce, Verified, candidates};
use crate::plan::ServiceId;
use crate::terms::{Role, Strategy};
use crate::units::{Decimal, Usd};

use super::among::among;

/// How many alternatives are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// At most so many.
    pub most: usize,
    /// Which cost at most this fraction more than the chosen placement.
    pub within: Decimal,
}

/// The next cheapest placements.
#[derive(Debug, Clone)]
pub struct Alternatives {
    /// What was asked for.
    pub wanted: Wanted,
    /// Cheapest first.
    pub found: Vec<Alternative>,
    /// Whether each search came to its end: then no distinct placement that is cheaper than a listed one is
    /// missing, and if fewer than asked are listed there are no more.
    pub complete: bool,
}

/// A placement that could be had in place of the chosen one.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// The placement.
    pub verified: Verified,
    /// What it costs more a month than the chosen one; below zero where that one was not the cheapest.
    pub more: Usd,
    /// The services that stand elsewhere or recover otherwise.
    pub differs: Vec<ServiceId>,
}

/// What tells placements of a service apart: its strategy, and its sites with their roles.
type Stand = (Strategy, Vec<(SiteId, Role)>);

/// What one service may be in a part of the placements.
#[derive(Debug, Clone, Default)]
struct Limits {
    only: Option<Stand>,
    not: Vec<Stand>,
}

impl Limits {
    fn admit(&self, stand: &Stand) -> bool {
        self.only.as_ref().is_none_or(|only| only == stand) && !self.not.contains(stand)
    }
}

/// A part of the placements with the cheapest of it.
struct Region {
    limits: Vec<Limits>,
    best: Verified,
}

/// The placements that follow a chosen one, which must be the answer to the same plan.
///
/// Lawler's enumeration: the cheapest placement of a part of all placements cuts the rest of the part into one
/// part for each service, in which that service stands otherwise and those before it stand the same. Parts do
/// not overlap and nothing falls between them.
#[must_use]
pub fn alternatives(
    context: Context<'_>,
    chosen: &Verified,
    wanted: Wanted,
    options: Options,
    stopwatch: Stopwatch<'_>,
) -> Alternatives {
    let started = stopwatch();
    let all = candidates(context, &InForce::all(context.topology));
    let most = chosen.total().dollars() * (Decimal::ONE + wanted.within);
    let mut answer = Alternatives { wanted, found: Vec::new(), complete: true };
    let limits = vec![Limits::default(); all.services.len()];
    let mut open = cut(context, &Region { limits, best: chosen.clone() });
    let mut solved: Vec<Region> = Vec::new();
    while answer.found.len() < wanted.most {
        for limits in open.drain(..) {
            let spent = stopwatch().saturating_sub(started);
            let left = options.time_limit.map(|limit| limit.saturating_sub(spent));
            if left == Some(Duration::ZERO) {
                answer.complete = false;
                break;
            }
            let options = Options { gap: Decimal::ZERO, time_limit: left, ..options };
            let outcome = solve_among(context, &within(&all, &limits), options, stopwatch);
            answer.complete &= closed(&outcome);
            solved.extend(outcome.verified.map(|best| Region { limits, best }));
        }
        let cheapest = (0..solved.len()).min_by_key(|&i| solved[i].best.total());
        let Some(next) = cheapest.map(|i| solved.swap_remove(i)) else { break };
        if next.best.total().dollars() > most {
            break;
        }
        open = cut(context, &next);
        answer.found.push(Alternative {
            more: next.best.total() - chosen.total(),
            differs: differing(context, chosen, &next.best),
            verified: next.best,
        });
    }
    answer
}

fn closed(outcome: &Outcome) -> bool {
    matches!(outcome.status, Status::Optimal | Status::Infeasible)
}

/// What is left of a part without its cheapest placement.
fn cut(context: Context<'_>, region: &Region) -> Vec<Vec<Limits>> {
    let topology = context.topology;
    let mut before = region.limits.clone();
    let mut parts = Vec::new();
    for (i, id) in topology.service_ids().enumerate() {
        if topology.service(id).host.is_some() || before[i].only.is_some() {
            continue;
        }
        let here = stand(region.best.placement().of(id));
        let mut part = before.clone();
        part[i].not.push(here.clone());
        parts.push(part);
        before[i].only = Some(here);
    }
    parts
}

fn stand(arrangement: &Arrangement) -> Stand {
    let sites = arrangement.deployments.iter().map(|at| (at.site, at.role));
    (arrangement.strategy, sites.collect())
}

fn differing(context: Context<'_>, chosen: &Verified, other: &Verified) -> Vec<ServiceId> {
    let differs =
        |id: &ServiceId| stand(chosen.placement().of(*id)) != stand(other.placement().of(*id));
    context.topology.service_ids().filter(differs).collect()
}

/// The candidates that are within limits.
fn within<'a>(all: &Candidates<'a>, limits: &[Limits]) -> Candidates<'a> {
    among(all, |index, service, candidate| {
        let at = candidate.parts.iter().map(|&part| &service.parts[part].deployment);
        let stand = (candidate.strategy, at.map(|at| (at.site, at.role)).collect());
        limits[index].admit(&stand)
    })
}

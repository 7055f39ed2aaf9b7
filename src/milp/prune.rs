//! Options and pairs that provably no better placement needs. Exact: the optimum is never lost.

use std::collections::{BTreeMap, BTreeSet};

use super::formulate::Worthwhile;
use super::problem::{Choosable, Kept, Problem};
use super::relax::{Relaxation, least};
use crate::placement::Opening;
use crate::plan::Rule;

/// What a bound may exceed a cutoff by and still count as equal, relative to the cutoff.
const TOLERANCE: f64 = 1e-9;

/// Pairs of patterns that a problem may have in all; beyond that the dearest options are put aside.
const PAIRS_MAX: usize = 1_500_000;

/// The cutoff with its tolerance: only what is clearly above it is left out.
fn above(cutoff: f64) -> f64 {
    cutoff + TOLERANCE * cutoff.abs().max(1.0)
}

/// What stays, and a bound on all that was put aside for want of room (infinite if nothing was).
pub struct Shortlist {
    /// Candidates of each service, by index.
    pub kept: Kept,
    /// No placement with an option that was put aside costs less.
    pub aside: f64,
}

/// Services with more patterns than this are left out when the others are looked at together.
const SMALL_PATTERNS_MAX: usize = 160;

/// Which services of a problem have few enough patterns to be looked at together.
#[must_use]
pub fn small_services(problem: &Problem) -> Vec<bool> {
    problem.services.iter().map(|service| service.patterns.len() <= SMALL_PATTERNS_MAX).collect()
}

/// The candidates of the small services, and one for each of the others to stand in its place.
#[must_use]
pub fn small_only(problem: &Problem, small: &[bool]) -> Kept {
    let services = problem.services.iter().zip(small);
    services
        .map(|(service, small)| {
            let kept = if *small { service.options.len() } else { 1 };
            service.options.iter().take(kept).map(|option| option.candidate).collect()
        })
        .collect()
}

/// Makes the services that are not small free: they cost nothing, anywhere, and neither does traffic with
/// them. What is left bounds the small ones from below.
pub fn free_the_rest(problem: &mut Problem, small: &[bool]) {
    problem.links.retain(|link| small[link.a] && small[link.b]);
    for (service, _) in problem.services.iter_mut().zip(small).filter(|(_, small)| !**small) {
        for option in &mut service.options {
            option.cost = 0.0;
            option.pooled.clear();
            option.providers.clear();
        }
    }
}

/// The options that a placement at most as dear as `cutoff` can use. `rest` bounds the small services of the
/// unlinked problem together; each other service must leave room for them and for the rest at its cheapest.
#[must_use]
pub fn within_cutoff(
    problem: &Problem,
    small: &[bool],
    rest: &Relaxation,
    linked: &[(usize, usize)],
    cutoff: f64,
) -> Shortlist {
    let own = own_least(problem);
    let cheapest = |i: usize| if small[i] { 0.0 } else { floor(&own[i]) };
    let large: f64 = (0..own.len()).map(cheapest).sum();
    let mut ranked: Vec<Vec<(f64, usize)>> = Vec::with_capacity(own.len());
    for (i, costs) in own.iter().enumerate() {
        let bound = |o: usize| {
            if small[i] {
                rest.options[i][o] + large
            } else {
                rest.bound + large - cheapest(i) + costs[o]
            }
        };
        let possible = (0..costs.len()).map(|o| (bound(o), o));
        let mut possible: Vec<(f64, usize)> =
            possible.filter(|(b, _)| *b <= above(cutoff)).collect();
        possible.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
        ranked.push(possible);
    }
    let aside = make_room(problem, linked, &mut ranked);
    Shortlist {
        kept: ranked.iter().zip(&problem.services).map(|(r, s)| kept(r, &s.options)).collect(),
        aside,
    }
}

/// The cheapest options of each service, at most `patterns` patterns of each.
#[must_use]
pub fn cheapest(problem: &Problem, patterns: usize) -> Kept {
    let own = own_least(problem);
    let services = problem.services.iter().zip(&own);
    services
        .map(|(service, costs)| {
            let mut ranked: Vec<(f64, usize)> =
                costs.iter().enumerate().map(|(o, &c)| (c, o)).collect();
            ranked.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
            let allowed = first_patterns(&ranked, &service.options, patterns);
            ranked.retain(|&(_, o)| allowed.contains(&service.options[o].pattern));
            kept(&ranked, &service.options)
        })
        .collect()
}

fn own_least(problem: &Problem) -> Vec<Vec<f64>> {
    let cost = |option: &Choosable| least(option.cost, &option.pooled, &problem.pools);
    problem.services.iter().map(|s| s.options.iter().map(cost).collect()).collect()
}

fn floor(costs: &[f64]) -> f64 {
    costs.iter().copied().fold(f64::INFINITY, f64::min)
}

fn kept(ranked: &[(f64, usize)], options: &[Choosable]) -> Vec<usize> {
    let mut candidates: Vec<usize> = ranked.iter().map(|&(_, o)| options[o].candidate).collect();
    candidates.sort_unstable();
    candidates
}

fn first_patterns(ranked: &[(f64, usize)], options: &[Choosable], most: usize) -> BTreeSet<usize> {
    let mut allowed = BTreeSet::new();
    for &(_, o) in ranked {
        if allowed.len() < most {
            allowed.insert(options[o].pattern);
        }
    }
    allowed
}

/// Puts the dearest patterns of the services with most patterns aside until the pairs fit.
fn make_room(
    problem: &Problem,
    linked: &[(usize, usize)],
    ranked: &mut [Vec<(f64, usize)>],
) -> f64 {
    let mut aside = f64::INFINITY;
    let count = |ranked: &[(f64, usize)], i: usize| {
        first_patterns(ranked, &problem.services[i].options, usize::MAX).len()
    };
    let mut counts: Vec<usize> = ranked.iter().enumerate().map(|(i, r)| count(r, i)).collect();
    while linked.iter().map(|&(a, b)| counts[a] * counts[b]).sum::<usize>() > PAIRS_MAX {
        let ends = linked.iter().flat_map(|&(a, b)| [a, b]);
        let Some(most) = ends.max_by_key(|&i| (counts[i], i)) else { break };
        let fewer = counts[most] / 2;
        let allowed = first_patterns(&ranked[most], &problem.services[most].options, fewer);
        let options = &problem.services[most].options;
        for &(bound, o) in &ranked[most] {
            if !allowed.contains(&options[o].pattern) {
                aside = aside.min(bound);
            }
        }
        ranked[most].retain(|&(_, o)| allowed.contains(&options[o].pattern));
        counts[most] = fewer;
    }
    aside
}

/// What a placement at most as dear as `cutoff` can use, by the relaxation's bounds and by dominance.
#[must_use]
pub fn worthwhile(problem: &Problem, relaxation: &Relaxation, cutoff: f64) -> Worthwhile {
    let limit = above(cutoff);
    let mut options: Vec<Vec<bool>> = relaxation
        .options
        .iter()
        .map(|bounds| bounds.iter().map(|b| *b <= limit).collect())
        .collect();
    for (i, flags) in options.iter_mut().enumerate() {
        drop_dominated(problem, i, flags);
    }
    let pairs = relaxation
        .pairs
        .iter()
        .map(|rows| rows.iter().map(|row| row.iter().map(|b| *b <= limit).collect()).collect())
        .collect();
    Worthwhile { options, pairs }
}

/// Among options of one pattern, which exchange data alike, drops those that another one can always take the
/// place of without costing more or using anything more.
fn drop_dominated(problem: &Problem, service: usize, flags: &mut [bool]) {
    let options = &problem.services[service].options;
    let by_site =
        problem.rules.iter().any(|(_, r)| matches!(r, Rule::Apart(_) | Rule::MaxSites(_)));
    let mut by_pattern: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for o in (0..options.len()).filter(|&o| flags[o]) {
        by_pattern.entry(options[o].pattern).or_default().push(o);
    }
    for mut group in by_pattern.into_values() {
        let dearest = |o: &usize| dearest_cost(problem, &options[*o]);
        group.sort_by(|x, y| dearest(x).total_cmp(&dearest(y)).then(x.cmp(y)));
        let mut standing: Vec<usize> = Vec::new();
        for o in group {
            let within = |s: usize| problem.sums.iter().all(|sum| sum.no_worse(service, s, o));
            let replaced = |s: usize| dominates(problem, &options[s], &options[o], by_site);
            if standing.iter().any(|&s| within(s) && replaced(s)) {
                flags[o] = false;
            } else {
                standing.push(o);
            }
        }
    }
}

/// What an option costs at most, whoever shares its pools.
fn dearest_cost(problem: &Problem, option: &Choosable) -> f64 {
    let pooled = option.pooled.iter().map(|&(pool, q)| q * problem.pools[pool].marginal.1);
    option.cost + pooled.sum::<f64>()
}

/// What an option's part of shared pools saves at least when it goes elsewhere.
fn saved(problem: &Problem, option: &Choosable) -> f64 {
    option.pooled.iter().map(|&(pool, q)| q * problem.pools[pool].marginal.0).sum()
}

/// Whether any placement with `b` is no dearer, and no less possible, with `a` in its place.
fn dominates(problem: &Problem, a: &Choosable, b: &Choosable, by_site: bool) -> bool {
    let opened: f64 =
        a.openings.iter().filter(|o| !b.openings.contains(o)).map(|&o| problem.openings[o].1).sum();
    let limited = |o: &usize| matches!(problem.openings[*o].0, Opening::Provider(_));
    let providers_within = a.openings.iter().filter(|o| limited(o)).all(|o| b.openings.contains(o));
    let takes_within = a.takes.iter().all(|(site, taken)| {
        b.takes.iter().any(|(s, t)| s == site && taken.iter().zip(t).all(|(x, y)| x <= y))
    });
    let sites_within = !by_site || a.sites.iter().all(|site| b.sites.contains(site));
    let same_pools = a.pooled == b.pooled;
    let cost = if same_pools { a.cost } else { dearest_cost(problem, a) };
    // What leaves a pool saves its last, cheapest units, not its average ones.
    let other = if same_pools { b.cost } else { b.cost + saved(problem, b) };
    providers_within && takes_within && sites_within && cost + opened <= other
}

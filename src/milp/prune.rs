//! Options and pairs that provably no better placement needs. Exact: the optimum is never lost.

use std::collections::BTreeMap;

use super::formulate::Worthwhile;
use super::problem::{Choosable, Problem};
use super::relax::{Relaxation, TOLERANCE};
use crate::placement::Opening;
use crate::plan::Rule;

/// The cutoff with its tolerance: only what is clearly above it is left out.
fn above(cutoff: f64) -> f64 {
    cutoff + TOLERANCE * cutoff.abs().max(1.0)
}

/// By service and option: whether a placement at most as dear as `cutoff` can use it, by the relaxation's bounds.
#[must_use]
pub fn remaining(relaxation: &Relaxation, cutoff: f64) -> Vec<Vec<bool>> {
    let limit = above(cutoff);
    let options = relaxation.options.iter();
    options.map(|bounds| bounds.iter().map(|bound| *bound <= limit).collect()).collect()
}

/// What a placement at most as dear as `cutoff` can use, by the relaxation's bounds and by dominance.
#[must_use]
pub fn worthwhile(problem: &Problem, relaxation: &Relaxation, cutoff: f64) -> Worthwhile {
    let limit = above(cutoff);
    let mut options = remaining(relaxation, cutoff);
    for (i, flags) in options.iter_mut().enumerate() {
        drop_dominated(problem, i, flags);
    }
    let pairs = relaxation.pairs.iter();
    let pairs = pairs
        .map(|table| {
            table.iter_rows().map(|row| row.iter().map(|b| *b <= limit).collect()).collect()
        })
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

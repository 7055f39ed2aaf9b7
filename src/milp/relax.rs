//! A lower bound without a solver: the exact optimum of a relaxation, by dynamic programming over a forest.
//!
//! Dropped: shared capacity, groups to keep apart, limits on sites, money and journeys, the sharing of tiers (each part
//! pays the least average price it could ever see), and traffic on links outside a spanning forest beyond
//! its least. Kept: everything about one service, pairs along the forest, what providers cost to use.
//!
//! The bound for "service i takes option o" (a min-marginal) proves which options no better placement uses.

use crate::plan::Rule;
use crate::terms::Provider;

use super::forest::{Forest, Node};
use super::numbers::Amount;
use super::pools::Pool;
use super::problem::{Choosable, Problem};
use crate::placement::Opening;

/// Bounds from the relaxation, in dollars a month.
pub struct Relaxation {
    /// No placement costs less.
    pub bound: f64,
    /// An option for each service that attains the bound in the relaxation.
    pub best: Vec<usize>,
    /// By service and option: no placement with this option costs less.
    pub options: Vec<Vec<f64>>,
    /// By link, pattern and pattern: no placement with this pair costs less.
    pub pairs: Vec<Vec<Vec<f64>>>,
}

/// What an amount costs at least, whoever shares its pools.
#[must_use]
pub fn least(amount_flat: f64, pooled: &[(usize, f64)], pools: &[Pool]) -> f64 {
    amount_flat + pooled.iter().map(|&(pool, q)| q * pools[pool].least_average(q)).sum::<f64>()
}

/// The relaxation of a problem; `None` proves that there is no placement.
#[must_use]
pub fn relax(problem: &Problem) -> Option<Relaxation> {
    let least_option = |option: &Choosable| least(option.cost, &option.pooled, &problem.pools);
    let options: Vec<Vec<f64>> =
        problem.services.iter().map(|s| s.options.iter().map(least_option).collect()).collect();
    let least_pair = |pair: &Option<Amount>| {
        pair.as_ref().map_or(f64::INFINITY, |a| least(a.flat, &a.pooled, &problem.pools))
    };
    let pairs: Vec<Vec<Vec<f64>>> = problem
        .links
        .iter()
        .map(|link| link.costs.iter().map(|row| row.iter().map(least_pair).collect()).collect())
        .collect();
    let ends = problem.links.iter().map(|link| (link.a, link.b)).collect();
    let forest = Forest::new(problem.services.len(), ends, &pairs);
    let mut merged: Option<Relaxation> = None;
    for providers in provider_sets(problem) {
        let part = relax_within(problem, &forest, &options, &pairs, &providers);
        merged = match (merged, part) {
            (Some(a), Some(b)) => Some(lesser(a, b)),
            (a, b) => a.or(b),
        };
    }
    merged
}

/// Sets of providers that a placement may use, each looked at alone since using a provider has a price; one
/// set of all where it has none.
fn provider_sets(problem: &Problem) -> Vec<Vec<Provider>> {
    let most = problem.rules.iter().find_map(|(_, rule)| match rule {
        Rule::MaxProviders(most) => Some(*most as usize),
        _ => None,
    });
    let priced =
        problem.openings.iter().any(|(o, cost)| matches!(o, Opening::Provider(_)) && *cost > 0.0);
    let all = Provider::ALL;
    if most.is_none() && !priced {
        return vec![all.to_vec()];
    }
    (1..1_usize << all.len())
        .map(|mask| {
            let chosen = all.iter().enumerate().filter(|(i, _)| mask & (1 << i) != 0);
            chosen.map(|(_, &provider)| provider).collect::<Vec<_>>()
        })
        .filter(|set| most.is_none_or(|most| set.len() <= most))
        .collect()
}

/// The relaxation over placements that use exactly these providers.
fn relax_within(
    problem: &Problem,
    forest: &Forest,
    options: &[Vec<f64>],
    pairs: &[Vec<Vec<f64>>],
    providers: &[Provider],
) -> Option<Relaxation> {
    let opened: f64 = problem
        .openings
        .iter()
        .filter(|(opening, _)| matches!(opening, Opening::Provider(p) if providers.contains(p)))
        .map(|(_, cost)| cost)
        .sum();
    let usable = |option: &Choosable| option.providers.iter().all(|p| providers.contains(p));
    let nodes: Vec<Node> = problem
        .services
        .iter()
        .zip(options)
        .map(|(service, costs)| {
            let mut node = vec![f64::INFINITY; service.patterns.len()];
            for (option, &cost) in service.options.iter().zip(costs) {
                if usable(option) {
                    node[option.pattern] = node[option.pattern].min(cost);
                }
            }
            node
        })
        .collect();
    let marginals = forest.min_marginals(&nodes, pairs)?;
    let bound = marginals.bound + opened;
    let mut best = Vec::with_capacity(nodes.len());
    let mut by_option = Vec::with_capacity(nodes.len());
    for (i, (service, costs)) in problem.services.iter().zip(options).enumerate() {
        let with = |option: &Choosable, cost: f64| {
            let extra = cost - nodes[i][option.pattern];
            if usable(option) {
                marginals.nodes[i][option.pattern] + extra + opened
            } else {
                f64::INFINITY
            }
        };
        let bounds: Vec<f64> =
            service.options.iter().zip(costs).map(|(o, &cost)| with(o, cost)).collect();
        let chosen = |o: &usize| service.options[*o].pattern == marginals.best[i];
        let first =
            (0..bounds.len()).filter(chosen).min_by(|&a, &b| bounds[a].total_cmp(&bounds[b]));
        best.push(first?);
        by_option.push(bounds);
    }
    let pairs = marginals
        .pairs
        .into_iter()
        .map(|rows| {
            rows.into_iter().map(|row| row.into_iter().map(|v| v + opened).collect()).collect()
        })
        .collect();
    Some(Relaxation { bound, best, options: by_option, pairs })
}

/// Bounds over the union of two sets of placements.
fn lesser(a: Relaxation, b: Relaxation) -> Relaxation {
    let rows = |x: Vec<Vec<f64>>, y: Vec<Vec<f64>>| -> Vec<Vec<f64>> {
        x.into_iter()
            .zip(y)
            .map(|(p, q)| p.into_iter().zip(q).map(|(v, w)| v.min(w)).collect())
            .collect()
    };
    let best = if b.bound < a.bound { b.best } else { a.best };
    Relaxation {
        bound: a.bound.min(b.bound),
        best,
        options: rows(a.options, b.options),
        pairs: a.pairs.into_iter().zip(b.pairs).map(|(x, y)| rows(x, y)).collect(),
    }
}

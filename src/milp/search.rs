//! Good placements early: local search over the options of each service.
//!
//! Finds incumbents, proves nothing. What it returns meets all rules as far as floats can tell.

use std::collections::BTreeMap;

use crate::catalog::SiteId;
use crate::plan::Rule;

use super::numbers::to_f64;
use super::problem::{Choosable, Problem};

/// An option for each service, with what it comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Incumbent {
    /// By service: index into its options.
    pub options: Vec<usize>,
    /// Dollars a month.
    pub cost: f64,
}

/// Starting points that are improved, of those tried.
const STARTS_IMPROVED: usize = 6;

/// Pairs of options along a link that are tried together at most.
const PAIR_MOVES_MAX: usize = 20_000;

/// The best placement found from some starting points; `None` if none meets all rules.
#[must_use]
pub fn search(problem: &Problem, hints: &[Vec<usize>]) -> Option<Incumbent> {
    if problem.is_empty() {
        return None;
    }
    let mut starts: Vec<(Score, Vec<usize>)> =
        hints.iter().cloned().chain(starts(problem)).map(|s| (score(problem, &s), s)).collect();
    starts.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    starts.dedup_by(|a, b| a.1 == b.1);
    starts
        .into_iter()
        .take(STARTS_IMPROVED)
        .map(|(_, start)| improve(problem, start))
        .min_by(|a, b| a.0.cmp(&b.0))
        .filter(|(score, _)| score.broken <= 0.0)
        .map(|(score, options)| Incumbent { options, cost: score.cost })
}

/// How bad an assignment is: broken rules first, then cost.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Score {
    broken: f64,
    cost: f64,
}

impl Score {
    fn cmp(&self, other: &Score) -> std::cmp::Ordering {
        self.broken.total_cmp(&other.broken).then(self.cost.total_cmp(&other.cost))
    }

    fn beats(&self, other: &Score) -> bool {
        self.broken < other.broken - 1e-9
            || (self.broken <= other.broken && self.cost < other.cost - 1e-6)
    }
}

/// Each service at its cheapest, and each service as close to one site as it can be, for every site.
fn starts(problem: &Problem) -> Vec<Vec<usize>> {
    let mut sites: Vec<SiteId> = problem
        .services
        .iter()
        .flat_map(|service| service.options.iter().flat_map(|option| option.sites.iter().copied()))
        .collect();
    sites.sort_unstable();
    sites.dedup();
    let cheapest = |keep: &dyn Fn(&Choosable, &[crate::placement::ActiveSite]) -> bool| {
        let pick = |service: &super::problem::Choice| {
            let all = service.options.iter().enumerate();
            let fit = all.filter(|(_, o)| keep(o, &service.patterns[o.pattern]));
            fit.min_by(|a, b| a.1.cost.total_cmp(&b.1.cost)).map(|(i, _)| i)
        };
        let anyway = |service: &super::problem::Choice| {
            let all = service.options.iter().enumerate();
            all.min_by(|a, b| a.1.cost.total_cmp(&b.1.cost)).map_or(0, |(i, _)| i)
        };
        problem.services.iter().map(|s| pick(s).unwrap_or_else(|| anyway(s))).collect::<Vec<_>>()
    };
    let near = sites
        .iter()
        .map(|&site| cheapest(&|_, pattern| pattern.iter().any(|active| active.site == site)));
    std::iter::once(cheapest(&|_, _| true)).chain(near).collect()
}

fn improve(problem: &Problem, mut options: Vec<usize>) -> (Score, Vec<usize>) {
    let mut best = score(problem, &options);
    loop {
        let before = best;
        for i in 0..options.len() {
            best = move_one(problem, &mut options, i, best);
        }
        if !best.beats(&before) {
            for link in &problem.links {
                let moves =
                    problem.services[link.a].options.len() * problem.services[link.b].options.len();
                if moves <= PAIR_MOVES_MAX {
                    best = move_pair(problem, &mut options, link.a, link.b, best);
                }
            }
        }
        if !best.beats(&before) {
            return (best, options);
        }
    }
}

fn move_one(problem: &Problem, options: &mut [usize], i: usize, mut best: Score) -> Score {
    let mut kept = options[i];
    for option in 0..problem.services[i].options.len() {
        options[i] = option;
        let tried = score(problem, options);
        if tried.beats(&best) {
            best = tried;
            kept = option;
        }
    }
    options[i] = kept;
    best
}

fn move_pair(
    problem: &Problem,
    options: &mut [usize],
    a: usize,
    b: usize,
    mut best: Score,
) -> Score {
    let mut kept = (options[a], options[b]);
    for first in 0..problem.services[a].options.len() {
        options[a] = first;
        for second in 0..problem.services[b].options.len() {
            options[b] = second;
            let tried = score(problem, options);
            if tried.beats(&best) {
                best = tried;
                kept = (first, second);
            }
        }
    }
    (options[a], options[b]) = kept;
    best
}

fn score(problem: &Problem, options: &[usize]) -> Score {
    let chosen: Vec<&Choosable> =
        problem.services.iter().zip(options).map(|(service, &o)| &service.options[o]).collect();
    let mut broken = 0.0;
    let mut cost: f64 = chosen.iter().map(|option| option.cost).sum();
    let mut filled = vec![0.0; problem.pools.len()];
    let mut fill = |pooled: &[(usize, f64)]| pooled.iter().for_each(|&(pool, q)| filled[pool] += q);
    for option in &chosen {
        fill(&option.pooled);
    }
    for link in &problem.links {
        match &link.costs[chosen[link.a].pattern][chosen[link.b].pattern] {
            Some(amount) => {
                cost += amount.flat;
                fill(&amount.pooled);
            }
            None => broken += 1.0,
        }
    }
    cost += super::pools::cost(&problem.pools, &problem.counts, &filled);
    let mut opened = vec![false; problem.openings.len()];
    for &o in chosen.iter().flat_map(|option| &option.openings) {
        opened[o] = true;
    }
    cost += problem
        .openings
        .iter()
        .zip(&opened)
        .filter(|(_, open)| **open)
        .map(|((_, c), _)| c)
        .sum::<f64>();
    broken += over_capacity(problem, &chosen) + broken_rules(problem, &chosen, cost);
    broken += problem.sums.iter().map(|sum| sum.excess(sum.total(problem, options))).sum::<f64>();
    Score { broken, cost }
}

fn over_capacity(problem: &Problem, chosen: &[&Choosable]) -> f64 {
    let mut taken: BTreeMap<SiteId, [f64; 3]> = BTreeMap::new();
    for (site, takes) in chosen.iter().flat_map(|option| &option.takes) {
        let all = taken.entry(*site).or_default();
        all.iter_mut().zip(takes).for_each(|(sum, part)| *sum += part);
    }
    let over = |(site, taken): (&SiteId, &[f64; 3])| {
        let held = problem.capacity.get(site).copied().unwrap_or_default();
        taken.iter().zip(held).map(|(t, h)| ((t - h) / h.max(1.0)).max(0.0)).sum::<f64>()
    };
    taken.iter().map(over).sum()
}

fn broken_rules(problem: &Problem, chosen: &[&Choosable], cost: f64) -> f64 {
    let distinct = |mut all: Vec<usize>| {
        all.sort_unstable();
        all.dedup();
        all.len()
    };
    let sites = || chosen.iter().flat_map(|o| o.sites.iter().map(|s| s.0 as usize)).collect();
    let providers =
        || chosen.iter().flat_map(|o| o.providers.iter().map(|&p| p as usize)).collect();
    let excess = |used: usize, most: u32| {
        f64::from(u32::try_from(used.saturating_sub(most as usize)).unwrap_or(u32::MAX))
    };
    let broken = |rule: &Rule| match rule {
        Rule::Budget(limit) => {
            let limit = to_f64(limit.dollars());
            ((cost - limit) / limit.max(1.0)).max(0.0)
        }
        Rule::MaxProviders(most) => excess(distinct(providers()), *most),
        Rule::MaxSites(most) => excess(distinct(sites()), *most),
        Rule::Apart(group) => {
            let of_group = |i: &usize| group.iter().any(|service| service.0 as usize == *i);
            let used: Vec<usize> = (0..chosen.len())
                .filter(of_group)
                .flat_map(|i| chosen[i].sites.iter().map(|s| s.0 as usize))
                .collect();
            let all = used.len();
            excess(all, u32::try_from(distinct(used)).unwrap_or(u32::MAX))
        }
        // Pairs take care of two, sums of those on journeys; the others are about one service and hold for
        // every option.
        _ => 0.0,
    };
    problem.rules.iter().map(|(_, rule)| broken(rule)).sum()
}

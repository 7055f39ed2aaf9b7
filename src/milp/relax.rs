//! A lower bound without a solver: the exact optimum of a relaxation, by dynamic programming over a forest.
//!
//! Dropped: groups to keep apart, limits on sites, money and journeys, the sharing of tiers (each part
//! pays the least average price it could ever see), and traffic on links outside a spanning forest beyond
//! its least. Shared capacity is paid for by a price (a Lagrange multiplier), which any price makes a bound. Kept:
//! everything about one service, pairs along the forest, what providers cost to use.
//!
//! The bound for "service i takes option o" (a min-marginal) proves which options no better placement uses.

use std::collections::BTreeMap;

use crate::catalog::SiteId;
use crate::plan::Rule;
use crate::terms::Provider;

use super::forest::{Forest, MinMarginals, Node, Pairs, spread};
use super::numbers::Amount;
use super::problem::{Choosable, Link, Problem};
use super::tiers::{Ranges, Rates, Shape};
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
    /// By the first service of each connected part of the plan: what the part costs at least with options of the problem.
    pub trees: Vec<f64>,
}

/// What a bound may exceed a cutoff by and still count as equal, relative to the cutoff.
pub const TOLERANCE: f64 = 1e-9;

/// Dollars a month for each processor, GiB of memory and GiB of storage of the user's own sites.
pub type Prices = BTreeMap<SiteId, [f64; 3]>;

/// Where a relaxation is made: what own capacity costs, and the ranges in which counts end.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// What own capacity costs.
    pub prices: Prices,
    /// The ranges.
    pub ranges: Ranges,
}

/// A problem made ready to be relaxed at several points.
pub struct Relaxer<'p> {
    problem: &'p Problem,
    shapes: Vec<Shape>,
    forest: Forest,
    floors: Option<&'p [f64]>,
}

impl<'p> Relaxer<'p> {
    /// For a problem of which `floors` tells, by the first service of each connected part, what the part costs at least
    /// with options that are not in the problem.
    #[must_use]
    pub fn new(problem: &'p Problem, floors: Option<&'p [f64]>) -> Self {
        let shapes = Shape::all(problem);
        let ranges: Ranges = shapes.iter().map(Shape::whole).collect();
        let rates = Rates::within(problem, &shapes, &ranges);
        let ends = problem.links.iter().map(|link| (link.a, link.b)).collect();
        let weights: Vec<f64> =
            problem.links.iter().map(|link| spread(&table(link, &rates))).collect();
        let forest = Forest::new(problem.services.len(), ends, &weights);
        Relaxer { problem, shapes, forest, floors }
    }

    /// The problem that is relaxed.
    #[must_use]
    pub const fn problem(&self) -> &'p Problem {
        self.problem
    }

    /// The shapes of its counts.
    #[must_use]
    pub fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    /// Where own capacity is free and counts end anywhere.
    #[must_use]
    pub fn start(&self) -> Point {
        let ranges = self.shapes.iter().map(Shape::whole).collect();
        Point { prices: Prices::new(), ranges }
    }

    /// The relaxation at some prices over ranges that together hold all placements, as far as it is about placements
    /// of at most `cutoff`; `None` proves that there are none.
    #[must_use]
    pub fn at(&self, prices: &Prices, leaves: &[Ranges], cutoff: f64) -> Option<Relaxation> {
        let parts = leaves.iter().filter_map(|ranges| {
            let rates = Rates::within(self.problem, &self.shapes, ranges);
            let pairs: Vec<Vec<Vec<f64>>> =
                self.problem.links.iter().map(|link| table(link, &rates)).collect();
            let solve = |nodes: &[Node]| self.forest.min_marginals(nodes, &pairs, self.floors);
            self.merged(prices, &rates, cutoff, solve)
        });
        parts.reduce(lesser)
    }

    /// The same at one point, without what it says of pairs, which is most of the work.
    #[must_use]
    pub fn roughly_at(&self, point: &Point, cutoff: f64) -> Option<Relaxation> {
        let rates = Rates::within(self.problem, &self.shapes, &point.ranges);
        let pairs = Priced { links: &self.problem.links, rates: &rates };
        let solve = |nodes: &[Node]| self.forest.min_marginals(nodes, &pairs, self.floors);
        self.merged(&point.prices, &rates, cutoff, solve)
    }

    fn merged(
        &self,
        prices: &Prices,
        rates: &Rates,
        cutoff: f64,
        solve: impl Fn(&[Node]) -> Option<MinMarginals>,
    ) -> Option<Relaxation> {
        let paid = self.priced(prices, rates);
        let beside = rates.beside - self.worth(prices);
        let whole = self.within(&paid, beside, Provider::ALL, &solve)?;
        let mut merged: Option<Relaxation> = None;
        for providers in provider_sets(self.problem) {
            let opened = opened(self.problem, &providers);
            let least = whole.bound + self.lost_without(&whole, &providers) + opened;
            if least > cutoff + TOLERANCE * cutoff.abs().max(1.0) {
                continue;
            }
            let part = self.within(&paid, beside + opened, &providers, &solve);
            merged = match (merged, part) {
                (Some(a), Some(b)) => Some(lesser(a, b)),
                (a, b) => a.or(b),
            };
        }
        merged
    }

    /// How much more it costs at least to do without all other providers: in each part of the plan, what the service
    /// loses that loses most.
    fn lost_without(&self, whole: &Relaxation, providers: &[Provider]) -> f64 {
        let mut lost: BTreeMap<usize, f64> = BTreeMap::new();
        for (i, service) in self.problem.services.iter().enumerate() {
            let usable = service.options.iter().zip(&whole.options[i]);
            let usable = usable.filter(|(option, _)| is_within(option, providers));
            let least = usable.map(|(_, bound)| bound - whole.bound).fold(f64::INFINITY, f64::min);
            // What was left out of the problem may do without at its own price.
            let root = self.forest.tree(i);
            let known = lost.entry(root).or_insert(0.0);
            *known = known.max(least.min(self.most_lost(whole, root)));
        }
        lost.values().sum()
    }

    /// What a part of the plan can lose at most by having no option of the problem.
    fn most_lost(&self, whole: &Relaxation, root: usize) -> f64 {
        self.floors.map_or(f64::INFINITY, |floors| (floors[root] - whole.trees[root]).max(0.0))
    }

    /// The relaxation over placements that use these providers only, with what every placement costs beside.
    fn within(
        &self,
        paid: &[Vec<f64>],
        beside: f64,
        providers: &[Provider],
        solve: &impl Fn(&[Node]) -> Option<MinMarginals>,
    ) -> Option<Relaxation> {
        let services = || self.problem.services.iter().zip(paid);
        let nodes: Vec<Node> = services()
            .map(|(service, costs)| {
                let mut node = vec![f64::INFINITY; service.patterns.len()];
                for (option, &cost) in service.options.iter().zip(costs) {
                    if is_within(option, providers) {
                        node[option.pattern] = node[option.pattern].min(cost);
                    }
                }
                node
            })
            .collect();
        let marginals = solve(&nodes)?;
        let mut best = Vec::with_capacity(nodes.len());
        let mut by_option = Vec::with_capacity(nodes.len());
        for (i, (service, costs)) in services().enumerate() {
            let with = |option: &Choosable, cost: f64| {
                let extra = cost - nodes[i][option.pattern];
                let usable = is_within(option, providers);
                if usable { marginals.nodes[i][option.pattern] + extra } else { f64::INFINITY }
            };
            let bounds: Vec<f64> =
                service.options.iter().zip(costs).map(|(o, &cost)| with(o, cost)).collect();
            let chosen = |o: &usize| service.options[*o].pattern == marginals.best[i];
            let first =
                (0..costs.len()).filter(chosen).min_by(|&a, &b| bounds[a].total_cmp(&bounds[b]));
            best.push(first.unwrap_or(0));
            by_option.push(bounds);
        }
        let MinMarginals { bound, pairs, trees, .. } = marginals;
        let mut relaxation = Relaxation { bound, best, options: by_option, pairs, trees };
        relaxation.raise(beside);
        Some(relaxation)
    }

    /// What options cost at least, with what they take from own sites at its prices.
    fn priced(&self, prices: &Prices, rates: &Rates) -> Vec<Vec<f64>> {
        let cost = |option: &Choosable| {
            let taken = option.takes.iter().map(|taken| worth(prices, taken));
            rates.least(option.cost, &option.pooled) + taken.sum::<f64>()
        };
        let services = self.problem.services.iter();
        services.map(|service| service.options.iter().map(cost).collect()).collect()
    }

    /// What the capacity of all own sites is worth at some prices.
    fn worth(&self, prices: &Prices) -> f64 {
        self.problem.capacity.iter().map(|(&site, &held)| worth(prices, &(site, held))).sum()
    }
}

/// A floor for what is not in the problem is a bound for what is in it at no price, so it holds at any.
fn worth(prices: &Prices, (site, amounts): &(SiteId, [f64; 3])) -> f64 {
    let of_site = prices.get(site).copied().unwrap_or_default();
    of_site.iter().zip(amounts).map(|(price, amount)| price * amount).sum()
}

impl Relaxation {
    /// Adds what every placement costs beside.
    fn raise(&mut self, by: f64) {
        self.bound += by;
        for value in self.options.iter_mut().flatten() {
            *value += by;
        }
        for value in self.pairs.iter_mut().flatten().flatten() {
            *value += by;
        }
    }
}

/// What the pairs of a link cost at least.
fn table(link: &Link, rates: &Rates) -> Vec<Vec<f64>> {
    let rows = link.costs.iter();
    rows.map(|row| row.iter().map(|amount| least(amount.as_ref(), rates)).collect()).collect()
}

fn least(amount: Option<&Amount>, rates: &Rates) -> f64 {
    amount.map_or(f64::INFINITY, |amount| rates.least(amount.flat, &amount.pooled))
}

/// Costs of pairs of which no marginals are asked.
struct Priced<'t> {
    links: &'t [Link],
    rates: &'t Rates,
}

impl Pairs for Priced<'_> {
    fn cost(&self, link: usize, p: usize, q: usize) -> f64 {
        least(self.links[link].costs[p][q].as_ref(), self.rates)
    }

    fn least(&self, link: usize) -> f64 {
        let all = self.links[link].costs.iter().flatten();
        all.map(|amount| least(amount.as_ref(), self.rates)).fold(f64::INFINITY, f64::min)
    }

    fn dense(&self, _: usize) -> Option<&[Vec<f64>]> {
        None
    }
}

/// Whether an option needs none but some providers.
#[must_use]
pub fn is_within(option: &Choosable, providers: &[Provider]) -> bool {
    option.providers.iter().all(|p| providers.contains(p))
}

/// What it costs to use some providers at all.
#[must_use]
pub fn opened(problem: &Problem, providers: &[Provider]) -> f64 {
    let costs = problem.openings.iter().filter(|(opening, _)| {
        matches!(opening, Opening::Provider(provider) if providers.contains(provider))
    });
    costs.map(|(_, cost)| cost).sum()
}

/// Sets of providers that a placement may use, each looked at alone since using a provider has a price; one
/// set of all where it has none.
#[must_use]
pub fn provider_sets(problem: &Problem) -> Vec<Vec<Provider>> {
    let most = problem.rules.iter().find_map(|(_, rule)| match rule {
        Rule::MaxProviders(most) => Some(*most as usize),
        _ => None,
    });
    let all = Provider::ALL;
    if most.is_none() && opened(problem, all) <= 0.0 {
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

/// Bounds over the union of two sets of placements.
fn lesser(a: Relaxation, b: Relaxation) -> Relaxation {
    let rows = |x: Vec<Vec<f64>>, y: Vec<Vec<f64>>| -> Vec<Vec<f64>> {
        x.into_iter()
            .zip(y)
            .map(|(p, q)| p.into_iter().zip(q).map(|(v, w)| v.min(w)).collect())
            .collect()
    };
    let (bound, first) = (a.bound.min(b.bound), a.bound <= b.bound);
    let (best, trees) = if first { (a.best, a.trees) } else { (b.best, b.trees) };
    Relaxation {
        bound,
        best,
        trees,
        options: rows(a.options, b.options),
        pairs: a.pairs.into_iter().zip(b.pairs).map(|(x, y)| rows(x, y)).collect(),
    }
}

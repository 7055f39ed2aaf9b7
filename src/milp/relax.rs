//! A lower bound without a solver: the exact optimum of a relaxation, by dynamic programming over a forest.
//!
//! Dropped: groups to keep apart, limits on sites, money and journeys. Priced: shared capacity and tiers, by multipliers
//! (Lagrange) of which any make a bound. Links outside the forest count with their least pair, after messages have moved
//! what they can. Kept: everything about one service, pairs along the forest, what providers cost to use.
//!
//! The bound for "service i takes option o" (a min-marginal) proves which options no better placement uses. Where the
//! multipliers are best is not looked for here.

use std::collections::BTreeMap;

use crate::catalog::SiteId;

use super::forest::{Forest, Minimum, Node, spread};
use super::matrix::Matrix;
use super::messages::{Messages, Net};
use super::priced::PricedLink;
use super::problem::{Choice, Choosable, Link, Problem};
use super::providers::ProviderSet;
use super::tiers::{Ends, Range, Ranges, Rates};

/// Bounds from the relaxation, in dollars a month.
pub struct Relaxation {
    /// No placement costs less.
    pub bound: f64,
    /// By service and option: no placement with this option costs less.
    pub options: Vec<Vec<f64>>,
    /// By link, pattern and pattern: no placement with this pair costs less.
    pub pairs: Vec<Matrix>,
    /// No placement with an option that was put aside costs less.
    pub aside: f64,
}

/// What a bound may exceed a cutoff by and still count as equal, relative to the cutoff.
pub const TOLERANCE: f64 = 1e-9;

/// Dollars a month for each processor, GiB of memory and GiB of storage of the user's own sites.
pub type Prices = BTreeMap<SiteId, [f64; 3]>;

/// Where a relaxation is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// What own capacity costs.
    pub prices: Prices,
    /// By pool: the slope at its end.
    pub slopes: Vec<f64>,
    /// What links lend to their ends.
    pub messages: Messages,
}

/// Some placements: those that use the providers of a set, and whose pools end within some ranges.
#[derive(Debug, Clone, PartialEq)]
pub struct Within {
    /// By pool.
    pub ranges: Ranges,
    /// Which of the sets of the relaxer.
    pub set: usize,
}

/// What a relaxation of any options of a plan can start from.
#[derive(Debug, Clone, PartialEq)]
pub struct Multipliers {
    /// By pool: what a unit costs.
    pub unit: Vec<f64>,
    /// What own capacity costs.
    pub prices: Prices,
}

/// What is known of options that were put aside.
#[derive(Debug, Clone, PartialEq)]
pub struct Aside {
    /// By the first service of each connected part of the plan: what the part costs at least with one of them, while
    /// units cost no less than `unit`; infinite where there are none.
    pub floors: Vec<f64>,
    /// By pool: what a unit cost when the floors were found.
    pub unit: Vec<f64>,
}

/// The relaxation at a point, without what it says of each option.
#[derive(Debug, Clone)]
pub struct Glance {
    /// No placement costs less.
    pub bound: f64,
    /// An option for each service that attains the bound in the relaxation.
    pub best: Vec<usize>,
    /// By pool: where it ends in the relaxation.
    pub positions: Vec<f64>,
    /// By pool: where it would be cheapest to end at the slopes.
    pub cheapest: Vec<f64>,
    /// What is taken of each own site beyond what there is; below zero where there is more.
    pub excess: BTreeMap<SiteId, [f64; 3]>,
}

/// A problem made ready to be relaxed at several points.
pub struct Relaxer<'p> {
    problem: &'p Problem,
    ends: Ends,
    links: Vec<PricedLink>,
    forest: Forest,
    net: Net,
    sets: Vec<ProviderSet>,
    aside: Option<&'p Aside>,
}

/// What nodes and links cost at a point, after messages.
struct Costs {
    rates: Rates,
    /// By service and option.
    options: Vec<Vec<f64>>,
    /// By link.
    tables: Vec<Matrix>,
    /// What every placement costs beside.
    beside: f64,
}

impl<'p> Relaxer<'p> {
    /// For a problem, with what is known of options that are not in it.
    #[must_use]
    pub fn new(problem: &'p Problem, aside: Option<&'p Aside>) -> Self {
        let ends = Ends::of(problem);
        let links: Vec<PricedLink> = problem.links.iter().map(PricedLink::of).collect();
        let guess = Ends::guess(problem);
        let weights: Vec<f64> = links.iter().map(|link| spread(&link.at(&guess))).collect();
        let pairs: Vec<(usize, usize)> =
            problem.links.iter().map(|link| (link.a, link.b)).collect();
        let forest = Forest::new(problem.services.len(), pairs.clone(), &weights);
        let net = Net::of(&forest, &pairs, problem.services.len());
        Relaxer { problem, ends, links, forest, net, sets: ProviderSet::all_of(problem), aside }
    }

    /// The ends of its pools.
    #[must_use]
    pub const fn ends(&self) -> &Ends {
        &self.ends
    }

    /// What an own site holds.
    #[must_use]
    pub fn held(&self, site: SiteId) -> [f64; 3] {
        self.problem.capacity.get(&site).copied().unwrap_or_default()
    }

    /// Numbers that one glance looks at.
    #[must_use]
    pub fn size(&self) -> usize {
        let pairs: usize = self.links.iter().map(PricedLink::pairs).sum();
        let options: usize = self.problem.services.iter().map(|s| s.options.len()).sum();
        pairs + options
    }

    /// Whether messages can raise the bound.
    #[must_use]
    pub fn has_messages(&self) -> bool {
        !self.net.is_empty()
    }

    /// Where own capacity and a unit of each pool cost what is given.
    #[must_use]
    pub fn start(&self, from: &Multipliers) -> Point {
        let choices: Vec<usize> = self.problem.services.iter().map(|s| s.patterns.len()).collect();
        let mut slopes = self.ends.slopes(&from.unit);
        self.settle(&mut slopes);
        Point { prices: from.prices.clone(), slopes, messages: self.net.silence(&choices) }
    }

    /// Raises slopes to where what is known of options put aside holds.
    pub fn settle(&self, slopes: &mut Vec<f64>) {
        if let Some(aside) = self.aside {
            let mut unit = self.ends.unit(slopes);
            unit.iter_mut().zip(&aside.unit).for_each(|(unit, least)| *unit = unit.max(*least));
            *slopes = self.ends.slopes(&unit);
        }
    }

    /// Sets of providers of which a placement uses one, and nothing else.
    #[must_use]
    pub fn sets(&self) -> &[ProviderSet] {
        &self.sets
    }

    /// The relaxation at a point for some placements, after rounds of messages; `None` if there are none.
    #[must_use]
    pub fn glance(&self, point: &mut Point, within: &Within, rounds: usize) -> Option<Glance> {
        let set = &self.sets[within.set];
        let costs = self.costs(point, &within.ranges);
        let nodes = self.nodes(&costs, set);
        let rounds = if self.has_messages() { rounds } else { 0 };
        for _ in 0..rounds {
            self.net.sweep(&self.forest, &nodes, &costs.tables, &mut point.messages);
        }
        let moved = self.net.moved(&nodes, &point.messages);
        let Minimum { trees, best: patterns, .. } = self.forest.minimum(&moved, &costs.tables);
        let trees = self.with_links(trees, &nodes, &costs.tables, &point.messages);
        let least: f64 = (0..trees.len()).map(|root| trees[root].min(self.floor(root))).sum();
        if !least.is_finite() {
            return None;
        }
        let best = self.options_of(&costs, set, &patterns);
        // Where options put aside are cheaper, what the others take is of no matter.
        let inside = |i: usize| trees[self.forest.tree(i)] <= self.floor(self.forest.tree(i));
        Some(Glance {
            bound: least + costs.beside + set.opened,
            positions: self.ends.positions(&self.filled(&best, inside)),
            cheapest: costs.rates.cheapest,
            excess: self.excess(&best, inside),
            best,
        })
    }

    /// What the relaxation at a point says of each option, and if asked of each pair, as far as it is about some placements
    /// of at most `cutoff`; `None` proves that there are none.
    #[must_use]
    pub fn at(
        &self,
        point: &Point,
        within: &Within,
        cutoff: f64,
        with_pairs: bool,
    ) -> Option<Relaxation> {
        let set = &self.sets[within.set];
        let costs = self.costs(point, &within.ranges);
        let nodes = self.nodes(&costs, set);
        let moved = self.net.moved(&nodes, &point.messages);
        let marginals = self.forest.min_marginals(&moved, &costs.tables);
        let trees =
            self.with_links(marginals.trees.clone(), &nodes, &costs.tables, &point.messages);
        let least: f64 = (0..trees.len()).map(|root| trees[root].min(self.floor(root))).sum();
        let bound = least + costs.beside + set.opened;
        if !bound.is_finite() || bound > cutoff + TOLERANCE * cutoff.abs().max(1.0) {
            return None;
        }
        // What all costs at least where the part of a service costs so much more.
        let with = |i: usize, excess: f64| {
            let (tree, floor) = (trees[self.forest.tree(i)], self.floor(self.forest.tree(i)));
            bound - tree.min(floor) + (tree + excess).min(floor)
        };
        let beside = self.net.excess(&nodes, &costs.tables, &point.messages);
        let of_service = |(i, service): (usize, &Choice)| {
            let of_option = |(o, option): (usize, &Choosable)| {
                let p = option.pattern;
                let extra = costs.options[i][o] - nodes[i][p];
                let over = marginals.nodes[i][p] + beside[i][p] + extra;
                if set.allows(option) { with(i, over) } else { f64::INFINITY }
            };
            service.options.iter().enumerate().map(of_option).collect()
        };
        let options = self.problem.services.iter().enumerate().map(of_service).collect();
        let of_link = |(l, link): (usize, &Link)| {
            let table = &costs.tables[l];
            if self.forest.has(l) {
                let of_tree = self.forest.pair_marginals(l, table, &marginals);
                let (of_a, of_b) = (&beside[link.a], &beside[link.b]);
                of_tree.map(|p, q, over| with(link.a, over + of_a[p] + of_b[q]))
            } else {
                let left = point.messages.left(l, table);
                let least = left.least_where(&nodes[link.a], &nodes[link.b]);
                let of_tree = (&marginals.nodes[link.a], &marginals.nodes[link.b]);
                left.map(|p, q, left| with(link.a, left - least + of_tree.0[p].max(of_tree.1[q])))
            }
        };
        let links = if with_pairs { self.problem.links.as_slice() } else { &[] };
        let pairs = links.iter().enumerate().map(of_link).collect();
        let aside = (0..trees.len()).map(|root| self.floor(root) - trees[root]);
        let aside = bound + aside.fold(f64::INFINITY, f64::min).max(0.0);
        Some(Relaxation { bound, options, pairs, aside })
    }

    /// By root: what its tree and the links beside it cost at least.
    fn with_links(
        &self,
        mut trees: Vec<f64>,
        nodes: &[Node],
        tables: &[Matrix],
        messages: &Messages,
    ) -> Vec<f64> {
        let of_links = self.net.least(nodes, tables, messages);
        for (link, least) in self.problem.links.iter().zip(of_links) {
            trees[self.forest.tree(link.a)] += least;
        }
        trees
    }

    /// What a part costs at least with an option that was put aside, by its root.
    fn floor(&self, root: usize) -> f64 {
        self.aside.map_or(f64::INFINITY, |aside| aside.floors[root])
    }

    fn costs(&self, point: &Point, ranges: &[Range]) -> Costs {
        let rates = self.ends.rates(&point.slopes, ranges);
        let of_option = |option: &Choosable| {
            let taken = option.takes.iter().map(|taken| worth(&point.prices, taken));
            rates.least(option.cost, &option.pooled) + taken.sum::<f64>()
        };
        let services = self.problem.services.iter();
        let options = services.map(|s| s.options.iter().map(of_option).collect()).collect();
        let tables = self.links.iter().map(|link| link.at(&rates.unit)).collect();
        let held = self.problem.capacity.iter();
        let held: f64 = held.map(|(&site, &held)| worth(&point.prices, &(site, held))).sum();
        Costs { beside: rates.rest - held, rates, options, tables }
    }

    /// By service and pattern: the least that an option costs that needs no other providers.
    fn nodes(&self, costs: &Costs, set: &ProviderSet) -> Vec<Node> {
        let of_service = |(service, costs): (&Choice, &Vec<f64>)| {
            let mut node = vec![f64::INFINITY; service.patterns.len()];
            for (option, &cost) in service.options.iter().zip(costs) {
                if set.allows(option) {
                    node[option.pattern] = node[option.pattern].min(cost);
                }
            }
            node
        };
        self.problem.services.iter().zip(&costs.options).map(of_service).collect()
    }

    /// By service: its cheapest option with a pattern.
    fn options_of(&self, costs: &Costs, set: &ProviderSet, patterns: &[usize]) -> Vec<usize> {
        let of_service = |(i, &pattern): (usize, &usize)| {
            let options = &self.problem.services[i].options;
            let fits = |&o: &usize| options[o].pattern == pattern && set.allows(&options[o]);
            let all = (0..options.len()).filter(fits);
            let cost = |o: &usize| costs.options[i][*o];
            all.min_by(|a, b| cost(a).total_cmp(&cost(b))).unwrap_or(0)
        };
        patterns.iter().enumerate().map(of_service).collect()
    }

    /// By pool: what the relaxation puts into it.
    fn filled(&self, best: &[usize], inside: impl Fn(usize) -> bool) -> Vec<f64> {
        let mut filled = vec![0.0; self.problem.pools.len()];
        let mut fill = |pooled: &[(usize, f64)]| {
            for &(pool, quantity) in pooled {
                filled[pool] += quantity;
            }
        };
        let chosen = |i: usize| &self.problem.services[i].options[best[i]];
        for i in (0..best.len()).filter(|&i| inside(i)) {
            fill(&chosen(i).pooled);
        }
        for link in self.problem.links.iter().filter(|link| inside(link.a)) {
            let (p, q) = (chosen(link.a).pattern, chosen(link.b).pattern);
            if let Some(amount) = link.costs[p][q].as_ref() {
                fill(&amount.pooled);
            }
        }
        filled
    }

    fn excess(&self, best: &[usize], inside: impl Fn(usize) -> bool) -> BTreeMap<SiteId, [f64; 3]> {
        let held = self.problem.capacity.iter();
        let mut excess: BTreeMap<SiteId, [f64; 3]> =
            held.map(|(&site, held)| (site, held.map(|held| -held))).collect();
        for (i, service) in self.problem.services.iter().enumerate().filter(|(i, _)| inside(*i)) {
            for (site, takes) in &service.options[best[i]].takes {
                if let Some(sum) = excess.get_mut(site) {
                    sum.iter_mut().zip(takes).for_each(|(sum, part)| *sum += part);
                }
            }
        }
        excess
    }

    /// The same placements for as far as pools of this problem can reach; `None` if there are none.
    #[must_use]
    pub fn clipped(&self, within: &Within) -> Option<Within> {
        let mut clipped = within.clone();
        for (range, whole) in clipped.ranges.iter_mut().zip(self.ends.whole()) {
            range.to = range.to.min(whole.to);
            if range.from > range.to {
                return None;
            }
        }
        Some(clipped)
    }

    /// All placements that use the providers of a set.
    #[must_use]
    pub fn all_with(&self, set: usize) -> Within {
        Within { ranges: self.ends.whole(), set }
    }
}

impl Multipliers {
    /// A guess before anything is known.
    #[must_use]
    pub fn guess(problem: &Problem) -> Self {
        Multipliers { unit: Ends::guess(problem), prices: Prices::new() }
    }
}

/// A floor for what is not in the problem is a bound for what is in it at no price, so it holds at any.
fn worth(prices: &Prices, (site, amounts): &(SiteId, [f64; 3])) -> f64 {
    let of_site = prices.get(site).copied().unwrap_or_default();
    of_site.iter().zip(amounts).map(|(price, amount)| price * amount).sum()
}

impl Relaxation {
    /// Bounds over the union of two sets of placements.
    #[must_use]
    pub fn lesser(self, other: Relaxation) -> Relaxation {
        let row = |(a, b): (Vec<f64>, Vec<f64>)| -> Vec<f64> {
            a.into_iter().zip(b).map(|(a, b)| a.min(b)).collect()
        };
        Relaxation {
            bound: self.bound.min(other.bound),
            aside: self.aside.min(other.aside),
            options: self.options.into_iter().zip(other.options).map(row).collect(),
            pairs: self.pairs.into_iter().zip(&other.pairs).map(|(a, b)| a.lesser(b)).collect(),
        }
    }
}

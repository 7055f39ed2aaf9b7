//! A lower bound without a solver: the exact optimum of a relaxation, by dynamic programming over a forest.
//!
//! Dropped: groups to keep apart, limits on money and journeys. Priced: shared capacity, tiers, what is paid once and limits
//! on sites, by multipliers (Lagrange) of which any make a bound. Links outside the forest count with their least pair, after messages have moved
//! what they can. Kept: everything about one service, pairs along the forest, what providers cost to use.
//!
//! The bound for "service i takes option o" (a min-marginal) proves which options no better placement uses. Where the
//! multipliers are best is not looked for here.

use std::collections::BTreeMap;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::catalog::SiteId;

use super::forest::{Forest, Minimum, Node, spread};
use super::matrix::Matrix;
use super::messages::{Messages, Net};
use super::priced::{Cheapest, PricedChoice, PricedLink};
use super::problem::{Choice, Choosable, Link, Problem};
use super::providers::ProviderSet;
use super::shares::{Charged, Decided, Known, Once, Shares};
use super::tiers::{Ends, Ranges, Rates};

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

/// Services and links that are looked at by one core at least.
const SIDE_BY_SIDE: usize = 64;

/// What a bound may exceed a cutoff by and still count as equal, relative to the cutoff.
pub const TOLERANCE: f64 = 1e-9;

/// The part of all costs that own capacity may be worth, as a measure of what a unit of it may cost.
const WORTH_OF_CAPACITY: f64 = 0.05;

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
    /// What services pay of what is paid once.
    pub shares: Vec<f64>,
}

/// Some placements: those that use the providers of a set, whose pools end within some ranges, and that use all that is
/// opened and nothing that is not in use.
#[derive(Debug, Clone, PartialEq)]
pub struct Within {
    /// By pool.
    pub ranges: Ranges,
    /// Which of the sets of the relaxer.
    pub set: usize,
    /// What is opened, and what is not in use.
    pub decided: Decided,
}

/// What a relaxation of any options of a plan can start from.
#[derive(Debug, Clone, PartialEq)]
pub struct Multipliers {
    /// By pool: what a unit costs.
    pub unit: Vec<f64>,
    /// What own capacity costs.
    pub prices: Prices,
    /// What services pay of what is paid once.
    pub shares: Known,
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
    /// By share: where it should go.
    pub shares: Vec<f64>,
}

impl Glance {
    /// By multiplier, as in [`Relaxer::units`]: by how much too little the relaxation pays for it at its point, and too much below zero.
    #[must_use]
    pub fn pulls(&self, at: &Point) -> Vec<f64> {
        let slopes = self.positions.iter().zip(&self.cheapest).map(|(at, best)| at - best);
        // What is nothing already cannot be less.
        let within = |(pull, at): (f64, f64)| if at > 0.0 { pull } else { pull.max(0.0) };
        let excess = self.excess.iter().flat_map(|(site, excess)| {
            let prices = at.prices.get(site).copied().unwrap_or_default();
            excess.iter().copied().zip(prices)
        });
        let shares = self.shares.iter().copied().zip(at.shares.iter().copied());
        slopes.chain(excess.map(within)).chain(shares.map(within)).collect()
    }
}

/// A problem made ready to be relaxed at several points.
pub struct Relaxer<'p> {
    problem: &'p Problem,
    ends: Ends,
    choices: Vec<PricedChoice>,
    links: Vec<PricedLink>,
    forest: Forest,
    net: Net,
    sets: Vec<ProviderSet>,
    shares: Shares,
    aside: Option<&'p Aside>,
}

/// What nodes and links cost at a point, after messages.
struct Costs {
    rates: Rates,
    charged: Charged,
    /// What a unit of each pool costs, then own capacity, then shares.
    prices: Vec<f64>,
    /// By service.
    options: Vec<Cheapest>,
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
        let links: Vec<PricedLink> = problem.links.par_iter().map(PricedLink::of).collect();
        let guess = Ends::guess(problem);
        let weights: Vec<f64> = links.iter().map(|link| spread(&link.at(&guess))).collect();
        let pairs: Vec<(usize, usize)> =
            problem.links.iter().map(|link| (link.a, link.b)).collect();
        let forest = Forest::new(problem.services.len(), pairs.clone(), &weights);
        let net = Net::of(&forest, &pairs, problem.services.len());
        let (sets, shares) = (ProviderSet::all_of(problem), Shares::of(problem));
        let choices = choices(problem, &shares);
        Relaxer { problem, ends, choices, links, forest, net, sets, shares, aside }
    }

    /// The ends of its pools.
    #[must_use]
    pub const fn ends(&self) -> &Ends {
        &self.ends
    }

    /// What is paid once in it.
    #[must_use]
    pub const fn shares(&self) -> &Shares {
        &self.shares
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
        Point {
            prices: from.prices.clone(),
            slopes,
            messages: self.net.silence(&choices),
            shares: self.shares.start(&from.shares),
        }
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
        let mut costs = self.costs(point, within, set)?;
        let nodes: Vec<Node> =
            costs.options.iter_mut().map(|c| std::mem::take(&mut c.costs)).collect();
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
        let of_service = |(cheapest, &pattern): (&Cheapest, &usize)| cheapest.options[pattern];
        let best = costs.options.iter().zip(&patterns).map(of_service);
        let best: Vec<usize> = best.map(|option| option as usize).collect();
        // Where options put aside are cheaper, what the others take is of no matter.
        let inside = |i: usize| trees[self.forest.tree(i)] <= self.floor(self.forest.tree(i));
        Some(Glance {
            bound: least + costs.beside + set.opened,
            positions: self.ends.positions(&self.filled(&best, inside)),
            cheapest: costs.rates.cheapest,
            excess: self.excess(&best, inside),
            shares: {
                let taken = best.iter().copied().enumerate().filter(|(i, _)| inside(*i));
                self.shares.pulls(&costs.charged, taken)
            },
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
        let mut costs = self.costs(point, within, set)?;
        let nodes: Vec<Node> =
            costs.options.iter_mut().map(|c| std::mem::take(&mut c.costs)).collect();
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
                let extra = self.choices[i].cost(o, &costs.prices) - nodes[i][p];
                let missing = self.shares.missing_of(&costs.charged, i, o);
                let over = marginals.nodes[i][p] + beside[i][p] + extra + missing;
                if self.choices[i].is_within(o, set) { with(i, over) } else { f64::INFINITY }
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

    /// `None` if more is opened than may be.
    fn costs(&self, point: &Point, within: &Within, set: &ProviderSet) -> Option<Costs> {
        let rates = self.ends.rates(&point.slopes, &within.ranges);
        let charged = self.shares.charged(&point.shares, &within.decided)?;
        let of_capacity = self.problem.capacity.keys();
        let of_capacity =
            of_capacity.flat_map(|site| point.prices.get(site).copied().unwrap_or_default());
        let of_shares = charged.shares.iter().copied();
        let prices: Vec<f64> =
            rates.unit.iter().copied().chain(of_capacity).chain(of_shares).collect();
        let choices = self.choices.par_iter().with_min_len(SIDE_BY_SIDE);
        let options = choices.map(|choice| choice.cheapest(&prices, set)).collect();
        let links = self.links.par_iter().with_min_len(SIDE_BY_SIDE);
        let tables = links.map(|link| link.at(&rates.unit)).collect();
        let held = self.problem.capacity.iter();
        let held: f64 = held.map(|(&site, &held)| worth(&point.prices, &(site, held))).sum();
        let beside = rates.rest - held + charged.rest;
        Some(Costs { rates, charged, prices, options, tables, beside })
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
        self.shares.can_be(&within.decided).then_some(clipped)
    }

    /// Some placements where everything that is paid once is opened, or not in use, as it is at a point; `None` if
    /// nothing is left to decide.
    #[must_use]
    pub fn rounded(&self, point: &Point, within: &Within) -> Option<Within> {
        let charged = self.shares.charged(&point.shares, &within.decided)?;
        let mut rounded = within.clone();
        rounded.decided.extend(self.shares.decided(&charged));
        (rounded.decided.len() > within.decided.len()).then_some(rounded)
    }

    /// What of what is paid once costs most beyond what is shared of it, and how much, where services take what the
    /// relaxation does.
    #[must_use]
    pub fn furthest(&self, point: &Point, within: &Within, glance: &Glance) -> Option<(Once, f64)> {
        let charged = self.shares.charged(&point.shares, &within.decided)?;
        self.shares.furthest(&point.shares, &charged, &glance.shares)
    }

    /// By multiplier (slopes of pools, then prices of own sites, then shares): how many dollars it may be where all comes
    /// to a bound.
    #[must_use]
    pub fn units(&self, bound: f64) -> Vec<f64> {
        let worth = WORTH_OF_CAPACITY * bound.abs();
        let held = self.problem.capacity.values().flatten();
        let of_capacity = held.map(|&held| if held > 0.0 { worth / held } else { 0.0 });
        let all = self.ends.dearest().into_iter().chain(of_capacity);
        all.chain(self.shares.units().iter().copied()).collect()
    }

    /// A point away from another one.
    #[must_use]
    pub fn moved(&self, from: &Point, by: &[f64]) -> Point {
        let mut point = from.clone();
        let (slopes, by) = by.split_at(point.slopes.len());
        point.slopes.iter_mut().zip(slopes).for_each(|(slope, by)| *slope += by);
        self.settle(&mut point.slopes);
        let (prices, shares) = by.split_at(3 * self.problem.capacity.len());
        for (site, by) in self.problem.capacity.keys().zip(prices.chunks(3)) {
            let prices = point.prices.entry(*site).or_default().iter_mut();
            prices.zip(by).for_each(|(price, by)| *price = (*price + by).max(0.0));
        }
        point.shares.iter_mut().zip(shares).for_each(|(share, by)| *share = (*share + by).max(0.0));
        point
    }

    /// All placements that use the providers of a set.
    #[must_use]
    pub fn all_with(&self, set: usize) -> Within {
        Within { ranges: self.ends.whole(), set, decided: Decided::new() }
    }
}

impl Multipliers {
    /// A guess before anything is known.
    #[must_use]
    pub fn guess(problem: &Problem) -> Self {
        Multipliers { unit: Ends::guess(problem), prices: Prices::new(), shares: Known::new() }
    }
}

/// What the options of each service cost, whatever is priced at what.
fn choices(problem: &Problem, shares: &Shares) -> Vec<PricedChoice> {
    let at: BTreeMap<SiteId, usize> =
        problem.capacity.keys().enumerate().map(|(n, &site)| (site, n)).collect();
    let first_share = problem.pools.len() + 3 * problem.capacity.len();
    let of_service = |(i, service): (usize, &Choice)| {
        PricedChoice::of(service, |o, option| {
            let taken =
                option.takes.iter().filter_map(|(site, taken)| Some((at.get(site)?, taken)));
            let taken = taken.flat_map(|(n, taken)| {
                (0..3).map(move |k| (problem.pools.len() + 3 * n + k, taken[k]))
            });
            let paid = shares.paid(i, o).map(|share| (first_share + share, 1.0));
            option.pooled.iter().copied().chain(taken).chain(paid).collect::<Vec<_>>().into_iter()
        })
    };
    problem.services.par_iter().enumerate().map(of_service).collect()
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

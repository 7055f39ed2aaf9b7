//! Where the relaxation says most: prices for the capacity of own sites, by a subgradient method, and ranges in which the
//! counts of tiers end, by looking at them one by one.
//!
//! Any prices give a bound, and ranges are only ever cut, so it can stop at any time.

use std::collections::BTreeMap;

use crate::catalog::SiteId;

use super::problem::Problem;
use super::relax::{Point, Prices, Relaxation, Relaxer};
use super::tiers::Ranges;

/// The best point found.
pub struct Ascent {
    /// No placement costs less.
    pub bound: f64,
    /// The prices that give this bound.
    pub prices: Prices,
    /// Ranges of counts that together hold every placement of interest.
    pub leaves: Vec<Ranges>,
    /// What services take in the relaxation at several points: starting points for a search.
    pub hints: Vec<Vec<usize>>,
}

/// Steps of prices at most.
const STEPS_MAX: usize = 40;

/// Hints that are kept.
const HINTS_MAX: usize = 4;

/// Steps without a better bound after which steps become shorter.
const PATIENCE: usize = 3;

/// Cuts of ranges at most, each time.
const CUTS_MAX: usize = 40;

/// A range with its bound.
struct Leaf {
    ranges: Ranges,
    now: Relaxation,
}

impl Ascent {
    /// Looks for the best point; `None` proves that there is no placement of at most `cutoff`.
    #[must_use]
    pub fn of(relaxer: &Relaxer<'_>, cutoff: f64) -> Option<Ascent> {
        let Point { prices, ranges } = relaxer.start();
        let now = relaxer
            .roughly_at(&Point { prices: prices.clone(), ranges: ranges.clone() }, cutoff)?;
        let hints = vec![now.best.clone()];
        let mut leaves = vec![Leaf { ranges, now }];
        cut(relaxer, &prices, cutoff, &mut leaves);
        let mut ascent = Ascent { bound: bound(&leaves)?, prices, leaves: Vec::new(), hints };
        ascent.hint(&leaves);
        if !ascent.climb(relaxer, cutoff, &mut leaves) {
            return None;
        }
        let prices = ascent.prices.clone();
        evaluate(relaxer, &prices, cutoff, &mut leaves);
        cut(relaxer, &prices, cutoff, &mut leaves);
        ascent.bound = bound(&leaves)?.max(ascent.bound);
        ascent.hint(&leaves);
        ascent.leaves = leaves.into_iter().map(|leaf| leaf.ranges).collect();
        Some(ascent)
    }

    /// Moves the prices; whether a placement of at most `cutoff` may still exist.
    fn climb(&mut self, relaxer: &Relaxer<'_>, cutoff: f64, leaves: &mut Vec<Leaf>) -> bool {
        let problem = relaxer.problem();
        let mut at = Prices::new();
        let (mut length, mut waited) = (1.0, 0);
        for _ in 0..STEPS_MAX {
            let Some(lowest) = lowest(leaves) else { return false };
            let rise = length * target(cutoff, self.bound, leaves[lowest].now.bound);
            let excess = excess(problem, &leaves[lowest].now);
            let Some(next) = step(problem, &at, &excess, rise) else { return true };
            at = next;
            evaluate(relaxer, &at, cutoff, leaves);
            let Some(found) = bound(leaves) else { return false };
            if found > self.bound + 1e-9 * self.bound.abs() {
                (self.bound, self.prices, waited) = (found, at.clone(), 0);
            } else {
                waited += 1;
            }
            if waited >= PATIENCE {
                (length, waited) = (length / 2.0, 0);
            }
            self.hint(leaves);
        }
        true
    }

    fn hint(&mut self, leaves: &[Leaf]) {
        if let Some(lowest) = lowest(leaves) {
            self.hints.insert(0, leaves[lowest].now.best.clone());
            self.hints.truncate(HINTS_MAX);
        }
    }
}

/// The leaf with the lowest bound.
fn lowest(leaves: &[Leaf]) -> Option<usize> {
    (0..leaves.len()).min_by(|&a, &b| leaves[a].now.bound.total_cmp(&leaves[b].now.bound))
}

fn bound(leaves: &[Leaf]) -> Option<f64> {
    lowest(leaves).map(|lowest| leaves[lowest].now.bound)
}

/// Works the leaves out at other prices; those without a placement of at most `cutoff` are gone.
fn evaluate(relaxer: &Relaxer<'_>, prices: &Prices, cutoff: f64, leaves: &mut Vec<Leaf>) {
    let old = std::mem::take(leaves);
    for Leaf { ranges, .. } in old {
        add(relaxer, prices, cutoff, ranges, leaves);
    }
}

fn add(
    relaxer: &Relaxer<'_>,
    prices: &Prices,
    cutoff: f64,
    ranges: Ranges,
    leaves: &mut Vec<Leaf>,
) {
    let point = Point { prices: prices.clone(), ranges };
    if let Some(now) = relaxer.roughly_at(&point, cutoff) {
        leaves.push(Leaf { ranges: point.ranges, now });
    }
}

/// Cuts the leaf with the lowest bound where its line is furthest below what its solution would cost, again and again.
fn cut(relaxer: &Relaxer<'_>, prices: &Prices, cutoff: f64, leaves: &mut Vec<Leaf>) {
    for _ in 0..CUTS_MAX {
        let Some(lowest) = lowest(leaves) else { return };
        let Leaf { ranges, now } = &leaves[lowest];
        let ends = ends(relaxer.problem(), &now.best);
        let above = |c: usize| relaxer.shapes()[c].above_line(ranges[c], ends[c]);
        let parts = |c: usize| relaxer.shapes()[c].cut(ranges[c], ends[c]);
        // What is less than a hundred-thousandth of the whole is not worth a cut.
        let worth_it = |c: &usize| above(*c) > 1e-5 * now.bound.abs() && parts(*c).len() > 1;
        let widest = (0..ends.len()).filter(worth_it);
        let Some(count) = widest.max_by(|&a, &b| above(a).total_cmp(&above(b))) else { return };
        let parts = parts(count);
        let whole = leaves.swap_remove(lowest);
        for part in parts {
            let mut ranges = whole.ranges.clone();
            ranges[count] = part;
            add(relaxer, prices, cutoff, ranges, leaves);
        }
    }
}

/// Where each count would end with some options.
fn ends(problem: &Problem, options: &[usize]) -> Vec<f64> {
    let mut filled = vec![0.0; problem.pools.len()];
    let mut fill = |pooled: &[(usize, f64)]| {
        for &(pool, quantity) in pooled {
            filled[pool] += quantity;
        }
    };
    let chosen = |i: usize| problem.services[i].options.get(options[i]);
    for i in 0..problem.services.len() {
        fill(chosen(i).map_or(&[], |option| &option.pooled));
    }
    for link in &problem.links {
        let (Some(a), Some(b)) = (chosen(link.a), chosen(link.b)) else { continue };
        fill(link.costs[a.pattern][b.pattern].as_ref().map_or(&[], |amount| &amount.pooled));
    }
    let count = |members: &Vec<usize>| members.iter().map(|&pool| filled[pool]).sum();
    problem.counts.iter().map(count).collect()
}

/// How much the bound is hoped to rise: to the cutoff, or by a hundredth where none is known.
fn target(cutoff: f64, best: f64, now: f64) -> f64 {
    let goal = if cutoff.is_finite() { cutoff } else { best * 1.01 };
    (goal - now).max(1e-6 * now.abs())
}

/// What the relaxation takes of each site beyond what there is; below zero where there is more.
fn excess(problem: &Problem, relaxation: &Relaxation) -> BTreeMap<SiteId, [f64; 3]> {
    let mut taken: BTreeMap<SiteId, [f64; 3]> =
        problem.capacity.iter().map(|(&site, held)| (site, held.map(|held| -held))).collect();
    for (service, &o) in problem.services.iter().zip(&relaxation.best) {
        let Some(option) = service.options.get(o) else { continue };
        for (site, takes) in &option.takes {
            if let Some(sum) = taken.get_mut(site) {
                sum.iter_mut().zip(takes).for_each(|(sum, part)| *sum += part);
            }
        }
    }
    taken
}

/// Prices moved along the excess so far that the bound could rise by `rise`; `None` if nothing is in excess and
/// nothing has a price.
fn step(
    problem: &Problem,
    at: &Prices,
    excess: &BTreeMap<SiteId, [f64; 3]>,
    rise: f64,
) -> Option<Prices> {
    // Each kind of capacity is measured by how much of it there is.
    let scale = |site: &SiteId, k: usize| problem.capacity[site][k].max(1.0);
    let price = |site: &SiteId, k: usize| at.get(site).map_or(0.0, |prices| prices[k]);
    let mut norm = 0.0;
    for (site, over) in excess {
        for (k, &over) in over.iter().enumerate() {
            if over > 0.0 || price(site, k) > 0.0 {
                norm += (over / scale(site, k)).powi(2);
            }
        }
    }
    if norm <= 1e-18 {
        return None;
    }
    let mut next = Prices::new();
    for (site, over) in excess {
        let mut prices = [0.0; 3];
        for (k, value) in prices.iter_mut().enumerate() {
            let moved = rise / norm * over[k] / scale(site, k).powi(2);
            *value = (price(site, k) + moved).max(0.0);
        }
        next.insert(*site, prices);
    }
    Some(next)
}

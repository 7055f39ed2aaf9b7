//! Pools: tiered tariffs that several services fill together, as piecewise linear functions.
//!
//! Pools whose tiers refer to one count (that of an account) fill it one after the other, in the order of
//! their ladders: a pool costs what its window of the count costs, from where the one before ended.

use std::collections::BTreeMap;

use crate::catalog::{Ladder, Tariff};

use super::numbers::to_f64;

/// A tiered tariff with the most that can flow into it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// What its tiers count: the account's count, or the catalog row.
    pub count: String,
    /// Whether that is a count of an account, which other pools may fill too.
    pub shared: bool,
    /// Its prices, as the order within the count.
    pub ladder: Ladder,
    /// Lower bound and price of each tier, the first from zero.
    pub tiers: Vec<(f64, f64)>,
    /// No placement fills it further than this.
    pub most: f64,
    /// No placement fills its count further than this with itself and pools that come before it.
    pub reach: f64,
    /// The least and the most that a further unit can cost, with what it does to pools that come after it.
    pub marginal: (f64, f64),
}

impl Pool {
    fn new(tariff: &Tariff) -> Self {
        let listed = tariff.tiers.iter().map(|tier| (to_f64(tier.from), to_f64(tier.usd)));
        let mut tiers: Vec<(f64, f64)> = listed.collect();
        if tiers.first().is_none_or(|first| first.0 > 0.0) {
            tiers.insert(0, (0.0, 0.0));
        }
        Pool {
            count: tariff.counted_by().to_owned(),
            shared: tariff.count.is_some(),
            ladder: tariff.ladder(),
            tiers,
            most: 0.0,
            reach: 0.0,
            marginal: (0.0, 0.0),
        }
    }

    fn is_of(&self, tariff: &Tariff) -> bool {
        self.count == tariff.counted_by() && self.ladder.is_of(tariff)
    }

    /// What the count costs from zero to a position, all at the prices of this pool.
    #[must_use]
    pub fn cost(&self, position: f64) -> f64 {
        let end = |i: usize| self.tiers.get(i + 1).map_or(f64::INFINITY, |next| next.0);
        self.tiers
            .iter()
            .enumerate()
            .map(|(i, &(from, price))| (position.min(end(i)) - from).max(0.0) * price)
            .sum()
    }

    /// The price at a position of the count.
    #[must_use]
    pub fn price_at(&self, position: f64) -> f64 {
        let reached = self.tiers.iter().take_while(|&&(from, _)| from <= position);
        reached.last().map_or(0.0, |&(_, price)| price)
    }
}

/// The pools of each count, by index, in the order in which they fill it.
#[must_use]
pub fn counts(pools: &[Pool]) -> Vec<Vec<usize>> {
    let mut by_count: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (k, pool) in pools.iter().enumerate() {
        by_count.entry(&pool.count).or_default().push(k);
    }
    let mut all: Vec<Vec<usize>> = by_count.into_values().collect();
    for members in &mut all {
        members.sort_by(|&a, &b| pools[a].ladder.cmp(&pools[b].ladder));
    }
    all
}

/// What all pools cost that hold these quantities.
#[must_use]
pub fn cost(pools: &[Pool], counts: &[Vec<usize>], filled: &[f64]) -> f64 {
    let mut cost = 0.0;
    for members in counts {
        let mut before = 0.0;
        for &k in members.iter().filter(|&&k| filled[k] > 0.0) {
            let until = before + filled[k];
            cost += pools[k].cost(until) - pools[k].cost(before);
            before = until;
        }
    }
    cost
}

/// What a further unit of pools that end at a position costs there: tiers with the price of the last pool
/// before it, less that of the pool that starts there. Over all ends of a count these add up to its cost.
#[must_use]
pub fn step(ends: &Pool, starts: Option<&Pool>) -> Vec<(f64, f64)> {
    let mut edges: Vec<f64> = ends.tiers.iter().map(|tier| tier.0).collect();
    edges.extend(starts.iter().flat_map(|pool| pool.tiers.iter().map(|tier| tier.0)));
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    let price = |at: f64| ends.price_at(at) - starts.map_or(0.0, |pool| pool.price_at(at));
    let mut tiers: Vec<(f64, f64)> = edges.into_iter().map(|at| (at, price(at))).collect();
    tiers.dedup_by(|next, kept| (next.1 - kept.1).abs() < f64::EPSILON * kept.1.abs());
    tiers
}

/// Works out the marginal prices of all pools.
pub fn set_marginals(pools: &mut [Pool]) {
    for members in counts(pools) {
        let mut range = (0.0, 0.0);
        for (at, &k) in members.iter().enumerate().rev() {
            let next = members.get(at + 1).map(|&n| &pools[n]);
            let prices = || step(&pools[k], next).into_iter().map(|tier| tier.1);
            range.0 += prices().fold(f64::INFINITY, f64::min);
            range.1 += prices().fold(f64::NEG_INFINITY, f64::max);
            pools[k].marginal = range;
        }
    }
}

/// Pools under construction, one for each ladder of a count.
#[derive(Debug, Default)]
pub struct Pools {
    by_row: BTreeMap<String, Vec<usize>>,
    all: Vec<Pool>,
}

impl Pools {
    /// The pool of a tariff.
    pub fn index(&mut self, tariff: &Tariff) -> usize {
        let all = &mut self.all;
        if let Some(known) = self.by_row.get(&tariff.row)
            && let Some(&index) = known.iter().find(|&&index| all[index].is_of(tariff))
        {
            return index;
        }
        let index = all.iter().position(|pool| pool.is_of(tariff)).unwrap_or(all.len());
        if index == all.len() {
            all.push(Pool::new(tariff));
        }
        self.by_row.entry(tariff.row.clone()).or_default().push(index);
        index
    }

    /// The pools so far.
    #[must_use]
    pub fn all(&self) -> &[Pool] {
        &self.all
    }
}

#[cfg(test)]
mod tests {
    use super::{Pool, set_marginals, step};
    use crate::catalog::{Tariff, Tier};
    use crate::units::{Decimal, Unit};

    fn pool(tiers: &[(i64, i64)]) -> Pool {
        let tier = |&(from, cents): &(i64, i64)| Tier {
            from: Decimal::from(from),
            usd: Decimal::new(cents, 2),
        };
        let tariff = Tariff {
            sku: "s".to_owned(),
            unit: Unit::Gib,
            tiers: tiers.iter().map(tier).collect(),
            listed: None,
            count: None,
            row: "r".to_owned(),
            as_of: String::new(),
        };
        Pool { most: 20_000.0, ..Pool::new(&tariff) }
    }

    #[test]
    fn cost_is_the_sum_of_slices() {
        let pool = pool(&[(100, 9), (10_000, 5)]);
        assert!((pool.cost(12_000.0) - (9_900.0 * 0.09 + 2_000.0 * 0.05)).abs() < 1e-9);
        assert!(pool.cost(50.0).abs() < 1e-12);
    }

    #[test]
    fn what_a_unit_moves_on_counts_too() {
        // A unit of the first pool moves the second one on, where 5 cents follow 9: that can save 4 cents.
        let (first, second) = (pool(&[(0, 10), (50, 2)]), pool(&[(0, 9), (100, 5)]));
        assert_eq!(
            step(&first, Some(&second)).iter().map(|tier| tier.0).collect::<Vec<_>>(),
            [0.0, 50.0, 100.0]
        );
        let mut both = [first, second];
        both[1].ladder = pool(&[(0, 1)]).ladder;
        set_marginals(&mut both);
        let (least, most) = both[0].marginal;
        assert!((least - (-0.07 + 0.05)).abs() < 1e-9 && (most - (0.01 + 0.09)).abs() < 1e-9);
    }
}

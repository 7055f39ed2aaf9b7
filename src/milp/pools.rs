//! Pools: tiered tariffs that several services fill together, as piecewise linear functions.

use std::collections::BTreeMap;

use crate::catalog::Tariff;

use super::numbers::to_f64;

/// A tiered tariff with the most that can flow into it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// The catalog row, for names.
    pub row: String,
    /// Lower bound and price of each tier, the first from zero.
    pub tiers: Vec<(f64, f64)>,
    /// No placement fills it further than this.
    pub most: f64,
}

impl Pool {
    /// What a quantity costs.
    #[must_use]
    pub fn cost(&self, quantity: f64) -> f64 {
        let end = |i: usize| self.tiers.get(i + 1).map_or(f64::INFINITY, |next| next.0);
        self.tiers
            .iter()
            .enumerate()
            .map(|(i, &(from, price))| (quantity.min(end(i)) - from).max(0.0) * price)
            .sum()
    }

    /// The least that a unit costs on average when the pool holds at least `quantity`: what a part of the
    /// pool costs at least, whoever fills the rest.
    ///
    /// Between tier edges the average moves one way, so the least is at an edge or an end.
    #[must_use]
    pub fn least_average(&self, quantity: f64) -> f64 {
        let most = self.most.max(quantity);
        let edges =
            self.tiers.iter().map(|tier| tier.0).filter(|&edge| edge > quantity && edge < most);
        edges.chain([quantity, most]).map(|at| self.cost(at) / at).fold(f64::INFINITY, f64::min)
    }

    /// The least that a unit can cost, in whatever tier.
    #[must_use]
    pub fn cheapest(&self) -> f64 {
        self.tiers.iter().map(|tier| tier.1).fold(f64::INFINITY, f64::min)
    }

    /// The most that a further unit can cost.
    #[must_use]
    pub fn dearest(&self) -> f64 {
        self.tiers.iter().map(|tier| tier.1).fold(0.0, f64::max)
    }
}

/// Pools under construction, one for each catalog row.
#[derive(Debug, Default)]
pub struct Pools {
    by_row: BTreeMap<String, usize>,
    all: Vec<Pool>,
}

impl Pools {
    /// The pool of a tariff.
    pub fn index(&mut self, tariff: &Tariff) -> usize {
        if let Some(&known) = self.by_row.get(&tariff.row) {
            return known;
        }
        let listed = tariff.tiers.iter().map(|tier| (to_f64(tier.from), to_f64(tier.usd)));
        let mut tiers: Vec<(f64, f64)> = listed.collect();
        if tiers.first().is_none_or(|first| first.0 > 0.0) {
            tiers.insert(0, (0.0, 0.0));
        }
        self.all.push(Pool { row: tariff.row.clone(), tiers, most: 0.0 });
        self.by_row.insert(tariff.row.clone(), self.all.len() - 1);
        self.all.len() - 1
    }

    /// Goes on where finished pools ended.
    #[must_use]
    pub fn resume(all: Vec<Pool>) -> Self {
        let by_row = all.iter().enumerate().map(|(i, pool)| (pool.row.clone(), i)).collect();
        Pools { by_row, all }
    }

    /// The finished pools.
    #[must_use]
    pub fn finish(self) -> Vec<Pool> {
        self.all
    }
}

#[cfg(test)]
mod tests {
    use super::Pool;

    fn pool() -> Pool {
        let tiers = vec![(0.0, 0.0), (100.0, 0.09), (10_000.0, 0.05)];
        Pool { row: "r".to_owned(), tiers, most: 20_000.0 }
    }

    #[test]
    fn cost_is_the_sum_of_slices() {
        let cost = pool().cost(12_000.0);
        assert!((cost - (9_900.0 * 0.09 + 2_000.0 * 0.05)).abs() < 1e-9);
        assert!(pool().cost(50.0).abs() < 1e-12);
    }

    #[test]
    fn the_least_average_is_a_lower_bound() {
        let pool = pool();
        for start in [1.0, 150.0, 9_000.0, 15_000.0] {
            let least = pool.least_average(start);
            for step in 0..=20 {
                let at = start + (20_000.0 - start) * f64::from(step) / 20.0;
                assert!(pool.cost(at) / at >= least - 1e-12, "{start} {at}");
            }
        }
    }
}

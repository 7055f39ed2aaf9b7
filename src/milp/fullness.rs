//! How full pools can get: what bounds their tiers in the model, and their prices in the bounds before it.

use std::collections::BTreeMap;

use super::problem::Problem;

impl Problem {
    /// Works out how full each pool and each count can get at most; `spare` is what may come on top.
    pub(super) fn limit_pools(&mut self, spare: f64) {
        super::pools::set_marginals(&mut self.pools);
        self.counts = super::pools::counts(&self.pools);
        let mut after: Vec<&[usize]> = vec![&[]; self.pools.len()];
        for members in &self.counts {
            for (at, &k) in members.iter().enumerate() {
                after[k] = &members[at + 1..];
            }
        }
        // What each pool takes by itself, and what it takes with those before it in its count.
        let (mut most, mut reach) = (Fill::new(after.len()), Fill::new(after.len()));
        let mut raise = |per_choice: &mut dyn Iterator<Item = &[(usize, f64)]>| {
            for amounts in per_choice {
                most.choice(amounts.iter().copied());
                reach.choice(amounts.iter().flat_map(|&(k, amount)| {
                    std::iter::once(k).chain(after[k].iter().copied()).map(move |k| (k, amount))
                }));
            }
            most.add_highest();
            reach.add_highest();
        };
        for service in &self.services {
            raise(&mut service.options.iter().map(|option| option.pooled.as_slice()));
        }
        for link in &self.links {
            let possible = link.costs.iter().flatten().flatten();
            raise(&mut possible.map(|amount| amount.pooled.as_slice()));
        }
        for (k, pool) in self.pools.iter_mut().enumerate() {
            pool.most = most.total[k] + spare;
            pool.reach = reach.total[k] + spare;
        }
    }
}

/// The sum, over choices, of the most that one way to choose puts into each pool.
struct Fill {
    total: Vec<f64>,
    highest: BTreeMap<usize, f64>,
    now: Vec<(usize, f64)>,
}

impl Fill {
    fn new(pools: usize) -> Self {
        Fill { total: vec![0.0; pools], highest: BTreeMap::new(), now: Vec::new() }
    }

    /// A way to choose.
    fn choice(&mut self, amounts: impl Iterator<Item = (usize, f64)>) {
        self.now.clear();
        for (pool, amount) in amounts {
            match self.now.iter_mut().find(|(known, _)| *known == pool) {
                Some((_, sum)) => *sum += amount,
                None => self.now.push((pool, amount)),
            }
        }
        for &(pool, amount) in &self.now {
            let high = self.highest.entry(pool).or_insert(0.0);
            *high = high.max(amount);
        }
    }

    /// Ends a choice.
    fn add_highest(&mut self) {
        for (pool, amount) in std::mem::take(&mut self.highest) {
            self.total[pool] += amount;
        }
    }
}

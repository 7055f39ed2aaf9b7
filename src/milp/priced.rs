//! What the options of a service and the pairs of a link cost at given prices of all that is priced: a unit of each pool,
//! own capacity, what is paid once.

use super::forest::Node;
use super::matrix::Matrix;
use super::problem::{Choice, Choosable, Link};
use super::providers::{ProviderSet, mask};

/// The options of a service with their costs apart: what is so at any price, and what depends on prices.
pub struct PricedChoice {
    patterns: usize,
    /// By option: what is so at any price, its pattern, and the providers that it needs.
    options: Vec<(f64, u32, u8)>,
    /// Where the priced parts of each option begin, and after the last one where they end.
    starts: Vec<u32>,
    /// What is priced, and how much of it there is.
    parts: Vec<(u32, f64)>,
}

/// The cheapest options of a service, by pattern.
pub struct Cheapest {
    /// What they cost; infinite where there is none.
    pub costs: Node,
    /// Which they are.
    pub options: Vec<u32>,
}

impl PricedChoice {
    /// Of a service, where each option has some parts that are priced.
    #[must_use]
    pub fn of<P: Iterator<Item = (usize, f64)>>(
        service: &Choice,
        parts: impl Fn(usize, &Choosable) -> P,
    ) -> Self {
        let mut priced = PricedChoice {
            patterns: service.patterns.len(),
            options: Vec::with_capacity(service.options.len()),
            starts: vec![0],
            parts: Vec::new(),
        };
        for (o, option) in service.options.iter().enumerate() {
            let pattern = u32::try_from(option.pattern).unwrap_or(u32::MAX);
            priced.options.push((option.cost, pattern, mask(&option.providers)));
            let priced_at = |(at, amount): (usize, f64)| Some((u32::try_from(at).ok()?, amount));
            priced
                .parts
                .extend(parts(o, option).filter(|part| part.1 != 0.0).filter_map(priced_at));
            priced.starts.extend(u32::try_from(priced.parts.len()));
        }
        priced
    }

    /// What an option costs at some prices.
    #[must_use]
    pub fn cost(&self, option: usize, prices: &[f64]) -> f64 {
        let parts = self.starts[option] as usize..self.starts[option + 1] as usize;
        let of_parts = self.parts[parts].iter().map(|&(at, amount)| amount * prices[at as usize]);
        self.options[option].0 + of_parts.sum::<f64>()
    }

    /// Whether an option needs no providers but those of a set.
    #[must_use]
    pub fn is_within(&self, option: usize, set: &ProviderSet) -> bool {
        set.covers(self.options[option].2)
    }

    /// The cheapest options by pattern that need no providers but those of a set.
    #[must_use]
    pub fn cheapest(&self, prices: &[f64], set: &ProviderSet) -> Cheapest {
        let mut cheapest =
            Cheapest { costs: vec![f64::INFINITY; self.patterns], options: vec![0; self.patterns] };
        for o in (0..self.options.len()).filter(|&o| self.is_within(o, set)) {
            let (pattern, cost) = (self.options[o].1 as usize, self.cost(o, prices));
            if cost < cheapest.costs[pattern] {
                cheapest.costs[pattern] = cost;
                cheapest.options[pattern] = u32::try_from(o).unwrap_or(u32::MAX);
            }
        }
        cheapest
    }
}

/// A link with its costs apart: what is so at any price, and what depends on the prices of pools.
pub struct PricedLink {
    flat: Matrix,
    /// What pairs put into pools, pair by pair.
    pooled: Vec<Filled>,
}

struct Filled {
    cell: usize,
    pool: usize,
    quantity: f64,
}

impl PricedLink {
    /// Of a link.
    #[must_use]
    pub fn of(link: &Link) -> Self {
        let columns = link.costs.first().map_or(0, Vec::len);
        let mut flat = Matrix::filled(link.costs.len(), columns, f64::INFINITY);
        let mut pooled = Vec::new();
        for (cell, amount) in link.costs.iter().flatten().enumerate() {
            let Some(amount) = amount else { continue };
            flat.values_mut()[cell] = amount.flat;
            let filled = amount.pooled.iter();
            pooled.extend(filled.map(|&(pool, quantity)| Filled { cell, pool, quantity }));
        }
        PricedLink { flat, pooled }
    }

    /// What each pair costs at prices by pool; infinite where it is not possible.
    #[must_use]
    pub fn at(&self, unit: &[f64]) -> Matrix {
        let mut table = self.flat.clone();
        let values = table.values_mut();
        for filled in &self.pooled {
            values[filled.cell] += filled.quantity * unit[filled.pool];
        }
        table
    }

    /// How many pairs there are.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.flat.values().len()
    }
}

//! What the pairs of a link cost at given prices of a unit of each pool.

use super::matrix::Matrix;
use super::problem::Link;

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

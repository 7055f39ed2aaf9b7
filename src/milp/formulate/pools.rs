//! Tiers: what fills a pool is cut into tiers that must be filled in order.
//!
//! `sum over t of s[k,t] = use of pool k`. Where a tier is cheaper than the one before it, a minimiser would
//! start with it, so `b[k,t]` says that it is reached: `s[k,t] <= width b[k,t]` and `s[k,t-1] >= width b[k,t]`.

use super::Draft;
use crate::milp::model::{ColumnId, Sense, Tag};

impl Draft<'_> {
    pub(super) fn pools(&mut self) {
        let fills = std::mem::take(&mut self.fills);
        for (k, fill) in fills.into_iter().enumerate() {
            if !fill.is_empty() {
                self.pool(k, fill);
            }
        }
    }

    fn pool(&mut self, k: usize, fill: Vec<(ColumnId, f64)>) {
        let pool = &self.problem.pools[k];
        let reachable: Vec<(f64, f64)> =
            pool.tiers.iter().copied().filter(|&(from, _)| from < pool.most).collect();
        // Rows are scaled to the pool so that volumes of any size meet the same tolerances.
        let scale = pool.most.max(1.0);
        let mut sum: Vec<(ColumnId, f64)> =
            fill.into_iter().map(|(c, q)| (c, -q / scale)).collect();
        let mut before: Option<(ColumnId, f64, f64)> = None;
        let mut declined = false;
        for (t, &(from, price)) in reachable.iter().enumerate() {
            let until = reachable.get(t + 1).map_or(pool.most, |next| next.0);
            let width = (until - from) / scale;
            let slice = self.model.continuous(format!("s[{k},{t}]"), price * scale, width);
            sum.push((slice, 1.0));
            // Once a tier was cheaper, order has to be forced in all later ones too.
            declined |= before.is_some_and(|(_, _, previous_price)| price < previous_price);
            if let Some((previous, previous_width, _)) = before
                && declined
            {
                let reached = self.model.binary(format!("b[{k},{t}]"), 0.0);
                let name = format!("pool {k} fills tier {t} only when reached");
                let terms = vec![(slice, 1.0), (reached, -width)];
                self.model.row(name, Tag::Definition, terms, Sense::Le, 0.0);
                let name = format!("pool {k} reaches tier {t} only when the one before is full");
                let terms = vec![(previous, 1.0), (reached, -previous_width)];
                self.model.row(name, Tag::Definition, terms, Sense::Ge, 0.0);
            }
            before = Some((slice, width, price));
        }
        self.model.row(format!("use of pool {k}"), Tag::Definition, sum, Sense::Eq, 0.0);
    }
}

//! Tiers: what fills a count is cut into tiers that must be filled in order.
//!
//! Pools of one count fill it one after the other, so what counts is where each ends: `C[k]`, the use of
//! pool k and of those before it. Pool k costs `F[k](C[k]) - F[k](C[k-1])`, so over all pools the end of k costs
//! `F[k](C[k]) - F[k+1](C[k])`: again a function with tiers. A pool by itself is the case without a next one.
//!
//! `sum over t of s[k,t] = C[k]`. Where a tier is cheaper than one before it, a minimiser would start with it, so
//! `b[k,t]` says that it is reached: `s[k,t] <= width b[k,t]` and `s[k,t-1] >= width b[k,t]`.

use super::Draft;
use crate::milp::model::{ColumnId, Sense, Tag};
use crate::milp::pools::step;

impl Draft<'_> {
    pub(super) fn pools(&mut self) {
        let fills = std::mem::take(&mut self.fills);
        let problem = self.problem;
        for members in &problem.counts {
            let used: Vec<usize> =
                members.iter().copied().filter(|&k| !fills[k].is_empty()).collect();
            let mut fill: Vec<(ColumnId, f64)> = Vec::new();
            for (at, &k) in used.iter().enumerate() {
                fill.extend(&fills[k]);
                let next = used.get(at + 1).map(|&n| &problem.pools[n]);
                let tiers = step(&problem.pools[k], next);
                self.end_of_pool(k, &tiers, &together(&fill));
            }
        }
    }

    /// Where pool `k` ends in its count, with what it costs to end there.
    fn end_of_pool(&mut self, k: usize, tiers: &[(f64, f64)], fill: &[(ColumnId, f64)]) {
        let most = self.problem.pools[k].reach;
        let reachable: Vec<(f64, f64)> =
            tiers.iter().copied().filter(|&(from, _)| from < most).collect();
        // Rows are scaled to the pool so that volumes of any size meet the same tolerances.
        let scale = most.max(1.0);
        let mut sum: Vec<(ColumnId, f64)> = fill.iter().map(|&(c, q)| (c, -q / scale)).collect();
        let forced = first_forced(&reachable);
        let mut before: Option<(ColumnId, f64)> = None;
        for (t, &(from, price)) in reachable.iter().enumerate() {
            let until = reachable.get(t + 1).map_or(most, |next| next.0);
            let width = (until - from) / scale;
            let slice = self.model.continuous(format!("s[{k},{t}]"), price * scale, width);
            sum.push((slice, 1.0));
            if let Some((previous, previous_width)) = before.filter(|_| t >= forced) {
                let reached = self.model.binary(format!("b[{k},{t}]"), 0.0);
                let name = format!("pool {k} fills tier {t} only when reached");
                let terms = vec![(slice, 1.0), (reached, -width)];
                self.model.row(name, Tag::Definition, terms, Sense::Le, 0.0);
                let name = format!("pool {k} reaches tier {t} only when the one before is full");
                let terms = vec![(previous, 1.0), (reached, -previous_width)];
                self.model.row(name, Tag::Definition, terms, Sense::Ge, 0.0);
            }
            before = Some((slice, width));
        }
        self.model.row(format!("end of pool {k}"), Tag::Definition, sum, Sense::Eq, 0.0);
    }
}

/// The first tier whose order has to be forced, and with it that of all after it: a tier before it costs more
/// than some tier from it on. Tiers before that are filled in order by any minimiser.
fn first_forced(tiers: &[(f64, f64)]) -> usize {
    let cheaper_later = |t: usize| tiers[t..].iter().any(|later| later.1 < tiers[t - 1].1);
    (1..tiers.len()).find(|&t| cheaper_later(t)).unwrap_or(tiers.len())
}

/// Terms with one for each column.
fn together(fill: &[(ColumnId, f64)]) -> Vec<(ColumnId, f64)> {
    let mut terms = fill.to_vec();
    terms.sort_by_key(|&(column, _)| column);
    terms.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    terms
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Draft;
    use crate::catalog::{Tariff, Tier};
    use crate::milp::backend::{Limits, Solver, solve};
    use crate::milp::model::{Model, Sense, Tag};
    use crate::milp::pools::{Pools, cost, counts};
    use crate::milp::problem::Problem;
    use crate::units::{Decimal, Unit};

    fn tariff(row: &str, tiers: &[(i64, i64)], count: Option<&str>) -> Tariff {
        let tier =
            |&(from, cents): &(i64, i64)| Tier { from: from.into(), usd: Decimal::new(cents, 2) };
        Tariff {
            sku: "s".to_owned(),
            unit: Unit::Gib,
            tiers: tiers.iter().map(tier).collect(),
            listed: None,
            count: count.map(str::to_owned),
            row: row.to_owned(),
            as_of: String::new(),
        }
    }

    /// What the model of some pools costs when each holds a fixed quantity.
    fn modelled(problem: &Problem, filled: &[f64]) -> f64 {
        let fills = vec![Vec::new(); filled.len()];
        let (options, sums) = (Vec::new(), Vec::new());
        let mut draft = Draft { problem, model: Model::default(), options, fills, sums };
        for (k, &quantity) in filled.iter().enumerate().filter(|(_, quantity)| **quantity > 0.0) {
            let column = draft.model.continuous(format!("q[{k}]"), 0.0, 1.0);
            draft.model.row(
                format!("all of {k}"),
                Tag::Definition,
                vec![(column, 1.0)],
                Sense::Eq,
                1.0,
            );
            draft.fills[k].push((column, quantity));
        }
        draft.pools();
        let limits = Limits { gap: 0.0, time: None };
        let solved = solve(&draft.model, Solver::Microlp, limits).expect("it has a solution");
        draft.model.cost(&solved.values)
    }

    #[test]
    fn the_model_costs_what_the_pools_cost() {
        let mut pools = Pools::default();
        let account = Some("account");
        pools.index(&tariff("a", &[(100, 12), (400, 5), (900, 9)], account));
        pools.index(&tariff("b", &[(0, 10), (400, 3), (1_500, 2)], account));
        pools.index(&tariff("c", &[(0, 11)], account));
        pools.index(&tariff("d", &[(0, 2), (300, 7), (600, 1)], account));
        pools.index(&tariff("e", &[(100, 12), (400, 5)], None));
        let mut pools = pools.all().to_vec();
        for pool in &mut pools {
            (pool.most, pool.reach) = (1_000.0, 4_000.0);
        }
        let counts = counts(&pools);
        let problem = Problem {
            services: Vec::new(),
            links: Vec::new(),
            pools,
            counts,
            openings: Vec::new(),
            rules: Vec::new(),
            sums: Vec::new(),
            capacity: BTreeMap::new(),
        };
        for case in 0..200_u32 {
            // Quantities below, at and above the edges, and pools that are not used.
            let quantity = |k: u32| f64::from((case * 37 + k * 211 + case * k * 53) % 11) * 90.0;
            let filled: Vec<f64> = (0..5).map(quantity).collect();
            let expected = cost(&problem.pools, &problem.counts, &filled);
            let found = modelled(&problem, &filled);
            assert!((found - expected).abs() < 1e-6, "{filled:?}: {found} {expected}");
        }
    }
}

//! Traffic as text books write it: `z[l,p,q]` is the product of two binary choices, by the inequalities of `McCormick`.
//!
//! `u[i,p] = sum of x[i,a] over options a with pattern p`, `z >= u[a,p] + u[b,q] - 1`, `z <= u[a,p]`, `z <= u[b,q]`;
//! pairs that are not possible have `u[a,p] + u[b,q] <= 1`. With whole choices this says the same as the marginals of
//! the links, but with halves of choices nearly nothing. It is for comparison; the engine does not use it.

use std::collections::BTreeMap;

use super::Draft;
use crate::milp::model::{ColumnId, Sense, Tag};
use crate::milp::numbers::Amount;
use crate::milp::problem::Link;

/// By pattern: the column that says that a service has it.
type Stands = Vec<Option<ColumnId>>;

impl Draft<'_> {
    pub(super) fn products(&mut self) {
        let mut stands: BTreeMap<usize, Stands> = BTreeMap::new();
        for (l, link) in self.problem.links.iter().enumerate() {
            for service in [link.a, link.b] {
                stands.entry(service).or_insert_with(|| self.stands(service));
            }
            let (of_a, of_b) = (&stands[&link.a], &stands[&link.b]);
            for (p, row) in link.costs.iter().enumerate() {
                for (q, amount) in row.iter().enumerate() {
                    if let (Some(a), Some(b)) = (of_a[p], of_b[q]) {
                        self.product(link, (l, p, q), [a, b], amount.as_ref());
                    }
                }
            }
        }
    }

    /// Columns for the patterns of a service; `None` for those that no option has.
    fn stands(&mut self, service: usize) -> Stands {
        let patterns = 0..self.problem.services[service].patterns.len();
        let stands = patterns.map(|p| {
            let mut terms = self.where_option(service, |option| option.pattern == p);
            if terms.is_empty() {
                return None;
            }
            let column = self.model.binary(format!("u[{service},{p}]"), 0.0);
            terms.push((column, -1.0));
            let name = format!("pattern {p} of service {service}");
            self.model.row(name, Tag::Definition, terms, Sense::Eq, 0.0);
            Some(column)
        });
        stands.collect()
    }

    /// What a pair of patterns of a link costs, if both are chosen.
    fn product(
        &mut self,
        link: &Link,
        (l, p, q): (usize, usize, usize),
        [first, second]: [ColumnId; 2],
        amount: Option<&Amount>,
    ) {
        let both = vec![(first, 1.0), (second, 1.0)];
        let Some(amount) = amount else {
            let name = format!("no {p} with {q} on link {l}");
            self.model.row(name, Tag::Definition, both, Sense::Le, 1.0);
            return;
        };
        let ends = (link.a, link.b);
        let adds = self.problem.sums.iter().any(|sum| sum.pair(ends, p, q) > 0.0);
        if amount.flat == 0.0 && amount.pooled.is_empty() && !adds {
            return;
        }
        let column = self.model.continuous(format!("z[{l},{p},{q}]"), amount.flat, 1.0);
        for &(pool, quantity) in &amount.pooled {
            self.fills[pool].push((column, quantity));
        }
        self.add(column, |sum| sum.pair(ends, p, q));
        let mut at_least = both;
        at_least.push((column, -1.0));
        let name = format!("{p} with {q} on link {l}");
        self.model.row(name, Tag::Definition, at_least, Sense::Le, 1.0);
        for (end, side) in [(first, "from"), (second, "to")] {
            let name = format!("{side} {p} with {q} on link {l}");
            let terms = vec![(column, 1.0), (end, -1.0)];
            self.model.row(name, Tag::Definition, terms, Sense::Le, 0.0);
        }
    }
}

//! Traffic: `g[l,p,q]` is the product of "a takes pattern p" and "b takes pattern q", by its two marginals.
//!
//! `sum over q of g[l,p,q] = X[a,p]` and `sum over p of g[l,p,q] = X[b,q]`, where `X[i,p]` sums the options with that
//! pattern. For one link this describes the convex hull of the pairs, so nothing is lost in the relaxation.

use super::Draft;
use crate::milp::model::{ColumnId, Sense, Tag};

impl Draft<'_> {
    pub(super) fn links(&mut self, worthwhile: &[Vec<Vec<bool>>]) {
        for (l, link) in self.problem.links.iter().enumerate() {
            let (a, b) = (link.a, link.b);
            let mut of_a: Vec<Vec<(ColumnId, f64)>> =
                vec![Vec::new(); self.problem.services[a].patterns.len()];
            let mut of_b: Vec<Vec<(ColumnId, f64)>> =
                vec![Vec::new(); self.problem.services[b].patterns.len()];
            for (p, row) in link.costs.iter().enumerate() {
                for (q, amount) in row.iter().enumerate() {
                    let Some(amount) = amount.as_ref().filter(|_| worthwhile[l][p][q]) else {
                        continue;
                    };
                    let column = self.model.continuous(format!("g[{l},{p},{q}]"), amount.flat, 1.0);
                    for &(pool, quantity) in &amount.pooled {
                        self.fills[pool].push((column, quantity));
                    }
                    self.add(column, |sum| sum.pair((a, b), p, q));
                    of_a[p].push((column, 1.0));
                    of_b[q].push((column, 1.0));
                }
            }
            let (of_a, mut of_b) = (self.marginals(l, a, of_a), self.marginals(l, b, of_b));
            // Both sides add up to one, so the last row follows from the others; rows that follow from
            // others make the matrices of a simplex method singular.
            of_b.pop();
            for (name, terms) in of_a.into_iter().chain(of_b) {
                self.model.row(name, Tag::Definition, terms, Sense::Eq, 0.0);
            }
        }
    }

    /// The rows of one side of a link: name and terms, each equal to zero.
    fn marginals(
        &self,
        link: usize,
        service: usize,
        of_pattern: Vec<Vec<(ColumnId, f64)>>,
    ) -> Vec<(String, Vec<(ColumnId, f64)>)> {
        let mut rows = Vec::with_capacity(of_pattern.len());
        for (pattern, mut terms) in of_pattern.into_iter().enumerate() {
            let options = self.where_option(service, |option| option.pattern == pattern);
            if options.is_empty() && terms.is_empty() {
                continue;
            }
            terms.extend(options.into_iter().map(|(column, factor)| (column, -factor)));
            let name = format!("pattern {pattern} of service {service} on link {link}");
            rows.push((name, terms));
        }
        rows
    }
}

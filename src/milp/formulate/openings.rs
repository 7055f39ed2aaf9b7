//! What is paid once: `y[o] >= sum over options of i that open o of x[i,a]`, for each service i.
//!
//! With whole options the smallest y is whole, so the columns need not be.

use std::collections::BTreeMap;

use super::Draft;
use crate::milp::model::{ColumnId, Sense, Tag};
use crate::milp::problem::Choosable;
use crate::placement::Opening;
use crate::plan::Rule;
use crate::terms::Provider;

impl Draft<'_> {
    pub(super) fn openings(&mut self) {
        let mut providers: BTreeMap<Provider, ColumnId> = BTreeMap::new();
        for (o, &(opening, cost)) in self.problem.openings.iter().enumerate() {
            let limited =
                matches!(opening, Opening::Provider(_)) && self.most_providers().is_some();
            if cost <= 0.0 && !limited {
                continue;
            }
            let column =
                self.opened(&format!("y[{o}]"), cost, |option| option.openings.contains(&o));
            if let Opening::Provider(provider) = opening {
                providers.insert(provider, column);
            }
        }
        if let Some((tag, most)) = self.most_providers() {
            let terms = providers.values().map(|&column| (column, 1.0)).collect();
            self.model.row("providers in use".to_owned(), tag, terms, Sense::Le, most);
        }
    }

    /// A column that is at least 1 if any service takes an option that meets a condition.
    pub(super) fn opened(
        &mut self,
        name: &str,
        cost: f64,
        opens: impl Fn(&Choosable) -> bool,
    ) -> ColumnId {
        let column = self.model.continuous(name.to_owned(), cost, 1.0);
        for i in 0..self.problem.services.len() {
            let mut terms = self.where_option(i, &opens);
            if !terms.is_empty() {
                terms.push((column, -1.0));
                self.model.row(
                    format!("{name} by service {i}"),
                    Tag::Definition,
                    terms,
                    Sense::Le,
                    0.0,
                );
            }
        }
        column
    }

    fn most_providers(&self) -> Option<(Tag, f64)> {
        self.problem.rules.iter().find_map(|(id, rule)| match rule {
            Rule::MaxProviders(most) => Some((Tag::Requirement(*id), f64::from(*most))),
            _ => None,
        })
    }
}

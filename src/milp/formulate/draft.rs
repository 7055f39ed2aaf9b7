//! The model under construction: the choice of one option a service, which all other rows are about.

use crate::milp::model::{ColumnId, Model, Sense, Tag};
use crate::milp::problem::{Choosable, Link, Problem};
use crate::milp::sums::Sum;

/// A model with the columns that say which option each service takes.
pub struct Formulation {
    /// The model.
    pub model: Model,
    /// By service and option; `None` where the option is left out.
    pub options: Vec<Vec<Option<ColumnId>>>,
}

/// Which options and pairs a model needs; the others are proven to be in no better placement.
pub struct Worthwhile {
    /// By service and option.
    pub options: Vec<Vec<bool>>,
    /// By link, pattern and pattern.
    pub pairs: Vec<Vec<Vec<bool>>>,
}

/// A model under construction.
pub struct Draft<'p> {
    pub(super) problem: &'p Problem,
    pub(super) model: Model,
    pub(super) options: Vec<Vec<Option<ColumnId>>>,
    /// By pool: what fills it.
    pub(super) fills: Vec<Vec<(ColumnId, f64)>>,
    /// By sum: what adds to it.
    pub(super) sums: Vec<Vec<(ColumnId, f64)>>,
}

/// How traffic between services is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Traffic {
    /// By the marginals of the pairs of each link.
    Hull,
    /// By a product of two choices for each pair that matters, as text books do.
    Products,
}

/// The model of a problem over what is worthwhile.
#[must_use]
pub fn formulate(problem: &Problem, worthwhile: &Worthwhile) -> Formulation {
    formulate_as(problem, worthwhile, Traffic::Hull)
}

/// The model of a problem over all of it.
#[must_use]
pub fn formulate_all(problem: &Problem, traffic: Traffic) -> Formulation {
    let services = problem.services.iter();
    let pairs = |link: &Link| link.costs.iter().map(|row| vec![true; row.len()]).collect();
    let all = Worthwhile {
        options: services.map(|service| vec![true; service.options.len()]).collect(),
        pairs: problem.links.iter().map(pairs).collect(),
    };
    formulate_as(problem, &all, traffic)
}

fn formulate_as(problem: &Problem, worthwhile: &Worthwhile, traffic: Traffic) -> Formulation {
    let mut draft = Draft {
        problem,
        model: Model::default(),
        options: Vec::new(),
        fills: vec![Vec::new(); problem.pools.len()],
        sums: vec![Vec::new(); problem.sums.len()],
    };
    draft.choices(&worthwhile.options);
    match traffic {
        Traffic::Hull => draft.links(&worthwhile.pairs),
        Traffic::Products => draft.products(),
    }
    draft.pools();
    draft.openings();
    draft.limits();
    Formulation { model: draft.model, options: draft.options }
}

impl Draft<'_> {
    /// `x[i,a]` with `sum over a of x[i,a] = 1` for each service i.
    fn choices(&mut self, worthwhile: &[Vec<bool>]) {
        for (i, service) in self.problem.services.iter().enumerate() {
            let mut columns = Vec::with_capacity(service.options.len());
            for (a, option) in service.options.iter().enumerate() {
                let column = worthwhile[i][a].then(|| {
                    let column = self.model.binary(format!("x[{i},{a}]"), option.cost);
                    for &(pool, quantity) in &option.pooled {
                        self.fills[pool].push((column, quantity));
                    }
                    self.add(column, |sum| sum.option(i, a));
                    column
                });
                columns.push(column);
            }
            let terms = columns.iter().flatten().map(|&column| (column, 1.0)).collect();
            self.model.row(
                format!("one option of service {i}"),
                Tag::Definition,
                terms,
                Sense::Eq,
                1.0,
            );
            self.options.push(columns);
        }
    }

    /// Adds a column to the sums to which it adds something.
    pub(super) fn add(&mut self, column: ColumnId, added: impl Fn(&Sum) -> f64) {
        for (sum, terms) in self.problem.sums.iter().zip(&mut self.sums) {
            let weight = added(sum) / sum.scale();
            if weight > 0.0 {
                terms.push((column, weight));
            }
        }
    }

    /// Columns of the options of a service that meet a condition.
    pub(super) fn where_option(
        &self,
        service: usize,
        keep: impl Fn(&Choosable) -> bool,
    ) -> Vec<(ColumnId, f64)> {
        let options = self.problem.services[service].options.iter().zip(&self.options[service]);
        options
            .filter(|(option, _)| keep(option))
            .filter_map(|(_, column)| column.map(|column| (column, 1.0)))
            .collect()
    }
}

//! A mixed-integer linear model with names: columns, rows tagged with what they serve, a linear objective.
//!
//! Knows nothing of services or solvers.

use crate::plan::RequirementId;

/// Index of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId(pub usize);

/// A variable; never negative.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// A name for people.
    pub name: String,
    /// Dollars a month for one unit.
    pub cost: f64,
    /// Upper bound.
    pub upper: f64,
    /// Whether only whole numbers make sense.
    pub integer: bool,
}

/// How a row compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// At most.
    Le,
    /// Exactly.
    Eq,
    /// At least.
    Ge,
}

/// Why a row is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Part of what the columns mean.
    Definition,
    /// Limited by what a site holds.
    Capacity,
    /// A requirement of the plan.
    Requirement(RequirementId),
}

/// A linear condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// A name for people.
    pub name: String,
    /// What it serves.
    pub tag: Tag,
    /// Coefficients by column, each column once.
    pub terms: Vec<(ColumnId, f64)>,
    /// The comparison.
    pub sense: Sense,
    /// The right-hand side.
    pub rhs: f64,
}

/// A model: minimise the cost of the columns subject to the rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Model {
    /// Adds a column that is 0 or 1.
    pub fn binary(&mut self, name: String, cost: f64) -> ColumnId {
        self.column(Column { name, cost, upper: 1.0, integer: true })
    }

    /// Adds a continuous column from 0 to `upper`.
    pub fn continuous(&mut self, name: String, cost: f64, upper: f64) -> ColumnId {
        self.column(Column { name, cost, upper, integer: false })
    }

    fn column(&mut self, column: Column) -> ColumnId {
        self.columns.push(column);
        ColumnId(self.columns.len() - 1)
    }

    /// Adds a row.
    pub fn row(
        &mut self,
        name: String,
        tag: Tag,
        terms: Vec<(ColumnId, f64)>,
        sense: Sense,
        rhs: f64,
    ) {
        self.rows.push(Row { name, tag, terms, sense, rhs });
    }

    /// The objective at some values.
    #[must_use]
    pub fn cost(&self, values: &[f64]) -> f64 {
        self.columns.iter().zip(values).map(|(column, value)| column.cost * value).sum()
    }
}

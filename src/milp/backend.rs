//! The one file that knows `good_lp`: hands a model to a solver and reads the answer.
//!
//! A solver's status is never trusted for more than it says: the values are checked by `verify`, the bound
//! counts only where the back end reports optimality or a gap.

use std::time::Duration;

use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable,
    VariableDefinition, constraint, variable,
};

use super::model::{Model, Sense};

/// A solver back end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Solver {
    /// microlp: branch and bound in pure Rust, always built in.
    Microlp,
    /// `HiGHS`, behind the cargo feature `highs`.
    #[cfg(feature = "highs")]
    Highs,
}

impl Solver {
    /// Every back end that is built in; the first is the default.
    pub const ALL: &'static [Solver] = &[
        Solver::Microlp,
        #[cfg(feature = "highs")]
        Solver::Highs,
    ];

    /// Models with more columns than this are not worth its while where a placement is known.
    #[must_use]
    pub const fn columns_max(self) -> usize {
        match self {
            Solver::Microlp => 8_000,
            #[cfg(feature = "highs")]
            Solver::Highs => usize::MAX,
        }
    }

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Solver::Microlp => "microlp",
            #[cfg(feature = "highs")]
            Solver::Highs => "highs",
        }
    }
}

/// When to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Relative gap that is good enough.
    pub gap: f64,
    /// Time, if limited.
    pub time: Option<Duration>,
}

/// An answer: a value for each column.
#[derive(Debug, Clone, PartialEq)]
pub struct Solved {
    /// By column.
    pub values: Vec<f64>,
    /// No solution of the model costs less, as far as the back end proved.
    pub bound: Option<f64>,
    /// Branch-and-bound nodes, where the back end tells.
    pub nodes: usize,
}

/// No answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsolved {
    /// Proven: the rows contradict each other.
    Infeasible,
    /// A limit was reached.
    GaveUp,
    /// The back end failed, as simplex methods do on unlucky numbers.
    Failed,
}

/// Solves a model; if the back end fails on it, again with its rows and columns in other orders.
///
/// # Errors
/// If the model has no solution or none was found within the limits.
pub fn solve(model: &Model, solver: Solver, limits: Limits) -> Result<Solved, Unsolved> {
    let mut answer = attempt(model, solver, limits);
    for (rows, columns) in [(true, false), (false, true), (true, true)] {
        if answer != Err(Unsolved::Failed) {
            break;
        }
        answer = attempt(&turned(model, rows, columns), solver, limits).map(|mut solved| {
            if columns {
                solved.values.reverse();
            }
            solved
        });
    }
    answer
}

/// The same model with its rows, its columns or both the other way round.
fn turned(model: &Model, rows: bool, columns: bool) -> Model {
    let mut turned = model.clone();
    if rows {
        turned.rows.reverse();
    }
    if columns {
        let last = model.columns.len().saturating_sub(1);
        turned.columns.reverse();
        let terms = turned.rows.iter_mut().flat_map(|row| &mut row.terms);
        terms.for_each(|(id, _)| id.0 = last - id.0);
    }
    turned
}

fn attempt(model: &Model, solver: Solver, limits: Limits) -> Result<Solved, Unsolved> {
    let mut variables = ProblemVariables::new();
    let columns: Vec<Variable> =
        model.columns.iter().map(|column| variables.add(definition(column))).collect();
    let objective: Expression =
        model.columns.iter().zip(&columns).map(|(column, &v)| column.cost * v).sum();
    let problem = variables.minimise(objective);
    match solver {
        Solver::Microlp => microlp(model, problem, &columns, limits),
        #[cfg(feature = "highs")]
        Solver::Highs => highs(model, problem, &columns, limits),
    }
}

fn definition(column: &super::model::Column) -> VariableDefinition {
    let bounded = variable().min(0.0).max(column.upper);
    if column.integer { bounded.integer() } else { bounded }
}

fn with_rows<M: SolverModel>(model: &Model, mut to: M, columns: &[Variable]) -> M {
    for row in &model.rows {
        let sum: Expression = row.terms.iter().map(|(id, factor)| *factor * columns[id.0]).sum();
        to = to.with(match row.sense {
            Sense::Le => constraint!(sum <= row.rhs),
            Sense::Eq => constraint!(sum == row.rhs),
            Sense::Ge => constraint!(sum >= row.rhs),
        });
    }
    to
}

fn values(solution: &impl Solution, columns: &[Variable]) -> Vec<f64> {
    columns.iter().map(|&column| solution.value(column)).collect()
}

fn microlp(
    model: &Model,
    problem: good_lp::variable::UnsolvedProblem,
    columns: &[Variable],
    limits: Limits,
) -> Result<Solved, Unsolved> {
    use good_lp::{WithMipGap as _, WithTimeLimit as _};
    let mut to = with_rows(model, problem.using(good_lp::microlp), columns)
        .with_mip_gap(good_lp_gap(limits.gap))
        .map_err(|_| Unsolved::GaveUp)?;
    if let Some(time) = limits.time {
        to = to.with_time_limit(time.as_secs_f64());
    }
    let solution = to.solve().map_err(|error| unsolved(&error))?;
    let values = values(&solution, columns);
    let stats = solution.into_inner().stats();
    Ok(Solved {
        values,
        bound: stats.best_bound,
        nodes: usize::try_from(stats.nodes_solved).unwrap_or(usize::MAX),
    })
}

#[cfg(feature = "highs")]
fn highs(
    model: &Model,
    problem: good_lp::variable::UnsolvedProblem,
    columns: &[Variable],
    limits: Limits,
) -> Result<Solved, Unsolved> {
    use good_lp::{SolutionStatus, WithMipGap as _, WithTimeLimit as _};
    let gap = good_lp_gap(limits.gap);
    let mut to = with_rows(model, problem.using(good_lp::highs), columns)
        .with_mip_gap(gap)
        .map_err(|_| Unsolved::GaveUp)?
        .set_threads(1);
    if let Some(time) = limits.time {
        to = to.with_time_limit(time.as_secs_f64());
    }
    let solution = to.solve().map_err(|error| unsolved(&error))?;
    let values = values(&solution, columns);
    let cost = model.cost(&values);
    // Reached through good_lp, HiGHS tells no bound, only whether the asked gap was met.
    let bound = match solution.status() {
        SolutionStatus::Optimal => Some(cost),
        SolutionStatus::GapLimit => Some(cost - f64::from(gap) * cost.abs() - HIGHS_ABSOLUTE_GAP),
        _ => None,
    };
    Ok(Solved { values, bound, nodes: 0 })
}

/// Differences in cost below which `HiGHS` stops whatever gap is asked.
#[cfg(feature = "highs")]
const HIGHS_ABSOLUTE_GAP: f64 = 1e-6;

/// The gap to ask a back end for: half of what is good enough, so that rounding the rest of the way to
/// exact money does not use it up.
#[allow(clippy::cast_possible_truncation, reason = "a relative gap needs few digits")]
fn good_lp_gap(gap: f64) -> f32 {
    (gap / 2.0).max(0.0) as f32
}

fn unsolved(error: &ResolutionError) -> Unsolved {
    match error {
        ResolutionError::Infeasible => Unsolved::Infeasible,
        ResolutionError::Other(_) => Unsolved::GaveUp,
        // Every column is bounded, so "unbounded" is a numerical failure like the others.
        _ => Unsolved::Failed,
    }
}

//! The walk itself: solve, read what the placement reaches, ask for a little more, solve again.
//!
//! The epsilon-constraint method. What is solved and what is read is said by the caller.

use crate::explain::{Answered, Reached};
use crate::milp::Status;
use crate::plan::Rule;
use crate::units::Usd;

use super::limit::{is_tighter, tighter};

/// A placement than which none is both better in the measure and no dearer.
#[derive(Debug, Clone)]
pub struct Step {
    /// The limit that it is the cheapest for.
    pub asked: Rule,
    /// What it reaches: the cheapest up to here, too.
    pub reached: Reached,
    /// What it costs a month.
    pub monthly: Usd,
    /// The plan with that limit, and its answer.
    pub answered: Answered,
}

/// Why there are no further steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Proven: nothing is better.
    Best,
    /// What is better is out of the range.
    Range,
    /// A limit of time was reached, or what the placement reaches is not known.
    Unknown,
}

/// All steps, from the loosest limit on: dearer and better each time.
#[derive(Debug, Clone)]
pub struct Walk {
    /// The steps.
    pub steps: Vec<Step>,
    /// Why there are no more.
    pub end: End,
}

impl Walk {
    /// Whether every step is proven to be the cheapest for its limit, and none is missing.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        let proven = |step: &Step| step.answered.outcome.status == Status::Optimal;
        self.end != End::Unknown && self.steps.iter().all(proven)
    }
}

/// Walks from a limit to the tightest one, or until what is better would be tighter than `until`.
///
/// # Errors
/// Those of `solve`.
pub fn walk<E>(
    start: Rule,
    until: Option<&Rule>,
    mut solve: impl FnMut(&Rule) -> Result<Answered, E>,
    reached: impl Fn(&Answered, &Rule) -> Option<Reached>,
) -> Result<Walk, E> {
    let mut steps: Vec<Step> = Vec::new();
    let mut asked = start;
    let end = loop {
        let answered = solve(&asked)?;
        if answered.outcome.status == Status::Infeasible {
            break End::Best;
        }
        let found = answered.monthly().zip(reached(&answered, &asked));
        let Some((monthly, reached)) = found else { break End::Unknown };
        // What is dearer and worse, or no cheaper and worse, is no step.
        while steps.last().is_some_and(|step| step.monthly >= monthly) {
            steps.pop();
        }
        let next = tighter(&asked, &reached);
        steps.push(Step { asked, reached, monthly, answered });
        match next {
            None => break End::Best,
            Some(next) if until.is_some_and(|until| is_tighter(&next, until)) => break End::Range,
            Some(next) => asked = next,
        }
    };
    Ok(Walk { steps, end })
}

//! What every report of a comparison starts from.

use crate::explain::{Check, Comparison};
use crate::report::answer::Answer;

/// A comparison with everything that is known about its sides.
#[derive(Debug, Clone, Copy)]
pub struct ComparisonAnswer<'a> {
    /// What differs.
    pub comparison: &'a Comparison,
    /// The answers of the sides that were solved here, for drawing their conflicts.
    pub answers: &'a [Option<Answer<'a>>],
    /// Conditions that were held against the sides.
    pub checks: &'a [Check],
}

impl ComparisonAnswer<'_> {
    /// The names of the sides.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.comparison.sides.iter().map(|side| side.name.as_str())
    }

    /// The name of a side.
    pub(super) fn name(&self, side: usize) -> &str {
        self.comparison.sides.get(side).map_or("", |side| side.name.as_str())
    }

    /// Whether there is one other side only: then its differences have columns of their own.
    pub(super) fn is_pair(&self) -> bool {
        self.comparison.sides.len() == 2
    }
}

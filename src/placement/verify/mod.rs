//! Checks a placement from the plan and the catalog alone, and makes its bill and estimates.
//!
//! Nothing here looks at how the placement was found. The checks take the requirements one by one, where
//! `candidates` looks at them service by service, so that a mistake in one does not hide in the other.

mod compliance;
mod journey_lines;
mod lines;
mod rules;
mod structure;
mod verdict;

pub use rules::holds;
pub use verdict::{Violation, verify};

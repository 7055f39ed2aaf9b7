//! Explanations as data: why a plan is infeasible, why a service is where it is.

mod conflict;
mod why;

pub use conflict::{Conflict, RejectionCount, conflict};
pub use why::{RunnerUp, Why, why};

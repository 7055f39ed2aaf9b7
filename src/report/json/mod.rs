//! The answer as one JSON object, `mcplan.solution/1`: a contract with other programs.

mod build;
mod contract;
mod read;

pub use build::json;
pub(super) use build::{exact, number};
pub use read::read_solution;

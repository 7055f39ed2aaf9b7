//! The answer as one JSON object, `mcplan.solution/1`: a contract with other programs.

mod build;
mod contract;

pub use build::json;

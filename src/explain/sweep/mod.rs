//! Sweeps: what the scenarios of a grid came to, and whether all parts of a sweep are there.
//!
//! Running scenarios and keeping their results in files is for commands; wording is for reports.

mod gather;
mod result;

pub use gather::{Duplicate, Gathered, Mismatch, Part, gather};
pub use result::{BASE, Ended, Header, ScenarioResult, Shard};

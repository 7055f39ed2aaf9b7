//! Instances of the OR-Library as plans with a catalog of their own: facility location, p-median, generalised
//! assignment. All are special cases of placement, so their published optima test the solver.
//!
//! Reads the library's formats and writes texts; what the instances cost is said by solving them.

mod assignment;
mod instance;
mod location;
mod median;
mod pieces;
mod read;
mod text;

pub use assignment::Sense;
pub use instance::{Instance, Kind, Wish, instance};
pub use text::files;

//! Years of random outages played on a verified placement: how much of the time each service is there
//! and each journey gets through.
//!
//! The one part of `explain` that works in floats: what it says are estimates with intervals, never money.

mod outages;
mod run;
mod statistics;
mod year;

pub use outages::OutageRate;
pub use run::{Simulated, Simulation, Subject, Years, simulate};
pub use statistics::Interval;

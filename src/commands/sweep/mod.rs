//! `mcplan sweep`: a plan under every combination of changes, on one machine or on many.

mod command;
mod fingerprint;
mod merge;
mod results;
mod scenarios;

pub(super) use command::{Sweep, run};

//! `mcplan bench`: what benchmarks are made of.

mod command;
mod generate;

pub(super) use command::{BenchCommand, run};

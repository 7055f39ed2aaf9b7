//! The commands of `mcplan bench`.

use clap::Subcommand;

use crate::commands::output::Output;

use super::generate::{self, Generate};

/// Makes plans for benchmarks
#[derive(Debug, Subcommand)]
pub(in crate::commands) enum BenchCommand {
    Generate(Generate),
}

pub(in crate::commands) fn run(command: &BenchCommand) -> Output {
    match command {
        BenchCommand::Generate(args) => generate::run(args),
    }
}

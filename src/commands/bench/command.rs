//! The commands of `mcplan bench`.

use clap::Subcommand;

use crate::commands::error::CommandError;
use crate::commands::output::Output;

use super::generate::{self, Generate};

/// Makes plans for benchmarks
#[derive(Debug, Subcommand)]
pub(in crate::commands) enum BenchCommand {
    Generate(Generate),
}

pub(in crate::commands) fn run(command: &BenchCommand) -> Result<Output, CommandError> {
    match command {
        BenchCommand::Generate(args) => Ok(generate::run(args)),
    }
}

//! The commands of `mcplan import`.

use clap::Subcommand;

use crate::commands::error::CommandError;
use crate::commands::output::Output;

use super::or_library::{self, OrLibrary};

/// Makes plans and catalogs of published problems
#[derive(Debug, Subcommand)]
pub(in crate::commands) enum ImportCommand {
    OrLibrary(OrLibrary),
}

pub(in crate::commands) fn run(command: &ImportCommand) -> Result<Output, CommandError> {
    match command {
        ImportCommand::OrLibrary(args) => or_library::run(args),
    }
}

//! The subcommands of `mcplan catalog`.

use clap::Subcommand;

use crate::commands::error::CommandError;
use crate::commands::output::Output;

use super::check::{self, CheckCatalog};
use super::list::{self, List};
use super::show::{self, Show};

/// Shows and checks the catalogs
#[derive(Debug, Subcommand)]
pub(in crate::commands) enum CatalogCommand {
    List(List),
    Show(Show),
    Check(CheckCatalog),
}

pub(in crate::commands) fn run(command: &CatalogCommand) -> Result<Output, CommandError> {
    match command {
        CatalogCommand::List(args) => list::run(args),
        CatalogCommand::Show(args) => show::run(args),
        CatalogCommand::Check(args) => check::run(args),
    }
}

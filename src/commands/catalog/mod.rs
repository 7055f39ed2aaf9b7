//! `mcplan catalog`: what the catalogs hold.

mod check;
mod list;
mod show;

use clap::Subcommand;

use super::error::CommandError;
use super::output::Output;

/// Shows and checks the catalogs
#[derive(Debug, Subcommand)]
pub(super) enum CatalogCommand {
    List(list::List),
    Show(show::Show),
    Check(check::CheckCatalog),
}

pub(super) fn run(command: &CatalogCommand) -> Result<Output, CommandError> {
    match command {
        CatalogCommand::List(args) => list::run(args),
        CatalogCommand::Show(args) => show::run(args),
        CatalogCommand::Check(args) => check::run(args),
    }
}

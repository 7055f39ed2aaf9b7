//! All commands, and the way from arguments to an exit code.

use std::ffi::OsString;

use clap::{CommandFactory, Parser, Subcommand};

use crate::report::plain_page;

use super::bench::{self, BenchCommand};
use super::catalog::{self, CatalogCommand};
use super::check::{self, Check};
use super::compare::{self, Compare};
use super::completions::{self, Completions};
use super::drill::{self, Drill};
use super::error::CommandError;
use super::explain::{self, Explain};
use super::frontier::{self, Frontier};
use super::import::{self, ImportCommand};
use super::model::{self, Model};
use super::output::{Exit, Output};
use super::robust::{self, Robust};
use super::solve::{self, Solve};
use super::sweep::{self, Sweep};
use super::watching;
use super::what_if::{self, WhatIf};

/// Plans infrastructure over AWS, Azure and on-premises sites
///
/// Finds the cheapest placement of a plan's services that meets its requirements, proves how far from the
/// optimum it can be, and writes Terraform for it. Works offline.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXAMPLE)]
pub(super) struct Cli {
    /// Write to standard error what is done, and when
    #[arg(short, long, global = true)]
    verbose: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLE: &str = "\
Example:
  mcplan check plans/quickstart.toml
  mcplan solve plans/quickstart.toml --terraform out

Exit status: 0 yes (placed, checked), 1 no (no placement exists, a check failed), 2 no answer (bad
input, a file that cannot be read or written, a limit reached before a placement was found).";

#[derive(Debug, Subcommand)]
enum Command {
    Solve(Solve),
    Explain(Explain),
    Frontier(Frontier),
    Drill(Drill),
    WhatIf(Box<WhatIf>),
    Compare(Compare),
    Robust(Robust),
    Sweep(Box<Sweep>),
    Check(Check),
    Model(Model),
    #[command(subcommand)]
    Catalog(CatalogCommand),
    #[command(subcommand)]
    Import(ImportCommand),
    #[command(subcommand)]
    Bench(BenchCommand),
    Completions(Completions),
}

/// Does what the arguments (the program's name first) ask for, prints, and returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let output = match Cli::try_parse_from(arguments) {
        Ok(cli) => answer(&cli).unwrap_or_else(|error| failure(&error)),
        Err(refused) => usage(&refused),
    };
    output.print()
}

fn answer(cli: &Cli) -> Result<Output, CommandError> {
    if cli.verbose {
        watching::log();
    }
    match &cli.command {
        None => Ok(Output::yes(Cli::command().render_long_help().to_string())),
        Some(Command::Solve(args)) => solve::run(args),
        Some(Command::Explain(args)) => explain::run(args),
        Some(Command::Frontier(args)) => frontier::run(args),
        Some(Command::Drill(args)) => drill::run(args),
        Some(Command::WhatIf(args)) => what_if::run(args),
        Some(Command::Compare(args)) => compare::run(args),
        Some(Command::Sweep(args)) => sweep::run(args),
        Some(Command::Robust(args)) => robust::run(args),
        Some(Command::Check(args)) => check::run(args),
        Some(Command::Model(args)) => model::run(args),
        Some(Command::Catalog(command)) => catalog::run(command),
        Some(Command::Import(command)) => import::run(command),
        Some(Command::Bench(command)) => Ok(bench::run(command)),
        Some(Command::Completions(args)) => Ok(completions::run(args)),
    }
}

fn failure(error: &CommandError) -> Output {
    let stderr = match error {
        CommandError::Diagnosed(drawn) => drawn.text.clone(),
        told => format!("error: {}\n", plain_page(&told.to_string())),
    };
    Output { stdout: String::new(), stderr, exit: Exit::Unsure }
}

/// Help and version are answers; anything else that the parser says is about a mistake.
fn usage(refused: &clap::Error) -> Output {
    let text = refused.render().to_string();
    if refused.use_stderr() {
        Output { stdout: String::new(), stderr: text, exit: Exit::Unsure }
    } else {
        Output::yes(text)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_well_formed() {
        super::Cli::command().debug_assert();
    }
}

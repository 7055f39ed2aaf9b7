//! `mcplan completions`: completion scripts for shells.

use clap::CommandFactory;
use clap_complete::Shell;

use super::cli::Cli;
use super::output::Output;

/// Prints a completion script for a shell
///
/// For bash: mcplan completions bash > ~/.local/share/bash-completion/completions/mcplan
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

pub(super) fn run(args: &Completions) -> Output {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "mcplan", &mut script);
    Output::yes(String::from_utf8_lossy(&script).into_owned())
}

//! The arguments of `mcplan sweep`, and what it answers.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use crate::commands::error::CommandError;
use crate::commands::output::{Exit, Output};
use crate::commands::solving::Solving;
use crate::commands::target::Target;
use crate::explain::{Gathered, Shard};
use crate::report;

use super::merge::{self, Merge};
use super::scenarios;

/// Solves a plan under every combination of changes of a grid
///
/// A grid has axes, [axes.NAME.POINT], each point of which is written like a scenario of a plan; a scenario is one
/// point of each axis. The plan without changes is solved too. Scenarios run on all cores; each result is appended
/// to a file at once, so that a run that was stopped goes on where it was. With --shard, machines share the work;
/// `mcplan sweep merge` puts the parts together.
///
/// Exit status: 0 every scenario of the part has a result (that there is no placement is one), 1 a scenario failed,
/// 2 no answer (bad input, a file that cannot be read or written).
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(in crate::commands) struct Sweep {
    #[command(subcommand)]
    command: Option<SweepCommand>,
    /// The plan
    #[arg(required = true)]
    plan: Option<PathBuf>,
    /// The axes with their changes
    #[arg(long, value_name = "FILE", required = true)]
    grid: Option<PathBuf>,
    /// Run one part of several: 2/5 is the second of five
    #[arg(long, value_name = "I/N", default_value = "1/1", value_parser = shard)]
    shard: Shard,
    /// Where results are kept; beside the grid, if not said: GRID.results.jsonl
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    #[command(flatten)]
    answer: Answering,
    #[command(flatten)]
    solving: Solving,
}

#[derive(Debug, Subcommand)]
enum SweepCommand {
    Merge(Merge),
}

/// How to answer.
#[derive(Debug, clap::Args)]
pub(super) struct Answering {
    /// How to print the answer
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for a terminal
    Table,
    /// One JSON object, mcplan.sweep-result/1
    Json,
    /// A scenario a row as comma-separated values
    Csv,
}

fn shard(text: &str) -> Result<Shard, String> {
    let hint = "write the part and how many there are, as in 2/5";
    Shard::parse(text).ok_or_else(|| hint.to_owned())
}

pub(in crate::commands) fn run(args: &Sweep) -> Result<Output, CommandError> {
    if let Some(SweepCommand::Merge(merge)) = &args.command {
        return merge::run(merge);
    }
    let (Some(plan), Some(grid)) = (&args.plan, &args.grid) else {
        return Ok(Output::yes(String::new()));
    };
    for input in [plan, grid] {
        args.answer.target.check(input)?;
    }
    let results = args.results.clone().unwrap_or_else(|| beside(grid, args.shard));
    let gathered = scenarios::run(plan, grid, args.shard, &results, &args.solving)?;
    let mut output = args.answer.output(&gathered)?;
    output.note(&format!("results are in {}", results.display()));
    Ok(output)
}

/// The file of a part beside the grid.
fn beside(grid: &Path, shard: Shard) -> PathBuf {
    if shard.of == 1 {
        return grid.with_extension("results.jsonl");
    }
    grid.with_extension(format!("results-{}-of-{}.jsonl", shard.part, shard.of))
}

impl Answering {
    /// The answer, printed or written.
    pub(super) fn output(&self, gathered: &Gathered) -> Result<Output, CommandError> {
        let stdout = match self.format {
            Format::Table => report::sweep_text(gathered),
            Format::Json => report::sweep_json(gathered),
            Format::Csv => report::sweep_csv(gathered),
        };
        let exit = if gathered.is_complete() { Exit::Yes } else { Exit::No };
        self.target.deliver(Output { stdout, stderr: String::new(), exit })
    }
}

//! `mcplan frontier`: what each better value of a measure costs.

use std::path::PathBuf;
use std::time::Instant;

use clap::ValueEnum;

use crate::diag::Diagnostics;
use crate::explain::{Answered, End, over, reached, walk};
use crate::milp::{Options, solve};
use crate::placement::Context;
use crate::plan::Rule;
use crate::report::{self, FrontierAnswer};
use crate::units::Decimal;

use super::error::CommandError;
use super::input::diagnosed;
use super::output::{Exit, Output};
use super::solving::Solving;
use super::target::Target;

/// Shows what each better recovery time, availability or latency costs
///
/// Solves the plan with the measure at its loosest, reads what the placement reaches, asks for a little more, and solves
/// again, until there is no placement or the range ends. Every step is the cheapest placement for its value, and
/// no step is missing: nothing is sampled. Always to the end (--gap has no say, --time-limit is for each solve).
///
/// Exit status: 0 there are steps, 1 the plan has no placement with the measure at its loosest, 2 no answer (bad
/// input, no figure of the measure, a file that cannot be read or written, a limit reached before a placement was
/// found).
#[derive(Debug, clap::Args)]
pub(super) struct Frontier {
    /// The plan
    plan: PathBuf,
    /// The measure, whose, and the range if not all of it: rto=orders,1m..24h; rpo=orders; availability=checkout; latency=checkout
    ///
    /// Availability and latency are those of a service or of a journey. What the plan asks of this measure is
    /// left aside; all else holds.
    #[arg(long, value_name = "MEASURE=NAME")]
    over: String,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    solving: Solving,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables for a terminal
    Table,
    /// One JSON object, mcplan.frontier/1
    Json,
    /// The tables as Markdown
    Markdown,
    /// The steps as comma-separated values
    Csv,
    /// The steps as a drawing
    Svg,
}

pub(super) fn run(args: &Frontier) -> Result<Output, CommandError> {
    args.target.check(&args.plan)?;
    let mut opened = args.solving.open(&args.plan)?;
    let input = opened.check(&opened.document)?;
    let source = opened.sources.add("--over", args.over.as_str());
    let range = over(source, &opened.sources, &input.topology).map_err(|problem| {
        let mut problems = Diagnostics::default();
        problems.push(problem);
        diagnosed(&problems, &opened.sources)
    })?;
    let options = Options { gap: Decimal::ZERO, ..args.solving.options() };
    let solved = |limit: &Rule| -> Result<Answered, CommandError> {
        let setting = limit.setting(&input.topology).unwrap_or_default();
        let topology = opened.with_setting(&setting)?;
        let started = Instant::now();
        let context = Context { topology: &topology, catalog: &input.catalog };
        let outcome = solve(context, options, &|| started.elapsed());
        Ok(Answered { topology, outcome })
    };
    let read = |answered: &Answered, limit: &Rule| {
        let context = Context { topology: &answered.topology, catalog: &input.catalog };
        reached(context, answered.outcome.verified.as_ref()?, limit)
    };
    let walked = walk(range.loosest.clone(), range.tightest.as_ref(), solved, read)?;
    let exit = match (walked.steps.is_empty(), walked.end) {
        (false, _) => Exit::Yes,
        (true, End::Unknown) => return Err(CommandError::NoFigure { over: args.over.clone() }),
        (true, _) => Exit::No,
    };
    let answer = FrontierAnswer {
        topology: &input.topology,
        catalog: &input.catalog,
        over: &range,
        asked: &args.over,
        walk: &walked,
    };
    let stdout = match args.format {
        Format::Table => report::frontier_text(&answer),
        Format::Json => report::frontier_json(&answer),
        Format::Markdown => report::frontier_markdown(&answer),
        Format::Csv => report::frontier_csv(&answer),
        Format::Svg => report::frontier_svg(&answer),
    };
    args.target.deliver(Output { stdout, stderr: input.warnings, exit })
}

//! `mcplan solve`: the cheapest placement of a plan, its report and its Terraform.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::diag::count;
use crate::explain::Wanted;
use crate::milp::{Options, Outcome, Status, Stopwatch};
use crate::placement::Context;
use crate::report::{self, Answer};
use crate::units::{Decimal, Month, Share};

use super::clock;
use super::error::CommandError;
use super::input::Input;
use super::io;
use super::output::{Exit, Output};
use super::solving::Solving;
use super::target::Target;
use super::watching::Watching;

/// Finds the cheapest placement that meets a plan's requirements
///
/// Prints who runs where and why, what it costs and how it recovers, with a proof of how far from the
/// optimum it can be. If there is no placement, shows the lines of the plan that contradict each other.
///
/// Exit status: 0 placed, 1 proven that no placement exists, 2 no answer (bad input, a file that cannot be
/// read or written, a limit reached before a placement was found).
#[derive(Debug, clap::Args)]
pub(super) struct Solve {
    /// The plan
    plan: PathBuf,
    /// Write Terraform for the placement into this folder
    ///
    /// An earlier folder written by mcplan is replaced whole; Terraform state and .tfvars files in it stay.
    /// A folder with other files is refused.
    #[arg(long, value_name = "DIR")]
    terraform: Option<PathBuf>,
    /// Write into a folder that holds files of others too; they stay as they are
    #[arg(long, requires = "terraform")]
    force: bool,
    /// How to print the answer; csv and focus are all charges
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The month that the rows of --format focus are for, such as 2026-12; without it, the month of today
    #[arg(long, value_name = "MONTH", value_parser = month)]
    month: Option<Month>,
    /// Show so many other placements too: the next cheapest in which a service stands at other sites, in other
    /// roles or recovers otherwise; solves with a gap of 0, and not in csv or focus
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u8).range(1..))]
    alternatives: Option<u8>,
    /// Show only alternatives that cost at most this much more than the chosen placement
    #[arg(long, value_name = "SHARE", default_value = "5%", value_parser = Share::parse, requires = "alternatives")]
    within: Share,
    #[command(flatten)]
    solving: Solving,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables for a terminal
    Table,
    /// One JSON object, mcplan.solution/1
    Json,
    /// A page of Markdown
    Markdown,
    /// The charges as comma-separated values
    Csv,
    /// The charges as rows of a FOCUS 1.0 data set
    Focus,
}

fn month(text: &str) -> Result<Month, String> {
    Month::parse(text).map_err(|problem| problem.to_string())
}

pub(super) fn run(args: &Solve) -> Result<Output, CommandError> {
    let started = Instant::now();
    args.target.check(&args.plan)?;
    let input = args.solving.read(&args.plan)?;
    let load = started.elapsed();
    let context = Context { topology: &input.topology, catalog: &input.catalog };
    let options = options(args);
    let stopwatch: Stopwatch<'_> = &|| started.elapsed();
    let watching = Watching::start(started);
    let outcome = crate::milp::watched(context, options, &watching);
    watching.end();
    let why = outcome.verified.as_ref().map(|verified| crate::explain::why(context, verified));
    let risks = outcome.verified.as_ref().map(|verified| crate::explain::risks(context, verified));
    let conflict = (outcome.status == Status::Infeasible)
        .then(|| crate::explain::conflict(context, options, stopwatch));
    let others = outcome.verified.as_ref().zip(wanted(args)).map(|(chosen, wanted)| {
        crate::explain::alternatives(context, chosen, wanted, options, stopwatch)
    });
    let answer = Answer {
        topology: &input.topology,
        catalog: &input.catalog,
        sources: &input.sources,
        outcome: &outcome,
        why: why.as_deref().unwrap_or_default(),
        risks: risks.as_deref().unwrap_or_default(),
        conflict: conflict.as_ref(),
        alternatives: others.as_ref(),
        asked_gap: options.gap,
    };
    let mut output = Output {
        stdout: rendered(args, &answer, load),
        stderr: input.warnings.clone(),
        exit: exit(outcome.status),
    };
    if matches!(args.format, Format::Csv | Format::Focus) && outcome.verified.is_none() {
        // A table of charges cannot say why there are none.
        output.stderr.push_str(&report::text(&answer));
    }
    write_terraform(args, &input, &outcome, &mut output)?;
    args.target.deliver(output)
}

/// What comes next is known only where the chosen placement is known to be the cheapest.
fn options(args: &Solve) -> Options {
    let options = args.solving.options();
    if args.alternatives.is_some() { Options { gap: Decimal::ZERO, ..options } } else { options }
}

fn wanted(args: &Solve) -> Option<Wanted> {
    let within = Decimal::from_parts(args.within.millionths(), 0, 0, false, 6);
    args.alternatives.map(|most| Wanted { most: usize::from(most), within })
}

fn rendered(args: &Solve, answer: &Answer<'_>, load: Duration) -> String {
    match args.format {
        Format::Table => report::text(answer),
        Format::Json => report::json(answer, load),
        Format::Markdown => report::markdown(answer),
        Format::Csv => report::csv(answer),
        Format::Focus => report::focus(answer, args.month.unwrap_or_else(clock::this_month)),
    }
}

const fn exit(status: Status) -> Exit {
    match status {
        Status::Optimal | Status::Feasible => Exit::Yes,
        Status::Infeasible => Exit::No,
        Status::Unknown => Exit::Unsure,
    }
}

fn write_terraform(
    args: &Solve,
    input: &Input,
    outcome: &Outcome,
    output: &mut Output,
) -> Result<(), CommandError> {
    let Some(folder) = &args.terraform else { return Ok(()) };
    let Some(verified) = &outcome.verified else {
        output.note(&format!("wrote nothing to {}", folder.display()));
        return Ok(());
    };
    let files = crate::terraform::render(&input.topology, &input.catalog, verified);
    for kept in io::write_folder(folder, &files, args.force)? {
        output.note(&format!("kept {} as it was", folder.join(kept).display()));
    }
    output.note(&format!("wrote {} to {}", count(files.len(), "file"), folder.display()));
    Ok(())
}

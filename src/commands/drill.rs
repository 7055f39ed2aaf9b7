//! `mcplan drill`: losses played on the placement of a plan.

use std::num::NonZeroUsize;

use clap::ValueEnum;

use crate::explain::{Event, Simulated, UnknownLoss, Verdict, Years};
use crate::placement::{Context, Verified};
use crate::report::{self, DrillAnswer, SimulationAnswer};

use super::error::CommandError;
use super::input::Input;
use super::output::{Exit, Output};
use super::subject::Subject;
use super::target::Target;

/// Plays losses on the placement of a plan: what takes over, and when all is back
///
/// Solves the plan, or takes a placement that was solved before, then loses every zone, site and provider
/// in use, one by one, and every two sites; or what `--lose` names. Each service is held against what the
/// plan asks it to survive; a larger loss is shown, but breaks no promise.
///
/// Exit status: 0 all promises hold, 1 one does not (with `--simulate`: a target of availability), 2 no
/// answer (bad input, no placement, a file that cannot be read or written).
#[derive(Debug, clap::Args)]
pub(super) struct Drill {
    #[command(flatten)]
    subject: Subject,
    /// Lose this only; with several names, all of them at once
    ///
    /// A provider (azure), a site (aws:eu-west-1), the fullest zone of one (zone:aws:eu-west-1), or all sites
    /// of a country or zone of law (geo:ie, geo:eu).
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    lose: Vec<String>,
    /// How to print the answer; csv has a row for each loss and service
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Play years of random outages instead, by how often the catalogs say that things fail; table or json
    #[arg(long, conflicts_with = "lose")]
    simulate: bool,
    /// How many years
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1_000,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000),
        requires = "simulate"
    )]
    years: u32,
    /// Where the random numbers begin: the same seed gives the same years
    #[arg(long, value_name = "S", default_value_t = 1, requires = "simulate")]
    seed: u64,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables for a terminal
    Table,
    /// One JSON object, mcplan.drill/1
    Json,
    /// A runbook that a person can follow, as a page of Markdown
    Markdown,
    /// Every fate as comma-separated values
    Csv,
    /// SARIF 2.1.0: promises that do not hold, at their services in the plan
    Sarif,
    /// XML as `JUnit` writes it: every loss and service that is asked to survive it
    Junit,
}

pub(super) fn run(args: &Drill) -> Result<Output, CommandError> {
    args.subject.check(&args.target)?;
    let opened = args.subject.open()?;
    let named = Event::named(&opened.input.catalog, &args.lose).map_err(unknown)?;
    let verified = args.subject.verified(&opened)?;
    let input = opened.input;
    let (stdout, exit) = if args.simulate {
        simulated(args, &input, &verified)?
    } else {
        drilled(args, &input, &verified, named)
    };
    args.target.deliver(Output { stdout, stderr: input.warnings, exit })
}

/// Losses one by one.
fn drilled(args: &Drill, input: &Input, verified: &Verified, named: Event) -> (String, Exit) {
    let context = Context { topology: &input.topology, catalog: &input.catalog };
    let in_full = !args.lose.is_empty();
    let events =
        if in_full { vec![named] } else { Event::usual(&input.catalog, verified.placement()) };
    let drill = crate::explain::drill(context, verified, events);
    let answer = DrillAnswer {
        topology: &input.topology,
        catalog: &input.catalog,
        placement: verified.placement(),
        drill: &drill,
        in_full,
    };
    let stdout = match args.format {
        Format::Table => report::drill_text(&answer),
        Format::Json => report::drill_json(&answer),
        Format::Markdown => report::drill_markdown(&answer),
        Format::Csv => report::drill_csv(&answer),
        Format::Sarif => report::sarif(&report::drill_findings(&answer, &input.sources)),
        Format::Junit => {
            report::junit("mcplan drill", &report::drill_findings(&answer, &input.sources))
        }
    };
    let exit = if drill.verdict() == Verdict::Broken { Exit::No } else { Exit::Yes };
    (stdout, exit)
}

/// Years of random outages.
fn simulated(
    args: &Drill,
    input: &Input,
    verified: &Verified,
) -> Result<(String, Exit), CommandError> {
    let context = Context { topology: &input.topology, catalog: &input.catalog };
    let render = match args.format {
        Format::Table => report::simulation_text,
        Format::Json => report::simulation_json,
        Format::Markdown | Format::Csv | Format::Sarif | Format::Junit => {
            return Err(CommandError::SimulationFormat);
        }
    };
    let workers = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let years = Years { count: args.years, seed: args.seed, workers };
    let simulation = crate::explain::simulate(context, verified, years);
    let missed = simulation.lines.iter().any(Simulated::misses_target);
    let answer = SimulationAnswer {
        topology: &input.topology,
        catalog: &input.catalog,
        simulation: &simulation,
    };
    Ok((render(&answer), if missed { Exit::No } else { Exit::Yes }))
}

fn unknown(loss: UnknownLoss) -> CommandError {
    let hint = match loss.near {
        Some(near) => format!("\nhint: did you mean `{near}`?"),
        None => "\nhint: give a provider, a site, zone:SITE or geo:COUNTRY; `mcplan catalog list` shows \
                 the sites"
            .to_owned(),
    };
    CommandError::UnknownLoss { name: loss.name, hint }
}

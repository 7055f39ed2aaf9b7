//! `mcplan robust`: the placement of a plan over loads and prices that are not known.

use std::path::PathBuf;
use std::time::Instant;

use clap::ValueEnum;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::explain::{Choice, choice, held};
use crate::milp::{Options, Outcome};
use crate::placement::{Context, Verified};
use crate::plan::{Change, Topology, Uncertain};
use crate::report::{self, Held, RobustAnswer};
use crate::units::Usd;

use super::error::CommandError;
use super::input::{Input, Opened, diagnosed};
use super::output::{Exit, Output};
use super::solving::Solving;
use super::target::Target;

/// Holds the placement of a plan against loads and prices that are not known
///
/// Draws load and prices from the ranges of `uncertainty` and asks what the placement of the plan costs in each draw
/// with its sites and strategies held, against the cheapest placement of that draw. The cheapest ones of all draws are
/// held against all other draws too: the table says which is best on average and which in the worst twentieth.
///
/// Exit status: 0 the placement holds in every draw, 1 it does not hold in some, 2 no answer (bad input, no
/// placement, a file that cannot be read or written).
#[derive(Debug, clap::Args)]
pub(super) struct Robust {
    /// The plan
    plan: PathBuf,
    /// How many draws
    #[arg(
        long,
        value_name = "K",
        default_value_t = 40,
        value_parser = clap::value_parser!(u32).range(1..=10_000)
    )]
    scenarios: u32,
    /// Where the random numbers begin: the same seed gives the same draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
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
    /// One JSON object, mcplan.robust/1
    Json,
}

pub(super) fn run(args: &Robust) -> Result<Output, CommandError> {
    args.target.check(&args.plan)?;
    let opened = args.solving.open(&args.plan)?;
    let base = opened.check(&opened.document)?;
    let ranges = crate::plan::uncertainty(&opened.document)
        .map_err(|found| diagnosed(&found, &opened.sources))?;
    if ranges.is_empty() {
        return Err(CommandError::NothingUncertain { path: args.plan.clone() });
    }
    let options = args.solving.options();
    let placed = solve(&base, &base.topology, options).verified.ok_or(CommandError::NoPlacement)?;
    let chosen = choice(context(&base, &base.topology), &placed);
    let draws = (0..args.scenarios).into_par_iter();
    let draws = draws.map(|index| drawn(&opened, &ranges, (args.seed, index), options));
    let draws = draws.collect::<Result<Vec<Draw>, CommandError>>()?;
    let mut choices = vec![chosen];
    for found in draws.iter().filter_map(|draw| draw.choice.as_ref()) {
        if !choices.contains(found) {
            choices.push(found.clone());
        }
    }
    let candidates = choices.into_iter().map(|choice| costs(&opened, &draws, choice, options));
    let candidates = candidates.collect::<Result<Vec<Held>, CommandError>>()?;
    let answer = RobustAnswer {
        topology: &base.topology,
        seed: args.seed,
        clairvoyant: draws.iter().map(|draw| draw.least).collect(),
        candidates,
    };
    let holds = answer.candidates[0].costs.iter().all(Option::is_some);
    let stdout = match args.format {
        Format::Table => report::robust_text(&answer),
        Format::Json => report::robust_json(&answer),
    };
    let exit = if holds { Exit::Yes } else { Exit::No };
    args.target.deliver(Output { stdout, stderr: base.warnings, exit })
}

/// The plan in one draw, with its cheapest placement.
struct Draw {
    changes: Vec<Change>,
    input: Input,
    choice: Option<Choice>,
    least: Option<Usd>,
}

/// Every draw has random numbers of its own, so that threads and the number of draws change nothing in it.
fn drawn(
    opened: &Opened,
    ranges: &[Uncertain],
    (seed, index): (u64, u32),
    options: Options,
) -> Result<Draw, CommandError> {
    // Odd factors spread neighbours over all seeds; two of them, or draws of one seed would be those of the next.
    let place = (u64::from(index) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let own = seed.wrapping_mul(0xBF58_476D_1CE4_E5B9).wrapping_add(place);
    let mut dice = fastrand::Rng::with_seed(own);
    let changes = ranges.iter().map(|range| range.at(dice.u32(0..=Uncertain::steps())));
    let changes: Vec<Change> = changes.collect();
    let document = crate::plan::changed(&opened.document, &changes)
        .map_err(|found| diagnosed(&found, &opened.sources))?;
    let input = opened.check(&document)?;
    let placed = solve(&input, &input.topology, options).verified;
    let choice = placed.as_ref().map(|placed| choice(context(&input, &input.topology), placed));
    let least = placed.as_ref().map(Verified::total);
    Ok(Draw { changes, input, choice, least })
}

/// What a choice costs in each draw; the cheapest of a draw was solved already.
fn costs(
    opened: &Opened,
    draws: &[Draw],
    choice: Choice,
    options: Options,
) -> Result<Held, CommandError> {
    let cost = |draw: &Draw| {
        if draw.choice.as_ref() == Some(&choice) {
            return Ok(draw.least);
        }
        let hold = held(&draw.input.topology, &choice);
        let changes: Vec<Change> = draw.changes.iter().cloned().chain(hold).collect();
        let document = crate::plan::changed(&opened.document, &changes)
            .map_err(|found| diagnosed(&found, &opened.sources))?;
        let input = opened.check(&document)?;
        Ok(solve(&input, &input.topology, options).verified.as_ref().map(Verified::total))
    };
    let costs = (0..draws.len()).into_par_iter().map(|index| cost(&draws[index]));
    let costs = costs.collect::<Result<_, CommandError>>()?;
    Ok(Held { choice, costs })
}

fn context<'a>(input: &'a Input, topology: &'a Topology) -> Context<'a> {
    Context { topology, catalog: &input.catalog }
}

fn solve(input: &Input, topology: &Topology, options: Options) -> Outcome {
    let started = Instant::now();
    crate::milp::solve(context(input, topology), options, &|| started.elapsed())
}

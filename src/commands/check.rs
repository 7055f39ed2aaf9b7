//! `mcplan check`: everything that is wrong with a plan, without solving it.

use std::path::PathBuf;

use crate::diag::count;

use super::error::CommandError;
use super::input;
use super::output::Output;

/// Checks a plan without solving it
///
/// Reads the plan and the catalogs it names and reports every mistake in one run, each with its line
/// and a hint. Whether a placement exists is for `mcplan solve` to say.
///
/// Exit status: 0 the plan can be solved, 2 it cannot be used as it is.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// The plan
    plan: PathBuf,
    /// A folder with catalogs of your own, which add to those the plan names; may be repeated
    #[arg(long, value_name = "DIR")]
    catalog: Vec<PathBuf>,
}

pub(super) fn run(args: &Check) -> Result<Output, CommandError> {
    let input = input::read(&args.plan, &args.catalog)?;
    let topology = &input.topology;
    let summary = format!(
        "{}: no mistakes in {}, {} and {}\n",
        args.plan.display(),
        count(topology.services.len(), "service"),
        count(topology.flows.len(), "flow"),
        count(topology.requirements.len(), "requirement"),
    );
    Ok(Output { stderr: input.warnings, ..Output::yes(summary) })
}

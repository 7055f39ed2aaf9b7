//! `mcplan check`: everything that is wrong with a plan, without solving it.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::diag::count;
use crate::report::{self, FilePlace, Level, PipelineFinding};

use super::error::CommandError;
use super::input;
use super::output::{Exit, Output};
use super::target::Target;

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
    /// How to print the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Mistakes with their lines, on standard error
    Text,
    /// SARIF 2.1.0, for code review
    Sarif,
    /// XML as `JUnit` writes it, for test reports
    Junit,
}

pub(super) fn run(args: &Check) -> Result<Output, CommandError> {
    args.target.check(&args.plan)?;
    let output = match args.format {
        Format::Text => told(args),
        Format::Sarif => found(args, report::sarif),
        Format::Junit => found(args, |all| report::junit("mcplan check", all)),
    };
    args.target.deliver(output?)
}

/// All findings for a pipeline; the plan itself, if there is none.
fn found(
    args: &Check,
    render: impl Fn(&[PipelineFinding]) -> String,
) -> Result<Output, CommandError> {
    let (mut findings, exit) = match input::read(&args.plan, &args.catalog) {
        Ok(input) => (input.findings, Exit::Yes),
        Err(CommandError::Diagnosed(drawn)) => (drawn.findings, Exit::Unsure),
        Err(other) => return Err(other),
    };
    if findings.is_empty() {
        let file = args.plan.display().to_string();
        findings.push(PipelineFinding {
            rule: "plan/check".to_owned(),
            level: Level::Passed,
            name: file.clone(),
            message: "no mistakes".to_owned(),
            place: FilePlace::whole(file),
        });
    }
    Ok(Output { stdout: render(&findings), stderr: String::new(), exit })
}

/// Mistakes for people.
fn told(args: &Check) -> Result<Output, CommandError> {
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

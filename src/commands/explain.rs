//! `mcplan explain`: one service of a placement in full, or what each requirement of a plan costs.

use clap::ValueEnum;

use crate::placement::Context;
use crate::report::{self, ExplanationAnswer};

use super::error::CommandError;
use super::output::{Exit, Output};
use super::subject::Subject;
use super::target::Target;

/// Explains what each requirement costs, or one service in full
///
/// Without a service, solves the plan again without each of its requirements, always to the end (--gap has no
/// say, --time-limit is for each solve): what each alone costs, what all of residency and recovery, several
/// providers and each nine cost. If the plan has no placement, shows which single requirement to give up or
/// loosen, the cheapest first.
///
/// With a service, its cost line by line, its recovery term by term, and what else was possible. Solves the
/// plan, or takes a placement that was solved before. Every line has its catalog row, and every figure of the
/// recovery its source.
///
/// Exit status: 0 explained, 1 the plan has no placement, or none with the service there (repairs are shown), 2 no answer (bad input, no
/// placement of the service, a file that cannot be read or written).
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    #[command(flatten)]
    subject: Subject,
    /// The service; without one, the prices of all requirements
    #[arg(value_name = "SERVICE")]
    service: Option<String>,
    /// Why SERVICE is not there: a site, or a pattern such as 'azure:*' of which it is to use one
    ///
    /// Shows what the cheapest placement with SERVICE there costs more, term by term, and by how much the service, or
    /// what it runs on, would have to be cheaper there; or which requirements exclude it, and how far they would have to
    /// be loosened. Other than a pin, it asks for one of the service's sites only.
    #[arg(long, value_name = "SITE", requires = "service")]
    why_not: Option<String>,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables for a terminal
    Table,
    /// One JSON object: mcplan.prices/1, mcplan.explanation/1 of a service, mcplan.why-not/1
    Json,
    /// The tables as Markdown
    Markdown,
    /// The prices as comma-separated values
    Csv,
}

pub(super) fn run(args: &Explain) -> Result<Output, CommandError> {
    args.subject.check(&args.target)?;
    match &args.service {
        Some(name) => match &args.why_not {
            Some(site) => why_not(args, name, site),
            None => service(args, name),
        },
        None => prices(args),
    }
}

/// What the requirements of a plan cost.
fn prices(args: &Explain) -> Result<Output, CommandError> {
    let (plan, solving) = args.subject.only_plan()?;
    let rendered = match args.format {
        Format::Table => report::prices_text,
        Format::Json => report::prices_json,
        Format::Markdown => report::prices_markdown,
        Format::Csv => report::prices_csv,
    };
    args.target.deliver(super::prices::run(plan, solving, rendered)?)
}

/// One service elsewhere.
fn why_not(args: &Explain, name: &str, site: &str) -> Result<Output, CommandError> {
    let (plan, solving) = args.subject.only_plan()?;
    let rendered = match args.format {
        Format::Table => report::why_not_text,
        Format::Json => report::why_not_json,
        Format::Markdown => report::why_not_markdown,
        Format::Csv => return Err(CommandError::ServiceFormat),
    };
    args.target.deliver(super::why_not::run(plan, solving, (name, site), rendered)?)
}

/// One service in full.
fn service(args: &Explain, name: &str) -> Result<Output, CommandError> {
    let opened = args.subject.open()?;
    let context = Context { topology: &opened.input.topology, catalog: &opened.input.catalog };
    let id = super::why_not::service_called(context.topology, name)?;
    let verified = args.subject.verified(&opened)?;
    let (why, rejected) = crate::explain::decision(context, &verified, id);
    let answer = ExplanationAnswer { context, verified: &verified, why: &why, rejected: &rejected };
    let stdout = match args.format {
        Format::Table => report::explanation_text(&answer),
        Format::Json => report::explanation_json(&answer),
        Format::Markdown => report::explanation_markdown(&answer),
        Format::Csv => return Err(CommandError::ServiceFormat),
    };
    let stderr = opened.input.warnings.clone();
    args.target.deliver(Output { stdout, stderr, exit: Exit::Yes })
}

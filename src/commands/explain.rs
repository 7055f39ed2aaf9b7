//! `mcplan explain`: one service of a placement in full.

use clap::ValueEnum;

use crate::diag::nearest;
use crate::placement::Context;
use crate::report::{self, ExplanationAnswer};

use super::error::CommandError;
use super::output::{Exit, Output};
use super::subject::Subject;
use super::target::Target;

/// Explains one service: its cost line by line, its recovery term by term, what else was possible
///
/// Solves the plan, or takes a placement that was solved before. Every line has its catalog row, and every
/// figure of the recovery its source.
///
/// Exit status: 0 explained, 2 no answer (bad input, no placement, a file that cannot be read or written).
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    #[command(flatten)]
    subject: Subject,
    /// The service
    #[arg(value_name = "SERVICE")]
    service: String,
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
    /// One JSON object, mcplan.explanation/1
    Json,
    /// The tables as Markdown
    Markdown,
}

pub(super) fn run(args: &Explain) -> Result<Output, CommandError> {
    args.subject.check(&args.target)?;
    let opened = args.subject.open()?;
    let context = Context { topology: &opened.input.topology, catalog: &opened.input.catalog };
    let find = |name: &str| {
        let mut all = context.topology.service_ids();
        all.find(|&id| context.topology.service(id).name.value == name)
    };
    let Some(id) = find(&args.service) else {
        let names = context.topology.services.iter().map(|service| service.name.value.as_str());
        let near = nearest(&args.service, names).map(str::to_owned);
        return Err(CommandError::UnknownService { name: args.service.clone(), near });
    };
    let verified = args.subject.verified(&opened)?;
    let (why, rejected) = crate::explain::decision(context, &verified, id);
    let answer = ExplanationAnswer { context, verified: &verified, why: &why, rejected: &rejected };
    let stdout = match args.format {
        Format::Table => report::explanation_text(&answer),
        Format::Json => report::explanation_json(&answer),
        Format::Markdown => report::explanation_markdown(&answer),
    };
    let stderr = opened.input.warnings.clone();
    args.target.deliver(Output { stdout, stderr, exit: Exit::Yes })
}

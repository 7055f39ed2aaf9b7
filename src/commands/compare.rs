//! `mcplan compare`: two plans, or answers to them, side by side.

use std::path::{Path, PathBuf};

use crate::diag::{Diagnostics, Sources};
use crate::explain::{Reasons, Side};
use crate::report;

use super::comparing::Comparing;
use super::error::CommandError;
use super::input::diagnosed;
use super::io;
use super::kept;
use super::output::Output;
use super::solved::Solved;
use super::solving::Solving;

/// Compares two plans, or answers that were kept
///
/// Each side is a plan, which is solved, or the output of `mcplan solve --format json`, which is read back. Shows
/// what B costs more than A, which services moved or changed, and where recovery, availability and latency
/// differ. An answer is held against its plan, if that is where it was: if it does not hold any more, or costs
/// something else by the prices of today, a line on standard error says so.
///
/// Exit status: 0 compared, 1 B has no placement or a --fail-if came true, 2 no answer (bad input, a file
/// that cannot be read or written, a limit reached before a placement was found).
#[derive(Debug, clap::Args)]
pub(super) struct Compare {
    /// The base: a plan, or an answer in JSON
    a: PathBuf,
    /// What is held against it: a plan, or an answer in JSON
    b: PathBuf,
    #[command(flatten)]
    comparing: Comparing,
    #[command(flatten)]
    solving: Solving,
}

/// A side before it is compared.
enum Read {
    Plan(Box<Solved>),
    /// With what there is to say against it.
    Answer(Box<Side>, Option<String>),
}

pub(super) fn run(args: &Compare) -> Result<Output, CommandError> {
    args.comparing.target.check(&args.a)?;
    args.comparing.target.check(&args.b)?;
    let conditions = args.comparing.conditions()?;
    let read = [read(&args.a, args)?, read(&args.b, args)?];
    let sides = [&args.a, &args.b].into_iter().zip(&read).map(|(path, read)| match read {
        Read::Plan(solved) => solved.side(path.display().to_string()),
        Read::Answer(side, _) => (**side).clone(),
    });
    let comparison = crate::explain::compare(sides.collect(), &Reasons::new());
    let answers = read.iter().map(|read| match read {
        Read::Plan(solved) => Some(solved.answer()),
        Read::Answer(..) => None,
    });
    let answers: Vec<_> = answers.collect();
    let file = args.b.display().to_string();
    let mut output = args.comparing.answer(&comparison, &answers, &conditions, &file)?;
    for read in &read {
        match read {
            Read::Plan(solved) => output.stderr.push_str(&solved.input.warnings),
            Read::Answer(_, doubts) => doubts.iter().for_each(|doubt| output.note(doubt)),
        }
    }
    args.comparing.target.deliver(output)
}

/// What is called `.json` or begins with a brace, as no plan does, is an answer.
fn read(path: &Path, args: &Compare) -> Result<Read, CommandError> {
    let text = io::text(path)?;
    let called = path.extension().is_some_and(|extension| extension == "json");
    if !called && !text.trim_start().starts_with('{') {
        let solved = Solved::of(args.solving.read(path)?, args.solving.options());
        return Ok(Read::Plan(Box::new(solved)));
    }
    let mut sources = Sources::default();
    let name = path.display().to_string();
    let source = sources.add(name.clone(), text.as_str());
    let snapshot = report::read_solution(source, &sources).map_err(|problem| {
        let mut problems = Diagnostics::default();
        problems.push(problem);
        diagnosed(&problems, &sources)
    })?;
    let doubts = kept::doubts(path, &text, &snapshot, &args.solving);
    Ok(Read::Answer(Box::new(Side { name, snapshot, conflict: Vec::new() }), doubts))
}

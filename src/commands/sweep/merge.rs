//! `mcplan sweep merge`: the parts of a sweep as one, and what is not there of it.

use std::path::{Path, PathBuf};

use crate::commands::error::CommandError;
use crate::commands::io;
use crate::commands::output::Output;
use crate::explain::{self, Part};
use crate::report;

use super::command::Answering;

/// Puts the parts of a sweep together, and says what is missing or failed
///
/// Exit status: 0 every scenario of the grid has a result, 1 some are missing, failed, or have results that
/// disagree, 2 no answer (a file that cannot be read, or is of another sweep).
#[derive(Debug, clap::Args)]
pub(super) struct Merge {
    /// Files of results
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    answer: Answering,
}

pub(super) fn run(args: &Merge) -> Result<Output, CommandError> {
    let mut torn = Vec::new();
    let parts = args.files.iter().map(|file| part(file, &mut torn));
    let parts = parts.collect::<Result<Vec<Part>, CommandError>>()?;
    let ids = parts.first().map(|part| part.header.ids()).unwrap_or_default();
    let gathered = explain::gather(&parts, &ids)
        .map_err(|found| CommandError::SweepsDiffer { first: found.first, other: found.other })?;
    let mut output = args.answer.output(&gathered)?;
    for file in torn {
        output.note(&format!("{}: the last line is torn; run this part again", file.display()));
    }
    Ok(output)
}

fn part<'f>(file: &'f Path, torn: &mut Vec<&'f Path>) -> Result<Part, CommandError> {
    if !io::exists(file) {
        let source = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(CommandError::Read { path: file.to_owned(), source });
    }
    let (text, rest) = io::whole_lines(file)?;
    if !rest.is_empty() {
        torn.push(file);
    }
    report::read_results(&file.display().to_string(), &text)
        .map_err(|why| CommandError::NotResults { path: file.to_owned(), why })
}

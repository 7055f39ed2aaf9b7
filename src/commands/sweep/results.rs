//! The file of a part: taken up where an earlier run left it, and grown by each result.

use std::path::Path;

use crate::commands::error::CommandError;
use crate::commands::io::{self, Journal};
use crate::explain::{Part, ScenarioResult, SweepHeader};
use crate::report;

/// Opens the file, or begins it. The results that are there already come with it.
pub(super) fn resume(path: &Path, header: &SweepHeader) -> Result<(Journal, Part), CommandError> {
    let file = path.display().to_string();
    let (text, torn) = io::whole_lines(path)?;
    let first = report::header_line(header);
    if text.is_empty() {
        // All of the file is a first line that was torn, or it is none of ours.
        if !first.as_bytes().starts_with(&torn) {
            return Err(unusable(path, report::ResultsMistake::NotResults));
        }
        let journal = Journal::open(path, 0)?;
        journal.append(&first)?;
        return Ok((journal, Part { file, header: header.clone(), results: Vec::new() }));
    }
    let part = report::read_results(&file, &text).map_err(|why| unusable(path, why))?;
    if part.header.fingerprint != header.fingerprint {
        return Err(CommandError::OtherSweep { path: path.to_owned() });
    }
    if part.header.shard != header.shard {
        let found = format!("{}/{}", part.header.shard.part, part.header.shard.of);
        return Err(CommandError::OtherShard { path: path.to_owned(), found });
    }
    Ok((Journal::open(path, text.len())?, part))
}

fn unusable(path: &Path, why: report::ResultsMistake) -> CommandError {
    CommandError::NotResults { path: path.to_owned(), why }
}

/// Appends a result.
pub(super) fn keep(journal: &Journal, result: &ScenarioResult) -> Result<(), CommandError> {
    journal.append(&report::result_line(result))
}

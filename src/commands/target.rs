//! Where the answer of a command goes: to standard output, or to a file instead.

use std::path::{Path, PathBuf};

use super::error::CommandError;
use super::io;
use super::output::Output;

/// A file for the answer.
#[derive(Debug, clap::Args)]
pub(super) struct Target {
    /// Write the answer to a file instead of printing it
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Target {
    /// Refuses to replace the plan by its answer.
    pub(super) fn check(&self, plan: &Path) -> Result<(), CommandError> {
        match self.output.as_ref().filter(|path| io::is_same_file(path, plan)) {
            Some(path) => {
                let why = "it is the plan itself";
                Err(CommandError::NotReplaceable { path: path.clone(), why })
            }
            None => Ok(()),
        }
    }

    /// Moves the answer from standard output to the file, if one is given.
    pub(super) fn deliver(&self, mut output: Output) -> Result<Output, CommandError> {
        if let Some(path) = &self.output {
            io::write_file(path, &std::mem::take(&mut output.stdout))?;
            output.note(&format!("wrote {}", path.display()));
        }
        Ok(output)
    }
}

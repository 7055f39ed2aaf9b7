//! A file that grows line by line and outlives a kill: what was appended is there, what was not is at most a torn
//! last line, which readers leave out and the next writer cuts off.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::commands::error::CommandError;

use super::write_file::parent;

/// The whole lines of a file, and what stands behind the last of them; nothing of a file that is not there.
pub(in crate::commands) fn whole_lines(path: &Path) -> Result<(String, Vec<u8>), CommandError> {
    let failed = |source| CommandError::Read { path: path.to_owned(), source };
    let mut bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(failed(error)),
    };
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let torn = bytes.split_off(end);
    let text = String::from_utf8(bytes);
    let text = text.map_err(|error| failed(std::io::Error::new(ErrorKind::InvalidData, error)))?;
    Ok((text, torn))
}

/// A file to which lines are appended, by any thread.
pub(in crate::commands) struct Journal {
    path: PathBuf,
    /// `None` after a write that failed: what it left must stay at the end of the file.
    file: Mutex<Option<File>>,
}

impl Journal {
    /// Opens or makes a file of which the first `keep` bytes are whole lines, and cuts off the rest.
    pub(in crate::commands) fn open(path: &Path, keep: usize) -> Result<Journal, CommandError> {
        let open = || {
            let file = OpenOptions::new().create(true).append(true).open(path)?;
            file.set_len(keep as u64)?;
            file.sync_all()?;
            // A new name is kept by its folder, where systems have folders that can be opened.
            if let Ok(folder) = File::open(parent(path)) {
                let _ = folder.sync_all();
            }
            Ok(file)
        };
        let file =
            open().map_err(|source| CommandError::Write { path: path.to_owned(), source })?;
        Ok(Journal { path: path.to_owned(), file: Mutex::new(Some(file)) })
    }

    /// Appends a line in one write, and waits until it is kept.
    pub(in crate::commands) fn append(&self, line: &str) -> Result<(), CommandError> {
        let failed = |source| CommandError::Write { path: self.path.clone(), source };
        let mut held = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(file) = held.as_mut() else {
            return Err(failed(std::io::Error::other("an earlier line could not be written")));
        };
        let done = file.write_all(line.as_bytes()).and_then(|()| file.sync_data());
        if done.is_err() {
            *held = None;
        }
        done.map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::{Journal, whole_lines};

    #[test]
    fn a_torn_line_is_left_out_and_then_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines");
        assert_eq!(whole_lines(&path).unwrap(), (String::new(), Vec::new()));
        // The tear goes through a character.
        std::fs::write(&path, b"one\ntwo\nthr\xc3").unwrap();
        let (text, torn) = whole_lines(&path).unwrap();
        assert_eq!((text.as_str(), torn.as_slice()), ("one\ntwo\n", &b"thr\xc3"[..]));
        let journal = Journal::open(&path, text.len()).unwrap();
        journal.append("three\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\ntwo\nthree\n");
    }

    #[test]
    fn lines_of_many_threads_stay_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines");
        let journal = Journal::open(&path, 0).unwrap();
        std::thread::scope(|scope| {
            for name in ["a", "b", "c"] {
                let journal = &journal;
                scope.spawn(move || {
                    for _ in 0..20 {
                        journal.append(&(name.repeat(100) + "\n")).unwrap();
                    }
                });
            }
        });
        let text = std::fs::read_to_string(&path).unwrap();
        let same = |line: &str| line.chars().all(|c| line.starts_with(c)) && line.len() == 100;
        assert!(text.lines().count() == 60 && text.lines().all(same));
    }
}

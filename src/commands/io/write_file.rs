//! Writes one file whole or not at all.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::commands::error::CommandError;

/// Writes a file so that a reader sees the old text or the new one, never a part. A path that leads to
/// something else than a file (such as `/dev/null` or a named pipe) is written to directly.
pub(in crate::commands) fn write_file(path: &Path, text: &str) -> Result<(), CommandError> {
    let done = match fs::metadata(path) {
        Ok(found) if found.is_file() => {
            path.canonicalize().and_then(|real| replace(&real, Some(found.permissions()), text))
        }
        Ok(_) => fs::write(path, text),
        Err(_) => replace(path, None, text),
    };
    done.map_err(|source| CommandError::Write { path: path.to_owned(), source })
}

fn replace(path: &Path, keep: Option<fs::Permissions>, text: &str) -> std::io::Result<()> {
    // Asked first, because the error about a temporary file would name that file.
    fs::metadata(parent(path))?;
    let mut builder = tempfile::Builder::new();
    // Temporary files are private; a new file gets what the user's mask leaves.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.prefix(".mcplan-").tempfile_in(parent(path))?;
    file.write_all(text.as_bytes())?;
    if let Some(keep) = keep {
        file.as_file().set_permissions(keep)?;
    }
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// The folder that holds a path.
pub(super) fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

#[cfg(test)]
mod tests {
    use super::write_file;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        write_file(&path, "one").unwrap();
        write_file(&path, "two").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_device_stays_a_device() {
        write_file(std::path::Path::new("/dev/null"), "text").unwrap();
        assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn a_folder_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let error = write_file(folder.path(), "text").unwrap_err();
        assert!(error.to_string().starts_with("cannot write "));
    }
}

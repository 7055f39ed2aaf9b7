//! Reads plans and catalog folders as text.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::catalog::CatalogText;
use crate::commands::error::CommandError;

/// The largest file that is read, in MiB. The largest bundled catalog is far below.
const LIMIT_MIB: u64 = 16;

/// How deep folders of a catalog may be nested; a loop of links ends here too.
const DEPTH: usize = 8;

/// Whether there is a file or folder.
pub(in crate::commands) fn exists(path: &Path) -> bool {
    path.exists()
}

/// Whether two paths lead to the same existing file.
pub(in crate::commands) fn is_same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// The text of a file.
pub(in crate::commands) fn text(path: &Path) -> Result<String, CommandError> {
    let failed = |source| CommandError::Read { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let limit = LIMIT_MIB * 1024 * 1024;
    let file = File::open(path).map_err(failed)?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(CommandError::TooLarge { path: path.to_owned(), limit: LIMIT_MIB });
    }
    String::from_utf8(bytes).map_err(|error| {
        let (line, column) = place(error.as_bytes(), error.utf8_error().valid_up_to());
        CommandError::NotText { path: path.to_owned(), line, column }
    })
}

/// Line and column (from 1, in characters) of the first byte that is not text.
fn place(bytes: &[u8], valid: usize) -> (usize, usize) {
    let before = String::from_utf8_lossy(&bytes[..valid]);
    let last = before.rsplit('\n').next().unwrap_or("");
    (before.matches('\n').count() + 1, last.chars().count() + 1)
}

/// The texts of a catalog given by path: a file, or a folder with all its .csv and .toml files, sorted
/// by name.
pub(in crate::commands) fn catalog_texts(path: &Path) -> Result<Vec<CatalogText>, CommandError> {
    let mut files = Vec::new();
    if path.is_dir() {
        collect(path, DEPTH, &mut files)?;
    } else {
        files.push(path.to_owned());
    }
    if files.is_empty() {
        return Err(CommandError::NoCatalog { path: path.to_owned() });
    }
    files.sort();
    let read =
        |file: &PathBuf| Ok(CatalogText { name: file.display().to_string(), text: text(file)? });
    files.iter().map(read).collect()
}

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), CommandError> {
    let failed = |source| CommandError::Read { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_table = path.extension().is_some_and(|e| e == "csv" || e == "toml");
        if path.is_dir() && depth > 0 {
            collect(&path, depth - 1, files)?;
        } else if is_table {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{catalog_texts, place, text};
    use crate::commands::error::CommandError;

    #[test]
    fn the_place_of_a_bad_byte_is_told() {
        assert_eq!(place("ä\nbc\u{e9}".as_bytes(), 5), (2, 3));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.toml");
        std::fs::write(&path, b"[plan]\nname = \"\xff\"\n").unwrap();
        let error = text(&path).unwrap_err();
        assert!(matches!(error, CommandError::NotText { line: 2, column: 9, .. }), "{error}");
    }

    #[test]
    fn a_folder_is_read_in_order_of_names() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["b/x.csv", "a.toml", "notes.md"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let texts = catalog_texts(folder.path()).unwrap();
        let names: Vec<&str> = texts.iter().map(|t| t.name.rsplit('/').next().unwrap()).collect();
        assert_eq!(names, ["a.toml", "x.csv"]);
        assert!(matches!(
            catalog_texts(&folder.path().join("none")),
            Err(CommandError::Read { .. })
        ));
    }
}

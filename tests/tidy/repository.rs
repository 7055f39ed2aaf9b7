//! The files of the repository, in the order of their paths.

use std::fs;
use std::path::{Path, PathBuf};

use crate::source::Source;

/// The folder that holds `Cargo.toml`.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file of `src/`.
pub fn sources() -> Vec<Source> {
    let all = files("src").into_iter().filter(|(path, _)| is_rust(path));
    let found: Vec<_> = all.map(|(path, text)| Source::new(&path, &text)).collect();
    assert!(found.len() > 50, "only {} sources found", found.len());
    found
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "rs")
}

/// The path and the text of each file that is kept in the repository, apart from the lock file,
/// which names the registry by design, and the licences.
pub fn texts() -> Vec<(String, String)> {
    let folders = ["benches", "catalogs", "docs", "examples", "plans", "src", "tests"];
    let single = ["Cargo.toml", "README.md", "build.rs", "LICENSE"];
    let mut found: Vec<_> = folders.iter().flat_map(|folder| files(folder)).collect();
    for path in single {
        let text = fs::read_to_string(root().join(path));
        found.push((path.to_owned(), text.unwrap_or_else(|error| panic!("{path}: {error}"))));
    }
    found
}

/// The path from the root and the text of each file under a folder.
fn files(folder: &str) -> Vec<(String, String)> {
    let mut paths = Vec::new();
    walk(&root().join(folder), &mut paths);
    paths.sort();
    paths.into_iter().map(|path| (name(&path), text(&path))).collect()
}

fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.expect("an entry of a folder just opened").path();
        if path.is_dir() {
            walk(&path, into);
        } else {
            into.push(path);
        }
    }
}

fn name(path: &Path) -> String {
    let inside = path.strip_prefix(root()).expect("walked from the root");
    inside.to_string_lossy().replace('\\', "/")
}

/// A file that is not text has none of the words that are looked for.
fn text(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    String::from_utf8_lossy(&bytes).into_owned()
}

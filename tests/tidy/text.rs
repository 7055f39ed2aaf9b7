//! What every file says first, and what no file says: the paths of somebody's machine and the hosts
//! of package registries.

use crate::source::Source;

/// Longest module doc; more belongs in `docs/`.
const DOC_MOST: usize = 14;

/// Words in halves, so that this file does not have them itself.
const REFUSED: [(&str, &str); 9] = [
    ("/wo", "rk/"),
    ("/ho", "me/"),
    ("/ro", "ot/"),
    ("../sha", "red"),
    ("crates", ".io"),
    ("pypi", ".org"),
    ("npmjs", ".org"),
    ("proxy.golang", ".org"),
    ("registry.terraform", ".io"),
];

/// A temporary folder may be named by tests, which make one.
const REFUSED_OUTSIDE_TESTS: (&str, &str) = ("/t", "mp/");

/// A file that does not say what it is for, or says too much.
fn module_doc(source: &Source) -> Option<String> {
    let lines = source.text.lines().take_while(|line| line.starts_with("//!")).count();
    match lines {
        0 => Some(source.offence(1, "does not start with `//!`")),
        1..=DOC_MOST => None,
        _ => Some(source.offence(1, &format!("its `//!` has {lines} lines, over {DOC_MOST}"))),
    }
}

/// A `mod.rs` declares and re-exports; code has a file with a name.
fn code_in_mod(source: &Source) -> Option<String> {
    if !source.path.ends_with("/mod.rs") {
        return None;
    }
    let item =
        |text: &str| ["fn", "struct", "enum", "trait", "impl", "const", "static"].contains(&text);
    let first = source.code.iter().find(|token| item(&token.text))?;
    Some(source.offence(first.line, &format!("`{}` in a mod.rs", first.text)))
}

/// Machine paths and registry hosts in a file.
fn foreign(path: &str, text: &str) -> Vec<String> {
    let mut words: Vec<_> = REFUSED.iter().map(|(a, b)| format!("{a}{b}")).collect();
    if !path.starts_with("tests/") {
        words.push(format!("{}{}", REFUSED_OUTSIDE_TESTS.0, REFUSED_OUTSIDE_TESTS.1));
    }
    let found = words.iter().filter(|word| text.contains(*word));
    found.map(|word| format!("{path}: names {word}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{code_in_mod, foreign, module_doc};
    use crate::assert_none;
    use crate::repository::{sources, texts};
    use crate::source::Source;

    #[test]
    fn every_file_says_what_it_is_for() {
        assert_none(&sources().iter().filter_map(module_doc).collect::<Vec<_>>());
    }

    #[test]
    fn mod_files_only_declare() {
        assert_none(&sources().iter().filter_map(code_in_mod).collect::<Vec<_>>());
    }

    #[test]
    fn no_file_names_a_machine_or_a_registry() {
        let found = texts().iter().flat_map(|(path, text)| foreign(path, text)).collect::<Vec<_>>();
        assert_none(&found);
    }

    #[test]
    fn missing_and_endless_docs_are_found() {
        let has = |text: &str| module_doc(&Source::new("src/plan/a.rs", text)).is_some();
        assert!(has("use std::fmt;") && has("") && has(&"//! a\n".repeat(15)));
        assert!(!has("//! What it is for.\n"));
    }

    #[test]
    fn code_in_a_mod_file_is_found() {
        let has = |path: &str, text: &str| code_in_mod(&Source::new(path, text)).is_some();
        assert!(has("src/plan/mod.rs", "mod a;\nfn f() {}"));
        assert!(!has("src/plan/a.rs", "fn f() {}"));
        assert!(!has("src/plan/mod.rs", "//! Has fn.\nmod a;\npub use a::A;"));
    }

    #[test]
    fn machine_paths_are_found() {
        assert_eq!(foreign("docs/a.md", concat!("see /wo", "rk/x and /t", "mp/y")).len(), 2);
        assert_eq!(foreign("tests/a.rs", concat!("\"/t", "mp/y\"")).len(), 0);
        assert_eq!(foreign("README.md", "works offline").len(), 0);
    }
}

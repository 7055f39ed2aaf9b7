//! The documents as files: links and headings hold, plans in them are plans, nothing in them is of one machine.
//!
//! What the program prints in them is compared in `tests/cli`, examples of the plan reference in
//! `tests/plan_check`.

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use support::Case;

fn repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Files with an extension in a folder and below, sorted.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of the repository");
    let mut all: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .flat_map(|path| if path.is_dir() { files(&path, extension) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    all.sort();
    all
}

fn documents() -> Vec<PathBuf> {
    let mut all = files(&repository("docs"), "md");
    all.push(repository("README.md"));
    all
}

/// The lines outside code blocks.
fn prose(text: &str) -> Vec<&str> {
    let mut code = false;
    text.lines()
        .filter(|line| {
            let fence = line.trim_start().starts_with("```");
            code ^= fence;
            !code && !fence
        })
        .collect()
}

/// Code blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let opening = format!("```{language}\n");
    let ends = |rest: &str| rest.split("\n```").next().map(|block| format!("{block}\n"));
    text.split(&opening).skip(1).filter_map(ends).collect()
}

/// Level and text of each heading.
fn headings(text: &str) -> Vec<(usize, &str)> {
    let level = |line: &str| line.chars().take_while(|&c| c == '#').count();
    let lines = prose(text).into_iter().filter(|line| line.starts_with('#'));
    lines.map(|line| (level(line), line.trim_start_matches('#').trim())).collect()
}

/// The anchor that renderers of Markdown give a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect()
}

/// Targets of the links in a text.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(text) {
        // Every other part of a line split at backticks is code.
        let words: String = line.split('`').step_by(2).collect();
        let targets = words.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        found.extend(targets.map(str::to_owned));
    }
    found
}

#[test]
fn every_link_leads_somewhere() {
    for document in documents() {
        let text = read(&document);
        for link in links(&text).iter().filter(|link| !link.contains("://")) {
            let (file, part) = link.split_once('#').unwrap_or((link.as_str(), ""));
            let target = match file {
                "" => document.clone(),
                file => document.parent().expect("a file is in a folder").join(file),
            };
            assert!(target.exists(), "{}: {link}", document.display());
            let known =
                || headings(&read(&target)).iter().any(|(_, heading)| anchor(heading) == part);
            assert!(part.is_empty() || known(), "{}: {link}", document.display());
        }
    }
}

#[test]
fn headings_start_at_one_and_never_jump() {
    for document in documents() {
        let text = read(&document);
        let levels: Vec<usize> = headings(&text).iter().map(|(level, _)| *level).collect();
        let place = document.display();
        assert_eq!(levels.first(), Some(&1), "{place}");
        assert_eq!(levels.iter().filter(|&&level| level == 1).count(), 1, "{place}");
        for (pair, at) in levels.windows(2).zip(headings(&text).into_iter().skip(1)) {
            assert!(pair[1] <= pair[0] + 1, "{place}: {}", at.1);
        }
    }
}

#[test]
fn plans_in_readme_and_guide_are_plans() {
    let mut seen = 0;
    for name in ["README.md", "docs/guide.md"] {
        for block in blocks(&read(&repository(name)), "toml") {
            if block.starts_with("[plan]") {
                Case::new(&block, None);
                seen += 1;
            }
        }
    }
    assert!(seen > 0, "the guide shows a whole plan");
}

#[test]
fn the_price_book_of_its_page_is_one() {
    let blocks = blocks(&read(&repository("docs/price-book.md")), "toml");
    let is_section = |block: &&String| block.starts_with("[price_book]");
    let section = blocks.iter().find(is_section).expect("the section of a plan");
    let plan = read(&repository("plans/quickstart.toml")) + "\n" + section;
    let mut case = Case::new(&plan, None);
    let as_of = case.topology.price_book.as_ref().and_then(|terms| terms.as_of);
    let list = case.solve("0.001").verified.expect("a placement").total();
    let book = blocks.iter().filter(|block| block.starts_with("[["));
    let book: Vec<&str> = book.map(String::as_str).collect();
    assert_eq!(book.len(), 2, "rules, and commitments");
    case.add_prices_of(&book.join("\n"), as_of);
    let verified = case.solve("0.001").verified.expect("a placement");
    assert!(verified.total() < list);
    let rules: BTreeSet<&str> =
        verified.charges().iter().filter_map(|charge| charge.rule.as_deref()).collect();
    assert!(rules.contains("book.toml:1 (enterprise agreement)"), "{rules:?}");
    assert!(rules.contains("book.toml:16 (egress agreement)"), "{rules:?}");
}

#[test]
fn plans_that_ship_are_plans() {
    let plans = files(&repository("plans"), "toml");
    assert!(!plans.is_empty());
    for plan in plans {
        Case::new(&read(&plan), None);
    }
}

#[test]
fn the_glossary_is_in_alphabetical_order() {
    let text = read(&repository("docs/glossary.md"));
    let entries = text.lines().filter_map(|line| line.strip_prefix("**")?.split("**:").next());
    let entries: Vec<String> = entries.map(str::to_lowercase).collect();
    let sorted: BTreeSet<&String> = entries.iter().collect();
    assert!(entries.iter().eq(sorted), "{entries:?}");
}

#[test]
fn every_decision_is_listed() {
    let listed: BTreeSet<String> =
        links(&read(&repository("docs/architecture.md"))).into_iter().collect();
    for record in files(&repository("docs/decisions"), "md") {
        let name = record.file_name().expect("a file has a name").to_string_lossy();
        assert!(listed.contains(&format!("decisions/{name}")), "{name}");
    }
}

/// Folders of a machine and hosts of package registries, in pieces so that this file is free of them.
const BANNED: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/t", "mp/"),
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("crates", ".io"),
    concat!("py", "pi.org"),
    concat!("npm", "js."),
    concat!("proxy.", "golang"),
];

#[test]
fn nothing_is_of_one_machine() {
    for file in documents().into_iter().chain(files(&repository("plans"), "toml")) {
        let text = read(&file);
        for banned in BANNED {
            assert!(!text.contains(banned), "{}: {banned}", file.display());
        }
    }
}

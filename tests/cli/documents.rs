//! What README and guide show is what happens. `UPDATE_DOCS=1` writes the README's output anew.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::Folder;

/// Sections of the page that the README shows.
const SHOWN: &[&str] = &["Result\n", "Placement\n", "Why there\n", "Recovery\n"];

fn repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Sections of the page of the enterprise plan that the README shows.
const SHOWN_OF_ENTERPRISE: &[&str] =
    &["Result\n", "Placement\n", "Cost by provider, site, category and team\n", "Recovery\n"];

/// Sections of a what-if that the README shows.
const SHOWN_OF_WHAT_IF: &[&str] = &["Comparison\n", "Services that differ\n"];

/// What the README asks of it.
const WHAT_IF: &[&str] = &["--deny", "aws:eu-west-1"];

/// Some sections of what a command on a plan prints.
fn sections(command: &str, plan: &str, options: &[&str], shown: &[&str]) -> String {
    let plan = repository(plan);
    let mut arguments = vec![command, plan.to_str().unwrap()];
    arguments.extend(options);
    let output = Folder::new().mcplan(&arguments);
    let page = String::from_utf8(output.stdout).unwrap();
    let sections = page.split("\n\n").map(str::trim_end);
    let wanted = sections.filter(|section| shown.iter().any(|title| section.starts_with(title)));
    wanted.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// The first block of a language in a Markdown text, with the texts before and after it.
fn block<'t>(text: &'t str, language: &str) -> (&'t str, &'t str, &'t str) {
    let (before, rest) = text.split_once(&format!("```{language}\n")).unwrap();
    let (block, after) = rest.split_once("```").unwrap();
    (before, block, after)
}

#[test]
fn the_readme_shows_real_output() {
    let path = repository("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let mut made = readme.clone();
    for (language, command, plan, options, shown) in [
        ("text", "solve", "plans/quickstart.toml", &[][..], SHOWN),
        ("plaintext", "what-if", "plans/quickstart.toml", WHAT_IF, SHOWN_OF_WHAT_IF),
        ("console", "solve", "plans/enterprise.toml", &[][..], SHOWN_OF_ENTERPRISE),
    ] {
        let expected = sections(command, plan, options, shown);
        let (before, _, after) = block(&made, language);
        made = format!("{before}```{language}\n{expected}```{after}");
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &made).unwrap();
    } else {
        assert_eq!(readme, made, "run this test with UPDATE_DOCS=1");
    }
}

#[test]
fn the_plan_of_the_readme_is_an_excerpt_of_the_quickstart() {
    let settings = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| line.split('#').next().unwrap().trim().to_owned());
        lines.filter(|line| !line.is_empty()).collect()
    };
    let readme = fs::read_to_string(repository("README.md")).unwrap();
    let plan = settings(&fs::read_to_string(repository("plans/quickstart.toml")).unwrap());
    for line in settings(block(&readme, "toml").1) {
        assert!(plan.contains(&line), "{line}");
    }
}

#[test]
fn the_plan_of_the_guide_is_placed() {
    let guide = fs::read_to_string(repository("docs/guide.md")).unwrap();
    let folder = Folder::new();
    folder.write("first.toml", block(&guide, "toml").1);
    assert_eq!(folder.mcplan(&["solve", "first.toml"]).status.code(), Some(0));
}

//! `docs/cli.md` is the help of every command. To write it anew, run this test with `UPDATE_DOCS=1`.

use std::fmt::Write;
use std::path::Path;

use crate::support::Folder;

const COMMANDS: &[&[&str]] = &[
    &["solve"],
    &["explain"],
    &["frontier"],
    &["drill"],
    &["what-if"],
    &["compare"],
    &["robust"],
    &["sweep"],
    &["sweep", "merge"],
    &["check"],
    &["model"],
    &["catalog", "list"],
    &["catalog", "show"],
    &["catalog", "check"],
    &["import", "or-library"],
    &["bench", "generate"],
    &["completions"],
];

const HEAD: &str = "\
# Command line

Every command answers with its exit status: 0 for yes, 1 for no, 2 for no answer. The answer goes to
standard output, everything else to standard error. Nothing here needs a network.

This page is made from the commands' own help.
";

fn page() -> String {
    let folder = Folder::new();
    let mut page = HEAD.to_owned();
    for command in COMMANDS {
        let mut arguments = command.to_vec();
        arguments.push("--help");
        let output = folder.mcplan(&arguments);
        assert!(output.status.success(), "{command:?}");
        let help = String::from_utf8(output.stdout).unwrap();
        let help: Vec<&str> = help.lines().map(str::trim_end).collect();
        let name = command.join(" ");
        writeln!(page, "\n## mcplan {name}\n\n```text\n{}\n```", help.join("\n").trim_end())
            .unwrap();
    }
    page
}

#[test]
fn the_reference_is_the_help() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/cli.md is not the help; run this test with UPDATE_DOCS=1");
}

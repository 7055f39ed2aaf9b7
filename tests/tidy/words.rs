//! Words that belong to one place only: floats to the solver, IO to the commands, the solver's crate
//! to its back end; and words that belong nowhere.

use crate::lexer::{Kind, Token};
use crate::source::Source;

/// Where floats may be: the solver works in them, and so do the distance between two places and what
/// is drawn by lot.
const FLOATS: [&str; 3] = ["src/milp/", "src/catalog/distance.rs", "src/explain/simulate/"];

/// Where the world outside may be touched.
const WORLD: [&str; 2] = ["src/commands/", "src/main.rs"];

/// The one file that knows the solver's crate.
const BACKEND: [&str; 1] = ["src/milp/backend.rs"];

/// Crates that belong to one place.
const CRATES: [(&str, &[&str]); 6] = [
    ("good_lp", &BACKEND),
    ("clap", &WORLD),
    ("clap_complete", &WORLD),
    ("tempfile", &WORLD),
    ("tabled", &["src/report/"]),
    ("codespan_reporting", &["src/diag/"]),
];

/// How many `expect` there may be in a thousand lines that are not tests.
const EXPECTS_PER_THOUSAND: usize = 2;

fn is_in(source: &Source, places: &[&str]) -> bool {
    places.iter().any(|place| source.path.starts_with(place))
}

/// An offence for each of these runs of tokens.
fn refuse(source: &Source, runs: &[&[&str]], why: &str) -> Vec<String> {
    let mut found = Vec::new();
    for run in runs {
        for line in source.lines_with(run) {
            found.push(source.offence(line, &format!("`{}` {why}", run.concat())));
        }
    }
    found
}

/// Floats where money and other quantities are exact.
fn floats(source: &Source) -> Vec<String> {
    if is_in(source, &FLOATS) {
        return Vec::new();
    }
    let is_float = |token: &&Token| match token.kind {
        Kind::Word => token.text.contains("f64") || token.text.contains("f32"),
        Kind::Number => token.text.contains('.') || token.text.ends_with("f64"),
        Kind::Literal | Kind::Mark => false,
    };
    let tokens = source.code.iter().filter(is_float);
    tokens.map(|t| source.offence(t.line, &format!("`{}` is a float", t.text))).collect()
}

/// Files, network, environment, clock and printing below the commands.
fn io(source: &Source) -> Vec<String> {
    if is_in(source, &WORLD) {
        return Vec::new();
    }
    let runs: [&[&str]; 16] = [
        &["std", "::", "{"],
        &["std", "::", "fs"],
        &["std", "::", "env"],
        &["std", "::", "net"],
        &["std", "::", "process"],
        &["std", "as"],
        &["stdin"],
        &["stdout"],
        &["stderr"],
        &["print", "!"],
        &["println", "!"],
        &["eprint", "!"],
        &["eprintln", "!"],
        &["SystemTime"],
        &["UNIX_EPOCH"],
        &["Instant"],
    ];
    refuse(source, &runs, "belongs in `commands`")
}

/// A dependency outside of the place that is meant to know it.
fn crates(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (name, places) in CRATES {
        if !is_in(source, places) {
            found.extend(refuse(source, &[&[name, "::"]], "belongs elsewhere"));
        }
    }
    found
}

/// What is left over from writing, and ways of ending the program that a user could meet.
fn leftovers(source: &Source) -> Vec<String> {
    let runs: [&[&str]; 6] = [
        &["todo", "!"],
        &["unimplemented", "!"],
        &["dbg", "!"],
        &["panic", "!"],
        &[".", "unwrap", "("],
        &["process", "::", "exit"],
    ];
    let mut found = refuse(source, &runs, "must not stay");
    for (at, line) in source.text.lines().enumerate() {
        for mark in ["FIXME", "TODO", "XXX"] {
            if line.contains(mark) {
                found.push(source.offence(at + 1, &format!("`{mark}` must not stay")));
            }
        }
    }
    found
}

/// `expect` beyond the allowance of all sources together.
fn expects(sources: &[Source]) -> Vec<String> {
    let lines: usize = sources.iter().map(|source| source.lines() - source.test_lines).sum();
    let mut found = Vec::new();
    for source in sources {
        for line in source.lines_with(&[".", "expect", "("]) {
            found.push(source.offence(line, "expect"));
        }
    }
    if found.len() * 1000 <= EXPECTS_PER_THOUSAND * lines { Vec::new() } else { found }
}

#[cfg(test)]
mod tests {
    use super::{crates, expects, floats, io, leftovers};
    use crate::assert_none;
    use crate::repository::sources;
    use crate::source::Source;

    #[test]
    fn floats_stay_in_the_solver() {
        assert_none(&sources().iter().flat_map(floats).collect::<Vec<_>>());
    }

    #[test]
    fn the_world_is_touched_by_commands_only() {
        assert_none(&sources().iter().flat_map(io).collect::<Vec<_>>());
    }

    #[test]
    fn dependencies_stay_where_they_belong() {
        assert_none(&sources().iter().flat_map(crates).collect::<Vec<_>>());
    }

    #[test]
    fn nothing_is_left_over() {
        assert_none(&sources().iter().flat_map(leftovers).collect::<Vec<_>>());
    }

    #[test]
    fn expectations_are_rare() {
        assert_none(&expects(&sources()));
    }

    #[test]
    fn floats_are_found() {
        let text = "fn f(x: f64) { x.to_f32(); let y = 1.5; for i in 0..9 {} x.0.1 }";
        assert_eq!(floats(&Source::new("src/units/a.rs", text)).len(), 3);
        assert_none(&floats(&Source::new("src/milp/a.rs", text)));
    }

    #[test]
    fn io_is_found() {
        let text =
            "use std::fs; use std::{env}; fn f() { println!(\"std::net\"); Instant::now(); }";
        assert_eq!(io(&Source::new("src/report/a.rs", text)).len(), 4);
        assert_none(&io(&Source::new("src/commands/a.rs", text)));
    }

    #[test]
    fn stray_dependencies_are_found() {
        let text = "use good_lp::variable; use clap::Parser;";
        assert_eq!(crates(&Source::new("src/milp/model.rs", text)).len(), 2);
        assert_eq!(crates(&Source::new("src/milp/backend.rs", text)).len(), 1);
    }

    #[test]
    fn leftovers_are_found() {
        let text = concat!("// TO", "DO later\nfn f() { x.unwrap(); todo!() }");
        assert_eq!(leftovers(&Source::new("src/plan/a.rs", text)).len(), 3);
        assert_none(&leftovers(&Source::new("src/plan/a.rs", "fn f() { x.unwrap_or(1); }")));
    }

    #[test]
    fn too_many_expectations_are_found() {
        let source = |lines: usize| {
            Source::new(
                "src/plan/a.rs",
                &format!("fn f() {{ x.expect(\"so\") }}{}", "\n".repeat(lines)),
            )
        };
        assert_eq!(expects(&[source(100)]).len(), 1);
        assert_none(&expects(&[source(600)]));
    }
}

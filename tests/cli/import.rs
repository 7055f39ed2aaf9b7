//! `mcplan import or-library`: published optima are reproduced by `mcplan solve`, with proof.
//!
//! The files are of the OR-Library (see `benches/or-library`). Sets IV to VII of its capacitated problems, of which
//! only cap71 is kept, differ from each other in what sites cost and hold.

use crate::support::{Folder, repository};

/// The least cost of an instance, by the placement's proof.
fn least(folder: &Folder, file: &str, arguments: &[&str]) -> f64 {
    let import = [&["import", "or-library", file, "--out", "made"], arguments].concat();
    let output = folder.mcplan(&import);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer = folder.json(&["made/plan.toml", "--gap", "0%"]);
    assert_eq!(answer["status"], "optimal", "{file} {arguments:?}");
    answer["objective"]["monthly_usd"].as_str().unwrap().parse().unwrap()
}

fn published(name: &str) -> String {
    repository(&format!("benches/or-library/{name}.txt"))
}

/// cap71 with other sites.
fn with_sites(folder: &Folder, name: &str, capacity: &str, opening: &str) {
    let text = std::fs::read_to_string(published("cap71")).unwrap();
    let text = text.replace(" 58268 7500.", &format!(" {capacity} {opening}."));
    let text = text.replace(" 58268 0.", &format!(" {capacity} 0."));
    folder.write(name, text);
}

fn assert_cents(found: f64, published: f64, what: &str) {
    assert!((found - published).abs() < 0.005, "{what}: {found} instead of {published}");
}

#[test]
fn optima_of_uncapacitated_facility_location() {
    let folder = Folder::new();
    for (name, opening, optimum) in [
        ("cap71", "7500", 932_615.750),
        ("cap72", "12500", 977_799.400),
        ("cap73", "17500", 1_010_641.450),
        ("cap74", "25000", 1_034_976.975),
    ] {
        with_sites(&folder, "cap.txt", "58268", opening);
        let found = least(&folder, "cap.txt", &["--kind", "uncapacitated"]);
        assert_cents(found, optimum, name);
    }
}

#[test]
fn optima_of_capacitated_facility_location_with_split_customers() {
    let folder = Folder::new();
    for (name, capacity, opening, optimum) in [
        ("cap61", "15000", "7500", 932_615.750),
        ("cap63", "15000", "17500", 1_014_062.050),
        ("cap64", "15000", "25000", 1_045_650.250),
        ("cap51", "10000", "17500", 1_025_208.225),
    ] {
        with_sites(&folder, "cap.txt", capacity, opening);
        let found = least(&folder, "cap.txt", &["--kind", "capacitated"]);
        assert_cents(found, optimum, name);
    }
}

/// Published rounded to dollars.
#[test]
fn optima_of_facility_location_with_one_source_for_each_customer() {
    let folder = Folder::new();
    for (name, opening, optimum) in
        [("cap63", "17500", 1_014_100.0), ("cap64", "25000", 1_053_197.0)]
    {
        with_sites(&folder, "cap.txt", "15000", opening);
        let arguments = ["--kind", "capacitated", "--single-source"];
        let found = least(&folder, "cap.txt", &arguments);
        assert!((found - optimum).abs() <= 0.5, "{name}: {found} instead of {optimum}");
    }
}

#[test]
fn a_capacity_that_the_file_leaves_open_is_an_argument() {
    let folder = Folder::new();
    with_sites(&folder, "cap.txt", "capacity", "17500");
    let refused =
        folder.mcplan(&["import", "or-library", "cap.txt", "--kind", "capacitated", "--out", "x"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("leaves the capacity of its sites open"), "{said}");
    assert!(said.contains("cap.txt:2:2") && said.contains("--capacity 8000"), "{said}");
    assert!(!folder.path("x").exists());
    let arguments = ["--kind", "capacitated", "--capacity", "15000"];
    assert_cents(least(&folder, "cap.txt", &arguments), 1_014_062.050, "cap63");
    let found = least(&folder, "cap.txt", &["--kind", "uncapacitated"]);
    assert_cents(found, 1_010_641.450, "cap73");
}

#[test]
fn optima_of_generalised_assignment() {
    let folder = Folder::new();
    for (problem, earned) in [("1", 336.0), ("2", 327.0), ("3", 339.0), ("4", 341.0), ("5", 326.0)]
    {
        let arguments = ["--kind", "assignment", "--problem", problem];
        let found = least(&folder, &published("gap1"), &arguments);
        // Fifteen jobs, of which each costs 26 less what it earns.
        assert_cents(15.0 * 26.0 - found, earned, problem);
        assert!(folder.read("made/plan.toml").contains("so all earn 390 less the cost"));
    }
}

/// Two agents, two jobs: agent 1 has room for one of them.
#[test]
fn assignments_may_cost_least() {
    let folder = Folder::new();
    folder.write("small.txt", "1\n2 2\n1 2\n5 9\n3 0\n1 1\n3 2\n");
    let least = |sense| least(&folder, "small.txt", &["--kind", "assignment", "--sense", sense]);
    // Both fit agent 1, since job 2 takes nothing of it.
    assert_cents(least("min"), 3.0, "both at agent 1");
    // Each costs 10 less what it earns; 5 + 9 = 14.
    assert_cents(least("max"), 20.0 - 14.0, "both at agent 2");
    folder.write("small.txt", "1\n2 2\n1 2\n5 9\n3 1\n1 1\n3 2\n");
    assert_cents(least("min"), 2.0 + 5.0, "job 2 at agent 1, job 1 at agent 2");
}

#[test]
fn the_optimum_of_a_p_median_is_reproduced() {
    let folder = Folder::new();
    assert_cents(least(&folder, &published("pmed1"), &["--kind", "p-median"]), 5819.0, "pmed1");
}

/// A path of six vertices with ways of 1, 1, 5, 1 and 1 between them, of which two serve: the middles of its halves.
/// The way between the first two is given twice, and the last one counts.
#[test]
fn medians_of_a_path() {
    let folder = Folder::new();
    folder.write("path.txt", "6 6 2\n1 2 9\n1 2 1\n2 3 1\n3 4 5\n4 5 1\n5 6 1\n");
    assert_cents(least(&folder, "path.txt", &["--kind", "p-median"]), 4.0, "two medians");
    folder.write("path.txt", "6 5 1\n1 2 1\n2 3 1\n3 4 5\n4 5 1\n5 6 1\n");
    assert_cents(least(&folder, "path.txt", &["--kind", "p-median"]), 3.0 + 5.0 + 6.0 + 7.0, "one");
}

#[test]
fn mistakes_are_shown_where_they_are() {
    let folder = Folder::new();
    let said = |text: &str, arguments: &[&str]| {
        folder.write("wrong.txt", text);
        let all = [&["import", "or-library", "wrong.txt", "--out", "x"], arguments].concat();
        let output = folder.mcplan(&all);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(!folder.path("x").exists(), "{text}");
        String::from_utf8(output.stderr).unwrap()
    };
    for (text, kind, expected) in [
        ("2 1\n10 7500\n10", "uncapacitated", "wrong.txt:3:2"),
        ("", "p-median", "the file ends too early: the number of vertices is missing"),
        ("2 1\n10 7500\n10 x\n", "uncapacitated", "what opening a site costs must be a number"),
        ("1 1\n10 7500\n2.5 3\n", "capacitated", "the demand of a customer must be a whole number"),
        ("3 1 1\n1 4 5\n", "p-median", "must be a vertex from 1 to 3"),
        ("3 1 1\n1 2 5\n", "p-median", "the network is in several parts"),
        ("0 1\n", "capacitated", "must be a whole number from 1 to 10000"),
    ] {
        let found = said(text, &["--kind", kind]);
        assert!(found.contains(expected), "{found}");
    }
    let found =
        said("2\n1 1\n5\n3\n3\n1 1\n5\n3\n3\n", &["--kind", "assignment", "--problem", "3"]);
    assert!(found.contains("choose one with --problem, from 1 to 2"), "{found}");
}

#[test]
fn a_folder_of_somebody_else_is_not_overwritten() {
    let folder = Folder::new();
    folder.write("mine/notes.txt", "mine");
    let file = published("gap1");
    let arguments =
        ["import", "or-library", &file, "--kind", "assignment", "--problem", "1", "--out", "mine"];
    assert_eq!(folder.mcplan(&arguments).status.code(), Some(2));
    assert_eq!(folder.read("mine/notes.txt"), "mine");
}

#[test]
fn the_page_on_published_problems_shows_real_output() {
    let page = std::fs::read_to_string(repository("docs/or-library.md")).unwrap();
    let block = |language: &str| {
        let (_, rest) = page.split_once(&format!("```{language}\n")).unwrap();
        rest.split_once("```").unwrap().0
    };
    let folder = Folder::new();
    folder.write("benches/or-library/cap71.txt", std::fs::read(published("cap71")).unwrap());
    let mut printed = String::new();
    for line in block("sh").lines() {
        let arguments: Vec<&str> = line.split_whitespace().skip(1).collect();
        let output = folder.mcplan(&arguments);
        assert!(output.status.success(), "{line}");
        printed = String::from_utf8(output.stdout).unwrap();
    }
    assert!(printed.contains(block("text")), "{printed}");
}

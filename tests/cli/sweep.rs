//! `mcplan sweep`: scenarios of a grid, in parts, killed and taken up again, and put together.

use std::process::{Command, Stdio};

use insta::assert_snapshot;

use crate::support::{Folder, repository};

const GRID: &str = "\
[axes.load.normal]
[axes.load.double]
demand = { \"*\" = \"x2\" }

[axes.sites.all]
[axes.sites.no-far]
deny = \"aws:far-1\"
[axes.sites.no-azure]
lose = \"azure\"
";

fn folder(grid: &str) -> Folder {
    let folder = Folder::new();
    folder.write("grid.toml", grid);
    folder
}

/// Runs a sweep of `plan.toml` with more options.
fn sweep(folder: &Folder, more: &[&str]) -> String {
    let mut all = vec!["sweep", "plan.toml", "--grid", "grid.toml"];
    all.extend(more);
    folder.run(&all)
}

#[test]
fn every_combination_has_its_answer() {
    let folder = folder(GRID);
    assert_snapshot!(sweep(&folder, &[]), @r#"
exit status 0
--- stdout ---
Sweep
Plan "small", 7 scenarios: 5 placed, 2 without a placement, 0 failed, 0 missing.
 load   | sites    | Answer       | USD/month |  Change | Providers              |  Moved
--------+----------+--------------+-----------+---------+------------------------+--------
 base   |          | placed       |    442.33 |         | aws 69.7%, azure 30.3% |
 double | all      | placed       |    639.22 | +196.89 | aws 79.0%, azure 21.0% | 0 of 2
 double | no-azure | no placement |         - |         |                        |
 double | no-far   | placed       |    685.94 | +243.61 | aws 80.5%, azure 19.5% | 2 of 2
 normal | all      | placed       |    442.33 |    0.00 | aws 69.7%, azure 30.3% | 0 of 2
 normal | no-azure | no placement |         - |         |                        |
 normal | no-far   | placed       |    466.19 |  +23.86 | aws 71.3%, azure 28.7% | 2 of 2
  * Every placement is within 0% of the cheapest. Moved: services that are not where the plan
    without changes has them.
--- stderr ---
results are in grid.results.jsonl
"#);
    // Nothing is left to do, and nothing is written.
    let before = folder.read("grid.results.jsonl");
    assert!(sweep(&folder, &["--format", "csv"]).contains(
        "\"load=double,sites=no-far\",double,no-far,optimal,685.94,0,552,133.94,orders web,"
    ));
    assert_eq!(folder.read("grid.results.jsonl"), before);
}

#[test]
fn a_scenario_is_what_a_what_if_with_its_changes_is() {
    let folder = folder(GRID);
    sweep(&folder, &[]);
    let merged = folder.mcplan(&["sweep", "merge", "grid.results.jsonl", "--format", "json"]);
    let merged: serde_json::Value = serde_json::from_slice(&merged.stdout).unwrap();
    let of = |id: &str| {
        let all = merged["scenarios"].as_array().unwrap();
        all.iter().find(|one| one["id"] == id).unwrap().clone()
    };
    for (id, changes) in [
        ("base", &[][..]),
        ("load=normal,sites=no-far", &["--deny", "aws:far-1"]),
        ("load=double,sites=all", &["--demand", "*=x2"]),
        ("load=double,sites=no-far", &["--demand", "*=x2", "--deny", "aws:far-1"]),
        ("load=double,sites=no-azure", &["--demand", "*=x2", "--lose", "azure"]),
    ] {
        let mut arguments = vec!["what-if", "plan.toml", "--format", "json"];
        arguments.extend(changes);
        let output = folder.mcplan(&arguments);
        let compared: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let changed = &compared["sides"][1];
        assert_eq!(of(id)["status"], changed["status"], "{id}");
        let sum = |value: &serde_json::Value| value.to_string().trim_matches('"').to_owned();
        assert_eq!(sum(&of(id)["monthly_usd"]), sum(&changed["monthly_usd"]), "{id}: {changed}");
    }
}

#[test]
fn parts_make_the_whole() {
    let folder = folder(GRID);
    sweep(&folder, &[]);
    let parts = ["1/3", "2/3", "3/3"];
    for part in parts {
        assert!(sweep(&folder, &["--shard", part]).starts_with("exit status 0"));
    }
    let files = parts.map(|part| format!("grid.results-{}.jsonl", part.replace('/', "-of-")));
    let merge = |files: &[&str]| {
        let mut all = vec!["sweep", "merge", "--format", "json"];
        all.extend(files);
        folder.run(&all)
    };
    let files = files.each_ref().map(String::as_str);
    assert_eq!(merge(&files), merge(&["grid.results.jsonl"]));
    let [first, second, third] = files;
    assert_eq!(merge(&[third, first, second]), merge(&files), "whatever their order");
    assert_snapshot!(folder.run(&["sweep", "merge", first, third]), @r#"
exit status 1
--- stdout ---
Sweep
Plan "small", 7 scenarios: 3 placed, 2 without a placement, 0 failed, 2 missing.
 load   | sites    | Answer       | USD/month |  Change | Providers              |  Moved
--------+----------+--------------+-----------+---------+------------------------+--------
 base   |          | placed       |    442.33 |         | aws 69.7%, azure 30.3% |
 double | no-azure | no placement |         - |         |                        |
 double | no-far   | placed       |    685.94 | +243.61 | aws 80.5%, azure 19.5% | 2 of 2
 normal | no-azure | no placement |         - |         |                        |
 normal | no-far   | placed       |    466.19 |  +23.86 | aws 71.3%, azure 28.7% | 2 of 2
  * Every placement is within 0% of the cheapest. Moved: services that are not where the plan
    without changes has them.
  * Missing: load=double,sites=all; load=normal,sites=all.
"#);
    assert_snapshot!(folder.run(&["sweep", "merge", first, second, third, first]), @r#"
exit status 0
--- stdout ---
Sweep
Plan "small", 7 scenarios: 5 placed, 2 without a placement, 0 failed, 0 missing.
 load   | sites    | Answer       | USD/month |  Change | Providers              |  Moved
--------+----------+--------------+-----------+---------+------------------------+--------
 base   |          | placed       |    442.33 |         | aws 69.7%, azure 30.3% |
 double | all      | placed       |    639.22 | +196.89 | aws 79.0%, azure 21.0% | 0 of 2
 double | no-azure | no placement |         - |         |                        |
 double | no-far   | placed       |    685.94 | +243.61 | aws 80.5%, azure 19.5% | 2 of 2
 normal | all      | placed       |    442.33 |    0.00 | aws 69.7%, azure 30.3% | 0 of 2
 normal | no-azure | no placement |         - |         |                        |
 normal | no-far   | placed       |    466.19 |  +23.86 | aws 71.3%, azure 28.7% | 2 of 2
  * Every placement is within 0% of the cheapest. Moved: services that are not where the plan
    without changes has them.
  * More than once: base in grid.results-1-of-3.jsonl, with the same result.
  * More than once: load=double,sites=no-far in grid.results-1-of-3.jsonl, with the same result.
  * More than once: load=normal,sites=no-far in grid.results-1-of-3.jsonl, with the same result.
"#);
}

#[test]
fn a_sweep_that_was_killed_goes_on_where_it_was() {
    let point = |n: usize| format!("p{n} = {{ demand = {{ web = \"x{n}\" }} }}\n");
    let price = |n: usize| format!("q{n} = {{ price = {{ \"aws:*:*\" = \"+{n}%\" }} }}\n");
    let points = (1..=30).map(point).collect::<Vec<_>>().concat();
    let prices = (0..=9).map(price).collect::<Vec<_>>().concat();
    let folder = folder(&format!("[axes.load]\n{points}[axes.price]\n{prices}"));
    let all = 301;
    let program = assert_cmd::cargo::cargo_bin("mcplan");
    let mut command = Command::new(program);
    command.current_dir(folder.path("")).env("RAYON_NUM_THREADS", "1");
    command.args(["sweep", "plan.toml", "--grid", "grid.toml"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let written = || std::fs::read_to_string(folder.path("grid.results.jsonl")).unwrap_or_default();
    while written().lines().count() < 12 {
        assert!(child.try_wait().unwrap().is_none(), "the sweep ended before it could be killed");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let killed = written();
    let done = killed.lines().count() - 1;
    assert!((11..all).contains(&done), "{done} of {all}");
    let page = folder.run(&["sweep", "merge", "grid.results.jsonl"]);
    assert!(page.starts_with("exit status 1"), "{page}");
    assert!(page.contains(&format!("{} missing", all - done)), "{page}");
    // As if the kill had come in the middle of a line.
    let torn = killed.trim_end().len() - 20;
    folder.write("grid.results.jsonl", &killed[..torn]);
    let page = folder.run(&["sweep", "merge", "grid.results.jsonl"]);
    assert!(page.contains("the last line is torn"), "{page}");
    assert!(sweep(&folder, &[]).starts_with("exit status 0"));
    let resumed = folder.read("grid.results.jsonl");
    let kept = &killed[..=killed[..torn].rfind('\n').unwrap()];
    assert!(resumed.starts_with(kept), "what was finished is not run again");
    assert_eq!(resumed.lines().count(), all + 1, "and nothing twice");
    assert!(sweep(&folder, &["--results", "at-once.jsonl"]).starts_with("exit status 0"));
    let merged = |file| folder.run(&["sweep", "merge", file, "--format", "json"]);
    assert_eq!(merged("grid.results.jsonl"), merged("at-once.jsonl"));
}

#[test]
fn results_of_another_plan_are_not_mixed_in() {
    let folder = folder(GRID);
    sweep(&folder, &["--results", "old.jsonl"]);
    let old = folder.read("old.jsonl");
    folder.edit("plan.toml", "replicas = 3", "replicas = 4");
    assert_snapshot!(sweep(&folder, &["--results", "old.jsonl"]), @r#"
exit status 2
--- stderr ---
error: old.jsonl has results of another sweep: plan, catalogs, grid, gap or mcplan were different
hint: move it away, or name another file with --results
"#);
    assert_eq!(folder.read("old.jsonl"), old);
    sweep(&folder, &["--results", "new.jsonl"]);
    assert_snapshot!(folder.run(&["sweep", "merge", "old.jsonl", "new.jsonl"]), @r#"
exit status 2
--- stderr ---
error: new.jsonl is of another sweep than old.jsonl: plan, catalogs, grid, gap or mcplan were different
"#);
    // A price in a catalog of the plan, the grid and the gap count as well.
    folder.edit("plan.toml", "replicas = 4", "replicas = 3");
    assert!(sweep(&folder, &["--results", "old.jsonl"]).starts_with("exit status 0"));
    assert!(
        sweep(&folder, &["--results", "old.jsonl", "--gap", "1%"]).starts_with("exit status 2")
    );
    assert!(sweep(&folder, &["--results", "old.jsonl", "--shard", "1/2"]).contains("shard 1/1"));
    folder.edit("grid.toml", "x2", "x3");
    assert!(sweep(&folder, &["--results", "old.jsonl"]).starts_with("exit status 2"));
    folder.edit("grid.toml", "x3", "x2");
    let prices = folder
        .list("catalog")
        .into_iter()
        .find(|name| folder.read(&format!("catalog/{name}")).contains("0.10"))
        .unwrap();
    folder.edit(&format!("catalog/{prices}"), "0.10", "0.11");
    assert!(sweep(&folder, &["--results", "old.jsonl"]).starts_with("exit status 2"));
}

#[test]
fn a_file_that_is_no_file_of_results_stays_as_it_is() {
    let folder = folder(GRID);
    for text in ["notes", "notes\n", "{\"schema\":\"mcplan.sweep/2\"}\n", "\u{ff}\n"] {
        folder.write("mine.txt", text);
        let page = sweep(&folder, &["--results", "mine.txt"]);
        assert!(page.starts_with("exit status 2"), "{page}");
        assert_eq!(folder.read("mine.txt"), text);
    }
    assert_snapshot!(folder.run(&["sweep", "merge", "mine.txt"]), @r#"
exit status 2
--- stderr ---
error: cannot use mine.txt as results of a sweep: its first line does not say mcplan.sweep/1
"#);
}

#[test]
fn combinations_that_make_no_plan_fail_and_the_others_do_not() {
    // Each change alone is in order; a service cannot be pinned to what is denied.
    let grid = "[axes.pin.none]\n[axes.pin.far]\npin = { web = \"aws:far-1\" }\n\
                [axes.sites.all]\n[axes.sites.no-far]\ndeny = \"aws:far-1\"\n";
    let folder = folder(grid);
    assert_snapshot!(sweep(&folder, &[]), @r#"
exit status 1
--- stdout ---
Sweep
Plan "small", 5 scenarios: 4 placed, 0 without a placement, 1 failed, 0 missing.
 pin  | sites  | Answer | USD/month | Change | Providers              |  Moved
------+--------+--------+-----------+--------+------------------------+--------
 base |        | placed |    442.33 |        | aws 69.7%, azure 30.3% |
 far  | all    | placed |    442.33 |   0.00 | aws 69.7%, azure 30.3% | 0 of 2
 far  | no-far | failed |         - |        |                        |
 none | all    | placed |    442.33 |   0.00 | aws 69.7%, azure 30.3% | 0 of 2
 none | no-far | placed |    466.19 | +23.86 | aws 71.3%, azure 28.7% | 2 of 2
  * Every placement is within 0% of the cheapest. Moved: services that are not where the plan
    without changes has them.
  * Failed: pin=far,sites=no-far: error: service `web` is pinned to sites that [sites] rules out
--- stderr ---
results are in grid.results.jsonl
"#);
    // Failures are tried again, and do not count twice.
    let lines = folder.read("grid.results.jsonl").lines().count();
    sweep(&folder, &[]);
    assert!(folder.read("grid.results.jsonl").lines().count() >= lines);
    assert!(sweep(&folder, &[]).contains("0 missing"));
}

#[test]
fn mistakes_in_the_grid_are_told_before_anything_is_solved() {
    let folder = folder("[axes.load.much]\ndemand = { wbe = \"x2\" }\n");
    assert_snapshot!(sweep(&folder, &[]), @r#"
exit status 2
--- stderr ---
error: the plan has no service `wbe`
  ┌─ grid.toml:2:12
  │
2 │ demand = { wbe = "x2" }
  │            ^^^
  │
  = hint: did you mean `web`?
"#);
    assert!(!folder.path("grid.results.jsonl").exists());
    assert!(folder.run(&["sweep", "plan.toml"]).contains("--grid"));
    assert!(folder.run(&["sweep", "plan.toml", "--grid", "g", "--shard", "3/2"]).contains("2/5"));
}

/// Runs a script of a part; the program is the one under test.
fn part(folder: &Folder, script: &str, variables: &[(&str, &str)]) -> bool {
    let program = assert_cmd::cargo::cargo_bin("mcplan");
    let mut shell = Command::new("/bin/sh");
    shell.current_dir(folder.path("")).args(["-euc", script]).env("MCPLAN", &program);
    let path = std::env::var("PATH").unwrap();
    shell.env("PATH", format!("{}:{path}", program.parent().unwrap().display()));
    shell.envs(variables.iter().copied()).stdout(Stdio::null()).status().unwrap().success()
}

#[cfg(unix)]
#[test]
fn the_scripts_of_slurm_and_kubernetes_make_the_parts() {
    let folder = folder(GRID);
    let slurm = std::fs::read_to_string(repository("docs/sweep/slurm.sh")).unwrap();
    let kubernetes = std::fs::read_to_string(repository("docs/sweep/kubernetes.yaml")).unwrap();
    let job = kubernetes.split("---\n").nth(1).unwrap();
    let job: serde_json::Value = serde_norway::from_str(job).unwrap();
    let container = &job["spec"]["template"]["spec"]["containers"][0];
    let command = container["command"][2].as_str().unwrap();
    let command = command.replace("/sweep/", "").replace("/results/", "pods/");
    folder.write("pods/empty", "");
    for index in 0..3 {
        let (before, part_of) = (index.to_string(), (index + 1).to_string());
        let task = [("SLURM_ARRAY_TASK_ID", part_of.as_str()), ("SLURM_ARRAY_TASK_MAX", "3")];
        assert!(!part(&folder, &slurm, &task), "it says what it lacks");
        let inputs = [("PLAN", "plan.toml"), ("GRID", "grid.toml")];
        assert!(part(&folder, &slurm, &[&task[..], &inputs[..]].concat()));
        let pod = [("JOB_COMPLETION_INDEX", before.as_str()), ("PARTS", "3")];
        assert!(part(&folder, &command, &pod));
    }
    assert!(!part(&folder, &command, &[("JOB_COMPLETION_INDEX", "3"), ("PARTS", "3")]));
    for place in ["results", "pods"] {
        let file = |n: usize| format!("{place}/part-{n}-of-3.jsonl");
        let page = folder.run(&["sweep", "merge", &file(1), &file(2), &file(3)]);
        assert!(page.starts_with("exit status 0") && page.contains("0 missing"), "{page}");
    }
}

#[test]
fn the_grid_of_the_guide_is_one() {
    let guide = std::fs::read_to_string(repository("docs/sweep.md")).unwrap();
    let (_, grid) = guide.split_once("```toml\n").unwrap();
    let folder = folder(grid.split_once("```").unwrap().0);
    let plan = repository("plans/quickstart.toml");
    let page = folder.run(&["sweep", &plan, "--grid", "grid.toml", "--shard", "1/4"]);
    assert!(page.starts_with("exit status 0"), "{page}");
    let (_, shown) = guide.split_once("```text\nSweep").unwrap();
    let shown = format!("Sweep{}", shown.split_once("\n```").unwrap().0);
    assert!(page.contains(&shown), "{page}");
}

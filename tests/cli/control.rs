//! How a solve is watched and ended: logs, Ctrl-C, cores.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::support::{Folder, repository};

/// A plan of so many services.
fn estate(folder: &Folder, services: &str) {
    let made = folder.mcplan(&["bench", "generate", "--services", services, "--profile", "mesh"]);
    folder.write("estate.toml", made.stdout);
}

/// Placement and charges, without how long it took.
fn placement(folder: &Folder, plan: &str, threads: &str) -> String {
    let output = folder.mcplan(&["solve", plan, "--format", "json", "--threads", threads]);
    let mut answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    answer["stats"]["seconds"] = serde_json::Value::Null;
    serde_json::to_string_pretty(&answer).unwrap()
}

#[test]
fn the_same_bytes_whatever_the_number_of_cores() {
    let folder = Folder::new();
    estate(&folder, "20");
    let quickstart = repository("plans/quickstart.toml");
    for plan in ["plan.toml", "estate.toml", &quickstart] {
        let one = placement(&folder, plan, "1");
        assert!(one.contains("\"placement\""), "{one}");
        assert_eq!(placement(&folder, plan, "2"), one, "{plan}");
        assert_eq!(placement(&folder, plan, "5"), one, "{plan}");
    }
}

#[test]
fn nothing_moves_where_nobody_looks() {
    let folder = Folder::new();
    let quiet = folder.mcplan(&["solve", "plan.toml"]);
    assert!(
        quiet.stderr.is_empty() && !quiet.stdout.contains(&0x1b) && !quiet.stdout.contains(&b'\r')
    );
    let told = folder.mcplan(&["solve", "plan.toml", "-v"]);
    let log = String::from_utf8(told.stderr).unwrap();
    assert!(!log.contains('\u{1b}') && !log.contains('\r'), "{log}");
    for stage in ["matching", "surveying", "searching", "bounding"] {
        assert!(log.contains(&format!("stage=\"{stage}\"")), "{stage} is not in {log}");
    }
    assert_eq!(told.stdout.len(), quiet.stdout.len());
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_with_the_best_placement_and_its_gap() {
    let folder = Folder::new();
    estate(&folder, "120");
    let mut solve = Command::new(env!("CARGO_BIN_EXE_mcplan"))
        .args(["solve", "estate.toml", "--gap", "0%", "--time-limit", "600s", "-v"])
        .args(["--format", "json"])
        .current_dir(folder.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The first line with an incumbent is written long before the end.
    let mut lines = BufReader::new(solve.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("incumbent=")), "there is no placement");
    let interrupted =
        Command::new("kill").args(["-INT", &solve.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let rest = std::thread::spawn(move || lines.count());
    let mut text = String::new();
    solve.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    rest.join().unwrap();
    assert_eq!(solve.wait().unwrap().code(), Some(0));
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["status"], "feasible");
    assert!(answer["objective"]["gap"].as_f64().unwrap() > 0.0, "{}", answer["objective"]);
    assert_eq!(answer["placement"].as_array().unwrap().len(), 120);
}

//! `mcplan robust`: placements over drawn loads and prices, held against what other commands say of each draw.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::Folder;

/// The small plan with ranges.
fn folder(ranges: &str) -> Folder {
    let folder = Folder::new();
    let plan = folder.read("plan.toml");
    folder.write("plan.toml", format!("{plan}\n[uncertainty]\n{ranges}\n"));
    folder
}

fn robust(folder: &Folder, more: &[&str]) -> Value {
    let mut all = vec!["robust", "plan.toml", "--format", "json"];
    all.extend(more);
    let output = folder.mcplan(&all);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"))
}

fn number(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

fn costs(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

#[test]
fn the_page_says_what_is_best() {
    let folder = folder("price = { \"aws:far-1:*\" = \"x0.8..x1.4\" }");
    assert_snapshot!(folder.run(&["robust", "plan.toml"]), @r#"
exit status 0
--- stdout ---
Cost over all draws
Plan "small", 40 draws with seed 1. Best on average: candidate 1. Best in the worst 5%: candidate 1.
 Placement   |   Mean |    p50 |    p95 | Worst 5% | Regret |  Most | Fails in
-------------+--------+--------+--------+----------+--------+-------+----------
 of the plan | 480.94 | 482.51 | 559.83 |   563.03 |  33.16 | 98.69 |        0
 candidate 1 | 466.19 | 466.19 | 466.19 |   466.19 |  18.40 | 72.12 |        0
  * In USD a month, over the draws in which a placement holds. Sites and strategies are held;
    machines follow the load. Worst 5% is the mean of the dearest twentieth.
  * Regret is the mean, and the most, by which it costs more than the cheapest placement of the same
    draw.

What differs between them
 Placement   | Service | Where
-------------+---------+---------------------------------------
 candidate 1 | orders  | warm-standby at aws:near-1, azure:mid
 candidate 1 | web     | single at aws:near-1
"#);
}

#[test]
fn without_any_range_in_a_range_every_draw_is_the_plan() {
    let folder = folder("demand = { \"*\" = \"x1..x1\" }");
    let found = robust(&folder, &["--scenarios", "3"]);
    assert_eq!(found["candidates"].as_array().unwrap().len(), 1);
    let own = &found["candidates"][0];
    for figure in ["mean_usd", "p50_usd", "p95_usd", "cvar5_usd"] {
        assert_eq!(own[figure], "442.33", "{figure}");
    }
    assert_eq!((&own["regret_mean_usd"], &own["regret_max_usd"]), (&"0".into(), &"0".into()));
}

#[test]
fn a_draw_costs_what_the_plan_pinned_costs_in_a_what_if() {
    // Ranges of no width: the draw is known. Where far-1 is half dearer, the plan stays and others move.
    let folder =
        folder("price = { \"aws:far-1:*\" = \"+50%..+50%\" }\ndemand = { web = \"x2..x2\" }");
    let found = robust(&folder, &["--scenarios", "1", "--gap", "0%"]);
    let what_if = |pins: &[&str]| {
        let mut all = vec!["what-if", "plan.toml", "--format", "json", "--gap", "0%"];
        all.extend(["--price", "aws:far-1:*=+50%", "--demand", "web=x2"]);
        all.extend(pins.iter().flat_map(|pin| ["--set", pin]));
        let compared: Value = serde_json::from_slice(&folder.mcplan(&all).stdout).unwrap();
        compared["sides"][1]["monthly_usd"].to_string().trim_matches('"').to_owned()
    };
    assert_eq!(found["clairvoyant_usd"][0].as_str().unwrap(), what_if(&[]));
    let held = what_if(&[
        "services.web.pin=\"aws:far-1\"",
        "services.orders.pin=[\"aws:far-1\", \"azure:mid\"]",
    ]);
    assert_eq!(found["candidates"][0]["costs_usd"][0].as_str().unwrap(), held);
    assert!(number(&found["candidates"][0]["regret_max_usd"]) > 0.0);
    assert_eq!(found["best_on_average"], 1);
}

#[test]
fn the_cheapest_of_each_draw_is_among_the_candidates() {
    let ranges = "price = { \"aws:far-1:*\" = \"x0.5..x2\", \"aws:near-1:*\" = \"x0.5..x2\" }\n\
                  demand = { \"*\" = \"x0.5..x3\" }";
    let folder = folder(ranges);
    let found = robust(&folder, &["--scenarios", "20", "--gap", "0%"]);
    let least = costs(&found["clairvoyant_usd"]);
    let all: Vec<Vec<f64>> = found["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| costs(&one["costs_usd"]))
        .collect();
    assert!(all.len() > 1, "the draws differ in what is best");
    for (draw, least) in least.iter().enumerate() {
        let best = all.iter().map(|costs| costs[draw]).fold(f64::INFINITY, f64::min);
        assert!((best - least).abs() < 1e-6, "draw {draw}: {best} and {least}");
    }
    let mean = |costs: &Vec<f64>| costs.iter().sum::<f64>() / 20.0;
    let means: Vec<f64> = all.iter().map(mean).collect();
    let best = means.iter().copied().fold(f64::INFINITY, f64::min);
    let chosen = usize::try_from(found["best_on_average"].as_u64().unwrap()).unwrap();
    assert!((means[chosen] - best).abs() < 1e-6);
    // The worst twentieth of twenty draws is the dearest.
    for (one, costs) in found["candidates"].as_array().unwrap().iter().zip(&all) {
        let dearest = costs.iter().copied().fold(0.0, f64::max);
        assert!((number(&one["cvar5_usd"]) - dearest).abs() < 1e-6);
    }
}

#[test]
fn the_seed_alone_decides() {
    let folder =
        folder("price = { \"aws:*:*\" = \"x0.5..x2\" }\ndemand = { \"*\" = \"x0.5..x3\" }");
    let run = |threads: &str, seed: &str| {
        let mut command = assert_cmd::Command::cargo_bin("mcplan").unwrap();
        command.current_dir(folder.path("")).env("RAYON_NUM_THREADS", threads);
        command.args(["robust", "plan.toml", "--format", "json", "--scenarios", "9"]);
        command.args(["--seed", seed]).output().unwrap().stdout
    };
    assert_eq!(run("1", "7"), run("4", "7"));
    assert_ne!(run("1", "7"), run("1", "8"));
    // More draws begin with the same ones.
    let few = robust(&folder, &["--scenarios", "3"])["clairvoyant_usd"].clone();
    let more = robust(&folder, &["--scenarios", "5"])["clairvoyant_usd"].clone();
    assert_eq!(few.as_array().unwrap()[..], more.as_array().unwrap()[..3]);
}

#[test]
fn mistakes_in_ranges_are_told_at_their_line() {
    let folder = Folder::new();
    assert!(folder.run(&["robust", "plan.toml"]).contains("says nothing that is uncertain"));
    for (ranges, told) in [
        ("demand = { \"*\" = \"x2\" }", "is not a range"),
        ("demand = { \"*\" = \"x2..x1\" }", "ends before it begins"),
        ("demand = { wbe = \"x1..x2\" }", "the plan has no service `wbe`"),
        ("demand = 3", "a table"),
        ("prices = {}", "prices"),
    ] {
        let folder = self::folder(ranges);
        let page = folder.run(&["check", "plan.toml"]);
        assert!(page.starts_with("exit status 2") && page.contains(told), "{page}");
    }
}

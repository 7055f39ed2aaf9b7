//! `mcplan frontier`: its steps, in every format, held against what-ifs at the values that it names.

use insta::assert_snapshot;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::support::{Folder, repository};

fn frontier(folder: &Folder, plan: &str, over: &str) -> Value {
    let output = folder.mcplan(&["frontier", plan, "--over", over, "--format", "json"]);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"))
}

/// What a plan costs with a value set; `None` if it has no placement then.
fn at(folder: &Folder, plan: &str, setting: &str) -> Option<String> {
    let all = ["what-if", plan, "--set", setting, "--gap", "0%", "--format", "json"];
    let found: Value = serde_json::from_slice(&folder.mcplan(&all).stdout).unwrap();
    found["sides"][1]["monthly_usd"].as_str().map(str::to_owned)
}

#[test]
fn the_page_has_the_steps_and_what_changes() {
    assert_snapshot!(Folder::new().run(&["frontier", "plan.toml", "--over", "latency=web"]), @r"
exit status 0
--- stdout ---
Frontier of cost and latency of web for its users
There are 2 steps, from the cheapest placement to the best value.
 Step | latency of web for its users | USD/month |   More | Changes
------+------------------------------+-----------+--------+-------------
    1 |                    24.008 ms |    442.33 |        |
    2 |                         5 ms |    466.19 | +23.86 | orders, web
  * Nothing is better than the last step. No placement that is not listed is better and no dearer.

Placement of step 1
 Service | Where
---------+--------------------------------------
 orders  | warm-standby at aws:far-1, azure:mid
 web     | single at aws:far-1

What changes from step to step
 Step | Service | Before                               | After
------+---------+--------------------------------------+---------------------------------------
    2 | orders  | warm-standby at aws:far-1, azure:mid | warm-standby at aws:near-1, azure:mid
    2 | web     | single at aws:far-1                  | single at aws:near-1
");
}

#[test]
fn every_step_is_the_answer_to_its_value_and_to_all_down_to_the_next() {
    let folder = Folder::new();
    let quickstart = repository("plans/quickstart.toml");
    for (plan, over, setting, [least, below]) in [
        (quickstart.as_str(), "rto=orders", "services.orders.rto", ["450s", "449s"]),
        ("plan.toml", "latency=web", "services.web.latency_p99", ["5ms", "4.999ms"]),
    ] {
        let found = frontier(&folder, plan, over);
        assert_eq!(found["schema"], "mcplan.frontier/1");
        assert_eq!((&found["end"], &found["exact"]), (&"best".into(), &true.into()));
        let steps = found["steps"].as_array().unwrap();
        assert_eq!(steps.len(), 2);
        let unit = found["unit"].as_str().unwrap();
        let cost = |step: &Value| step["monthly_usd"].as_str().map(str::to_owned);
        let value = |step: &Value| format!("{setting}={}{unit}", step["value"]);
        for step in steps {
            assert_eq!(at(&folder, plan, &value(step)), cost(step), "{step}");
        }
        // Just below the value of the first step only the second is left, and below that nothing.
        let before: f64 = steps[0]["value"].as_f64().unwrap() - 1.0;
        assert_eq!(at(&folder, plan, &format!("{setting}={before}{unit}")), cost(&steps[1]));
        assert_eq!(value(&steps[1]), format!("{setting}={least}"));
        assert_eq!(at(&folder, plan, &format!("{setting}={below}")), None);
    }
}

#[test]
fn journeys_have_frontiers_within_a_range() {
    let folder = Folder::new();
    let journey =
        "[[journeys]]\nname = \"buy\"\npath = [\"users.people\", \"web\", \"orders\"]\n\n[policy]";
    folder.edit("plan.toml", "[policy]", journey);
    let values = |over: &str| -> Vec<f64> {
        let found = frontier(&folder, "plan.toml", over);
        found["steps"].as_array().unwrap().iter().map(|s| s["value"].as_f64().unwrap()).collect()
    };
    let all = values("latency=buy");
    assert!(all.len() == 2 && all[0] > all[1], "{all:?}");
    assert_eq!(values("latency=buy,20ms..1s"), all);
    assert_eq!(values("latency=buy,1ms..20ms"), all[1..]);
    assert_eq!(values("latency=buy,25.008ms..1s"), all[..1]);
    let available = values("availability=buy");
    assert!(available.is_sorted() && available.iter().all(|part| *part < 1.0));
    assert_eq!(values("availability=journeys.buy"), available);
}

#[test]
fn the_drawing_is_xml_with_a_point_for_each_step() {
    let folder = Folder::new();
    let quickstart = repository("plans/quickstart.toml");
    folder.mcplan(&[
        "frontier",
        &quickstart,
        "--over",
        "rto=orders",
        "--format",
        "svg",
        "--output",
        "out.svg",
    ]);
    let text = folder.read("out.svg");
    let mut reader = Reader::from_str(&text);
    let (mut open, mut points, mut titles) = (0, 0, 0);
    loop {
        match reader.read_event().expect("well formed") {
            Event::Start(tag) => {
                open += 1;
                points += usize::from(tag.name().as_ref() == "circle");
                titles += usize::from(tag.name().as_ref() == "title");
            }
            Event::End(_) => open -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((open, points, titles), (0, 2, 2));
    // The best value is on the left and the dearest at the top; the line goes up before it goes left.
    assert!(text.contains("<polyline points=\"750,380 750,80 130,80\"/>"), "{text}");
    assert!(text.contains("<title>7m 30s: 780.71 USD a month</title>"), "{text}");
    for label in ["quickstart: cost and recovery time of orders", ">USD a month<", ">765.40<"] {
        assert!(text.contains(label), "{label}");
    }
}

#[test]
fn rows_and_markdown_have_the_same_steps() {
    let folder = Folder::new();
    let run = |format: &str| {
        let all = ["frontier", "plan.toml", "--over", "latency=web", "--format", format];
        String::from_utf8(folder.mcplan(&all).stdout).unwrap()
    };
    let rows = run("csv");
    let mut reader = csv::Reader::from_reader(rows.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let row = |at: usize| rows[at].iter().take(7).collect::<Vec<_>>();
    assert_eq!(row(0), ["1", "24.008", "ms", "442.33", "", "optimal", ""]);
    assert_eq!(row(1), ["2", "5", "ms", "466.19", "23.86", "optimal", "orders; web"]);
    let placed = "orders: warm-standby at aws:near-1, azure:mid; web: single at aws:near-1";
    assert_eq!(&rows[1][7], placed);
    let page = run("markdown");
    assert!(page.starts_with("## Frontier") && page.contains("| 466.19 |"), "{page}");
}

#[test]
fn mistakes_are_underlined_in_the_option() {
    let folder = Folder::new();
    for (over, told) in [
        ("latency", "there is no frontier over `latency`"),
        ("rtoo=orders", "did you mean `rto`?"),
        ("budget", "a budget is a limit on it"),
        ("rto=ordres", "did you mean `orders`?"),
        ("latency=web,10ms", "`10ms` is no range"),
        ("latency=web,10ms..10ms", "begins where it ends"),
        ("latency=web,10..20ms", "not a unit of latency"),
        ("rto=web", "`rto` needs a loss to recover from"),
        ("latency=orders", "there is no figure for latency=orders"),
    ] {
        let page = folder.run(&["frontier", "plan.toml", "--over", over]);
        assert!(page.starts_with("exit status 2") && page.contains(told), "{over}: {page}");
    }
    let none = folder.run(&["frontier", "impossible.toml", "--over", "latency=web"]);
    assert!(none.starts_with("exit status 1") && none.contains("has no placement"), "{none}");
}

#[test]
fn the_page_of_the_documentation_is_what_is_printed() {
    let folder = Folder::new();
    let page = std::fs::read_to_string(repository("docs/frontier.md")).unwrap();
    let shown = page.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    let plan = repository("plans/quickstart.toml");
    let printed = folder.run(&["frontier", &plan, "--over", "rto=orders"]);
    assert_eq!(printed.split_once("--- stdout ---\n").unwrap().1, shown);
}

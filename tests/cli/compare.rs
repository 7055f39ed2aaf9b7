//! `mcplan compare`: plans and kept answers side by side.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{Folder, repository};

fn compare(folder: &Folder, a: &str, b: &str) -> Value {
    let output = folder.mcplan(&["compare", a, b, "--format", "json"]);
    serde_json::from_slice(&output.stdout).unwrap()
}

fn assert_same(answer: &Value) {
    assert_eq!(answer["sides"][1]["difference_usd"], "0");
    assert_eq!(answer["services"], serde_json::json!([]));
    assert_eq!(answer["figures"], serde_json::json!([]));
    for line in answer["costs"].as_array().unwrap() {
        assert_eq!(line["monthly_usd"][0], line["monthly_usd"][1], "{line}");
    }
}

#[test]
fn a_plan_differs_neither_from_itself_nor_from_its_answer() {
    let quickstart = repository("plans/quickstart.toml");
    let enterprise = repository("plans/enterprise.toml");
    for plan in ["plan.toml", &quickstart, &enterprise] {
        let folder = Folder::new();
        let kept = folder.mcplan(&["solve", plan, "--format", "json", "--output", "kept.json"]);
        assert_eq!(kept.status.code(), Some(0));
        assert_same(&compare(&folder, plan, "kept.json"));
        assert_same(&compare(&folder, "kept.json", "kept.json"));
    }
    let folder = Folder::new();
    assert_same(&compare(&folder, "plan.toml", "plan.toml"));
}

#[test]
fn a_budget_has_slack_in_an_answer_too() {
    let folder = Folder::new();
    folder.edit("plan.toml", "[policy]", "[policy]\nbudget = \"$500/month\"");
    folder.mcplan(&["solve", "plan.toml", "--format", "json", "--output", "kept.json"]);
    assert_same(&compare(&folder, "plan.toml", "kept.json"));
    folder.edit("plan.toml", "$500/month", "$450/month");
    let answer = compare(&folder, "kept.json", "plan.toml");
    assert_eq!(answer["figures"][0]["measure"], "budget");
    assert_eq!(answer["figures"][0]["slack"], serde_json::json!([57.67, 7.67]));
}

#[test]
fn two_plans_are_shown_side_by_side() {
    let folder = Folder::new();
    let plan = folder.read("plan.toml");
    folder.write("other.toml", plan.replace("replicas = 3", "replicas = 5"));
    folder.mcplan(&["solve", "plan.toml", "--format", "json", "--output", "kept.json"]);
    assert_snapshot!(folder.run(&["compare", "kept.json", "other.toml"]), @r#"
exit status 0
--- stdout ---
Comparison
 Side       | Answer | USD/month |  Change |      % | USD/year |    Change
------------+--------+-----------+---------+--------+----------+-----------
 kept.json  | placed |    442.33 |         |        | 5,307.96 |
 other.toml | placed |    542.99 | +100.66 | +22.8% | 6,515.88 | +1,207.92

Services that differ
 Service | What     | Before                    | After
---------+----------+---------------------------+---------------------------
 web     | hardware | 3 x a.small 1y-no-upfront | 5 x a.small 1y-no-upfront

Cost by category, provider, service and site
 By       |               | kept.json | other.toml |  Change |      %
----------+---------------+-----------+------------+---------+--------
 category | block-storage |      8.64 |      14.40 |   +5.76 | +66.7%
          | compute       |    131.40 |     219.00 |  +87.60 | +66.7%
          | network       |     11.45 |      18.75 |   +7.30 | +63.8%
 provider | aws           |    308.39 |     409.05 | +100.66 | +32.6%
 service  | web           |    187.17 |     287.83 | +100.66 | +53.8%
 site     | aws:far-1     |    308.39 |     409.05 | +100.66 | +32.6%
  * In USD a month. 6 other lines are the same on all sides.
"#);
}

#[test]
fn json_has_exactly_the_keys_of_the_contract() {
    let folder = Folder::new();
    let output = folder.mcplan(&[
        "what-if",
        "plan.toml",
        "--deny",
        "aws:far-1",
        "--fail-if",
        "rto > 1m",
        "--format",
        "json",
    ]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let keys = |value: &Value| {
        let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys.join(" ")
    };
    assert_eq!(answer["schema"], "mcplan.comparison/1");
    let service = &answer["services"][0];
    for (value, expected) in [
        (&answer, "conditions costs figures schema services sides"),
        (
            &answer["sides"][1],
            "conflict difference_percent difference_usd monthly_usd name status yearly_usd",
        ),
        (&answer["costs"][0], "by monthly_usd name"),
        (service, "service sides"),
        (&service["sides"][1], "changes reason sites strategy"),
        (&service["sides"][1]["sites"][0], "offers replicas role site"),
        (&service["sides"][1]["reason"], "dearer_usd kind requirements site"),
        (&service["sides"][1]["reason"]["requirements"][0], "name requirement"),
        (&answer["figures"][0], "achieved measure slack subject target"),
        (&answer["conditions"][0], "condition failed side value"),
    ] {
        assert_eq!(keys(value), expected);
    }
    let folder = Folder::new();
    let stuck = compare(&folder, "plan.toml", "impossible.toml");
    assert_eq!(keys(&stuck["sides"][1]["conflict"][0]), "file line name requirement");
    assert_eq!(stuck["sides"][1]["conflict"][1]["name"], "survives=orders");
}

#[test]
fn a_side_without_a_placement_is_a_no() {
    let output = Folder::new().mcplan(&["compare", "plan.toml", "impossible.toml"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_is_no_answer_is_shown() {
    let folder = Folder::new();
    folder.write("text.json", "hello");
    folder.write("other.json", "{\n  \"schema\": \"other\"\n}\n");
    assert_snapshot!(folder.run(&["compare", "plan.toml", "text.json"]), @r#"
exit status 2
--- stderr ---
error: this is no answer of mcplan
  ┌─ text.json:1:1
  │
1 │ hello
  │ ^ expected value
  │
  = hint: such a file is written by `mcplan solve PLAN --format json --output FILE`

"#);
    assert_snapshot!(folder.run(&["compare", "plan.toml", "other.json"]), @r#"
exit status 2
--- stderr ---
error: this is no answer of mcplan
  ┌─ other.json:3:1
  │
3 │ }
  │ ^ missing field `status`
  │
  = hint: such a file is written by `mcplan solve PLAN --format json --output FILE`

"#);
    let told = folder.run(&["compare", "plan.toml", "none.json"]);
    assert!(told.contains("cannot read none.json"), "{told}");
    let told = folder.run(&["compare", "plan.toml", "plan.toml", "--output", "plan.toml"]);
    assert!(told.contains("it is the plan itself"), "{told}");
}

#[test]
fn a_kept_answer_that_holds_is_taken_without_a_word_whatever_it_is_called() {
    let folder = Folder::new();
    folder.mcplan(&["solve", "plan.toml", "--format", "json", "--output", "baseline"]);
    let output = folder.mcplan(&["compare", "baseline", "plan.toml"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

/// What is said beside the comparison of a kept answer.
fn said_of_kept(folder: &Folder) -> String {
    let output = folder.mcplan(&["compare", "kept.json", "kept.json", "--format", "csv"]);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stderr).unwrap();
    said.lines().next().unwrap_or("").to_owned()
}

#[test]
fn what_a_kept_answer_no_longer_is_is_told() {
    let folder = Folder::new();
    folder.mcplan(&["solve", "plan.toml", "--format", "json", "--output", "kept.json"]);
    let plan = folder.read("plan.toml");
    folder.edit("plan.toml", "replicas = 3", "replicas = 5");
    let said = said_of_kept(&folder);
    assert!(said.starts_with("kept.json: no placement of plan.toml any more: "), "{said}");
    folder.write("plan.toml", &plan);
    folder.edit("catalog/vm_far-1.csv", "0.06", "0.07");
    let said = said_of_kept(&folder);
    let (now, then) = ("464.23", "442.33");
    assert!(said.starts_with("kept.json: by the prices of today its placement costs "), "{said}");
    assert!(said.contains(now) && said.contains(then), "{said}");
    folder.write("plan.toml", "nonsense");
    let said = said_of_kept(&folder);
    assert_eq!(said, "kept.json: not checked: its plan plan.toml cannot be used");
    std::fs::remove_file(folder.path("plan.toml")).unwrap();
    assert_eq!(said_of_kept(&folder), "kept.json: not checked: its plan is not at plan.toml");
}

#[test]
fn an_answer_whose_charges_are_not_its_sum_is_refused() {
    let folder = Folder::new();
    let mut answer = folder.json(&["plan.toml"]);
    answer["charges"].as_array_mut().unwrap().clear();
    folder.write("kept.json", answer.to_string());
    let told = folder.run(&["compare", "kept.json", "plan.toml"]);
    assert!(told.starts_with("exit status 2"), "{told}");
    assert!(told.contains("the charges of this answer are not its sum"), "{told}");
}

//! Placements written to JSON and read back: the same to the last lot, and no other passes for one.

mod support;

use std::time::Duration;

use mcplan::diag::Sources;
use mcplan::milp::Outcome;
use mcplan::placement::{Placement, Verified, verify};
use mcplan::record::{Mistake, Record};
use mcplan::report::{Answer, json};
use mcplan::units::Decimal;
use serde_json::Value;
use support::Case;
use support::world::{World, world};

fn written(case: &Case, outcome: &Outcome) -> String {
    let answer = Answer {
        topology: &case.topology,
        catalog: &case.catalog,
        sources: &Sources::default(),
        outcome,
        why: &[],
        risks: &[],
        conflict: None,
        alternatives: None,
        asked_gap: Decimal::ZERO,
    };
    json(&answer, Duration::ZERO)
}

fn read(case: &Case, text: &str) -> Result<Placement, Mistake> {
    Record::parse(text)?.placement(case.context())
}

/// Solves, writes and reads back.
fn around(case: &Case) -> Option<(Verified, Verified)> {
    let outcome = case.solve("0.05");
    let text = written(case, &outcome);
    let Some(verified) = outcome.verified else {
        assert_eq!(read(case, &text), Err(Mistake::Empty));
        return None;
    };
    let again = verify(case.context(), read(case, &text).unwrap()).expect("it was verified before");
    Some((verified, again))
}

#[test]
fn placements_of_shipped_plans_are_read_back_as_they_were() {
    for name in ["quickstart", "web-shop", "data-residency", "enterprise"] {
        let (before, after) = around(&Case::shipped(name)).expect("a placement");
        assert_eq!(before, after, "{name}");
    }
}

#[test]
fn placements_of_random_worlds_are_read_back_as_they_were() {
    let found = (0..60).filter_map(|seed| {
        let World { texts, plan } = world(seed);
        around(&Case::new(&plan, Some(texts)))
    });
    let mut seen = 0;
    for (before, after) in found {
        assert_eq!(before, after);
        seen += 1;
    }
    assert!(seen > 20, "{seen} worlds have a placement");
}

/// The text with one value changed, at the path of keys and numbers.
fn changed(text: &str, path: &str, value: Value) -> String {
    let mut all: Value = serde_json::from_str(text).unwrap();
    *all.pointer_mut(path).unwrap_or_else(|| panic!("nothing at {path}")) = value;
    all.to_string()
}

#[test]
fn what_is_no_placement_of_the_plan_says_why() {
    let case = Case::shipped("quickstart");
    let text = written(&case, &case.solve("0.05"));
    let with =
        |path: &str, value: &str| read(&case, &changed(&text, path, value.into())).unwrap_err();
    let told = |mistake: Mistake| mistake.to_string();
    assert!(told(read(&case, "{").unwrap_err()).contains("line 1"));
    assert!(told(read(&case, "{\"schema\": \"x/1\"}").unwrap_err()).contains("it is `x/1`, not `"));
    assert!(told(with("/plan/name", "other")).contains("of plan \"other\", not of \"quickstart\""));
    assert_eq!(with("/placement/0/service", "zebra"), Mistake::Surplus("zebra".to_owned()));
    let second = case.topology.services[1].name.value.as_str();
    assert_eq!(with("/placement/0/service", second), Mistake::Surplus(second.to_owned()));
    for (path, what) in [
        ("/placement/0/strategy", "strategy"),
        ("/placement/0/sites/0/site", "site"),
        ("/placement/0/sites/0/role", "role"),
        ("/placement/0/sites/0/form", "form"),
        ("/placement/0/sites/0/product", "product"),
    ] {
        assert!(
            told(with(path, "zebra")).ends_with(&format!("no {what} is called `zebra`")),
            "{path}"
        );
    }
    let hours = changed(&text, "/placement/0/sites/0/load/0/hours", 1.into());
    assert!(matches!(read(&case, &hours), Err(Mistake::Hours(_))));
    let mut fewer: Value = serde_json::from_str(&text).unwrap();
    fewer["placement"].as_array_mut().unwrap().pop();
    assert!(matches!(read(&case, &fewer.to_string()), Err(Mistake::Missing(_))));
}

/// All places of numbers below a value.
fn numbers(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Number(_) => found.push(path.to_owned()),
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(i, one)| numbers(one, &format!("{path}/{i}"), found));
        }
        Value::Object(all) => {
            all.iter().for_each(|(key, one)| numbers(one, &format!("{path}/{key}"), found));
        }
        _ => {}
    }
}

/// More than enough may run, as long as it is paid for: what is asleep is free until it is woken.
#[test]
fn a_changed_number_is_refused_or_is_a_placement_that_costs_no_less() {
    let case = Case::shipped("web-shop");
    let outcome = case.solve("0.05");
    let text = written(&case, &outcome);
    let before = outcome.verified.as_ref().unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    let mut places = Vec::new();
    numbers(&all["placement"], "/placement", &mut places);
    // Those beside a deployment are told for people, and not read.
    places.retain(|place| !place.ends_with("/replicas") && !place.contains("/offers/"));
    let mut refused = 0;
    for place in places {
        let there = all.pointer(&place).unwrap();
        for value in [0_u32, 7_777].into_iter().filter(|value| there != value) {
            let found = read(&case, &changed(&text, &place, value.into()));
            match found.ok().and_then(|found| verify(case.context(), found).ok()) {
                Some(after) => {
                    assert_ne!(after.placement(), before.placement(), "{place} = {value}");
                    assert!(after.total() >= before.total(), "{place} = {value}");
                }
                None => refused += 1,
            }
        }
    }
    assert!(refused > 50, "only {refused} changes were refused");
}

//! `mcplan explain PLAN SERVICE --why-not SITE`, held against what the plan comes to under the changes that it names.

use insta::assert_snapshot;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::support::{Folder, repository};

fn why_not(folder: &Folder, status: i32, plan: &str, service: &str, site: &str) -> Value {
    let all = ["explain", plan, service, "--why-not", site, "--format", "json"];
    let output = folder.mcplan(&all);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(status), "{stderr}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn amount(value: &Value) -> Decimal {
    value.as_str().unwrap_or_else(|| panic!("{value} is no amount")).parse().unwrap()
}

fn dollars(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// The changed side of a what-if.
fn changed(folder: &Folder, plan: &str, changes: &[&str]) -> Value {
    let all = [&["what-if", plan, "--format", "json", "--gap", "0%"], changes].concat();
    serde_json::from_slice(&folder.mcplan(&all).stdout).unwrap()
}

fn cost(found: &Value) -> Decimal {
    amount(&found["sides"][1]["monthly_usd"])
}

/// Whether a service stands at a site on the changed side.
fn moved(found: &Value, service: &str, site: &str) -> bool {
    let mut services = found["services"].as_array().unwrap().iter();
    services
        .any(|one| one["service"] == service && one["sides"][1]["sites"].to_string().contains(site))
}

#[test]
fn the_page_says_what_would_have_to_change() {
    let page = Folder::new().run(&["explain", "plan.toml", "web", "--why-not", "aws:near-1"]);
    let page = page.split("\nRecovery, availability").next().unwrap();
    assert_snapshot!(page, @r"
exit status 0
--- stdout ---
Why not web at aws:near-1
The cheapest placement with web at aws:near-1 costs $23.86 a month more. If web were $23.86 a month
cheaper there, both would cost the same.
  * Solved again: if it is cheaper there by a cent less than that, web stays; by a cent more, it
    goes there.
  * As a price: web goes there with -15.565% on a.small at aws:near-1 ($153.30 a month now), and not
    with a thousandth of a per cent less.

Comparison
 Side  | Answer | USD/month | Change |     % | USD/year |  Change
-------+--------+-----------+--------+-------+----------+---------
 plan  | placed |    442.33 |        |       | 5,307.96 |
 there | placed |    466.19 | +23.86 | +5.4% | 5,594.28 | +286.32

Services that differ
 Service | What  | Before                               | After
---------+-------+--------------------------------------+---------------------------------------
 orders  | moved | warm-standby at aws:far-1, azure:mid | warm-standby at aws:near-1, azure:mid
 web     | moved | single at aws:far-1                  | single at aws:near-1

Cost by category, provider, service and site
 By       |               |   plan |  there |  Change |       %
----------+---------------+--------+--------+---------+---------
 category | block-storage |   8.64 |   9.60 |   +0.96 |  +11.1%
          | compute       | 131.40 | 153.30 |  +21.90 |  +16.7%
          | database      | 253.94 | 254.94 |   +1.00 |   +0.4%
 provider | aws           | 308.39 | 332.25 |  +23.86 |   +7.7%
 service  | orders        | 255.16 | 256.16 |   +1.00 |   +0.4%
          | web           | 187.17 | 210.03 |  +22.86 |  +12.2%
 site     | aws:far-1     | 308.39 |   0.00 | -308.39 | -100.0%
          | aws:near-1    |   0.00 | 332.25 | +332.25 |       -
  * In USD a month. 5 other lines are the same on all sides.
");
}

#[test]
fn the_break_even_is_what_a_pin_costs_and_the_price_moves_it() {
    let folder = Folder::new();
    let quickstart = repository("plans/quickstart.toml");
    for (plan, service, site) in
        [("plan.toml", "web", "aws:near-1"), (&quickstart, "web", "azure:northeurope")]
    {
        let found = why_not(&folder, 0, plan, service, site);
        assert_eq!(found["schema"], "mcplan.why-not/1");
        assert_eq!((&found["answer"], &found["exact"]), (&"dearer".into(), &true.into()));
        // The service has one site, so that using it and being pinned to it are the same.
        let pinned = cost(&changed(&folder, plan, &["--pin", &format!("{service}={site}")]));
        assert_eq!(amount(&found["there_usd"]), pinned);
        assert_eq!(amount(&found["break_even_usd"]), pinned - amount(&found["monthly_usd"]));
        assert_eq!(found["moves_at_cent_less"], false);
        assert_eq!(found["moves_at_cent_more"], true);
        let price = &found["price"];
        let (sku, change) = (price["sku"].as_str().unwrap(), price["change"].as_str().unwrap());
        let least = dollars(change.trim_start_matches('-').trim_end_matches('%'));
        let at = |percent: Decimal| {
            let price = format!("{site}:{sku}=-{percent}%");
            moved(&changed(&folder, plan, &["--price", &price]), service, site)
        };
        assert!(at(least) && !at(least - dollars("0.001")), "{plan}: {change}");
    }
}

#[test]
fn one_of_several_sites_is_enough_where_a_pin_would_ask_for_all() {
    let folder = Folder::new();
    let found = why_not(&folder, 0, "plan.toml", "orders", "aws:near-1");
    // By hand: a node of 0.155 an hour and not 0.15, storage, web with it, the same traffic.
    assert_eq!(amount(&found["break_even_usd"]), dollars("23.86"));
    let pinned = changed(&folder, "plan.toml", &["--pin", "orders=aws:near-1"]);
    assert_eq!(pinned["sides"][1]["status"], "infeasible");
    let there = why_not(&folder, 0, "plan.toml", "orders", "azure:*");
    assert_eq!(there["answer"], "there");
    assert_eq!(there["there_usd"], there["monthly_usd"]);
}

#[test]
fn a_requirement_that_excludes_it_says_from_which_value_on_it_would_not() {
    let folder = Folder::new();
    folder.edit("plan.toml", "kind = \"vm\"", "kind = \"vm\"\nlatency_p99 = \"20ms\"");
    folder.edit("plan.toml", "commitments", "budget = \"$600/month\"\ncommitments");
    assert_snapshot!(folder.run(&["explain", "plan.toml", "web", "--why-not", "aws:far-1"]), @r"
exit status 1
--- stdout ---
Why not web at aws:far-1
web cannot be at aws:far-1: the plan has no placement then.
 Excluded by     | Asks                  | Line         | To allow it | USD/month
-----------------+-----------------------+--------------+-------------+-----------
 latency_p99=web | web answers its users | plan.toml:13 | 24.008 ms   |    442.33
                 | within 20ms           |              |             |
  * If this requirement alone were so, the plan with it there would cost that much: tightest is the
    value at which it has a placement at all, cheapest the one from which on it costs no less. As it
    is the plan costs 466.19 USD a month.
");
    let line = &why_not(&folder, 1, "plan.toml", "web", "aws:far-1")["requirements"][0];
    assert_eq!((&line["name"], &line["line"]), (&"latency_p99=web".into(), &13.into()));
    let with = |limit: &str| {
        let limit = format!("services.web.latency_p99={limit}");
        changed(&folder, "plan.toml", &["--set", &limit, "--pin", "web=aws:far-1"])
    };
    assert_eq!(line["tightest"], "24.008 ms");
    assert_eq!(cost(&with("24.008ms")), amount(&line["tightest_usd"]));
    assert_eq!(with("24.007ms")["sides"][1]["status"], "infeasible");
    // Of two requirements either is enough to loosen; the budget by as much as it costs there.
    let found = why_not(&folder, 1, "plan.toml", "web", "azure:mid");
    let lines = found["requirements"].as_array().unwrap();
    let budget = lines.iter().find(|line| line["name"] == "budget").unwrap();
    assert_eq!(budget["tightest"], "$620.99");
    assert_eq!(amount(&budget["tightest_usd"]), dollars("620.99"));
    for line in lines.iter().filter(|line| line["name"] != "budget") {
        let name = line["name"].as_str().unwrap();
        let without = changed(&folder, "plan.toml", &["--without", name, "--pin", "web=azure:mid"]);
        assert_eq!(amount(&line["enough_usd"]), cost(&without), "{name}");
    }
}

#[test]
fn what_several_requirements_or_the_catalogs_exclude_has_no_value() {
    let folder = Folder::new();
    let quickstart = repository("plans/quickstart.toml");
    let found = why_not(&folder, 1, &quickstart, "orders", "azure:eastus");
    let sets: Vec<(&Value, &Value)> = found["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (&line["set"], &line["name"]))
        .collect();
    assert_eq!(sets, [(&0.into(), &"residency=orders".into()), (&1.into(), &"allow".into())]);
    let without = ["--without", "residency=orders", "--without", "allow"];
    assert!(cost(&changed(&folder, &quickstart, &without)) <= amount(&found["without_all_usd"]));
    let nowhere = why_not(&folder, 1, &quickstart, "orders", "aws:us-gov-west-1");
    assert_eq!(nowhere["requirements"], Value::Array(Vec::new()));
    assert!(nowhere["facts"][0]["reason"].as_str().unwrap().contains("not open"));
}

#[test]
fn the_question_needs_a_service_a_site_and_a_plan() {
    let folder = Folder::new();
    let ask = |more: &[&str]| folder.run(&[&["explain", "plan.toml"], more].concat());
    assert!(ask(&["web", "--why-not", "aws:naer-1"]).contains("did you mean `aws:near-1`?"));
    assert!(ask(&["wbe", "--why-not", "aws:near-1"]).contains("did you mean `web`?"));
    assert!(ask(&["--why-not", "aws:near-1"]).starts_with("exit status 2"));
    let csv = ask(&["web", "--why-not", "aws:near-1", "--format", "csv"]);
    assert!(csv.starts_with("exit status 2"));
    folder.write("kept.json", "{}");
    let kept = folder.run(&["explain", "kept.json", "web", "--why-not", "aws:near-1"]);
    assert!(kept.contains("asked of a plan"), "{kept}");
}

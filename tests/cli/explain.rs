//! `mcplan explain`: one service in full, of a plan or of a placement that was kept; what requirements cost.

use insta::assert_snapshot;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::support::{Folder, repository};

#[test]
fn a_service_is_explained_line_by_line_and_term_by_term() {
    assert_snapshot!(Folder::new().run(&["explain", "plan.toml", "orders"]), @"
exit status 0
--- stdout ---
orders
Kind postgres, tier standard, team data. It is to survive the loss of a provider, and recovers by:
warm-standby.
 Role     | Site      | Runs on
----------+-----------+-----------------------------------------------------------------------
 active   | aws:far-1 | Amazon RDS for PostgreSQL: 1 x db.small on-demand
 recovery | azure:mid | Azure Database for PostgreSQL flexible server: 1 x pg.small on-demand

Cost
 Site      | For         | What                       | Quantity | Unit      | USD each | USD/month
-----------+-------------+----------------------------+----------+-----------+----------+-----------
 aws:far-1 | database    | db-storage                 |      100 | GiB-month |     0.11 |     11.00
 aws:far-1 | database    | db.small on-demand         |      730 | hour      |     0.15 |    109.50
 aws:far-1 | replication | data transfer aws:far-1 to | 8.039216 | GiB       |     0.09 |      0.72
           |             | internet                   |          |           |          |
 aws:far-1 | replication | data transfer aws:far-1 to | 1.960784 | GiB       |        0 |      0.00
           |             | internet                   |          |           |          |
 azure:mid | database    | pg-storage                 |      128 | GiB-month |     0.13 |     16.64
 azure:mid | database    | pg.small on-demand         |      730 | hour      |     0.16 |    116.80
 azure:mid | network     | private-zone               |        1 | month     |      0.5 |      0.50
  * Together 255.16 USD a month.

Recovery
Back after 4m 30s, the sum of all but lag; the target is 10m. Lost is at most the lag; the target is
5m.
 Term      | Time | Support    | Source               | Row
-----------+------+------------+----------------------+--------------------------
 detect    |  30s | published  | three checks of 10 s | ./catalog/recovery.csv:4
 decide    |   1m | assumption | a script decides     | ./catalog/recovery.csv:5
 provision |   2m | assumption | no figure found      | ./catalog/recovery.csv:6
 shift     |   1m | published  | time to live of 60 s | ./catalog/recovery.csv:7
 lag       |   1m | assumption | asynchronous         | ./catalog/recovery.csv:8
  * Available 99.5000% of the time by estimate.

Choices
3 of 3 sites can hold it. There is no other choice of sites.
");
}

#[test]
fn the_lines_of_all_services_are_the_bill_but_for_what_they_share() {
    let folder = Folder::new();
    let plan = repository("plans/web-shop.toml");
    let json = |arguments: &[&str]| -> Value {
        let output = folder.mcplan(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    folder.mcplan(&["solve", &plan, "--format", "json", "--output", "kept.json"]);
    let kept: Value = serde_json::from_str(&folder.read("kept.json")).unwrap();
    for placed in kept["placement"].as_array().unwrap() {
        let service = placed["service"].as_str().unwrap();
        let found = json(&["explain", "kept.json", service, "--format", "json"]);
        assert_eq!(found["schema"], "mcplan.explanation/1");
        assert_eq!(found["strategy"], placed["strategy"]);
        let own = |line: &&Value| line["service"] == service;
        let billed: Vec<&Value> = kept["charges"].as_array().unwrap().iter().filter(own).collect();
        let told = found["charges"].as_array().unwrap();
        assert_eq!(told.len(), billed.len(), "{service}");
        for (told, billed) in told.iter().zip(billed) {
            for key in ["site", "category", "sku", "quantity", "unit", "monthly_usd"] {
                assert_eq!(told[key], billed[key], "{service}: {key}");
            }
        }
        let own = |line: &&Value| line["service"] == service;
        let line = kept["recovery"].as_array().unwrap().iter().find(own).unwrap();
        assert_eq!(found["rto_s"], line["rto_s"], "{service}");
        let terms = found["terms"].as_array().unwrap();
        let times = terms.iter().filter(|term| term["term"] != "lag");
        let sum: u64 = times.map(|term| term["seconds"].as_u64().unwrap()).sum();
        assert_eq!(found["rto_s"].as_u64().unwrap_or(0), sum, "{service}");
        assert!(terms.iter().all(|term| term["source"] != "" && term["row"] != ""), "{service}");
        if service == "payments" {
            assert_eq!(found, json(&["explain", &plan, service, "--format", "json"]));
        }
    }
}

#[test]
fn it_needs_a_service_of_the_plan() {
    assert_snapshot!(Folder::new().run(&["explain", "plan.toml", "ordres"]), @"
exit status 2
--- stderr ---
error: the plan has no service `ordres`
hint: did you mean `orders`?
");
}

fn json(folder: &Folder, status: i32, arguments: &[&str]) -> Value {
    let output = folder.mcplan(&[arguments, &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(status), "{arguments:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn amount(value: &Value) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

/// What the plan costs with a change, solved to the end.
fn changed(folder: &Folder, plan: &str, change: [&str; 2]) -> Decimal {
    let found = json(folder, 0, &["what-if", plan, change[0], change[1], "--gap", "0%"]);
    amount(&found["sides"][1]["monthly_usd"])
}

#[test]
fn a_requirement_costs_what_the_plan_saves_without_it() {
    let folder = Folder::new();
    let found = json(&folder, 0, &["explain", "plan.toml"]);
    let lines = found["requirements"].as_array().unwrap();
    assert_eq!(lines.len(), 8);
    let paid = amount(&found["monthly_usd"]);
    let mut last = Decimal::MAX;
    for line in lines {
        let (name, saving) = (line["name"].as_str().unwrap(), amount(&line["saving_usd"]));
        assert!(saving >= Decimal::ZERO && saving <= last, "{name}");
        assert!(line["saving_at_most_usd"].is_null(), "{name}");
        assert_eq!(paid - changed(&folder, "plan.toml", ["--without", name]), saving, "{name}");
        last = saving;
    }
    // The standby's disk, its machine, its zone of names, and 10 GiB a month of replication at 0.09.
    let by_hand: Decimal = ["16.64", "116.80", "0.50", "0.90"].map(decimal).iter().sum();
    assert_eq!(lines[0]["name"], "survives=orders");
    assert_eq!(amount(&lines[0]["saving_usd"]), by_hand);
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn a_time_that_binds_has_a_price_until_it_is_long_enough() {
    let folder = Folder::new();
    folder.edit("plan.toml", "rto = \"10m\"", "rto = \"4m\"");
    let found = json(&folder, 1, &["explain", "plan.toml"]);
    let lines = found["repairs"].as_array().unwrap();
    let line = lines.iter().find(|line| line["name"] == "rto=orders").unwrap();
    assert_eq!(line["enough"], "4m 30s");
    let longer = changed(&folder, "plan.toml", ["--set", "services.orders.rto=270s"]);
    assert_eq!(amount(&line["monthly_usd"]), longer);
}

#[test]
fn every_repair_gives_the_plan_a_placement_at_its_cost() {
    let folder = Folder::new();
    let found = json(&folder, 1, &["explain", "impossible.toml"]);
    let repairs = found["repairs"].as_array().unwrap();
    assert_eq!(repairs.len(), 2);
    let costs: Vec<Decimal> = repairs.iter().map(|line| amount(&line["monthly_usd"])).collect();
    assert!(costs.is_sorted());
    for (line, cost) in repairs.iter().zip(costs) {
        let name = line["name"].as_str().unwrap();
        assert_eq!(changed(&folder, "impossible.toml", ["--without", name]), cost, "{name}");
    }
}

#[test]
fn prices_in_json_have_exactly_the_keys_of_the_contract() {
    let found = json(&Folder::new(), 0, &["explain", "plan.toml"]);
    let keys = |value: &Value| {
        let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys.join(" ")
    };
    assert_eq!(found["schema"], "mcplan.prices/1");
    let whole =
        "bound_usd conflict monthly_usd nines plan premiums repairs requirements schema status";
    assert_eq!(keys(&found), whole);
    let line =
        "asks enough file line monthly_usd name saving_at_most_usd saving_usd status unit_usd";
    for list in ["requirements", "premiums", "nines"] {
        assert_eq!(keys(&found[list][0]), line, "{list}");
    }
}

#[test]
fn a_plan_without_a_placement_shows_its_repairs() {
    assert_snapshot!(Folder::new().run(&["explain", "impossible.toml"]), @"
exit status 1
--- stdout ---
Repairs
The plan has no placement. Each of these alone gives it one, the cheapest first.
 Give up          | Asks                | Line               | Enough           | USD/month
------------------+---------------------+--------------------+------------------+-----------
 survives=orders  | orders survives the | impossible.toml:26 |                  |    331.35
                  | loss of a provider  |                    |                  |
 residency=orders | orders stays in     | impossible.toml:9  | allow aws:far-1, |    442.33
                  | country:DE          |                    | azure:mid        |
  * Enough is what the requirement would have to allow for that placement.
");
}

#[test]
fn prices_are_of_plans_and_one_service_is_no_table_of_values() {
    let folder = Folder::new();
    folder.write("kept.json", "{}");
    assert_eq!(folder.mcplan(&["explain", "kept.json"]).status.code(), Some(2));
    let csv = folder.mcplan(&["explain", "plan.toml", "orders", "--format", "csv"]);
    assert_eq!(csv.status.code(), Some(2));
}

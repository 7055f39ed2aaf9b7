//! `mcplan explain`: one service in full, of a plan or of a placement that was kept.

use insta::assert_snapshot;
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

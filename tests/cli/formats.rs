//! `mcplan solve --format`: JSON, CSV and Markdown.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::support::Folder;

fn decimal(value: &Value) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

/// The answer without what may differ between runs.
fn without_seconds(mut answer: Value) -> Value {
    answer["stats"].as_object_mut().unwrap().remove("seconds").unwrap();
    answer
}

#[test]
fn json_has_exactly_the_keys_of_the_contract() {
    let answer = Folder::new().json(&["plan.toml"]);
    let keys = |value: &Value| {
        let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys.join(" ")
    };
    for (value, expected) in [
        (
            &answer,
            "availability charges compliance conflict latency objective placement plan recovery \
             schema stats status",
        ),
        (&answer["objective"], "bound_usd budget_usd gap monthly_usd"),
        (&answer["placement"][0], "kind service sites strategy tier"),
        (&answer["plan"], "file name"),
        (
            &answer["placement"][0]["sites"][0],
            "among form load machines offers product replicas role site zones",
        ),
        (
            &answer["placement"][0]["sites"][0]["offers"][0],
            "count monthly_usd purchase sku unit unit_price_usd",
        ),
        (
            &answer["charges"][0],
            "as_of catalog_row category list_monthly_usd list_unit_price_usd monthly_usd price_rule \
             provider quantity service site sku unit unit_price_usd",
        ),
        (
            &answer["recovery"][0],
            "met rpo_s rpo_target_s rto_s rto_target_s service strategy survives",
        ),
        (&answer["availability"][0], "achieved met subject target"),
        (&answer["latency"][0], "achieved_ms basis met subject target_ms"),
        (&answer["compliance"][0], "evidence met requirement service"),
        (&answer["stats"], "arrangements columns nodes offers rows seconds services sites"),
        (&answer["stats"]["seconds"], "load match solve verify"),
    ] {
        assert_eq!(keys(value), expected);
    }
    let conflict = Folder::new().json(&["impossible.toml"]);
    assert_eq!(keys(&conflict["conflict"][0]), "file line requirement text");
}

#[test]
fn charges_add_up_to_the_objective_exactly() {
    let answer = Folder::new().json(&["plan.toml"]);
    let charges = answer["charges"].as_array().unwrap();
    let total: Decimal = charges.iter().map(|charge| decimal(&charge["monthly_usd"])).sum();
    assert_eq!(total, decimal(&answer["objective"]["monthly_usd"]));
    for charge in charges {
        let product = decimal(&charge["quantity"]) * decimal(&charge["unit_price_usd"]);
        assert_eq!(product, decimal(&charge["monthly_usd"]), "{charge}");
    }
}

#[test]
fn everything_in_a_placement_is_met() {
    let answer = Folder::new().json(&["plan.toml"]);
    for list in ["recovery", "availability", "latency", "compliance"] {
        let lines = answer[list].as_array().unwrap();
        assert!(!lines.is_empty() && lines.iter().all(|line| line["met"] == true), "{list}");
    }
}

#[test]
fn a_conflict_is_data_too() {
    let answer = Folder::new().json(&["impossible.toml"]);
    assert_eq!(answer["status"], "infeasible");
    assert_eq!(answer["placement"], serde_json::json!([]));
    assert_eq!(
        answer["objective"],
        serde_json::json!({
            "monthly_usd": null, "bound_usd": null, "gap": null, "budget_usd": null
        })
    );
    insta::assert_snapshot!(serde_json::to_string_pretty(&answer["conflict"]).unwrap(), @r#"
    [
      {
        "file": "impossible.toml",
        "line": 9,
        "requirement": "orders stays in country:DE",
        "text": "residency = [\"country:DE\"]"
      },
      {
        "file": "impossible.toml",
        "line": 26,
        "requirement": "orders survives the loss of a provider",
        "text": "survives = \"provider\""
      }
    ]
    "#);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = Folder::new();
    let json = || without_seconds(folder.json(&["plan.toml"])).to_string();
    assert_eq!(json(), json());
    for format in ["table", "markdown", "csv"] {
        let run = || folder.run(&["solve", "plan.toml", "--format", format]);
        assert_eq!(run(), run());
    }
}

#[test]
fn csv_reads_back_and_holds_no_formula() {
    let folder = Folder::new();
    folder.edit("plan.toml", "team = \"shop\"", "team = \"=1+1, \\\"x\\\"\"");
    let output = folder.mcplan(&["solve", "plan.toml", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    let columns = reader.headers().unwrap().clone();
    let at = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(rows.iter().any(|row| &row[at("team")] == "'=1+1, \"x\""));
    let total: Decimal =
        rows.iter().map(|row| row[at("monthly_usd")].parse::<Decimal>().unwrap()).sum();
    let answer = folder.json(&["plan.toml"]);
    assert_eq!(total, decimal(&answer["objective"]["monthly_usd"]));
    assert_eq!(rows.len(), answer["charges"].as_array().unwrap().len());
}

#[test]
fn csv_without_a_placement_is_a_header_and_the_reason_beside_it() {
    insta::assert_snapshot!(
        Folder::new().run(&["solve", "impossible.toml", "--format", "csv"]), @r#"
    exit status 1
    --- stdout ---
    service,site,provider,category,team,sku,purchase,quantity,unit,unit_price_usd,monthly_usd,list_unit_price_usd,list_monthly_usd,price_rule,catalog_row,as_of
    --- stderr ---
    Result
    Plan "impossible" has no placement: its requirements cannot hold together.
    Looked at 3 sites and 9 offers for 2 services: 6 arrangements, 0 columns, 0 rows, solver microlp.

    Conflict
    error: these requirements cannot be met together
       ┌─ impossible.toml:9:14
       │
     9 │ residency = ["country:DE"]
       │              ^^^^^^^^^^^^ orders stays in country:DE
       ·
    26 │ survives = "provider"
       │            ---------- orders survives the loss of a provider
       │
       = hint: loosen or drop any one of them and the others can be met

      * orders fits no site of 3: 2 outside residency country:DE.
    "#);
}

#[test]
fn markdown_tables_have_the_same_number_of_cells_in_each_row() {
    let folder = Folder::new();
    folder.edit("plan.toml", "team = \"shop\"", "team = \"a|b\"");
    let output = folder.mcplan(&["solve", "plan.toml", "--format", "markdown"]);
    let page = String::from_utf8(output.stdout).unwrap();
    for table in page.split("\n\n").filter(|part| part.starts_with('|')) {
        let cells = |line: &str| line.replace("\\|", "").matches('|').count();
        let first = cells(table.lines().next().unwrap());
        assert!(table.lines().all(|line| cells(line) == first), "{table}");
    }
    assert!(page.contains("a\\|b"));
    insta::assert_snapshot!(page.lines().take(14).collect::<Vec<_>>().join("\n"), @r#"
    # Placement of small

    ## Result

    Plan "small" is placed: \$442.33 a month, \$5,307.96 a year.

    It is the cheapest: no placement that meets the plan costs a cent less.

    Looked at 3 sites and 15 offers for 2 services: 14 arrangements, 7 columns, 4 rows, solver microlp.

    ## Placement

    | Service | Recovery | Role | Site | Runs on | USD/month |
    | --- | --- | --- | --- | --- | ---: |
    "#);
}

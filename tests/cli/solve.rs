//! `mcplan solve`: the page, the conflict, limits and files.

use crate::support::Folder;

#[test]
fn a_placement_is_told_in_full() {
    insta::assert_snapshot!(Folder::new().run(&["solve", "plan.toml"]), @r#"
    exit status 0
    --- stdout ---
    Result
    Plan "small" is placed: $442.33 a month, $5,307.96 a year.
    It is the cheapest: no placement that meets the plan costs a cent less.
    Looked at 3 sites and 15 offers for 2 services: 14 arrangements, 7 columns, 4 rows, solver microlp.

    Placement
     Service | Recovery     | Role     | Site      | Runs on                                | USD/month
    ---------+--------------+----------+-----------+----------------------------------------+-----------
     orders  | warm-standby | active   | aws:far-1 | Amazon RDS for PostgreSQL: 1 x         |    121.22
             |              |          |           | db.small on-demand                     |
             |              | recovery | azure:mid | Azure Database for PostgreSQL flexible |    133.94
             |              |          |           | server: 1 x pg.small on-demand         |
     web     | single       | active   | aws:far-1 | 3 x a.small 1y-no-upfront              |    187.17

    Why there
     Service | Sites possible | Choices | Next best | More USD/month
    ---------+----------------+---------+-----------+----------------
     orders  |         3 of 3 |       8 | none      |
     web     |         3 of 3 |       6 | none      |
      * The next best is the cheapest other choice of sites for that service with everything else as it
        is; its price includes what it changes for traffic.

    Cost
     Service | Site      | USD/month | USD/year
    ---------+-----------+-----------+----------
     orders  | aws:far-1 |    121.22 | 1,454.68
             | azure:mid |    133.94 | 1,607.28
     web     | aws:far-1 |    187.17 | 2,246.00
    ---------+-----------+-----------+----------
     Total   |           |    442.33 | 5,307.96

    Cost by provider, site, category and team
     By       |               | USD/month | USD/year | Share
    ----------+---------------+-----------+----------+-------
     provider | aws           |    308.39 | 3,700.68 | 69.7%
              | azure         |    133.94 | 1,607.28 | 30.3%
     site     | aws:far-1     |    308.39 | 3,700.68 | 69.7%
              | azure:mid     |    133.94 | 1,607.28 | 30.3%
     category | database      |    253.94 | 3,047.28 | 57.4%
              | compute       |    131.40 | 1,576.80 | 29.7%
              | transfer      |     36.18 |   434.12 |  8.2%
              | network       |     11.45 |   137.40 |  2.6%
              | block-storage |      8.64 |   103.68 |  2.0%
              | replication   |      0.72 |     8.68 |  0.2%
     team     | data          |    255.16 | 3,061.96 | 57.7%
              | shop          |    187.17 | 2,246.00 | 42.3%

    Recovery
     Service | Survives | Recovery     |     RTO | Target | RPO | Target | RTO is the sum of
    ---------+----------+--------------+---------+--------+-----+--------+---------------------------
     orders  | provider | warm-standby | 4m 30s? |    10m | 1m? |     5m | detect 30s + decide 1m? +
             |          |              |         |        |     |        | provision 2m? + shift 1m
     web     | nothing  | single       |       - |   none |   - |   none |
      * ? marks a planning assumption, where no figure is published:
      * ? decide 1m: a script decides (./catalog/recovery.csv:5)
      * ? provision 2m: no figure found (./catalog/recovery.csv:6)
      * ? lag 1m: asynchronous (./catalog/recovery.csv:8)

    Availability
     Subject | Estimate | Target | Down in a month
    ---------+----------+--------+-----------------
     orders  | 99.5000% |  99.5% |          3h 39m
     web     | 99.5000% |  99.5% |          3h 39m
      * Estimates follow from the providers' uptime promises, cut after four decimals.

    Error budgets
     Subject       | Target | May be down in a month |   Used | Most by
    ---------------+--------+------------------------+--------+---------
     tier standard |  99.5% |                 3h 39m | 100.0% | orders
      * Each service of a tier has the budget for itself, and the one that uses most of it is shown; the
        services of a journey share it.

    Latency
     From             | To     | At        | Estimate |   Bound | Basis
    ------------------+--------+-----------+----------+---------+----------
     users.people     | web    | aws:far-1 |    24 ms | 1000 ms | modelled
     web at aws:far-1 | orders | aws:far-1 |     1 ms |    2 ms | measured

    Compliance
     Service | Requirement | Met | Site      | Kept there       | Evidence
    ---------+-------------+-----+-----------+------------------+-----------------------
     orders  | stays in eu | yes | aws:far-1 | service, logs    | member state SE
             |             |     |           |                  | (./catalog/residency.
             |             |     |           |                  | csv:5)
             |             |     | azure:mid | failover target, | member state NL
             |             |     |           | replica, logs    | (./catalog/residency.
             |             |     |           |                  | csv:6)

    Not in this bill
    What the plan does not name: links between sites (the plan has no `network`), names, monitoring,
    logs and keys that are no services of it, images of machines, software licences, support plans,
    taxes, and privately negotiated discounts.
    "#);
}

/// The small plan with a journey from people to the orders.
fn with_journey(targets: &str) -> Folder {
    let folder = Folder::new();
    let journey = format!(
        "[[journeys]]\nname = \"checkout\"\npath = [\"users.people\", \"web\", \"orders\"]\n{targets}\n[policy]"
    );
    folder.edit("plan.toml", "[policy]", &journey);
    folder
}

#[test]
fn journeys_have_lines_weakest_links_and_budgets() {
    let folder = with_journey("latency_p99 = \"40ms\"\navailability = \"98.9%\"");
    let page = String::from_utf8(folder.mcplan(&["solve", "plan.toml"]).stdout).unwrap();
    let shown = ["Availability\n", "Error budgets\n", "Latency\n"];
    let sections = page.split("\n\n").filter(|part| shown.iter().any(|s| part.starts_with(s)));
    insta::assert_snapshot!(sections.collect::<Vec<_>>().join("\n\n"), @r"
    Availability
     Subject          | Estimate | Target | Down in a month
    ------------------+----------+--------+-----------------
     orders           | 99.5000% |  99.5% |          3h 39m
     web              | 99.5000% |  99.5% |          3h 39m
     journey checkout | 99.0025% |  98.9% |          7h 17m
      * Estimates follow from the providers' uptime promises, cut after four decimals.
      * The weakest link of journey checkout is orders: 99.5000% available, out for 3h 39m of the 7h 17m
        in a month.

    Error budgets
     Subject          | Target | May be down in a month |   Used | Most by
    ------------------+--------+------------------------+--------+---------
     tier standard    |  99.5% |                 3h 39m | 100.0% | orders
     journey checkout |  98.9% |                  8h 2m |  90.7% | orders
      * Each service of a tier has the budget for itself, and the one that uses most of it is shown; the
        services of a journey share it.

    Latency
     From             | To     | At         | Estimate |   Bound | Basis
    ------------------+--------+------------+----------+---------+----------
     users.people     | web    | aws:far-1  |    24 ms | 1000 ms | modelled
     web at aws:far-1 | orders | aws:far-1  |     1 ms |    2 ms | measured
     journey checkout | orders | whole path |    25 ms |   40 ms | modelled
      * The slowest hop of journey checkout is users.people to web at aws:far-1: 24 ms, 96% of the
        whole.
    ");
    let answer = folder.json(&["plan.toml"]);
    let last = |list: &str| answer[list].as_array().unwrap().last().unwrap().to_string();
    insta::assert_snapshot!(last("availability"), @r#"
    {"achieved":0.990025,"met":true,"subject":"journey checkout","target":0.989}
    "#);
    insta::assert_snapshot!(last("latency"), @r#"
    {"achieved_ms":25.008,"basis":"modelled","met":true,"subject":"journey checkout","target_ms":40}
    "#);
}

#[test]
fn a_journey_that_is_too_slow_is_underlined() {
    insta::assert_snapshot!(with_journey("latency_p99 = \"5ms\"").run(&["solve", "plan.toml"]), @r#"
    exit status 1
    --- stdout ---
    Result
    Plan "small" has no placement: its requirements cannot hold together.
    Looked at 3 sites and 15 offers for 2 services: 14 arrangements, 0 columns, 0 rows, solver microlp.

    Conflict
    error: this requirement cannot be met
       ┌─ plan.toml:44:15
       │
    44 │ latency_p99 = "5ms"
       │               ^^^^^ journey checkout takes at most 5ms
       │
       = hint: loosen it, or allow more sites
    "#);
}

#[test]
fn a_contradiction_is_underlined() {
    insta::assert_snapshot!(Folder::new().run(&["solve", "impossible.toml"]), @r#"
    exit status 1
    --- stdout ---
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
fn a_single_requirement_can_be_to_blame() {
    let folder = Folder::new();
    folder.edit("plan.toml", "cpu = 2", "cpu = 64");
    insta::assert_snapshot!(folder.run(&["solve", "plan.toml"]), @r#"
    exit status 1
    --- stdout ---
    Result
    Plan "small" has no placement: its requirements cannot hold together.
    Looked at 3 sites and 15 offers for 2 services: 8 arrangements, 0 columns, 0 rows, solver microlp.

    Conflict
    No requirement is to blame: the catalogs offer nothing that fits.
      * web fits no site of 3: 3 without a large enough SKU.
    "#);
}

#[test]
fn catalogs_given_beside_the_plan_add_to_its_own() {
    let folder = Folder::new();
    let before = folder.json(&["plan.toml"]);
    folder.write(
        "more/vm.csv",
        "# table: vm\n# site: aws:far-1\n# as-of: 2026-02-02\nsku,on-demand\na.small,0.01\n",
    );
    let after = folder.json(&["plan.toml", "--catalog", "more"]);
    assert_ne!(before["objective"]["monthly_usd"], after["objective"]["monthly_usd"]);
    let rows = after["charges"].as_array().unwrap().iter().map(|c| c["catalog_row"].as_str());
    assert!(rows.flatten().any(|row| row.starts_with("more/vm.csv:")));
}

#[test]
fn the_answer_goes_to_a_file_instead() {
    let folder = Folder::new();
    insta::assert_snapshot!(folder.run(&["solve", "plan.toml", "--output", "out.txt"]), @r#"
    exit status 0
    --- stderr ---
    wrote out.txt
    "#);
    assert!(folder.read("out.txt").starts_with("Result\n"));
    insta::assert_snapshot!(folder.run(&["solve", "plan.toml", "--output", "no/out.txt"]), @r#"
    exit status 2
    --- stderr ---
    error: cannot write no/out.txt: No such file or directory (os error 2)
    "#);
    insta::assert_snapshot!(folder.run(&["solve", "plan.toml", "--output", "catalog"]), @r#"
    exit status 2
    --- stderr ---
    error: cannot write catalog: Is a directory (os error 21)
    "#);
}

#[test]
fn names_cannot_steer_the_terminal_or_the_page() {
    let folder = Folder::new();
    folder.edit("plan.toml", "team = \"shop\"", "team = \"a|b <b>\u{9b}31m\u{202e}`\"");
    let shown = folder.run(&["solve", "plan.toml"]);
    assert!(!shown.contains(['\u{9b}', '\u{202e}', '\u{1b}']), "{shown}");
    let page = folder.run(&["solve", "plan.toml", "--format", "markdown"]);
    assert!(!page.contains(['\u{9b}', '\u{202e}', '\u{1b}']), "{page}");
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    use std::process::{Command, Stdio};
    let folder = Folder::new();
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("mcplan"))
        .args(["catalog", "list"])
        .current_dir(folder.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

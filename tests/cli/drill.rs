//! `mcplan drill`: pages, formats, names of losses and exit codes.

use crate::support::Folder;

#[test]
fn every_single_loss_and_every_pair_of_sites() {
    insta::assert_snapshot!(Folder::new().run(&["drill", "plan.toml"]), @r#"
    exit status 0
    --- stdout ---
    Drill
    Losses played on the placement of plan "small": 7, of which 3 kept, 4 beyond, 0 broken.
     Loss                    | Verdict | Gone | Over | On | Wait | Back after | USD/hour
    -------------------------+---------+------+------+----+------+------------+----------
     zone of aws:far-1       | beyond  |    1 |    1 |  0 |    0 |     4m 30s |     0.00
     zone of azure:mid       | kept    |    0 |    0 |  0 |    0 |          - |     0.00
     aws:far-1               | beyond  |    1 |    1 |  0 |    0 |     4m 30s |     0.00
     azure:mid               | kept    |    0 |    0 |  0 |    0 |          - |     0.00
     aws                     | beyond  |    1 |    1 |  0 |    0 |     4m 30s |     0.00
     azure                   | kept    |    0 |    0 |  0 |    0 |          - |     0.00
     aws:far-1 and azure:mid | beyond  |    2 |    0 |  0 |    0 |          - |     0.00
      * Verdict: kept if everything is back, beyond if something is gone or short that the plan does not
        ask to survive this, broken if it does ask.
      * Services that are gone, by themselves or for want of one that they require; that fail over; that
        go on with what is left; that wait for another. Back after is when the last one is.
      * USD/hour is what runs more at the sites that are left. What a lost site no longer costs is not
        set off.

    Single points of failure
     Service | Team | Must survive | Gone with         | For want of
    ---------+------+--------------+-------------------+-------------
     web     | shop | nothing      | zone of aws:far-1 | -
      * Services that no single loss takes for good are left out. Of several losses the smallest are
        here: what is gone with a zone is gone with its site too.
    "#);
}

#[test]
fn one_loss_in_full() {
    insta::assert_snapshot!(Folder::new().run(&["drill", "plan.toml", "--lose", "aws"]), @r#"
    exit status 0
    --- stdout ---
    Drill
    Losses played on the placement of plan "small": 1, of which 0 kept, 1 beyond, 0 broken.
     Loss | Verdict | Gone | Over | On | Wait | Back after | USD/hour
    ------+---------+------+------+----+------+------------+----------
     aws  | beyond  |    1 |    1 |  0 |    0 |     4m 30s |     0.00
      * Verdict: kept if everything is back, beyond if something is gone or short that the plan does not
        ask to survive this, broken if it does ask.
      * Services that are gone, by themselves or for want of one that they require; that fail over; that
        go on with what is left; that wait for another. Back after is when the last one is.
      * USD/hour is what runs more at the sites that are left. What a lost site no longer costs is not
        set off.

    Loss of aws
     Service | What happens            | Left |    Ready |     Back | Target | RPO | Target | Verdict
    ---------+-------------------------+------+----------+----------+--------+-----+--------+---------
     orders  | fails over to azure:mid |  1/1 |  4m 30s? |  4m 30s? |    10m |  1m |     5m | kept
             | (warm-standby)          |      |          |          |        |     |        |
     web     | is lost                 |  0/3 | not back | not back |   none |   - |   none | beyond
      * Left is what serves then, of the replicas that the busiest hours need (1 for what has no
        replicas).
      * Users of people get no answer from web.
    "#);
}

#[test]
fn several_losses_at_once() {
    let folder = Folder::new();
    let repeated = folder.run(&["drill", "plan.toml", "--lose", "azure", "--lose", "aws:far-1"]);
    assert_eq!(repeated, folder.run(&["drill", "plan.toml", "--lose", "azure,aws:far-1"]));
    assert!(repeated.contains("Loss of aws:far-1 and azure"), "{repeated}");
    assert!(repeated.starts_with("exit status 0"), "not even a provider's loss takes both");
}

#[test]
fn unknown_names_are_refused_with_the_nearest() {
    let folder = Folder::new();
    insta::assert_snapshot!(folder.run(&["drill", "plan.toml", "--lose", "aws:fra-1"]), @r"
    exit status 2
    --- stderr ---
    error: nothing that can be lost is called `aws:fra-1`
    hint: did you mean `aws:far-1`?
    ");
    insta::assert_snapshot!(folder.run(&["drill", "plan.toml", "--lose", "geo:atlantis"]), @r"
    exit status 2
    --- stderr ---
    error: nothing that can be lost is called `geo:atlantis`
    hint: give a provider, a site, zone:SITE or geo:COUNTRY; `mcplan catalog list` shows the sites
    ");
}

#[test]
fn without_a_placement_there_is_nothing_to_lose() {
    insta::assert_snapshot!(Folder::new().run(&["drill", "impossible.toml"]), @r"
    exit status 2
    --- stderr ---
    error: there is no placement: `mcplan solve` says why
    ");
}

/// A service that must survive a region and requires another that is pinned to one shop, where nobody takes
/// over for it.
pub const EDGE: &str = r#"
[plan]
name = "edge"
catalogs = ["aws", "onprem/shop-hamburg"]

[sites]
allow = ["aws:eu-central-1", "aws:eu-west-1", "onprem:*"]

[services.web]
kind = "vm"
cpu = 2
memory = "4 GiB"
replicas = 2
survives = "region"
degraded_capacity = "50%"
pin = "aws:*"

[services.till]
kind = "edge"
pin = "onprem:shop-*"
cpu = 2
memory = "4 GiB"
disk = "50 GiB"
tier = "best-effort"
availability = "90%"

[[flows]]
from = "web"
to = "till"
volume = "10 GB/month"
"#;

#[test]
fn a_broken_promise_is_exit_status_one() {
    let folder = Folder::new();
    folder.write("edge.toml", EDGE);
    let shown = folder.run(&["drill", "edge.toml", "--lose", "onprem:shop-hamburg"]);
    assert!(shown.starts_with("exit status 1"), "{shown}");
    let why = "Broken: web should survive this, but requires till, which is gone.";
    assert!(shown.contains(why), "{shown}");
    let other = folder.run(&["drill", "edge.toml", "--lose", "aws:eu-central-1"]);
    assert!(other.starts_with("exit status 0"), "{other}");
}

#[test]
fn json_is_a_contract() {
    let folder = Folder::new();
    let output = folder.mcplan(&["drill", "plan.toml", "--format", "json"]);
    let drill: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let keys = |value: &serde_json::Value| {
        let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys.join(" ")
    };
    assert_eq!(drill["schema"], "mcplan.drill/1");
    assert_eq!(keys(&drill), "losses plan schema verdict");
    let losses = drill["losses"].as_array().unwrap();
    assert_eq!(
        keys(&losses[0]),
        "costs crowded journeys loosened loss scope services unserved verdict"
    );
    assert_eq!(
        keys(&losses[0]["costs"]),
        "copied_back_usd moved_gib_per_month running_usd_per_month traffic_usd_per_month"
    );
    let aws = losses.iter().find(|loss| loss["loss"] == "aws").unwrap();
    let orders = &aws["services"][0];
    assert_eq!(
        keys(orders),
        "asked back_s breaches capacity comes_back course extra_usd_per_month lost ready_s \
         rpo_s rpo_target_s rto_target_s service serving strategy team terms verdict waits_for"
    );
    assert_eq!(orders["service"], "orders");
    assert_eq!(orders["course"], "fails-over");
    assert_eq!(orders["serving"], serde_json::json!(["azure:mid"]));
    let terms: u64 =
        orders["terms"].as_array().unwrap().iter().map(|t| t["seconds"].as_u64().unwrap()).sum();
    assert_eq!(orders["ready_s"], terms);
}

#[test]
fn csv_reads_back() {
    let folder = Folder::new();
    let output = folder.mcplan(&["drill", "plan.toml", "--lose", "aws", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    let columns = reader.headers().unwrap().clone();
    let at = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let course = |service: &str| {
        let row = rows.iter().find(|row| &row[at("service")] == service).unwrap();
        row[at("course")].to_owned()
    };
    assert_eq!((course("orders"), course("web")), ("fails-over".to_owned(), "lost".to_owned()));
}

#[test]
fn the_answer_can_go_to_a_file() {
    let folder = Folder::new();
    let shown = folder.run(&["drill", "plan.toml", "--output", "drill.txt"]);
    assert_eq!(shown, "exit status 0\n--- stderr ---\nwrote drill.txt\n");
    assert!(folder.read("drill.txt").starts_with("Drill\n"));
}

const RUNBOOK: &str = "# table: runbook\n# separator: |\n\
    provider|kind|realisation|mechanism|step|command|check|source\n\
    *|*|*|*|fail-over|start {service} at {site}|it answers|test\n\
    *|postgres|*|warm-standby-across|fail-over|promote {name} in {region}, away from {from}|it writes|test\n\
    *|*|*|*|fail-back|bring {service} back to {from}|it is there|test\n\
    aws|*|*|*|recognise|look at {from_region}|it is red|test\n";

#[test]
fn the_runbook_takes_its_words_from_the_catalogs() {
    let folder = Folder::new();
    folder.write("more/runbook.csv", RUNBOOK);
    let arguments =
        ["drill", "plan.toml", "--lose", "aws:far-1", "--format", "markdown", "--catalog", "more"];
    let page = folder.run(&arguments);
    for line in [
        "# Runbook of plan small",
        "## Loss of aws:far-1",
        "   - look at far-1. Check: it is red.",
        "   - promote small-orders in mid, away from aws:far-1. Check: it writes.",
        "   - shift: no row of the catalogs says how. Check: none.",
        "web is not back before what was lost is: tell its users.",
        "   - bring orders back to aws:far-1. Check: it is there.",
    ] {
        assert!(page.contains(line), "{line}\n{page}");
    }
    folder.write("more/runbook.csv", RUNBOOK.replace("|recognise|", "|recognize|"));
    assert!(folder.run(&arguments).contains("did you mean `recognise`?"));
}

#[test]
fn simulated_years_depend_on_the_seed_alone() {
    let folder = Folder::new();
    folder.write(
        "more/rates.csv",
        "# table: outage-rates\nprovider,scope,per_year,mean_s,support,source\n\
         *,region,4,36000,assumption,test\n",
    );
    let run = |seed: &str, format: &str| {
        let arguments = ["drill", "plan.toml", "--simulate", "--years", "500", "--seed", seed];
        folder.run(&[&arguments[..], &["--format", format, "--catalog", "more"]].concat())
    };
    let page = run("3", "table");
    assert_eq!(page, run("3", "table"));
    assert_ne!(page, run("4", "table"));
    assert!(page.contains("500 years of random outages"), "{page}");
    assert!(page.contains("aws:far-1: 4 a year, 10h each? (more/rates.csv:3)"), "{page}");
    assert!(run("3", "csv").contains("a simulation is printed as table or json"));
    let json = run("3", "json");
    let json = json.split_once("--- stdout ---\n").unwrap().1;
    let answer: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(answer["schema"], "mcplan.simulation/1");
    let outage = &answer["outages"][0];
    assert_eq!((&outage["lost"], &outage["support"]), (&"aws:far-1".into(), &"assumption".into()));
    // 4 outages of 10 h a year take 40 of 8,800 hours: the web site is there 99.55 % of the time.
    let web = &answer["services"][1]["availability"];
    let within = |end: &str| web[end].as_f64().unwrap();
    assert!(within("low") - 3e-4 < 0.995_45 && 0.995_45 < within("high") + 3e-4, "{web}");
}

#[test]
fn seeds_and_years_are_for_simulations() {
    let folder = Folder::new();
    assert!(folder.run(&["drill", "plan.toml", "--seed", "1"]).starts_with("exit status 2"));
    let both = ["drill", "plan.toml", "--simulate", "--lose", "aws"];
    assert!(folder.run(&both).starts_with("exit status 2"));
}

/// The placement of `plan.toml` as JSON in `placement.json`.
fn solved(folder: &Folder) {
    let made = ["solve", "plan.toml", "--format", "json", "--output", "placement.json"];
    assert!(folder.run(&made).starts_with("exit status 0"));
}

#[test]
fn a_placement_is_drilled_like_its_plan() {
    let folder = Folder::new();
    solved(&folder);
    let by_plan = folder.run(&["drill", "plan.toml"]);
    assert_eq!(folder.run(&["drill", "placement.json"]), by_plan);
    folder.write("other/plan.toml", folder.read("plan.toml"));
    let named = ["drill", "placement.json", "--plan", "other/plan.toml"];
    // Catalogs of a plan lie beside it.
    assert!(folder.run(&named).starts_with("exit status 2"));
    folder.write("copy.toml", folder.read("plan.toml"));
    assert_eq!(folder.run(&["drill", "placement.json", "--plan", "copy.toml"]), by_plan);
}

#[test]
fn only_a_placement_that_holds_is_drilled() {
    let folder = Folder::new();
    solved(&folder);
    folder.edit("plan.toml", "rto = \"10m\"", "rto = \"2m\"");
    let shown = folder.run(&["drill", "placement.json"]);
    assert!(shown.starts_with("exit status 2"), "{shown}");
    let why =
        "cannot use placement.json: it is no placement of plan.toml any more\n  does not hold: ";
    assert!(shown.contains(why), "{shown}");
    std::fs::remove_file(folder.path("plan.toml")).unwrap();
    insta::assert_snapshot!(folder.run(&["drill", "placement.json"]), @"
exit status 2
--- stderr ---
error: cannot use placement.json: its plan is not at plan.toml
hint: name the plan with --plan
");
}

#[test]
fn files_that_are_no_placements_are_refused() {
    let folder = Folder::new();
    solved(&folder);
    insta::assert_snapshot!(folder.run(&["drill", "plan.toml", "--plan", "plan.toml"]), @"
exit status 2
--- stderr ---
error: plan.toml is a plan already
hint: --plan is for a placement
");
    folder.write("old.json", "{\"schema\": \"mcplan.solution/1\", \"placement\": []}");
    insta::assert_snapshot!(folder.run(&["drill", "old.json"]), @"
exit status 2
--- stderr ---
error: cannot use old.json as a placement: missing field `plan` at line 1 column 48
hint: make it with `mcplan solve PLAN --format json --output old.json`
");
    folder.edit("placement.json", "aws:far-1", "aws:gone");
    insta::assert_snapshot!(folder.run(&["drill", "placement.json"]), @"
exit status 2
--- stderr ---
error: cannot use placement.json as a placement: service `orders`: no site is called `aws:gone`
hint: make it with `mcplan solve PLAN --format json --output placement.json`
");
    let same = ["drill", "plan.toml", "--output", "plan.toml"];
    assert!(folder.run(&same).starts_with("exit status 2"));
}

//! `mcplan what-if`: changes by options and by scenarios, and that each is what editing the plan by hand is.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{Folder, repository};

/// The comparison as JSON.
fn what_if(folder: &Folder, arguments: &[&str]) -> Value {
    let mut all = vec!["what-if", "plan.toml", "--format", "json"];
    all.extend(arguments);
    let output = folder.mcplan(&all);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"))
}

/// What a solve of the plan as it stands in the folder comes to.
fn cost(folder: &Folder) -> Value {
    folder.json(&["plan.toml"])["objective"]["monthly_usd"].clone()
}

/// The sections of a page that begin with these titles.
fn sections(page: &str, titles: &[&str]) -> String {
    let wanted = |section: &&str| titles.iter().any(|title| section.starts_with(title));
    page.split("\n\n").filter(wanted).collect::<Vec<_>>().join("\n\n") + "\n"
}

#[test]
fn the_page_says_what_moves_and_why() {
    assert_snapshot!(Folder::new().run(&["what-if", "plan.toml", "--deny", "aws:far-1"]), @r#"
exit status 0
--- stdout ---
Comparison
 Side    | Answer | USD/month | Change |     % | USD/year |  Change
---------+--------+-----------+--------+-------+----------+---------
 base    | placed |    442.33 |        |       | 5,307.96 |
 changed | placed |    466.19 | +23.86 | +5.4% | 5,594.28 | +286.32

Services that differ
 Service | What  | Before               | After                 | Why not as before
---------+-------+----------------------+-----------------------+---------------------
 orders  | moved | warm-standby at      | warm-standby at       | aws:far-1 is a site
         |       | aws:far-1, azure:mid | aws:near-1, azure:mid | denied by the plan
         |       |                      |                       | (deny)
 web     | moved | single at aws:far-1  | single at aws:near-1  | aws:far-1 is a site
         |       |                      |                       | denied by the plan
         |       |                      |                       | (deny)

Cost by category, provider, service and site
 By       |               |   base | changed |  Change |       %
----------+---------------+--------+---------+---------+---------
 category | block-storage |   8.64 |    9.60 |   +0.96 |  +11.1%
          | compute       | 131.40 |  153.30 |  +21.90 |  +16.7%
          | database      | 253.94 |  254.94 |   +1.00 |   +0.4%
 provider | aws           | 308.39 |  332.25 |  +23.86 |   +7.7%
 service  | orders        | 255.16 |  256.16 |   +1.00 |   +0.4%
          | web           | 187.17 |  210.03 |  +22.86 |  +12.2%
 site     | aws:far-1     | 308.39 |    0.00 | -308.39 | -100.0%
          | aws:near-1    |   0.00 |  332.25 | +332.25 |       -
  * In USD a month. 5 other lines are the same on all sides.

Recovery, availability and latency that differ
 Figure  | Of                  |             base |         changed
---------+---------------------+------------------+-----------------
 latency | users.people -> web | 24 ms of 1000 ms | 5 ms of 1000 ms
  * A figure "of" another is held to that one. Latency is the longest of all sites.

Requirements whose slack changed
 Figure  | Of                  |   base | changed
---------+---------------------+--------+---------
 latency | users.people -> web | 976 ms |  995 ms
"#);
}

#[test]
fn a_variant_without_a_placement_shows_its_conflict() {
    let folder = Folder::new();
    assert_snapshot!(folder.run(&["what-if", "plan.toml", "--lose", "azure"]), @r#"
exit status 1
--- stdout ---
Comparison
 Side    | Answer       | USD/month | Change | % | USD/year | Change
---------+--------------+-----------+--------+---+----------+--------
 base    | placed       |    442.33 |        |   | 5,307.96 |
 changed | no placement |         - |        |   |        - |

Conflict of changed
error: these requirements cannot be met together
   ┌─ plan.toml:26:12
   │
26 │ survives = "provider"
   │            ^^^^^^^^^^ orders survives the loss of a provider
   │
   ┌─ --lose:1:1
   │
 1 │ azure
   │ ----- azure:* is lost
   │
   = hint: loosen or drop any one of them and the others can be met

  * orders fits no site of 3: 1 lost.
  * To see what giving one up would bring: --without 'survives=orders'.
"#);
    let without = ["what-if", "plan.toml", "--lose", "azure", "--without", "survives=orders"];
    assert_eq!(folder.mcplan(&without).status.code(), Some(0), "as the report proposes");
}

#[test]
fn a_plan_without_a_placement_can_be_asked_what_would_help() {
    let folder = Folder::new();
    let run = |name: &str| folder.run(&["what-if", "impossible.toml", "--without", name]);
    let page = run("residency=personal");
    assert!(page.starts_with("exit status 0") && page.contains("Conflict of base"), "{page}");
    assert!(!page.contains("Services that differ"), "{page}");
    assert!(run("rtt").starts_with("exit status 1"));
}

#[test]
fn no_change_is_no_difference() {
    for plan in ["plan.toml", &repository("plans/quickstart.toml")] {
        let folder = Folder::new();
        let output = folder.mcplan(&["what-if", plan, "--format", "json"]);
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer["sides"][1]["difference_usd"], "0");
        assert_eq!(answer["services"], serde_json::json!([]));
        assert_eq!(answer["figures"], serde_json::json!([]));
    }
}

/// Arguments, and what they come to in the plan: texts and what stands there instead.
type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)]);

#[test]
fn a_change_is_the_plan_edited_by_hand() {
    let rtt = "flows.\"web -> orders\".rtt=30ms";
    let far = "rtt = \"2ms\"";
    let survives = "survives = \"provider\"\nrto = \"10m\"\nrpo = \"5m\"\n";
    let cases: &[Case] = &[
        (&["--set", "services.web.replicas=7"], &[("replicas = 3", "replicas = 7")]),
        (&["--set", "services.orders.storage=200 GiB"], &[("\"100 GiB\"", "\"200 GiB\"")]),
        (&["--set", "policy.commitments=[]"], &[("[\"1y-no-upfront\"]", "[]")]),
        (
            &["--set", rtt, "--pin", "web=aws:near-1"],
            &[
                (far, "rtt = \"30ms\""),
                ("team = \"shop\"", "team = \"shop\"\npin = \"aws:near-1\""),
            ],
        ),
        (&["--deny", "*:far-1"], &[("[policy]", "[sites]\ndeny = [\"*:far-1\"]\n[policy]")]),
        (&["--lose", "aws:far-1"], &[("[policy]", "[sites]\ndeny = [\"aws:far-1\"]\n[policy]")]),
        (&["--without", "survives=orders"], &[(survives, "")]),
        (&["--without", "rtt=web->orders"], &[("rtt = \"2ms\"\n", "")]),
        (&["--without", "plan.toml:26"], &[(survives, "")]),
        (&["--without", "residency=personal"], &[("data = \"personal\"\n", "")]),
        (
            &["--demand", "*=x2"],
            &[
                ("replicas = 3", "replicas = 6"),
                ("\"10 GiB/month\"", "\"20 GiB/month\""),
                ("\"500 GiB/month\"", "\"1000 GiB/month\""),
                ("\"50 GiB/month\"", "\"100 GiB/month\""),
            ],
        ),
        (
            &["--demand", "orders=+50%"],
            &[("\"10 GiB/month\"", "\"15 GiB/month\""), ("\"50 GiB/month\"", "\"75 GiB/month\"")],
        ),
    ];
    for (arguments, edits) in cases {
        let (folder, edited) = (Folder::new(), Folder::new());
        for (from, to) in *edits {
            edited.edit("plan.toml", from, to);
        }
        let answer = what_if(&folder, arguments);
        assert_eq!(answer["sides"][0]["monthly_usd"], cost(&folder), "{arguments:?}");
        assert_eq!(answer["sides"][1]["monthly_usd"], cost(&edited), "{arguments:?}");
    }
}

#[test]
fn changed_prices_are_those_of_a_price_book() {
    let (folder, edited) = (Folder::new(), Folder::new());
    let plan = edited.read("plan.toml") + "\n[price_book]\nfiles = [\"ours.toml\"]\n";
    edited.write("plan.toml", plan);
    edited.write("ours.toml", "[[discount]]\nprovider = \"aws\"\npercent = \"20%\"\n");
    let answer = what_if(&folder, &["--price", "aws:*:*=-20%"]);
    assert_eq!(answer["sides"][1]["monthly_usd"], cost(&edited));
    // On top of the book: 20 % off, and then 25 % more, is the list price.
    let answer = what_if(&edited, &["--price", "aws:*:*=+25%"]);
    assert_eq!(answer["sides"][1]["monthly_usd"], cost(&folder));
    let answer = what_if(&folder, &["--price", "aws:*:*=x2", "--price", "aws:*:a*=x0.5"]);
    assert_ne!(answer["sides"][1]["difference_usd"], "0");
}

#[test]
fn a_zone_less_leaves_less_room() {
    let folder = Folder::new();
    let zone = ["--set", "services.web.survives=zone", "--pin", "web=aws:far-1"];
    let all = what_if(&folder, &zone);
    let mut lost = zone.to_vec();
    lost.extend(["--lose", "zone:aws:far-1", "--lose", "zone:aws:far-1"]);
    let one_less = what_if(&folder, &lost);
    let monthly = |answer: &Value| -> rust_decimal::Decimal {
        answer["sides"][1]["monthly_usd"].as_str().unwrap().parse().unwrap()
    };
    // With two zones left each of them has to carry all.
    assert!(monthly(&one_less) > monthly(&all), "{} {}", monthly(&one_less), monthly(&all));
}

const OVERLAY: &str = "\
[services.web]
load = [{ replicas = 4, hours = 730 }]

[services.mailer]
kind = \"vm\"
cpu = 2
memory = \"4 GiB\"

[[flows]]
from = \"web\"
to = \"orders\"
volume = \"80 GiB/month\"

[[flows]]
from = \"web\"
to = \"mailer\"
volume = \"5 GiB/month\"
";

#[test]
fn an_overlay_merges_tables_and_flows_by_their_ends() {
    let (folder, edited) = (Folder::new(), Folder::new());
    folder.write("more.toml", OVERLAY);
    edited.edit("plan.toml", "replicas = 3", "replicas = 4");
    edited.edit("plan.toml", "50 GiB/month", "80 GiB/month");
    let (service, flow) = (
        "[services.mailer]\nkind = \"vm\"\ncpu = 2\nmemory = \"4 GiB\"\n",
        "[[flows]]\nfrom = \"web\"\nto = \"mailer\"\nvolume = \"5 GiB/month\"\n",
    );
    edited.edit("plan.toml", "[policy]", &format!("{service}\n{flow}\n[policy]"));
    let answer = what_if(&folder, &["--with", "more.toml"]);
    assert_eq!(answer["sides"][1]["monthly_usd"], cost(&edited));
    let services = answer["services"].as_array().unwrap();
    let changes =
        |service: &Value| format!("{} {}", service["service"], service["sides"][1]["changes"]);
    let changes: Vec<String> = services.iter().map(changes).collect();
    assert_eq!(changes, ["\"mailer\" [\"appeared\"]", "\"web\" [\"hardware\"]"]);
}

/// What is told about arguments.
fn told(arguments: &[&str]) -> String {
    let mut all = vec!["what-if", "plan.toml"];
    all.extend(arguments);
    Folder::new().run(&all)
}

#[test]
fn names_that_the_plan_does_not_have_are_underlined_in_the_argument() {
    assert_snapshot!(told(&["--set", "services.wbe.replicas=6", "--demand", "web=double", "--demand", "we=x2", "--pin", "ordres=aws:near-1"]), @r#"
exit status 2
--- stderr ---
error: the plan has no service `wbe`
  ┌─ --set:1:10
  │
1 │ services.wbe.replicas=6
  │          ^^^
  │
  = hint: did you mean `web`?

error: the factor of demand is not a factor
  ┌─ --demand:1:5
  │
1 │ web=double
  │     ^^^^^^
  │
  = hint: write it as in x1.5, +10% or -20%

error: the plan has no service `we`
  ┌─ --demand:1:1
  │
1 │ we=x2
  │ ^^
  │
  = hint: did you mean `web`?

error: the plan has no service `ordres`
  ┌─ --pin:1:1
  │
1 │ ordres=aws:near-1
  │ ^^^^^^
  │
  = hint: did you mean `orders`?

"#);
}

#[test]
fn values_are_underlined_in_the_argument() {
    assert_snapshot!(told(&["--set", "services.web.replicas=six", "--deny", "gcp:*", "--lose", "azzure", "--pin", "orders=aws:neer-1"]), @r#"
exit status 2
--- stderr ---
error: `replicas` of service `web` must be a whole number
  ┌─ --set:1:23
  │
1 │ services.web.replicas=six
  │                       ^^^ this is a string
  │
  = hint: write it as in 1

error: `pin` of service `orders` names an unknown site: `aws:neer-1`
  ┌─ --pin:1:8
  │
1 │ orders=aws:neer-1
  │        ^^^^^^^^^^
  │
  = hint: did you mean "aws:near-1"?

error: `deny` of [sites] fits no site: `gcp:*`
  ┌─ --deny:1:1
  │
1 │ gcp:*
  │ ^^^^^
  │
  = hint: sites are written provider:region, and come from the plan's catalogs

error: `lost` of [sites] names nothing that can be lost: `azzure`
  ┌─ --lose:1:1
  │
1 │ azzure
  │ ^^^^^^
  │
  = hint: did you mean "azure"?

"#);
}

#[test]
fn changes_that_are_none_are_underlined_in_the_argument() {
    assert_snapshot!(told(&["--set", "services.web.cpu=[1", "--set", "services.web", "--set", "a=", "--demand", "web"]), @r#"
exit status 2
--- stderr ---
error: this value is not valid TOML
  ┌─ --set:1:20
  │
1 │ services.web.cpu=[1
  │                    ^ unclosed array, expected `]`

error: this change has no `=`
  ┌─ --set:1:1
  │
1 │ services.web
  │ ^^^^^^^^^^^^
  │
  = hint: write it as in services.web.replicas=6 or tiers.critical.rto=10m

error: nothing stands after `=`
  ┌─ --set:1:3
  │
1 │ a=
  │   ^
  │
  = hint: write it as in services.web.replicas=6 or tiers.critical.rto=10m

error: this change has no `=`
  ┌─ --demand:1:1
  │
1 │ web
  │ ^^^ between what is changed and its new value
  │
  = hint: name a service, as in '*=x1.5'

"#);
}

#[test]
fn requirements_that_nobody_asks_for_are_told() {
    assert_snapshot!(told(&["--without", "rto=ordres", "--without", "plan.toml:2"]), @r#"
exit status 2
--- stderr ---
error: the plan asks for nothing called `rto=ordres`
  ┌─ --without:1:1
  │
1 │ rto=ordres
  │ ^^^^^^^^^^
  │
  = hint: did you mean `rto=orders`?

error: this line asks for nothing
  ┌─ --without:1:1
  │
1 │ plan.toml:2
  │ ^^^^^^^^^^^
  │
  = hint: requirements stand where reports underline them

"#);
}

#[test]
fn sites_that_are_allowed_already_are_told() {
    assert_snapshot!(told(&["--allow", "aws:far-1", "--price", "aws:*=+10%"]), @r#"
exit status 2
--- stderr ---
error: every site is allowed already
  ┌─ --allow:1:1
  │
1 │ aws:far-1
  │ ^^^^^^^^^ the plan has no `allow` in [sites]
  │
  = hint: to keep to some sites, set it, as in --set 'sites.allow=["aws:eu-*"]'

"#);
}

#[test]
fn conditions_that_nothing_fits_are_told() {
    assert_snapshot!(told(&["--fail-if", "montly_usd > 4", "--fail-if", "rto > 4"]), @r#"
exit status 2
--- stderr ---
error: nothing is called `montly_usd`
  ┌─ --fail-if:1:1
  │
1 │ montly_usd > 4
  │ ^^^^^^^^^^^
  │
  = hint: did you mean `monthly_usd`?

error: this is no value to compare with
  ┌─ --fail-if:1:6
  │
1 │ rto > 4
  │      ^^ a time as in 15m, +5m or +5% is expected
  │
  = hint: write it as in 'monthly_usd > +5%', 'monthly_usd > 10000' or 'rto=orders > 15m'

"#);
}

#[test]
fn mistakes_have_their_messages() {
    for (arguments, message) in [
        (["--price", "aws:*:zz*=+10%"], "this change of prices fits no SKU: `zz*`"),
        (["--price", "gcp:*:*=+10%"], "this change of prices fits no site: `gcp:*`"),
        (["--set", "plan.catalogs=[]"], "the catalogs of a plan cannot be changed"),
        (["--fail-if", "rto=x > 4m"], "no side has an estimate of this"),
        (["--scenario", "x"], "the plan has no scenario `x`"),
        (["--set", "flows.\"web->wbe\".rtt=1ms"], "the plan has no flow `web->wbe`"),
    ] {
        let told = told(&arguments);
        assert!(told.starts_with("exit status 2") && told.contains(message), "{told}");
        assert!(told.contains(arguments[0]), "{told}");
    }
}

const SCENARIOS: &str = "
[scenarios.black-friday]
set = { services.web.replicas = 9 }
demand = { \"*\" = \"x1.5\" }

[scenarios.no-azure]
lose = \"azure\"
without = [\"survives=orders\"]

[scenarios.pinned]
set = { \"flows.web->orders.rtt\" = \"30ms\" }
pin = { web = \"aws:near-1\" }
";

fn with_scenarios(text: &str) -> Folder {
    let folder = Folder::new();
    let plan = folder.read("plan.toml") + text;
    folder.write("plan.toml", plan);
    folder
}

#[test]
fn every_scenario_has_a_column() {
    let folder = with_scenarios(SCENARIOS);
    assert!(folder.run(&["check", "plan.toml"]).starts_with("exit status 0"));
    assert_snapshot!(folder.run(&["what-if", "plan.toml", "--all-scenarios"]), @r#"
exit status 0
--- stdout ---
Comparison
 Side         | Answer | USD/month |  Change |       % |  USD/year |    Change
--------------+--------+-----------+---------+---------+-----------+-----------
 base         | placed |    442.33 |         |         |  5,307.96 |
 black-friday | placed |  1,018.91 | +576.58 | +130.4% | 12,226.92 | +6,918.96
 no-azure     | placed |    307.49 | -134.84 |  -30.5% |  3,689.88 | -1,618.08
 pinned       | placed |    465.29 |  +22.96 |   +5.2% |  5,583.48 |   +275.52

Services that differ
 Service | In           | What            | Before          | After         | Why not as before
---------+--------------+-----------------+-----------------+---------------+-------------------
 orders  | no-azure     | moved, strategy | warm-standby at | single at     | azure:mid is a
         |              |                 | aws:far-1,      | aws:far-1     | site lost
         |              |                 | azure:mid       |               | (lost=azure:*)
 web     | black-friday | hardware        | 3 x a.small     | 14 x a.small  |
         |              |                 | 1y-no-upfront   | 1y-no-upfront |
 web     | pinned       | moved           | single at       | single at     | aws:far-1 is a
         |              |                 | aws:far-1       | aws:near-1    | site other than
         |              |                 |                 |               | where it is
         |              |                 |                 |               | pinned (pin=web)

Cost by category, provider, service and site
 By       |               |   base | black-friday | no-azure | pinned
----------+---------------+--------+--------------+----------+--------
 category | block-storage |   8.64 |        40.32 |     8.64 |   9.60
          | compute       | 131.40 |       613.20 |   131.40 | 153.30
          | database      | 253.94 |       253.94 |   120.50 | 253.94
          | network       |  11.45 |        51.60 |    10.95 |  11.45
          | replication   |   0.72 |         1.17 |     0.00 |   0.00
          | transfer      |  36.18 |        58.68 |    36.00 |  37.00
 provider | aws           | 308.39 |       884.97 |   307.49 | 331.35
          | azure         | 133.94 |       133.94 |     0.00 | 133.94
 service  | orders        | 255.16 |       255.61 |   120.50 | 254.44
          | web           | 187.17 |       763.30 |   186.99 | 210.85
 site     | aws:far-1     | 308.39 |       884.97 |   307.49 | 120.50
          | aws:near-1    |   0.00 |         0.00 |     0.00 | 210.85
          | azure:mid     | 133.94 |       133.94 |     0.00 | 133.94
  * In USD a month.

Recovery, availability and latency that differ
 Figure  | Of               |            base |    black-friday |        no-azure |          pinned
---------+------------------+-----------------+-----------------+-----------------+-----------------
 rto     | orders           |   4m 30s of 10m |   4m 30s of 10m |               - |   4m 30s of 10m
 rpo     | orders           |        1m of 5m |        1m of 5m |               - |        1m of 5m
 latency | users.people ->  |  24 ms of 1000  |  24 ms of 1000  |  24 ms of 1000  | 5 ms of 1000 ms
         | web              |  ms             |  ms             |  ms             |
 latency | web -> orders    |    1 ms of 2 ms |    1 ms of 2 ms |    1 ms of 2 ms |  20 ms of 30 ms
  * A figure "of" another is held to that one. Latency is the longest of all sites.

Requirements whose slack changed
 Figure  | Of                  |   base | black-friday | no-azure | pinned
---------+---------------------+--------+--------------+----------+--------
 rto     | orders              | 5m 30s |       5m 30s |        - | 5m 30s
 rpo     | orders              |     4m |           4m |        - |     4m
 latency | users.people -> web | 976 ms |       976 ms |   976 ms | 995 ms
 latency | web -> orders       |   1 ms |         1 ms |     1 ms |  10 ms
"#);
    let names = |arguments: &[&str]| -> Vec<String> {
        let answer = what_if(&folder, arguments);
        let sides = answer["sides"].as_array().unwrap();
        sides.iter().map(|side| side["name"].as_str().unwrap().to_owned()).collect()
    };
    let chosen = ["--scenario", "pinned", "--scenario", "black-friday"];
    assert_eq!(names(&chosen), ["base", "pinned", "black-friday"]);
}

#[test]
fn options_are_made_on_top_of_a_scenario() {
    let folder = with_scenarios(SCENARIOS);
    let both =
        what_if(&folder, &["--scenario", "black-friday", "--set", "services.web.replicas=3"]);
    let alone = what_if(&folder, &["--demand", "*=x1.5", "--set", "services.web.replicas=3"]);
    let usd = |answer: &Value, place: usize| answer["sides"][place]["monthly_usd"].clone();
    assert_eq!(usd(&both, 0), usd(&alone, 0));
    assert_ne!(usd(&both, 1), usd(&alone, 1), "options count after the scenario's demand");
    assert_eq!(
        usd(&both, 1),
        usd(
            &what_if(
                &folder,
                &[
                    "--set",
                    "services.web.replicas=3",
                    "--set",
                    "services.orders.writes=15 GiB/month",
                    "--set",
                    "flows.\"web->orders\".volume=75 GiB/month",
                    "--set",
                    "flows.\"users.people->web\".volume=750 GiB/month"
                ]
            ),
            1
        )
    );
}

#[test]
fn the_check_finds_mistakes_in_scenarios() {
    let bad = "
[scenarios.a]
demmand = { \"*\" = \"x2\" }
lose = 3

[scenarios.b]
demand = [\"*\"]
";
    assert_snapshot!(with_scenarios(bad).run(&["check", "plan.toml"]), @r#"
exit status 2
--- stderr ---
error: scenario `a` has no key `demmand`
   ┌─ plan.toml:45:1
   │
45 │ demmand = { "*" = "x2" }
   │ ^^^^^^^ unknown key
   │
   = hint: did you mean `demand`?

error: `lose` of scenario `a` must be a string
   ┌─ plan.toml:46:8
   │
46 │ lose = 3
   │        ^ this is a number
   │
   = hint: write it as in "azure"

error: `demand` of scenario `b` must be a table
   ┌─ plan.toml:49:10
   │
49 │ demand = ["*"]
   │          ^^^^^ this is a list
   │
   = hint: write it as in { "*" = "x1.5" }

"#);
    let bad = "
[scenarios.a]
set = { services.wbe.replicas = 2 }
lose = [\"azzure\"]

[scenarios.b]
set = { services.web.replicas = 0 }
without = \"rto=web\"
demand = { \"*\" = \"2\" }
";
    assert_snapshot!(with_scenarios(bad).run(&["check", "plan.toml"]), @r#"
exit status 2
--- stderr ---
error: the plan has no service `wbe`
   ┌─ plan.toml:45:18
   │
45 │ set = { services.wbe.replicas = 2 }
   │                  ^^^
   │
   = hint: did you mean `web`?
   = hint: this is so in scenario `a`

error: the factor of demand is not a factor
   ┌─ plan.toml:51:18
   │
51 │ demand = { "*" = "2" }
   │                  ^^^
   │
   = hint: write it as in x1.5, +10% or -20%
   = hint: this is so in scenario `b`

"#);
}

#[test]
fn conditions_decide_the_exit_status() {
    let folder = Folder::new();
    let code = |condition: &str| {
        let output =
            folder.mcplan(&["what-if", "plan.toml", "--deny", "aws:far-1", "--fail-if", condition]);
        output.status.code()
    };
    for (condition, status) in [
        ("monthly_usd > +5%", 1),
        ("monthly_usd > +6%", 0),
        ("monthly_usd > 465.68", 1),
        ("yearly_usd >= +300", 0),
        ("rto=orders > 4m", 1),
        ("latency < -50%", 1),
        ("latency=users.people -> web < 10ms", 1),
        ("availability < 99%", 0),
    ] {
        assert_eq!(code(condition), Some(status), "{condition}");
    }
    let page =
        folder.run(&["what-if", "plan.toml", "--deny", "aws:far-1", "--fail-if", "rto > 4m"]);
    assert_snapshot!(sections(&page, &["Conditions"]), @r#"
Conditions
 Must not be | Side    |     Is | Verdict
-------------+---------+--------+---------
 rto > 4m    | changed | 4m 30s | failed
"#);
}

#[test]
fn the_comment_has_a_stable_first_line() {
    let folder = Folder::new();
    let arguments = ["what-if", "plan.toml", "--lose", "azure", "--format", "markdown"];
    let comment = folder.run(&arguments);
    assert!(comment.contains("--- stdout ---\n<!-- mcplan:comparison -->\n## Comparison\n"));
    assert!(
        comment.contains("\n    error: these requirements cannot be met together\n"),
        "{comment}"
    );
}

#[test]
fn csv_has_a_row_for_each_line() {
    let folder = Folder::new();
    let output = folder.mcplan(&["what-if", "plan.toml", "--deny", "aws:far-1", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let of = |part: &str| rows.iter().filter(|row| &row[0] == part).count();
    let answer = what_if(&folder, &["--deny", "aws:far-1"]);
    assert_eq!(of("total"), 1);
    assert_eq!(of("cost"), answer["costs"].as_array().unwrap().len());
    assert_eq!(of("estimate"), answer["figures"].as_array().unwrap().len());
    assert_eq!(of("service"), 2);
    assert!(rows.iter().all(|row| &row[3] == "changed"));
}

#[test]
fn what_if_on_the_first_plan() {
    let plan = repository("plans/quickstart.toml");
    let page = Folder::new().run(&["what-if", &plan, "--demand", "*=x2", "--without", "rto"]);
    assert_snapshot!(sections(&page, &["exit status", "Services"]), @r#"
exit status 0
--- stdout ---
Comparison
 Side    | Answer | USD/month |  Change |      % |  USD/year |    Change
---------+--------+-----------+---------+--------+-----------+-----------
 base    | placed |    765.40 |         |        |  9,184.80 |
 changed | placed |  1,170.80 | +405.40 | +53.0% | 14,049.61 | +4,864.81

Services that differ
 Service | What     | Before                  | After
---------+----------+-------------------------+-------------------------
 web     | hardware | 4 x c6g.large on-demand | 8 x c6g.large on-demand
 worker  | hardware | 1 x c7g.large spot      | 2 x c7g.large spot
"#);
}

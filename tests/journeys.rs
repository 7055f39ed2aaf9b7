//! Journeys: an example worked out by hand, figures exactly at their limits, and contradictions.

mod support;

use std::time::Duration;

use mcplan::catalog::CatalogText;
use mcplan::explain::conflict;
use mcplan::milp::{Outcome, Status};
use mcplan::placement::{Context, JourneyLine, Verified};
use mcplan::plan::{JourneyId, Requirement, Rule, Topology};
use mcplan::units::{Availability, Decimal, Millis, Usd};
use support::journeys::{milliseconds, part_there, without_journeys};
use support::world::{World, world};
use support::{Case, options, solve_with};

/// The small catalog of the program's tests: round trips near to far 20 ms, near to middle 10, far to middle
/// 18, within a site 1; a
/// machine of AWS is promised for 99.5 % in one zone, a database of Azure for 99.9 %.
fn small_catalog() -> Vec<CatalogText> {
    let files = std::fs::read_dir("tests/cli/small/catalog").expect("the small catalog");
    let text = |path: std::path::PathBuf| CatalogText {
        name: path.display().to_string(),
        text: std::fs::read_to_string(&path).expect("a table"),
    };
    let mut texts: Vec<_> = files.map(|file| text(file.expect("a file").path())).collect();
    texts.sort_by(|a, b| a.name.cmp(&b.name));
    texts
}

/// `web` at two sites at once, near to the people and far from them; `orders` in the middle.
fn shop(targets: &str) -> Case {
    let plan = format!(
        r#"
[plan]
name = "shop"

[users.people]
location = "aws:near-1"

[services.web]
kind = "vm"
cpu = 2
memory = "4 GiB"
replicas = 1
strategy = "active-active"
pin = ["aws:near-1", "aws:far-1"]
service_time = "10ms"
tier = "best-effort"

[services.orders]
kind = "postgres"
cpu = 2
memory = "8 GiB"
storage = "100 GiB"
pin = "azure:mid"
service_time = "5ms"
tier = "best-effort"

[[flows]]
from = "users.people"
to = "web"
volume = "500 GiB/month"

[[flows]]
from = "web"
to = "orders"
volume = "50 GiB/month"

[[journeys]]
name = "checkout"
path = ["users.people", "web", "orders"]
{targets}
"#
    );
    Case::new(&plan, Some(small_catalog()))
}

fn solved(case: &Case) -> Verified {
    case.solve("0").verified.expect("a placement")
}

/// What contradicts in a plan without a placement, in words.
fn contradiction(case: &Case) -> Vec<String> {
    assert_eq!(case.solve("0").status, Status::Infeasible);
    let found = conflict(case.context(), options("0"), &|| Duration::ZERO);
    assert!(found.minimal);
    let rule = |id: &mcplan::plan::RequirementId| &case.topology.requirements[id.0 as usize].rule;
    found.requirements.iter().map(|id| rule(id).describe(&case.topology)).collect()
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

#[test]
fn a_journey_worked_out_by_hand() {
    let case = shop("");
    let verified = solved(&case);
    let [line] = verified.journeys() else { panic!("one journey") };
    // People to `web` beside them: 5 ms at no distance. `web` to `orders`: 10 ms from the near site, 18 from
    // the far one, of which the longer counts. `web` takes 10 ms by itself, `orders` 5.
    assert_eq!(line.latency.map(|rtt| rtt.millis), Some(Millis(decimal("38"))));
    let slowest = line.slowest.expect("known");
    let code = |site| case.catalog.site(site).code.as_str();
    assert_eq!((slowest.from.map(code), code(slowest.to)), (Some("aws:far-1"), "azure:mid"));
    assert_eq!(slowest.rtt.millis, Millis(decimal("18")));
    // `web` is out if both sites are: 0.005 x 0.005. `orders` is out for 0.001.
    let expected = (decimal("1") - decimal("0.000025")) * decimal("0.999");
    assert_eq!(line.availability.map(Availability::fraction), Some(expected));
    assert_eq!(expected, decimal("0.998975025"));
    let (weakest, own) = line.weakest.expect("known");
    assert_eq!(case.topology.service(weakest).name.value, "orders");
    assert_eq!(own.fraction(), decimal("0.999"));
}

#[test]
fn exactly_at_its_limits_a_journey_holds() {
    let free = solved(&shop("")).total();
    let bound = solved(&shop("latency_p99 = \"38ms\"\navailability = \"99.8975025%\""));
    assert_eq!(bound.total(), free);
    let [budget] = &bound.budgets()[1..] else { panic!("a tier and a journey") };
    assert_eq!(budget.target, budget.estimate);
}

#[test]
fn just_beyond_its_limits_the_plan_contradicts_itself() {
    // Wherever `orders` is, one of the two is 18 ms away or more.
    assert_eq!(
        contradiction(&shop("latency_p99 = \"37.999ms\"")),
        [
            "web recovers by active-active",
            "web only at aws:near-1, aws:far-1",
            "journey checkout takes at most 37.999ms",
        ]
    );
    // Each of the two services is good enough by itself; a third site for `web` would do.
    assert_eq!(
        contradiction(&shop("availability = \"99.8975026%\"")),
        ["web only at aws:near-1, aws:far-1", "journey checkout is available 99.8975026%"]
    );
    // The times of the services alone are too long.
    assert_eq!(
        contradiction(&shop("latency_p99 = \"14ms\"")),
        ["journey checkout takes at most 14ms"]
    );
}

/// The plan with nothing asked of journeys but this.
fn asking(topology: &Topology, rule: Rule) -> Topology {
    let mut asking = without_journeys(topology);
    let span = asking.journeys[0].name.span;
    asking.requirements.push(Requirement { rule, span, on_behalf_of: None });
    asking.reindex();
    asking
}

/// What is achieved, asked as a requirement; and a little more.
fn rules(line: &JourneyLine) -> Vec<(Rule, Rule)> {
    let journey = line.journey;
    let latency = line.latency.map(|rtt| {
        let less = Millis(rtt.millis.0 - decimal("0.000001"));
        let rule = |limit| Rule::JourneyLatency { journey, limit };
        (rule(rtt.millis), rule(less))
    });
    let availability = line.availability.map(|achieved| {
        let more = Availability::from_fraction(achieved.fraction() + decimal("0.000000000001"));
        let rule = |target| Rule::JourneyAvailability { journey, target };
        (rule(achieved), rule(more))
    });
    latency.into_iter().chain(availability).collect()
}

fn solve(case: &Case, topology: &Topology) -> Outcome {
    solve_with(Context { topology, catalog: &case.catalog }, "0")
}

fn about(a: Usd, b: Usd) -> bool {
    (a - b).dollars().abs() < Decimal::new(1, 4)
}

#[test]
fn asking_what_is_achieved_changes_nothing_and_asking_more_does() {
    let (mut asked, mut dearer, mut impossible) = (0, 0, 0);
    for seed in 0..150 {
        let World { texts, plan } = world(seed);
        let case = Case::new(&plan, Some(texts));
        let free = without_journeys(&case.topology);
        let Some(verified) = solve(&case, &free).verified else { continue };
        for (exact, more) in verified.journeys().iter().flat_map(rules) {
            asked += 1;
            let at_limit = asking(&free, exact);
            let same = solve(&case, &at_limit).verified.expect("what held holds");
            assert!(about(same.total(), verified.total()), "seed {seed}\n{plan}");
            let beyond = asking(&free, more);
            let outcome = solve(&case, &beyond);
            let Some(other) = &outcome.verified else {
                assert_eq!(outcome.status, Status::Infeasible, "seed {seed}\n{plan}");
                impossible += 1;
                continue;
            };
            assert_ne!(other.placement(), verified.placement(), "seed {seed}\n{plan}");
            let (total, least) = (other.total(), verified.total());
            assert!(total > least || about(total, least), "seed {seed}\n{plan}");
            dearer += u32::from(!about(total, least));
        }
    }
    println!("{asked} limits asked, beyond them {dearer} dearer, {impossible} impossible");
    assert!(asked > 60 && dearer > 10 && impossible > 10, "{asked} {dearer} {impossible}");
}

#[test]
fn what_is_reported_of_journeys_is_what_follows_from_the_placement() {
    let mut seen = 0;
    for seed in 0..150 {
        let World { texts, plan } = world(seed);
        let case = Case::new(&plan, Some(texts));
        let Some(verified) = case.solve("0").verified else { continue };
        for (line, id) in verified.journeys().iter().zip((0..).map(JourneyId)) {
            let journey = case.topology.journey(id);
            let time = milliseconds(case.context(), verified.placement(), journey);
            assert_eq!(line.latency.map(|rtt| rtt.millis.0), time, "seed {seed}\n{plan}");
            let there = part_there(&verified, journey).map(Availability::from_fraction);
            assert_eq!(line.availability, there, "seed {seed}\n{plan}");
            seen += 1;
        }
    }
    assert!(seen > 30, "few journeys: {seen}");
}

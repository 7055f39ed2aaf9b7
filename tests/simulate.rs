//! Simulated years against closed forms, and that a seed is all they depend on.

mod support;

use std::num::NonZeroUsize;

use mcplan::catalog::{Catalog, Outage, OutageScope, Support};
use mcplan::explain::{Back, Event, Interval, Simulation, Subject, Years, drill, simulate};
use mcplan::placement::Verified;
use mcplan::plan::ServiceId;
use mcplan::terms::Provider;
use mcplan::units::Decimal;
use support::Case;

const YEARS: u32 = 4_000;
const HOURS_PER_YEAR: f64 = 8_760.0;

/// A plan of one service at sites of AWS.
fn plan(service: &str, sites: &str) -> Case {
    let text = format!(
        "[plan]\nname = \"one\"\ncatalogs = [\"aws\"]\n[sites]\nallow = [{sites}]\n\
         [services.one]\nkind = \"vm\"\ncpu = 2\nmemory = \"4 GiB\"\n{service}\n"
    );
    Case::new(&text, None)
}

fn placed(case: &Case) -> Verified {
    case.solve("0.01").verified.expect("a placement")
}

fn run(case: &Case, verified: &Verified, seed: u64) -> Simulation {
    simulate(case.context(), verified, years(YEARS, seed, 2))
}

fn years(count: u32, seed: u64, workers: usize) -> Years {
    Years { count, seed, workers: NonZeroUsize::new(workers).unwrap() }
}

/// The part of the time that a process is down: mean outage over mean cycle.
fn down(catalog: &Catalog, scope: OutageScope) -> f64 {
    let Outage { per_year, mean, .. } = catalog.outage(Provider::Aws, scope).expect("a figure");
    let hours = f64::from(u32::try_from(mean.0).unwrap()) / 3_600.0;
    let per_hour = f64::try_from(*per_year).unwrap() / HOURS_PER_YEAR;
    per_hour * hours / (1.0 + per_hour * hours)
}

/// Whether a value lies within an interval widened by half, since 5 of 100 intervals miss the true value.
fn about(interval: Interval, truth: f64) -> bool {
    let room = (interval.high - interval.low) / 4.0;
    interval.low - room <= truth && truth <= interval.high + room
}

#[test]
fn one_site_is_there_when_its_zone_site_and_provider_are() {
    let case = plan("replicas = 1\nsurvives = \"nothing\"", "\"aws:eu-west-1\"");
    let verified = placed(&case);
    let found = run(&case, &verified, 7);
    let up: f64 = OutageScope::ALL.iter().map(|&scope| 1.0 - down(&case.catalog, scope)).product();
    let line = &found.lines[0];
    assert!(about(line.availability, up), "{:?} {up}", line.availability);
    assert!(line.availability.high - line.availability.low < 2e-4, "{:?}", line.availability);
    assert!(line.data_lost.value.abs() < 1e-12, "nobody takes over, so no copy that is behind");
}

#[test]
fn two_active_sites_are_away_together_or_with_their_provider() {
    let service = "replicas = 4\nsurvives = \"region\"\nstrategy = \"active-active\"\n\
                   degraded_capacity = \"50%\"";
    let case = plan(service, "\"aws:eu-west-1\", \"aws:eu-central-1\"");
    let verified = placed(&case);
    assert_eq!(verified.placement().of(ServiceId(0)).active().count(), 2);
    let found = run(&case, &verified, 7);
    let (zone, site) =
        (down(&case.catalog, OutageScope::Zone), down(&case.catalog, OutageScope::Region));
    let provider = down(&case.catalog, OutageScope::Provider);
    // A site that loses a zone is not counted on while there is another one.
    let place = 1.0 - (1.0 - zone) * (1.0 - site);
    let together = 1.0 - (1.0 - provider) * (1.0 - place * place);
    // Each outage of one place is felt until it is noticed and names have changed.
    let line = &found.lines[0];
    let felt = verified.recovery()[0].rto_seconds().expect("figures").0;
    let outages = 2.0 * (0.1 + 0.047_84);
    let most =
        together + outages * f64::from(u32::try_from(felt).unwrap()) / (HOURS_PER_YEAR * 3_600.0);
    let width = line.availability.high - line.availability.low;
    let away = 1.0 - line.availability.value;
    assert!(away > together - width && away < most + width, "{away} {together} {most}");
}

#[test]
fn the_seed_is_all_that_the_years_depend_on() {
    let case = Case::shipped("web-shop");
    let verified = case.solve("0.05").verified.expect("a placement");
    let found = |seed, workers| simulate(case.context(), &verified, years(300, seed, workers));
    assert_eq!(found(1, 1), found(1, 1));
    assert_ne!(found(1, 1), found(2, 1));
    for workers in [2, 3, 8] {
        assert_eq!(found(1, 1), found(1, workers), "{workers} at once");
    }
}

/// Two services at one site, with a journey over both.
const TWO: &str = r#"
[plan]
name = "two"
catalogs = ["aws"]
[sites]
allow = ["aws:eu-west-1"]
[services.front]
kind = "vm"
cpu = 2
memory = "4 GiB"
survives = "nothing"
[services.back]
kind = "vm"
cpu = 2
memory = "4 GiB"
replicas = 4
survives = "zone"
degraded_capacity = "50%"
[users.people]
location = "Dublin"
[[flows]]
from = "users.people"
to = "front"
volume = "1 GB/month"
[[flows]]
from = "front"
to = "back"
volume = "1 GB/month"
required = false
[[journeys]]
name = "visit"
path = ["users.people", "front", "back"]
"#;

#[test]
fn a_journey_is_away_while_any_service_on_its_path_is() {
    let case = Case::new(TWO, None);
    let found = run(&case, &placed(&case), 3);
    let subjects: Vec<Subject> = found.lines.iter().map(|line| line.subject).collect();
    assert!(matches!(
        subjects[..],
        [Subject::Service(_), Subject::Service(_), Subject::Journey(_)]
    ));
    let [away, visit] = [&found.lines[..2], &found.lines[2..]]
        .map(|lines| lines.iter().map(|line| line.mean.value).collect::<Vec<f64>>());
    // Both stand at one site: what takes the site takes both at once, so the path is away for less than both
    // together, and for at least as long as each.
    let longest = away[0].max(away[1]);
    assert!(longest <= visit[0] && visit[0] < away[0] + away[1], "{away:?} {visit:?}");
}

#[test]
fn what_waits_warmer_is_there_more_of_the_time() {
    let sites = "\"aws:eu-west-1\", \"aws:eu-central-1\"";
    let strategies = ["single", "backup-restore", "pilot-light", "warm-standby"];
    let found = strategies.map(|strategy| {
        let survives = if strategy == "single" { "nothing" } else { "region" };
        let service = format!("survives = \"{survives}\"\nstrategy = \"{strategy}\"\nreplicas = 1");
        let case = plan(&service, sites);
        run(&case, &placed(&case), 11).lines[0].availability
    });
    for pair in found.windows(2) {
        assert!(pair[1].high >= pair[0].low, "{found:?}");
    }
    assert!(found[3].low > found[0].high, "a warm standby is clearly better than none: {found:?}");
}

#[test]
fn the_time_away_is_what_the_drill_says_of_each_outage() {
    // Outages so rare that they hardly ever meet: each costs what the drill of it alone says.
    let service = "replicas = 1\nsurvives = \"region\"\nstrategy = \"pilot-light\"";
    let case = plan(service, "\"aws:eu-west-1\", \"aws:eu-central-1\"");
    let verified = placed(&case);
    let found = run(&case, &verified, 5);
    let away = |rate: &mcplan::explain::OutageRate| {
        let event = Event::new(&case.catalog, &[rate.loss]);
        let played = drill(case.context(), &verified, vec![event]).losses.remove(0);
        let mean = f64::from(u32::try_from(rate.outage.mean.0).unwrap());
        let each = match played.services[0].back {
            Back::After(time) => {
                // An outage that ends before the recovery site is there is over then.
                let time = f64::from(u32::try_from(time.0).unwrap());
                mean * (1.0 - (-time / mean).exp())
            }
            Back::Unknown | Back::Never => mean,
        };
        f64::try_from(rate.outage.per_year).unwrap() * each
    };
    let expected: f64 = found.rates.iter().map(away).sum();
    assert!(about(found.lines[0].mean, expected), "{:?} {expected}", found.lines[0].mean);
}

#[test]
fn every_assumed_rate_says_so() {
    let case = Case::shipped("quickstart");
    for scope in OutageScope::ALL {
        for &provider in Provider::ALL {
            let outage = case.catalog.outage(provider, *scope).expect("a figure for each");
            assert!(outage.per_year > Decimal::ZERO && outage.mean.0 > 0);
            let published = *scope == OutageScope::Region && provider != Provider::OnPrem;
            assert_eq!(outage.support == Support::Published, published, "{provider} {scope}");
        }
    }
}

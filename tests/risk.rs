//! The expected loss: what it comes to by hand, that it is minimised with all else, and that simulated
//! years agree.

mod support;

use std::num::NonZeroUsize;

use mcplan::catalog::OutageScope;
use mcplan::explain::{Years, risks, simulate};
use mcplan::placement::{Verified, hours_away};
use mcplan::plan::ServiceId;
use mcplan::terms::{Category, Provider, Strategy};
use mcplan::units::{Decimal, Usd};
use support::Case;

const ONE: ServiceId = ServiceId(0);

/// A service at sites of AWS.
fn plan(service: &str, sites: &str) -> Case {
    let text = format!(
        "[plan]\nname = \"one\"\ncatalogs = [\"aws\"]\n[sites]\nallow = [{sites}]\n\
         [services.one]\nkind = \"vm\"\ncpu = 2\nmemory = \"4 GiB\"\n{service}\n"
    );
    Case::new(&text, None)
}

const TWO_SITES: &str = "\"aws:eu-west-1\", \"aws:eu-central-1\"";

fn placed(case: &Case) -> Verified {
    case.solve("0").verified.expect("a placement")
}

/// Outages a year times their mean seconds.
fn lost(case: &Case, scope: OutageScope) -> Decimal {
    let outage = case.catalog.outage(Provider::Aws, scope).expect("a figure");
    outage.per_year * Decimal::from(outage.mean.0)
}

fn expected_loss(verified: &Verified) -> Usd {
    let charges = verified.charges().iter();
    charges.filter(|c| c.category == Category::Downtime).map(|c| c.monthly).sum()
}

fn close(a: Decimal, b: Decimal) -> bool {
    (a - b).abs() < Decimal::new(1, 5)
}

#[test]
fn a_site_on_its_own_is_away_as_long_as_its_outages_last() {
    let case = plan("replicas = 1\ndowntime_cost = \"$100/hour\"", "\"aws:eu-west-1\"");
    let verified = placed(&case);
    let seconds: Decimal = OutageScope::ALL.iter().map(|&scope| lost(&case, scope)).sum();
    let hours = seconds / Decimal::from(12 * 3_600);
    let arrangement = verified.placement().of(ONE);
    assert_eq!(arrangement.strategy, Strategy::Single);
    assert!(close(hours_away(case.context(), ONE, arrangement).unwrap(), hours));
    let cents = Decimal::new(1, 2);
    assert!((expected_loss(&verified).dollars() - hours * Decimal::from(100)).abs() < cents);
}

#[test]
fn with_a_recovery_site_it_is_away_until_that_serves() {
    let service = "replicas = 1\nstrategy = \"warm-standby\"\nsurvives = \"region\"\n\
                   downtime_cost = \"$100/hour\"";
    let case = plan(service, TWO_SITES);
    let verified = placed(&case);
    let until = Decimal::from(verified.recovery()[0].rto_seconds().expect("figures").0);
    let rate = |scope| case.catalog.outage(Provider::Aws, scope).expect("a figure").per_year;
    let taken_over = (rate(OutageScope::Zone) + rate(OutageScope::Region)) * until;
    let hours = (taken_over + lost(&case, OutageScope::Provider)) / Decimal::from(12 * 3_600);
    assert!(close(hours_away(case.context(), ONE, verified.placement().of(ONE)).unwrap(), hours));
}

#[test]
fn the_dearer_an_hour_the_less_of_them_and_only_then_is_recovery_bought() {
    let with = |cost: &str| {
        let service = format!("replicas = 2\ndowntime_cost = \"${cost}/hour\"");
        let case = plan(&service, TWO_SITES);
        let verified = placed(&case);
        let arrangement = verified.placement().of(ONE);
        (hours_away(case.context(), ONE, arrangement).unwrap(), arrangement.strategy)
    };
    let found = ["0", "1", "100", "10000", "1000000"].map(with);
    assert!(found.windows(2).all(|pair| pair[0].0 >= pair[1].0), "{found:?}");
    assert_eq!(found[0].1, Strategy::Single);
    assert_ne!(found[4].1, Strategy::Single);
    assert!(found[4].0 < found[0].0 / Decimal::from(10), "{found:?}");
}

#[test]
fn simulated_years_agree() {
    for (service, sites) in [
        ("replicas = 1", "\"aws:eu-west-1\""),
        ("replicas = 1\nstrategy = \"warm-standby\"\nsurvives = \"region\"", TWO_SITES),
        ("replicas = 4\nstrategy = \"active-active\"\nsurvives = \"region\"", TWO_SITES),
    ] {
        let case = plan(service, sites);
        let verified = placed(&case);
        let hours = hours_away(case.context(), ONE, verified.placement().of(ONE)).unwrap();
        let share = f64::try_from(hours / Decimal::from(730)).unwrap();
        let years = Years { count: 4_000, seed: 7, workers: NonZeroUsize::MIN };
        let interval = simulate(case.context(), &verified, years).lines[0].availability;
        // What outages at the same time and intervals that miss account for.
        let room = (interval.high - interval.low) / 2.0;
        let expected = 1.0 - share;
        assert!(
            interval.low - room <= expected && expected <= interval.high + room,
            "{service}: {expected} {interval:?}"
        );
    }
}

#[test]
fn the_cost_of_the_policy_is_that_of_all_that_serves_people() {
    let text = "[plan]\nname = \"p\"\ncatalogs = [\"aws\"]\n[sites]\nallow = [\"aws:eu-west-1\"]\n\
        [policy]\ndowntime_cost = \"$100/hour\"\n[users.all]\nlocation = \"Paris\"\n\
        [services.web]\nkind = \"vm\"\ncpu = 1\nmemory = \"1 GiB\"\n\
        [services.db]\nkind = \"vm\"\ncpu = 1\nmemory = \"1 GiB\"\n\
        [services.log]\nkind = \"vm\"\ncpu = 1\nmemory = \"1 GiB\"\n\
        [services.own]\nkind = \"vm\"\ncpu = 1\nmemory = \"1 GiB\"\ndowntime_cost = \"$7/hour\"\n\
        [services.free]\nkind = \"vm\"\ncpu = 1\nmemory = \"1 GiB\"\ndowntime_cost = \"$0/hour\"\n\
        [[flows]]\nfrom = \"users.all\"\nto = \"web\"\nvolume = \"1 GB/month\"\n\
        [[flows]]\nfrom = \"web\"\nto = \"db\"\nvolume = \"1 GB/month\"\n\
        [[flows]]\nfrom = \"web\"\nto = \"free\"\nvolume = \"1 GB/month\"\n\
        [[flows]]\nfrom = \"web\"\nto = \"log\"\nvolume = \"1 GB/month\"\nrequired = false\n";
    let case = Case::new(text, None);
    let costs = case.topology.services.iter().filter_map(|service| {
        let cost = service.downtime_cost.as_ref()?;
        Some((service.name.value.as_str(), cost.hourly.to_string(), cost.place.as_str()))
    });
    let expected = [
        ("db", "100", "policy.downtime_cost"),
        ("own", "7", "services.own.downtime_cost"),
        ("web", "100", "policy.downtime_cost"),
    ];
    assert_eq!(costs.collect::<Vec<_>>(), expected.map(|(n, c, p)| (n, c.to_owned(), p)));
}

#[test]
fn what_recovery_buys_is_told_for_each_service_with_the_next_step() {
    let service = "replicas = 1\nsurvives = \"region\"\ndowntime_cost = \"$200/hour\"";
    let case = plan(service, TWO_SITES);
    let verified = placed(&case);
    assert_eq!(verified.placement().of(ONE).strategy, Strategy::PilotLight);
    let found = risks(case.context(), &verified);
    let [risk] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(risk.loss, expected_loss(&verified));
    let trade = risk.recovery.expect("a single site to compare with");
    // Nothing runs at the recovery site, so what it avoids costs nothing.
    assert!(trade.avoided > Usd::ZERO && trade.more <= Usd::ZERO, "{trade:?}");
    let next = risk.next.as_ref().expect("a standby is quicker");
    assert!(next.trade.avoided > Usd::ZERO && next.trade.avoided <= risk.loss, "{next:?}");
    // What would pay for itself had been chosen.
    assert!(next.trade.more >= next.trade.avoided, "{next:?}");
}

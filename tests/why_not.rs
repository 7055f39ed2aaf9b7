//! The cheapest placement with a service at some site, and its break-even, against the enumeration of all placements of
//! small worlds.

mod support;

use std::time::Instant;

use mcplan::explain::{Wish, elsewhere, exclusion, fulfilled, moves};
use mcplan::milp::Status;
use mcplan::placement::{Context, Verified};
use mcplan::plan::ServiceId;
use mcplan::terms::SitePattern;
use mcplan::units::{Decimal, Usd};
use support::enumerate::placements;
use support::world::world;
use support::{Case, options};

/// The least cost of placements that fulfil a wish, and of those that do not.
fn least(context: Context<'_>, all: &[Verified], wish: &Wish) -> [Option<Usd>; 2] {
    [true, false].map(|there| {
        let meant = all.iter().filter(|one| fulfilled(context, one, wish) == there);
        meant.map(Verified::total).min()
    })
}

/// What was seen over all worlds, so that no part of the test is empty.
#[derive(Debug, Default)]
struct Seen {
    there: usize,
    dearer: usize,
    excluded: usize,
}

fn check(context: Context<'_>, all: &[Verified], wish: &Wish, seen: &mut Seen) {
    let started = Instant::now();
    let clock = || started.elapsed();
    let outcome = elsewhere(context, wish, options("0"), &clock);
    let [there, other] = least(context, all, wish);
    let Some(there) = there else {
        assert_eq!(outcome.status, Status::Infeasible);
        let why = exclusion(context, wish, options("0"), &clock);
        assert_ne!(why.sets.is_empty(), why.facts.is_empty());
        seen.excluded += 1;
        return;
    };
    let cents = |amount: Usd| amount.dollars().round_dp(2);
    assert_eq!(outcome.status, Status::Optimal);
    assert_eq!(cents(outcome.verified.expect("a placement").total()), cents(there));
    let Some(other) = other.filter(|other| *other < there) else {
        seen.there += 1;
        return;
    };
    let (more, cent) = (there - other, Usd::new(Decimal::new(1, 2)));
    assert_eq!(moves(context, wish, more + cent, options("0"), &clock), Some(true));
    if more > cent {
        assert_eq!(moves(context, wish, more - cent, options("0"), &clock), Some(false));
    }
    seen.dearer += 1;
}

#[test]
fn the_break_even_is_exact_to_the_cent() {
    let mut seen = Seen::default();
    for seed in 0..120 {
        let made = world(seed);
        let case = Case::new(&made.plan, Some(made.texts));
        let context = case.context();
        let Some(all) = placements(context).filter(|all| !all.is_empty()) else { continue };
        for site in context.catalog.sites() {
            let wish = Wish { service: ServiceId(0), sites: SitePattern::new(site.code.as_str()) };
            check(context, &all, &wish, &mut seen);
        }
    }
    println!("{seen:?}");
    assert!(seen.dearer >= 20 && seen.there >= 10 && seen.excluded >= 10, "{seen:?}");
}

#[test]
fn a_budget_that_binds_does_not_hide_the_break_even() {
    // What is cheaper there leaves room in the budget; dearer elsewhere is the same only if the budget grows too.
    let case = Case::shipped("quickstart");
    let wish = Wish { service: service(&case, "web"), sites: SitePattern::new("azure:*") };
    let chosen = case.solve("0").verified.expect("a placement").total();
    let mut asked = case.topology.clone();
    let limit = mcplan::plan::Rule::Budget(chosen);
    let place = asked.requirements[0].span;
    asked.requirements.push(mcplan::plan::Requirement {
        rule: limit,
        span: place,
        on_behalf_of: None,
    });
    asked.reindex();
    let context = Context { topology: &asked, catalog: &case.catalog };
    let started = Instant::now();
    let clock = || started.elapsed();
    let there = elsewhere(context, &wish, options("0"), &clock);
    assert_eq!(there.status, Status::Infeasible);
    let free = elsewhere(case.context(), &wish, options("0"), &clock);
    let more = free.verified.expect("a placement").total() - chosen;
    let cent = Usd::new(Decimal::new(1, 2));
    for topology in [&asked, &case.topology] {
        let context = Context { topology, catalog: &case.catalog };
        assert_eq!(moves(context, &wish, more - cent, options("0"), &clock), Some(false));
        assert_eq!(moves(context, &wish, more + cent, options("0"), &clock), Some(true));
    }
}

fn service(case: &Case, name: &str) -> ServiceId {
    let mut ids = case.topology.service_ids();
    ids.find(|&id| case.topology.service(id).name.value == name).expect("a service")
}

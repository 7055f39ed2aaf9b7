//! The next cheapest placements against the enumeration of all ways to stand, on a small world.

mod support;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use mcplan::explain::{Wanted, alternatives};
use mcplan::milp::Status;
use mcplan::placement::{Arrangement, Context, Placement};
use mcplan::units::Usd;
use support::enumerate::placements;
use support::world::{price_book, world};
use support::{Case, options};

/// Where each service stands, and how it recovers.
type Stands = Vec<String>;

fn stands(placement: &Placement) -> Stands {
    let stand = |one: &Arrangement| {
        let sites = one.deployments.iter().map(|at| format!("{:?} {}", at.site, at.role.name()));
        format!("{} {}", one.strategy.name(), sites.collect::<Vec<_>>().join(" "))
    };
    placement.arrangements.iter().map(stand).collect()
}

/// The cheapest placement of each way to stand; `None` if there are too many placements to be tried.
fn enumerated(context: Context<'_>) -> Option<Vec<Usd>> {
    let mut cheapest: BTreeMap<Stands, Usd> = BTreeMap::new();
    for verified in placements(context)? {
        let total = verified.total();
        let known = cheapest.entry(stands(verified.placement())).or_insert(total);
        *known = total.min(*known);
    }
    let mut totals: Vec<Usd> = cheapest.into_values().collect();
    totals.sort();
    Some(totals)
}

#[test]
fn alternatives_are_the_next_cheapest_without_holes() {
    let (mut tried, mut listed) = (0, 0);
    for seed in 0..60 {
        let made = world(seed);
        let mut case = Case::new(&made.plan, Some(made.texts));
        if let Some(book) = price_book(seed, &made.plan) {
            case.add_prices(&book);
        }
        let context = case.context();
        let Some(expected) = enumerated(context) else { continue };
        let outcome = case.solve("0");
        let Some(chosen) = outcome.verified.as_ref() else { continue };
        assert_eq!(outcome.status, Status::Optimal);
        let started = Instant::now();
        let wanted = Wanted { most: 6, within: "0.5".parse().expect("a share") };
        let limit = Some(Duration::from_secs(120));
        let options = mcplan::milp::Options { time_limit: limit, ..options("0") };
        let found = alternatives(context, chosen, wanted, options, &|| started.elapsed());
        assert!(found.complete, "seed {seed}");
        let most = chosen.total().dollars() * "1.5".parse::<mcplan::units::Decimal>().expect("1.5");
        let expected = expected.iter().skip(1).filter(|total| total.dollars() <= most).take(6);
        let cents = |total: Usd| total.dollars().round_dp(2);
        let expected: Vec<_> = expected.copied().map(cents).collect();
        let totals: Vec<_> = found.found.iter().map(|one| cents(one.verified.total())).collect();
        assert_eq!(totals, expected, "seed {seed}\n{}", made.plan);
        let mut distinct: Vec<Stands> =
            found.found.iter().map(|one| stands(one.verified.placement())).collect();
        distinct.push(stands(chosen.placement()));
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), totals.len() + 1, "seed {seed}");
        tried += 1;
        listed += totals.len();
    }
    println!("{tried} plans, {listed} alternatives");
    assert!(tried >= 10 && listed >= 20, "{tried} plans, {listed} alternatives");
}

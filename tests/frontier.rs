//! The steps of a frontier against the enumeration of all placements of small worlds: the same pairs of cost and value,
//! none missing and none too many.

mod support;

use std::convert::Infallible;
use std::time::Instant;

use mcplan::diag::Sources;
use mcplan::explain::{Answered, End, Reached, Walk, loosest, reached, walk};
use mcplan::milp::solve;
use mcplan::placement::Context;
use mcplan::plan::{ChangeKey, JourneyId, Rule, Topology, change, changed, check, parse};
use mcplan::units::{Availability, Decimal, Millis, Seconds, Usd};
use support::enumerate::placements;
use support::world::world;
use support::{Case, gazetteer, options};

/// The plan with a limit, as `--set` makes it; `None` if it cannot have one.
fn limited(case: &Case, plan: &str, limit: &Rule) -> Option<Topology> {
    let mut sources = Sources::default();
    let id = sources.add("plan.toml", plan);
    let document = parse(id, &sources).expect("a plan");
    let source = sources.add("--set", limit.setting(&case.topology).expect("a number"));
    let set = change(ChangeKey::Set, source, &sources).expect("a change");
    let document = changed(&document, &[set]).expect("something to set");
    Some(check(&document, &gazetteer(&case.catalog)).ok()?.0)
}

/// Every measure that the plan has.
fn measures(topology: &Topology) -> Vec<Rule> {
    let (time, millis) = (Seconds(0), Millis::default());
    let target = Availability::ALWAYS;
    let of_services = topology.service_ids().flat_map(|service| {
        [
            Rule::Rto { service, limit: time },
            Rule::Rpo { service, limit: time },
            Rule::Availability { service, target },
            Rule::UserLatency { service, limit: millis },
        ]
    });
    let journeys = (0..).map(JourneyId).zip(&topology.journeys);
    let of_journeys = journeys.flat_map(|(journey, _)| {
        [
            Rule::JourneyLatency { journey, limit: millis },
            Rule::JourneyAvailability { journey, target },
        ]
    });
    of_services.chain(of_journeys).collect()
}

/// A value as a number of which less is better.
fn loss(reached: &Reached) -> Decimal {
    match reached {
        Reached::Time(time) => Decimal::from(time.0),
        Reached::Available(part) => part.unavailability(),
        Reached::Latency(time) => time.0,
        other => panic!("{other:?} is no measure of a frontier"),
    }
}

fn cents(amount: Usd) -> Decimal {
    amount.dollars().round_dp(2)
}

/// The pairs of cost and value than which none is better and no dearer, from the cheapest on.
fn undominated(mut all: Vec<(Usd, Decimal)>) -> Vec<(Decimal, Decimal)> {
    all.sort();
    let mut best: Option<Decimal> = None;
    all.retain(|(_, loss)| {
        let better = best.is_none_or(|best| *loss < best);
        best = best.map_or(Some(*loss), |best| Some(best.min(*loss)));
        better
    });
    all.into_iter().map(|(cost, loss)| (cents(cost), loss)).collect()
}

fn walked(case: &Case, plan: &str, start: Rule, until: Option<&Rule>) -> Walk {
    let solved = |limit: &Rule| -> Result<Answered, Infallible> {
        let topology = limited(case, plan, limit).expect("a plan with another value");
        let started = Instant::now();
        let context = Context { topology: &topology, catalog: &case.catalog };
        let outcome = solve(context, options("0"), &|| started.elapsed());
        Ok(Answered { topology, outcome })
    };
    let read = |answered: &Answered, limit: &Rule| {
        let context = Context { topology: &answered.topology, catalog: &case.catalog };
        reached(context, answered.outcome.verified.as_ref()?, limit)
    };
    let Ok(walk) = walk(start, until, solved, read);
    walk
}

#[test]
fn the_steps_are_the_pareto_front() {
    let (mut walks, mut steps, mut longest) = (0, 0, 0);
    for seed in 0..60 {
        let made = world(seed);
        let case = Case::new(&made.plan, Some(made.texts));
        for measure in measures(&case.topology) {
            let start = loosest(&measure).expect("a number");
            let Some(topology) = limited(&case, &made.plan, &start) else { continue };
            let context = Context { topology: &topology, catalog: &case.catalog };
            let Some(all) = placements(context) else { continue };
            let value = |one| Some(loss(&reached(context, one, &start)?));
            let all = all.iter().filter_map(|one| Some((one.total(), value(one)?)));
            let expected = undominated(all.collect());
            if expected.is_empty() {
                continue;
            }
            let found = walked(&case, &made.plan, start, None);
            assert_eq!(found.end, End::Best, "seed {seed} {measure:?}");
            assert!(found.is_exact());
            let pairs = found.steps.iter().map(|step| (cents(step.monthly), loss(&step.reached)));
            let pairs: Vec<(Decimal, Decimal)> = pairs.collect();
            assert_eq!(pairs, expected, "seed {seed} {measure:?}\n{}", made.plan);
            walks += 1;
            steps += pairs.len();
            longest = longest.max(pairs.len());
        }
    }
    println!("{walks} frontiers with {steps} steps, the longest with {longest}");
    assert!(walks >= 50 && steps >= walks + 30 && longest >= 3, "{walks} {steps} {longest}");
}

#[test]
fn a_range_cuts_the_steps_at_both_ends() {
    let text = std::fs::read_to_string("plans/quickstart.toml").expect("a shipped plan");
    let case = Case::new(&text, None);
    let service =
        case.topology.service_ids().find(|&id| case.topology.service(id).name.value == "web");
    let service = service.expect("a service");
    let at = |percent: &str| {
        let target = Availability::parse(percent).expect("an availability");
        Rule::Availability { service, target }
    };
    let values = |walk: &Walk| -> Vec<Decimal> {
        walk.steps.iter().map(|step| Decimal::ONE - loss(&step.reached)).collect()
    };
    let whole = walked(&case, &text, at("0%"), None);
    assert_eq!(whole.end, End::Best);
    let (first, last) = (&values(&whole)[0], *values(&whole).last().expect("a step"));
    assert!(whole.steps.len() >= 2 && *first < last);
    let low = walked(&case, &text, at("0%"), Some(&at("99.5%")));
    assert_eq!((low.end, values(&low)), (End::Range, vec![*first]));
    let high = walked(&case, &text, at("99.6%"), None);
    assert_eq!(values(&high), values(&whole)[1..]);
}

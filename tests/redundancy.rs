//! Properties of recovery over random worlds: what is asked more strictly is never cheaper, and what is
//! there more often is never less available.

mod support;

use mcplan::catalog::{Catalog, RealisationId, SiteId, bundled_names};
use mcplan::diag::Sources;
use mcplan::milp::Outcome;
use mcplan::placement::{Arrangement, Context, InForce, Verified, availability_of, candidates};
use mcplan::plan::{Rule, Topology};
use mcplan::terms::{Form, Kind, Provider, Role, Strategy};
use mcplan::units::{Availability, Seconds, Usd};
use support::world::{World, world};
use support::{Case, solve_with};

fn case(seed: u64) -> Case {
    let World { texts, plan } = world(seed);
    Case::new(&plan, Some(texts))
}

fn total(outcome: &Outcome) -> Option<Usd> {
    outcome.verified.as_ref().map(Verified::total)
}

/// The same topology with one target made stricter; `None` if the requirement is no target of recovery.
fn stricter(topology: &Topology, index: usize) -> Option<Topology> {
    let mut changed = topology.clone();
    match &mut changed.requirements[index].rule {
        Rule::Rto { limit, .. } | Rule::Rpo { limit, .. } => *limit = Seconds(limit.0 / 2),
        Rule::Availability { target, .. } => {
            *target = Availability::parse("99.9%").ok()?.max(*target);
        }
        _ => return None,
    }
    Some(changed)
}

#[test]
fn a_stricter_target_of_recovery_never_makes_a_plan_cheaper() {
    let (mut dearer, mut impossible) = (0, 0);
    for seed in 0..60 {
        let case = case(seed);
        let Some(asked) = total(&case.solve("0")) else { continue };
        for index in 0..case.topology.requirements.len() {
            let Some(changed) = stricter(&case.topology, index) else { continue };
            let context = Context { topology: &changed, catalog: &case.catalog };
            match total(&solve_with(context, "0")) {
                Some(more) => {
                    assert!(more >= asked, "seed {seed}, requirement {index}: {more} {asked}");
                    dearer += usize::from(more > asked);
                }
                None => impossible += 1,
            }
        }
    }
    assert!(dearer > 3 && impossible > 3, "{dearer} dearer, {impossible} impossible");
}

type Place = (SiteId, Form, Option<RealisationId>);

fn places(arrangement: &Arrangement, role: Role) -> Vec<Place> {
    let of_role = arrangement.deployments.iter().filter(|one| one.role == role);
    let mut all: Vec<Place> = of_role.map(|one| (one.site, one.form, one.realisation)).collect();
    all.sort_unstable();
    all
}

/// Whether a second arrangement has all that the first has, and more: active sites beside its own, or a
/// recovery site behind the same one.
fn has_more(first: &Arrangement, second: &Arrangement) -> bool {
    let active = [first, second].map(|one| places(one, Role::Active));
    let recovery = [first, second].map(|one| places(one, Role::Recovery));
    let beside = second.strategy == Strategy::ActiveActive && recovery[0].is_empty();
    let behind = first.strategy == Strategy::Single && active[0] == active[1];
    let subset = active[0].iter().all(|place| active[1].contains(place));
    (beside && subset && active[0].len() < active[1].len()) || (behind && !recovery[1].is_empty())
}

#[test]
fn more_redundancy_never_makes_a_service_less_available() {
    let (mut compared, mut better) = (0, 0);
    for seed in 0..120 {
        let mut case = case(seed);
        // All strategies at once: none is asked for, and downtime makes those beyond what is asked worth a look.
        case.topology.requirements.clear();
        case.topology.reindex();
        for service in &mut case.topology.services {
            let place = "test".to_owned();
            let hourly = Usd::parse_hourly("$1/hour").unwrap();
            service.downtime_cost = Some(mcplan::plan::DowntimeCost { hourly, place });
        }
        let context = case.context();
        let matched = candidates(context, &InForce::all(&case.topology));
        for (id, service) in case.topology.service_ids().zip(&matched.services) {
            let all: Vec<Arrangement> =
                service.arrangements.iter().map(|one| service.arrangement(one)).collect();
            let up = |one: &Arrangement| availability_of(context, id, one);
            for first in &all {
                for second in all.iter().filter(|second| has_more(first, second)) {
                    let (Some(less), Some(more)) = (up(first), up(second)) else { continue };
                    assert!(more >= less, "seed {seed}: {first:?} {less}\n{second:?} {more}");
                    compared += 1;
                    better += usize::from(more > less);
                }
            }
        }
    }
    assert!(compared > 500 && better > 100, "{compared} compared, {better} better");
}

#[test]
fn no_provider_promises_less_for_what_is_spread_over_zones() {
    let mut sources = Sources::default();
    let names = bundled_names();
    let catalog =
        mcplan::catalog::load(&names, Vec::new(), &mut sources).expect("bundled catalogs");
    let mut compared = 0;
    for provider in [Provider::Aws, Provider::Azure] {
        for &kind in Kind::ALL {
            for (_, product) in catalog.realisations_of(provider, kind) {
                compared +=
                    usize::from(spread_is_no_worse(&catalog, provider, kind, &product.name));
            }
        }
    }
    assert!(compared > 10, "{compared} products have both promises");
}

/// Whether there are promises for one zone and for all to compare.
fn spread_is_no_worse(catalog: &Catalog, provider: Provider, kind: Kind, product: &str) -> bool {
    let promise =
        |form| catalog.sla(provider, kind, Some(product), form).map(|sla| sla.availability);
    let (Some(one), Some(all)) = (promise(Form::Single), promise(Form::ZoneRedundant)) else {
        return false;
    };
    assert!(all >= one, "{product} of {provider}: {all} over zones, {one} in one");
    true
}

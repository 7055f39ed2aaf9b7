//! Losses on the placements of random worlds, against an account of its own of who is left.
//!
//! The account counts replicas zone by zone, follows flows one step at a time until nothing changes, and
//! takes recovery times from the report of the placement.

mod support;

use std::collections::{BTreeMap, HashSet};

use mcplan::catalog::Catalog;
use mcplan::explain::{Back, Breach, Course, Event, Fate, Played, Verdict, drill};
use mcplan::milp::Status;
use mcplan::placement::{Arrangement, Context, Deployment, Loss, Verified, verify};
use mcplan::plan::{Endpoint, Rule, Service, ServiceId, Topology};
use mcplan::terms::{Form, Provider, Role, Strategy, Survives};
use mcplan::units::Seconds;
use support::Case;
use support::world::{World, world};

/// Random worlds.
const WORLDS: u64 = 120;

/// Worlds that have a placement, with it.
fn solved() -> impl Iterator<Item = (u64, Case, Verified)> {
    (0..WORLDS).filter_map(|seed| {
        let World { texts, plan } = world(seed);
        let case = Case::new(&plan, Some(texts));
        let outcome = case.solve("0.01");
        let placed = outcome.status == Status::Optimal;
        outcome.verified.filter(|_| placed).map(|verified| (seed, case, verified))
    })
}

fn usual(case: &Case, verified: &Verified) -> Vec<Played> {
    let events = Event::usual(&case.catalog, verified.placement());
    drill(case.context(), verified, events).losses
}

/// Replicas of a deployment that are left at a level, counted zone by zone.
fn left(catalog: &Catalog, d: &Deployment, losses: &[Loss], level: usize, many: bool) -> u32 {
    let site = catalog.site(d.site);
    let gone = losses.iter().any(|loss| match *loss {
        Loss::Provider(provider) => provider == site.provider,
        Loss::Site(lost) => lost == d.site,
        Loss::Zone(lost) => lost == d.site && (d.zones == 1 || d.form == Form::Single),
    });
    if gone {
        return 0;
    }
    let running = d.load.levels()[level].replicas;
    if !many || !losses.contains(&Loss::Zone(d.site)) {
        return running;
    }
    // Dealt out one by one over the zones; the first zone, which has most, is lost.
    (0..running).filter(|replica| replica % d.zones != 0).count().try_into().unwrap()
}

#[derive(Debug, PartialEq, Eq)]
enum Expected {
    Serves,
    FailsOver,
    Short,
    Lost,
}

/// What is to be expected of one service by itself.
fn expected(
    catalog: &Catalog,
    service: &Service,
    arrangement: &Arrangement,
    losses: &[Loss],
) -> Expected {
    let many = service.kind.has_replicas();
    let several = arrangement.strategy == Strategy::ActiveActive;
    let at = |d: &Deployment, level| {
        // Of several active sites, one that loses a zone is not counted on.
        let shaken = several && losses.contains(&Loss::Zone(d.site));
        if shaken { 0 } else { left(catalog, d, losses, level, many) }
    };
    let levels = service.demand.load().levels().to_vec();
    let active: Vec<&Deployment> = arrangement.active().collect();
    let carries = (0..levels.len()).all(|level| {
        let counts: Vec<u32> = active.iter().map(|d| at(d, level)).filter(|n| *n > 0).collect();
        let asked = service.degraded_capacity.of_count_ceil(levels[level].replicas);
        let sites = u32::try_from(counts.len()).unwrap();
        asked == 0 || counts.iter().min().is_some_and(|least| least * sites >= asked)
    });
    let spare = arrangement.recovery().any(|d| {
        losses.iter().all(|loss| match *loss {
            Loss::Provider(provider) => provider != catalog.site(d.site).provider,
            Loss::Site(site) => site != d.site,
            Loss::Zone(site) => site != d.site || (d.zones > 1 && d.load.peak() > 1),
        })
    });
    match (carries, spare) {
        (true, _) => Expected::Serves,
        (false, true) => Expected::FailsOver,
        _ if active.iter().any(|d| at(d, 0) > 0) => Expected::Short,
        _ => Expected::Lost,
    }
}

/// Spreads a value from what is required to what requires it, one flow at a time, until nothing changes.
fn spread<T: Ord + Copy>(topology: &Topology, own: &mut BTreeMap<ServiceId, T>) {
    loop {
        let mut changed = false;
        for flow in topology.flows.iter().filter(|flow| flow.required) {
            if let (Endpoint::Service(from), Endpoint::Service(to)) = (flow.from, flow.to)
                && own[&to] > own[&from]
            {
                own.insert(from, own[&to]);
                changed = true;
            }
        }
        for id in topology.service_ids() {
            let host = topology.host_of(id);
            if own[&host] > own[&id] {
                own.insert(id, own[&host]);
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

/// Journeys by what their path comes to: the latest of all its services.
fn compare_paths(topology: &Topology, played: &Played, back: &BTreeMap<ServiceId, Back>) {
    for (id, journey) in topology.journey_ids().zip(&topology.journeys) {
        let latest = journey.services().iter().map(|id| back[id]).max().unwrap();
        let told = played.paths.iter().find(|path| path.journey == id);
        match told {
            Some(path) => {
                assert_eq!(path.back, latest);
                assert_eq!(back[&path.gate], latest);
            }
            None => assert_eq!(latest, Back::After(Seconds(0))),
        }
    }
}

fn compare(case: &Case, verified: &Verified, played: &Played, seed: u64) {
    let Context { topology, catalog } = case.context();
    let losses = played.event.losses();
    let mut back = BTreeMap::new();
    for fate in &played.services {
        let service = topology.service(fate.service);
        let arrangement = verified.placement().of(fate.service);
        let told = format!("seed {seed}: {} after {losses:?}", service.name.value);
        let course = match fate.course {
            Course::Untouched | Course::Unprotected | Course::GoesOn => Expected::Serves,
            Course::Short => Expected::Short,
            Course::FailsOver(_) => Expected::FailsOver,
            Course::Lost => Expected::Lost,
        };
        assert_eq!(course, expected(catalog, service, arrangement, losses), "{told}");
        if let Course::FailsOver(site) = fate.course {
            assert!(arrangement.recovery().any(|d| d.site == site), "{told}");
            let line = &verified.recovery()[fate.service.0 as usize];
            let time = line.rto_seconds().map_or(Back::Unknown, Back::After);
            assert_eq!(fate.ready, time, "{told}");
            assert!(fate.capacity.left >= fate.capacity.degraded, "{told}");
        }
        assert_eq!(fate.course == Course::Lost, fate.ready == Back::Never, "{told}");
        back.insert(fate.service, fate.ready);
    }
    spread(topology, &mut back);
    compare_paths(topology, played, &back);
    for fate in &played.services {
        assert_eq!(fate.back, back[&fate.service], "seed {seed}: {losses:?}");
        let serves = fate.back != Back::Never;
        let gone = fate.breaches.iter().any(|b| matches!(b, Breach::Lost | Breach::Dependency(_)));
        assert_eq!(gone, fate.asked && !serves, "seed {seed}: {losses:?}");
    }
}

#[test]
fn who_is_left_and_when_agrees_with_another_account() {
    let mut seen = HashSet::new();
    for (seed, case, verified) in solved() {
        for played in usual(&case, &verified) {
            compare(&case, &verified, &played, seed);
            for fate in &played.services {
                seen.insert(std::mem::discriminant(&fate.course));
            }
        }
    }
    assert!(seen.len() >= 5, "the worlds show only {} of the courses", seen.len());
}

#[test]
fn shipped_plans_agree_with_the_other_account() {
    for name in ["quickstart", "web-shop", "data-residency", "enterprise"] {
        let case = Case::shipped(name);
        let verified = case.solve("0.05").verified.expect("a placement");
        let all = usual(&case, &verified);
        let interrupted: usize = all.iter().map(|played| played.paths.len()).sum();
        assert!(case.topology.journeys.is_empty() || interrupted > 0, "{name}");
        for played in all {
            let ready = played.services.iter().map(|fate| (fate.service, fate.ready));
            let mut back: BTreeMap<ServiceId, Back> = ready.collect();
            spread(&case.topology, &mut back);
            for fate in &played.services {
                assert_eq!(fate.back, back[&fate.service], "{name}: {:?}", played.event);
            }
            compare_paths(&case.topology, &played, &back);
        }
    }
}

/// The plan asking for nothing that a service at one site could not keep.
fn modest(topology: &Topology) -> Topology {
    let mut modest = topology.clone();
    for service in &mut modest.services {
        service.survives = Survives::Nothing;
    }
    modest.requirements.retain(|requirement| {
        !matches!(
            requirement.rule,
            Rule::Survives { .. }
                | Rule::UseStrategy { .. }
                | Rule::Rto { .. }
                | Rule::Rpo { .. }
                | Rule::Availability { .. }
                | Rule::JourneyAvailability { .. }
                | Rule::MinDistance { .. }
        )
    });
    modest.reindex();
    modest
}

#[test]
fn a_recovery_site_more_never_makes_a_service_later() {
    let mut tried = 0;
    for (seed, case, verified) in solved() {
        let topology = modest(&case.topology);
        let context = Context { topology: &topology, catalog: &case.catalog };
        let mut poorer = verified.placement().clone();
        for arrangement in &mut poorer.arrangements {
            if arrangement.strategy.has_recovery() {
                arrangement.strategy = Strategy::Single;
                arrangement.deployments.retain(|d| d.role == Role::Active);
            }
        }
        let Ok(poorer) = verify(context, poorer) else { continue };
        let events = || Event::usual(&case.catalog, verified.placement());
        let rich = drill(context, &verified, events()).losses;
        let poor = drill(context, &poorer, events()).losses;
        for (rich, poor) in rich.iter().zip(&poor) {
            // What is short without a recovery site serves at once, but not enough; to fail over takes time.
            if poor.services.iter().any(|fate| fate.course == Course::Short) {
                continue;
            }
            for (rich, poor) in rich.services.iter().zip(&poor.services) {
                assert!(rich.ready <= poor.ready, "seed {seed}: {rich:?} {poor:?}");
                assert!(rich.back <= poor.back, "seed {seed}: {rich:?} {poor:?}");
                tried += usize::from(rich.ready < poor.ready);
            }
        }
    }
    assert!(tried > 50, "a recovery site helped in {tried} cases only");
}

#[test]
fn losing_nothing_breaks_nothing() {
    for (seed, case, verified) in solved().take(30) {
        let nothing = vec![Event::new(&case.catalog, &[])];
        let found = drill(case.context(), &verified, nothing);
        assert_eq!(found.verdict(), Verdict::Kept, "seed {seed}");
        let played = &found.losses[0];
        assert!(played.services.iter().all(|fate| !fate.is_touched()), "seed {seed}");
        let costs = [played.costs.running, played.costs.traffic, played.costs.copied_back];
        assert!(
            costs.iter().all(|cost| cost.is_some_and(|c| c.dollars().is_zero())),
            "seed {seed}"
        );
    }
}

#[test]
fn what_survives_a_provider_survives_each_of_its_sites_and_zones() {
    for (seed, case, verified) in solved() {
        let play = |loss| {
            let event = Event::new(&case.catalog, &[loss]);
            drill(case.context(), &verified, vec![event]).losses.remove(0)
        };
        let serves = |fate: &Fate| fate.comes_back();
        for &provider in Provider::ALL {
            let whole = play(Loss::Provider(provider));
            for site in case.catalog.site_ids() {
                if case.catalog.site(site).provider != provider {
                    continue;
                }
                for loss in [Loss::Site(site), Loss::Zone(site)] {
                    let part = play(loss);
                    for (whole, part) in whole.services.iter().zip(&part.services) {
                        assert!(!serves(whole) || serves(part), "seed {seed}: {loss:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_verified_placement_keeps_its_promises_apart_from_what_others_owe_it() {
    for (seed, case, verified) in solved() {
        for played in usual(&case, &verified) {
            for fate in &played.services {
                for breach in &fate.breaches {
                    let by_others = matches!(breach, Breach::Dependency(_))
                        || (*breach == Breach::Late && fate.gate.is_some());
                    assert!(by_others, "seed {seed}: {breach:?} after {:?}", played.event);
                }
            }
            assert!(!played.unlawful && played.crowded.is_empty(), "seed {seed}");
        }
    }
}

#[test]
fn asking_for_more_than_was_placed_is_a_broken_promise() {
    let mut tried = 0;
    for (seed, case, verified) in solved() {
        let single = |id: &ServiceId| verified.placement().of(*id).strategy == Strategy::Single;
        let Some(id) = case.topology.service_ids().find(single) else { continue };
        let mut topology = case.topology.clone();
        topology.services[id.0 as usize].survives = Survives::Region;
        let context = Context { topology: &topology, catalog: &case.catalog };
        let site = verified.placement().of(id).deployments[0].site;
        let event = Event::new(&case.catalog, &[Loss::Site(site)]);
        let found = drill(context, &verified, vec![event]);
        assert_eq!(found.verdict(), Verdict::Broken, "seed {seed}");
        let fate = &found.losses[0].services[id.0 as usize];
        assert_eq!(fate.breaches, [Breach::Lost], "seed {seed}");
        tried += 1;
    }
    assert!(tried > 10, "{tried} worlds have a service at a single site");
}

#[test]
fn recovery_costs_more_only_where_something_is_started_or_grown() {
    for (seed, case, verified) in solved() {
        for played in usual(&case, &verified) {
            for fate in &played.services {
                let extra = fate.extra.unwrap_or_else(|| panic!("seed {seed}: no price"));
                let arrangement = verified.placement().of(fate.service);
                let asleep = arrangement.recovery().any(Deployment::is_asleep);
                match fate.course {
                    Course::FailsOver(_) if asleep => {
                        assert!(extra.dollars() > 0.into(), "seed {seed}: {fate:?}");
                    }
                    Course::Untouched | Course::Unprotected | Course::Lost => {
                        assert!(extra.dollars().is_zero(), "seed {seed}: {fate:?}");
                    }
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn names_are_read_and_larger_losses_swallow_smaller_ones() {
    let case = Case::shipped("quickstart");
    let event = |lost: &[&str]| {
        let lost: Vec<String> = lost.iter().map(|name| (*name).to_owned()).collect();
        Event::named(&case.catalog, &lost)
    };
    let named = |lost: &[&str]| event(lost).map(|event| event.name(&case.catalog));
    assert_eq!(named(&["azure", "aws:eu-west-1"]).unwrap(), "aws:eu-west-1 and azure");
    assert_eq!(named(&["azure", "azure:westeurope"]).unwrap(), "azure");
    assert_eq!(named(&["zone:aws:eu-west-1"]).unwrap(), "zone of aws:eu-west-1");
    assert_eq!(named(&["geo:ie"]).unwrap(), "aws:eu-west-1 and azure:northeurope");
    assert_eq!(named(&["aws:eu-wst-1"]).unwrap_err().near.as_deref(), Some("aws:eu-west-1"));
    let scope = |lost: &[&str]| event(lost).unwrap().scope(&case.catalog);
    assert_eq!(scope(&[]), Some(Survives::Nothing));
    assert_eq!(scope(&["zone:aws:eu-west-1"]), Some(Survives::Zone));
    assert_eq!(scope(&["aws:eu-west-1"]), Some(Survives::Region));
    assert_eq!(scope(&["aws:eu-west-1", "aws:eu-west-2"]), Some(Survives::Provider));
    assert_eq!(scope(&["aws:eu-west-1", "azure:westeurope"]), None);
}

#[test]
fn a_service_is_back_with_the_latest_that_it_requires() {
    let case = Case::shipped("web-shop");
    let verified = case.solve("0.05").verified.expect("a placement");
    let events = Event::usual(&case.catalog, verified.placement());
    let found = drill(case.context(), &verified, events);
    let mut waiting = 0;
    for fate in found.losses.iter().flat_map(|played| &played.services) {
        if let (Some(gate), Back::After(time)) = (fate.gate, fate.back) {
            assert!(time > Seconds(0) && Back::After(time) > fate.ready);
            assert!(case.topology.dependencies(fate.service).contains(&gate));
            waiting += 1;
        }
    }
    assert!(waiting > 0, "some service waits for its database");
    assert!(verified.placement().deployments().any(|(_, d)| d.role == Role::Recovery));
}

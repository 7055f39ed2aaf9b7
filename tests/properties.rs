//! Properties that hold for every plan and catalog, tried on small random worlds.

mod support;

use std::fmt::Write as _;

use mcplan::catalog::{CatalogText, SiteId};
use mcplan::explain::{Conflict, conflict};
use mcplan::milp::{Outcome, Status, is_feasible};
use mcplan::placement::{Context, Deployment, InForce, Placement, candidates, verify};
use mcplan::plan::{RequirementId, Rule, Topology};
use mcplan::terms::Survives;
use mcplan::units::{Decimal, Usd};
use support::world::{Dice, World, world};
use support::{Case, options, solve_with};

/// Random worlds per property.
const WORLDS: u64 = 80;

fn case(seed: u64) -> Case {
    let World { texts, plan } = world(seed);
    Case::new(&plan, Some(texts))
}

fn total(outcome: &Outcome) -> Option<Usd> {
    outcome.verified.as_ref().map(mcplan::placement::Verified::total)
}

/// Totals that differ by less than this are the same: the solver works in floats.
fn about(a: Usd, b: Usd) -> bool {
    (a - b).dollars().abs() < Decimal::new(1, 4)
}

/// Worlds that have a placement, with it.
fn solved() -> impl Iterator<Item = (u64, Case, Outcome)> {
    (0..WORLDS).map(|seed| (seed, case(seed))).filter_map(|(seed, case)| {
        let outcome = case.solve("0");
        (outcome.status == Status::Optimal).then_some((seed, case, outcome))
    })
}

#[test]
fn the_same_input_gives_the_same_answer() {
    for seed in 0..WORLDS {
        let (first, second) = (case(seed), case(seed));
        let (mut a, mut b) = (first.solve("0"), second.solve("0"));
        (a.spent, b.spent) = Default::default();
        assert_eq!(a, b, "seed {seed}");
        if a.status == Status::Infeasible {
            let explain =
                |case: &Case| conflict(case.context(), options("0"), &|| std::time::Duration::ZERO);
            assert_eq!(explain(&first), explain(&second), "seed {seed}");
        }
    }
}

#[test]
fn the_order_of_sections_and_files_changes_nothing() {
    for seed in 0..WORLDS {
        let World { mut texts, plan } = world(seed);
        let known = Case::new(&plan, Some(texts.clone())).solve("0");
        let mut dice = Dice::new(seed + 1);
        let mut sections: Vec<&str> = plan.split("\n\n").filter(|s| !s.trim().is_empty()).collect();
        shuffle(&mut sections, &mut dice);
        shuffle(&mut texts, &mut dice);
        let shuffled = Case::new(&sections.join("\n\n"), Some(texts)).solve("0");
        assert_eq!(known.status, shuffled.status, "seed {seed}");
        assert_eq!(total(&known), total(&shuffled), "seed {seed}");
        let placement =
            |outcome: &Outcome| outcome.verified.as_ref().map(|v| v.placement().clone());
        assert_eq!(placement(&known), placement(&shuffled), "seed {seed}");
    }
}

fn shuffle<T>(items: &mut [T], dice: &mut Dice) {
    for i in (1..items.len()).rev() {
        items.swap(i, usize::try_from(dice.between(0, i as u64)).unwrap());
    }
}

/// The topology without one requirement.
fn without(topology: &Topology, id: RequirementId) -> Topology {
    let mut fewer = topology.clone();
    if let Rule::Survives { service, .. } = fewer.requirements.remove(id.0 as usize).rule {
        fewer.services[service.0 as usize].survives = Survives::Nothing;
    }
    fewer.reindex();
    fewer
}

fn requirement_ids(topology: &Topology) -> impl Iterator<Item = RequirementId> + use<> {
    (0..u32::try_from(topology.requirements.len()).unwrap()).map(RequirementId)
}

#[test]
fn a_requirement_never_makes_a_plan_cheaper() {
    for (seed, case, outcome) in solved() {
        let asked = total(&outcome).expect("solved");
        for id in requirement_ids(&case.topology) {
            let fewer = without(&case.topology, id);
            let free = solve_with(Context { topology: &fewer, catalog: &case.catalog }, "0");
            // These two say which strategies are considered, so without them others are.
            let rule = &case.topology.requirements[id.0 as usize].rule;
            if !matches!(rule, Rule::Survives { .. } | Rule::UseStrategy { .. }) {
                let less = total(&free).expect("all placements that held still hold");
                assert!(less <= asked || about(less, asked), "seed {seed}: {less} {asked}");
            }
        }
    }
}

/// The same texts with a row added to or taken from the offers of machines at one site.
fn with_offers(
    texts: &[CatalogText],
    file: &str,
    change: impl Fn(&str) -> String,
) -> Vec<CatalogText> {
    let changed = |text: &CatalogText| {
        let body = if text.name == file { change(&text.text) } else { text.text.clone() };
        CatalogText { name: text.name.clone(), text: body }
    };
    texts.iter().map(changed).collect()
}

#[test]
fn an_offer_more_never_makes_a_plan_dearer() {
    for seed in 0..WORLDS {
        let World { texts, plan } = world(seed);
        let Some(before) = total(&Case::new(&plan, Some(texts.clone())).solve("0")) else {
            continue;
        };
        let more = with_offers(&texts, "aws/vm/r1.csv", |rows| {
            rows.trim_end().to_owned() + "\nx9,0.01,,,\n"
        });
        let more =
            with_offers(&more, "aws/skus.csv", |rows| rows.to_owned() + "x9,1,64,x86_64,,x,\n");
        let after = total(&Case::new(&plan, Some(more)).solve("0")).expect("what held still holds");
        assert!(after <= before || about(after, before), "seed {seed}: {after} {before}");
    }
}

/// A price book of random discounts, of which some are about a site or a service only.
fn discounts(dice: &mut Dice) -> String {
    let mut book = String::new();
    for _ in 0..dice.between(1, 4) {
        let (percent, tenth) = (dice.between(1, 60), dice.between(0, 9));
        let _ = writeln!(book, "[[discount]]\npercent = \"{percent}.{tenth}%\"");
        for (key, values) in [
            ("provider", ["aws", "a*", "*"]),
            ("site", ["aws:r1", "aws:r*", "*"]),
            ("service", ["vm", "transfer-*", "*"]),
            ("purchase", ["on-demand", "1y-*", "*"]),
        ] {
            if dice.chance(35) {
                let _ = writeln!(book, "{key} = \"{}\"", dice.pick(&values));
            }
        }
    }
    book
}

fn with_book(seed: u64, book: &str) -> Case {
    let mut case = case(seed);
    case.add_prices(book);
    case
}

#[test]
fn a_discount_never_makes_a_plan_dearer_and_no_price_book_changes_nothing() {
    let mut cheaper = 0;
    for seed in 0..2 * WORLDS {
        let before = case(seed).solve("0");
        let Some(asked) = total(&before) else { continue };
        let mut none = with_book(seed, "").solve("0");
        none.spent = before.spent;
        assert_eq!(none, before, "seed {seed}");
        let book = discounts(&mut Dice::new(seed));
        let discounted = with_book(seed, &book);
        let after = discounted.solve("0");
        let verified = after.verified.as_ref().expect("what held still holds");
        let less = verified.total();
        assert!(less <= asked || about(less, asked), "seed {seed}: {less} {asked}\n{book}");
        let list: Usd = verified.charges().iter().map(|charge| charge.list_monthly).sum();
        assert!(list >= asked || about(list, asked), "seed {seed}: {list} {asked}\n{book}");
        cheaper += u32::from(!about(less, asked));
        for charge in verified.charges() {
            assert!(charge.rule.is_some() || charge.price == charge.list_price, "seed {seed}");
            assert!(charge.monthly <= charge.list_monthly, "seed {seed}");
        }
    }
    assert!(cheaper > 40, "few discounts matter: {cheaper}");
}

#[test]
fn a_commitment_that_is_paid_for_never_makes_a_plan_dearer() {
    let mut used = 0;
    for seed in 0..WORLDS {
        let Some(asked) = total(&case(seed).solve("0")) else { continue };
        let owned = |hourly: &str| {
            let of = |sku: &str| {
                format!(
                    "[[commitment]]\nsku = \"{sku}\"\nsite = \"aws:r1\"\ncount = 2\nhourly_usd = \"{hourly}\"\n"
                )
            };
            with_book(seed, &(of("m2") + &of("l4"))).solve("0")
        };
        let free = total(&owned("0")).expect("what held still holds");
        assert!(free <= asked || about(free, asked), "seed {seed}: {free} {asked}");
        used += u32::from(!about(free, asked));
        // What is paid anyway changes no decision: 4 nodes for 730 hours at 0.01.
        let paid = owned("0.01");
        let more = free + Usd::new(Decimal::new(2920, 2));
        let Some(verified) = &paid.verified else { continue };
        assert!(about(verified.total(), more), "seed {seed}: {} {more}", verified.total());
    }
    assert!(used > 10, "few commitments are used: {used}");
}

#[test]
fn an_offer_that_was_not_chosen_may_as_well_not_exist() {
    for seed in 0..WORLDS {
        let World { texts, plan } = world(seed);
        let case = Case::new(&plan, Some(texts.clone()));
        let outcome = case.solve("0");
        let Some(verified) = &outcome.verified else { continue };
        let used = |sku: &str| verified.charges().iter().any(|charge| charge.sku == sku);
        let Some(idle) = ["l4", "m2", "s2", "s1"].into_iter().find(|sku| !used(sku)) else {
            continue;
        };
        let rest = |rows: &str| {
            let kept = rows.lines().filter(|row| !row.starts_with(&format!("{idle},")));
            kept.map(|row| row.to_owned() + "\n").collect()
        };
        let fewer = with_offers(&texts, "aws/vm/r1.csv", rest);
        assert_eq!(
            total(&Case::new(&plan, Some(fewer)).solve("0")),
            total(&outcome),
            "seed {seed}"
        );
    }
}

#[test]
fn every_answer_passes_verify_and_its_bill_is_the_objective() {
    for (seed, case, outcome) in solved() {
        let verified = outcome.verified.as_ref().expect("solved");
        let again = verify(case.context(), verified.placement().clone()).expect("in order");
        assert_eq!(&again, verified, "seed {seed}");
        // With a gap of zero the bound is the model's objective, the total is the bill's.
        let bound = outcome.bound.expect("proven");
        assert!(about(bound, verified.total()), "seed {seed}: {bound} {}", verified.total());
        let lines: Usd = verified.charges().iter().map(|c| c.price * c.quantity).sum();
        assert!(about(lines, verified.total()), "seed {seed}");
    }
}

#[test]
fn verify_refuses_what_was_moved_to_a_rejected_site_or_made_smaller() {
    let mut refused = 0;
    for (seed, case, outcome) in solved() {
        let placement = outcome.verified.as_ref().expect("solved").placement().clone();
        let matched = candidates(case.context(), &InForce::all(&case.topology));
        for (id, service) in case.topology.service_ids().zip(&matched.services) {
            for &site in service.rejected.keys() {
                let moved = changed(&placement, id.0 as usize, |deployment| deployment.site = site);
                assert!(verify(case.context(), moved).is_err(), "seed {seed}: {site:?}");
                refused += 1;
            }
        }
        for index in 0..placement.arrangements.len() {
            let none = changed(&placement, index, |d| d.load = d.load.map(|n| n.saturating_sub(1)));
            assert!(verify(case.context(), none).is_err(), "seed {seed}: one replica fewer");
        }
        let nowhere = changed(&placement, 0, |deployment| deployment.zones += 1);
        assert!(verify(case.context(), nowhere).is_err(), "seed {seed}");
    }
    assert!(refused > 20, "few worlds reject a site: {refused}");
}

fn changed(placement: &Placement, service: usize, change: impl Fn(&mut Deployment)) -> Placement {
    let mut changed = placement.clone();
    if let Some(first) = changed.arrangements[service].deployments.first_mut() {
        change(first);
    }
    changed
}

/// Whether a service that could not be placed anywhere can be with these requirements alone.
fn unstuck(case: &Case, found: &Conflict, kept: &[RequirementId]) -> bool {
    let none = InForce::none(&case.topology);
    let in_force = kept.iter().fold(none, |set, &id| set.with(id, true));
    let matched = candidates(case.context(), &in_force);
    let mut stuck = found.rejections.iter().map(|count| count.service.0 as usize);
    stuck.any(|at| !matched.services[at].arrangements.is_empty())
}

#[test]
fn a_reported_conflict_is_sufficient_and_minimal() {
    let mut seen = 0;
    for seed in 0..3 * WORLDS {
        let case = case(seed);
        if case.solve("0").status != Status::Infeasible {
            continue;
        }
        let found = conflict(case.context(), options("0"), &|| std::time::Duration::ZERO);
        assert!(found.minimal, "seed {seed}");
        let only = |kept: &[RequirementId]| {
            let none = InForce::none(&case.topology);
            let in_force = kept.iter().fold(none, |set, &id| set.with(id, true));
            let matched = candidates(case.context(), &in_force);
            is_feasible(case.context(), &in_force, &matched, options("0"), &|| {
                std::time::Duration::ZERO
            })
        };
        assert_eq!(only(&found.requirements), Some(false), "seed {seed}: it suffices");
        for left_out in &found.requirements {
            let rest: Vec<RequirementId> =
                found.requirements.iter().copied().filter(|id| id != left_out).collect();
            let needed = only(&rest) == Some(true) || unstuck(&case, &found, &rest);
            assert!(needed, "seed {seed}: {left_out:?} is not needed");
        }
        seen += 1;
    }
    assert!(seen > 40, "few worlds are contradictory: {seen}");
}

#[test]
fn a_wider_gap_is_honest() {
    for (seed, case, outcome) in solved() {
        let least = total(&outcome).expect("solved");
        let rough = case.solve("0.2");
        let (found, bound) = (total(&rough).expect("feasible"), rough.bound.expect("a bound"));
        assert!(bound <= least || about(bound, least), "seed {seed}: the bound holds");
        assert!(found >= least || about(found, least), "seed {seed}");
        assert!((found - bound).dollars() <= found.dollars() * Decimal::new(2, 1), "seed {seed}");
    }
}

#[test]
fn no_site_is_used_that_a_service_was_rejected_at() {
    for (seed, case, outcome) in solved() {
        let matched = candidates(case.context(), &InForce::all(&case.topology));
        let placement = outcome.verified.as_ref().expect("solved").placement();
        for (id, deployment) in placement.deployments() {
            let rejected: Vec<SiteId> =
                matched.services[id.0 as usize].rejected.keys().copied().collect();
            assert!(!rejected.contains(&deployment.site), "seed {seed}");
        }
    }
}

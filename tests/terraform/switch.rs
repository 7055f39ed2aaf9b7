//! The switch of recovery sites: of what is asleep nothing is made until it is turned on, and everything
//! else does not depend on it.

use std::collections::{BTreeMap, BTreeSet};

use mcplan::placement::{Arrangement, Hardware, Placement};
use mcplan::plan::Topology;
use mcplan::terms::{Kind, Role, Strategy};

use super::hcl::{Block, is_tf, parse};
use super::{cases, world};

const CONDITION: &str = "var.recovery_active";

/// The same placement with every recovery site asleep; `None` if there is none.
fn asleep(placement: &Placement) -> Option<Placement> {
    let sleeping = |arrangement: &Arrangement| {
        if arrangement.strategy != Strategy::WarmStandby {
            return arrangement.clone();
        }
        let deployments = arrangement.deployments.iter().cloned().map(|deployment| {
            if deployment.role == Role::Recovery { deployment.put_to_sleep() } else { deployment }
        });
        Arrangement { strategy: Strategy::BackupRestore, deployments: deployments.collect() }
    };
    let arrangements: Vec<Arrangement> = placement.arrangements.iter().map(sleeping).collect();
    let changed = arrangements != placement.arrangements;
    changed.then_some(Placement { arrangements })
}

/// Whether a block is only there if the switch is on.
fn is_switched(block: &Block) -> bool {
    let count = block.attributes.get("count").into_iter();
    count.chain(block.attributes.get("for_each")).any(|value| value.contains(CONDITION))
}

/// Files of services that are asleep at the site of a module.
fn sleepers(topology: &Topology, placement: &Placement) -> Vec<String> {
    let all = placement.deployments().filter(|(_, deployment)| deployment.is_asleep());
    all.map(|(id, deployment)| {
        let site = world::catalog().site(deployment.site).code.replace(':', "-");
        let name = &topology.service(id).name.value;
        format!("modules/{site}/service-{name}.tf")
    })
    .collect()
}

#[test]
fn what_is_asleep_is_made_only_once_it_is_turned_on() {
    let mut seen = 0;
    for (case, topology, placement) in cases::all(world::catalog()) {
        let Some(placement) = asleep(&placement) else { continue };
        let sleepers = sleepers(&topology, &placement);
        let files = mcplan::terraform::render_placement(&topology, world::catalog(), &placement);
        for (path, text) in files.iter().filter(|(path, _)| is_tf(path)) {
            let made = ["resource", "data"];
            for block in parse(text).iter().filter(|block| made.contains(&&*block.head[0])) {
                let waits = sleepers.contains(path);
                let shared = !path.contains("/service-");
                assert!(
                    is_switched(block) == waits || shared,
                    "{case}, {path}: {:?} waits: {waits}",
                    block.head
                );
                seen += usize::from(waits);
            }
        }
        assert!(files["variables.tf"].contains("variable \"recovery_active\""), "{case}");
    }
    assert!(seen > 50, "{seen} resources of what is asleep");
}

#[test]
fn nothing_depends_on_a_switch_where_nothing_is_asleep() {
    for (case, topology, placement) in cases::all(world::catalog()) {
        let files = mcplan::terraform::render_placement(&topology, world::catalog(), &placement);
        assert!(files.values().all(|text| !text.contains("recovery_active")), "{case}");
    }
}

#[test]
fn capacity_is_kept_before_the_switch_is_turned_on() {
    let mut seen = BTreeSet::new();
    for (case, mut topology, placement) in cases::all(world::catalog()) {
        let Some(placement) = asleep(&placement) else { continue };
        let render = |topology: &Topology| {
            mcplan::terraform::render_placement(topology, world::catalog(), &placement)
        };
        let hoping = render(&topology);
        assert!(hoping.keys().all(|path| !path.ends_with("/reservations.tf")), "{case}");
        topology.services.iter_mut().for_each(|service| service.reserve_capacity = true);
        let files = render(&topology);
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with("/reservations.tf")) {
            let blocks = parse(text);
            assert!(!blocks.iter().any(is_switched), "{case}, {path}");
            assert_eq!(kept(&blocks), asked(&topology, &placement, path), "{case}, {path}");
            if path.contains("/azure-") {
                let groups = of_kind(&blocks, "azurerm_capacity_reservation_group");
                let module = path.trim_end_matches("reservations.tf");
                let named = |service: &String| {
                    let group = format!("azurerm_capacity_reservation_group.{service}.id");
                    let mut rest = files.iter().filter(|(other, _)| other != &path);
                    rest.any(|(other, text)| other.starts_with(module) && text.contains(&group))
                };
                assert!(groups.iter().all(named), "{case}, {path}: {groups:?}");
            }
            seen.insert(path.split(['/', '-']).nth(1).map(str::to_owned));
        }
    }
    assert_eq!(seen.len(), 2, "{seen:?}");
}

fn of_kind(blocks: &[Block], kind: &str) -> Vec<String> {
    let found = blocks.iter().filter(|block| block.head.get(1).is_some_and(|head| head == kind));
    found.map(|block| block.head[2].clone()).collect()
}

/// Machines of which capacity is kept, by service, over all zones.
fn kept(blocks: &[Block]) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::new();
    for block in blocks.iter().filter(|block| block.head[1].ends_with("_capacity_reservation")) {
        let (service, _zone) = block.head[2].rsplit_once('_').expect("a service and its zone");
        let inner = |key: &str| block.blocks.iter().find_map(|sku| sku.attributes.get(key));
        let count = block.attributes.get("instance_count").or_else(|| inner("capacity"));
        let count: u32 = count.expect("a count").parse().expect("a number");
        assert!(count > 0, "{:?}", block.head);
        *found.entry(service.to_owned()).or_default() += count;
    }
    found
}

/// The machines that will be started at the site of a module.
fn asked(topology: &Topology, placement: &Placement, path: &str) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::new();
    for (id, deployment) in placement.deployments().filter(|(_, one)| one.is_asleep()) {
        let site = world::catalog().site(deployment.site).code.replace(':', "-");
        if let Hardware::Nodes { running, .. } = &deployment.hardware
            && path.starts_with(&format!("modules/{site}/"))
            && topology.service(id).kind == Kind::Vm
        {
            found.insert(topology.service(id).name.value.replace('-', "_"), running.peak());
        }
    }
    found
}

//! The switch of recovery sites: of what is asleep nothing is made until it is turned on, and everything
//! else does not depend on it.

use mcplan::placement::{Arrangement, Placement};
use mcplan::plan::Topology;
use mcplan::terms::{Role, Strategy};

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

//! The rules around networks that are written, against the flows of the plan, both ways: nothing is missing, and
//! there is nothing more. What is expected is worked out here from the flows alone, without the code under test.

mod doors;
mod each;
mod facts;
pub mod flows;
mod read;
mod technical;

use std::collections::BTreeSet;
use std::path::Path;

use flows::{Rule, World};

use crate::cases::Case;
use crate::{cases, kinds_aws1, world};

/// Every case of this test: those made by hand, and one for each product of the table.
pub fn all() -> Vec<Case> {
    let catalog = world::catalog();
    [cases::all(catalog), each::all(catalog)].concat()
}

/// `MCPLAN_WRITE_TERRAFORM` names a folder to write them to, for real Terraform.
#[test]
fn folders_are_written_out_on_demand() {
    let Some(root) = std::env::var_os("MCPLAN_WRITE_TERRAFORM") else { return };
    let catalog = world::catalog();
    for (case, topology, placement) in each::all(catalog) {
        let files = mcplan::terraform::render_placement(&topology, catalog, &placement);
        let folder = format!("each-{}", case.replace(' ', "-"));
        kinds_aws1::write(&Path::new(&root).join(folder), &files);
    }
}

#[test]
fn rules_are_the_flows_and_nothing_else() {
    let catalog = world::catalog();
    let mut wrong = Vec::new();
    for (case, topology, placement) in all() {
        let files = mcplan::terraform::render_placement(&topology, catalog, &placement);
        let world = World { catalog, topology: &topology, placement: &placement };
        let (wanted, written) = (world.wanted(), read::written(&files));
        assert!(!wanted.is_empty(), "{case} has flows");
        let missing: Vec<&Rule> = wanted.difference(&written).collect();
        let more: Vec<&Rule> = written.difference(&wanted).collect();
        if !missing.is_empty() || !more.is_empty() {
            wrong.push(format!("{case}: missing {missing:#?}, too much {more:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{} cases: {}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_technical_rule_has_a_use() {
    let mut unused: BTreeSet<usize> = (0..technical::TECHNICAL.len()).collect();
    for (_, topology, placement) in all() {
        let catalog = world::catalog();
        let world = World { catalog, topology: &topology, placement: &placement };
        for (_, number) in technical::used(world) {
            unused.remove(&number);
        }
    }
    let unused: Vec<_> = unused.iter().map(|&number| technical::TECHNICAL[number]).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

//! What is wrong with a placement that was read from a file, a line for each thing.

use crate::placement::{Context, Violation};

/// A violation in words.
#[must_use]
pub fn violation(context: Context<'_>, violation: &Violation) -> String {
    let Context { topology, catalog } = context;
    match violation {
        Violation::Requirement(id) => {
            let rule = topology.requirements[id.0 as usize].describe(topology);
            format!("does not hold: {rule}")
        }
        Violation::Structure(id, why) => {
            format!("{} cannot be so: {why}", topology.service(*id).name.value)
        }
        Violation::OverCapacity(site) => {
            format!("{} has too little room", catalog.site(*site).code)
        }
        Violation::Unpriced(reason) => format!("no price: {}", reason.describe(topology)),
    }
}

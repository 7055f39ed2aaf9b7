//! Who waits for whom after a loss: nothing works before what it calls and what it stands in.

use std::cmp::Reverse;

use crate::plan::{ServiceId, Topology};

use super::fate::Back;

/// For each service the one that it waits for longest, among all that it requires and all that these
/// require; `None` where it is itself the last to be ready.
pub fn gates(topology: &Topology, ready: &[Back]) -> Vec<Option<ServiceId>> {
    let dependents = dependents(topology);
    let mut gates = vec![None; ready.len()];
    let mut settled = vec![false; ready.len()];
    let mut latest_first: Vec<ServiceId> = topology.service_ids().collect();
    latest_first.sort_by_key(|id| (Reverse(ready[id.0 as usize]), *id));
    // Whoever is ready last keeps all waiting that reach it; those need not be looked at again.
    for gate in latest_first {
        let mut reached = vec![gate];
        while let Some(id) = reached.pop() {
            let at = id.0 as usize;
            if std::mem::replace(&mut settled[at], true) {
                continue;
            }
            gates[at] = Some(gate).filter(|gate| ready[gate.0 as usize] > ready[at]);
            reached.extend(&dependents[at]);
        }
    }
    gates
}

/// For each service those that do not work without it.
fn dependents(topology: &Topology) -> Vec<Vec<ServiceId>> {
    let mut dependents = vec![Vec::new(); topology.services.len()];
    for (callees, id) in topology.required_callees().into_iter().zip(topology.service_ids()) {
        for required in callees.into_iter().chain(Some(topology.host_of(id))) {
            if required != id {
                dependents[required.0 as usize].push(id);
            }
        }
    }
    dependents
}

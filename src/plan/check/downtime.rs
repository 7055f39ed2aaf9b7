//! `downtime_cost`: what an hour without a service costs, by itself or because people are not served.

use crate::diag::Spanned;
use crate::plan::{DowntimeCost, Endpoint, ServiceId, Topology};
use crate::units::Usd;

/// The cost that a service states itself.
pub(super) fn own(name: &str, hourly: Spanned<Usd>) -> DowntimeCost {
    DowntimeCost { hourly: hourly.value, place: format!("services.{name}.downtime_cost") }
}

/// Gives the cost of the policy to every service that people reach, and to all that these require, unless
/// they state their own. What costs nothing has none.
pub(super) fn spread(topology: &mut Topology, policy: Option<Spanned<Usd>>) {
    if let Some(hourly) = policy {
        let place = "policy.downtime_cost".to_owned();
        let cost = DowntimeCost { hourly: hourly.value, place };
        for id in serving_people(topology) {
            topology.services[id.0 as usize].downtime_cost.get_or_insert_with(|| cost.clone());
        }
    }
    for service in &mut topology.services {
        service.downtime_cost.take_if(|cost| cost.hourly == Usd::ZERO);
    }
}

/// The services that people reach, and all that these require.
fn serving_people(topology: &Topology) -> Vec<ServiceId> {
    let callees = topology.required_callees();
    let mut next: Vec<ServiceId> = topology
        .flows
        .iter()
        .filter_map(|flow| match (flow.from, flow.to) {
            (Endpoint::Users(_), Endpoint::Service(id)) => Some(id),
            _ => None,
        })
        .collect();
    let mut seen = vec![false; callees.len()];
    let mut found = Vec::new();
    while let Some(id) = next.pop() {
        if !std::mem::replace(&mut seen[id.0 as usize], true) {
            found.push(id);
            next.extend(&callees[id.0 as usize]);
        }
    }
    found
}

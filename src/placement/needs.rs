//! What a deployment needs as the values of formulas: the terms of its service and of where it stands.

use crate::catalog::Values;
use crate::plan::{Endpoint, Measure, ServiceId, Topology, keys};
use crate::terms::Role;
use crate::units::{Data, Decimal, HOURS_PER_MONTH};

use super::Deployment;
use super::capacity::hours_from;

/// What formulas know of a service, wherever it stands. Made once for a service.
pub struct Needs {
    values: Values,
    /// Terms that several active sites share.
    shared: Vec<&'static str>,
}

impl Needs {
    /// The needs of a service.
    #[must_use]
    pub fn of(topology: &Topology, id: ServiceId) -> Self {
        let service = topology.service(id);
        let mut values: Values = service.demand.terms().iter().collect();
        let volume = |to: bool| -> Data {
            let end = Endpoint::Service(id);
            let flows = topology.flows_of(id).map(|flow| topology.flow(flow));
            let counted = flows.filter(|flow| if to { flow.to } else { flow.from } == end);
            counted.map(|flow| flow.volume).sum()
        };
        values.insert("in_gib", volume(true).gib());
        values.insert("out_gib", volume(false).gib());
        values.insert("public", truth(super::is_public(topology, id)));
        values.insert("month", Decimal::from(HOURS_PER_MONTH));
        let counted = keys(service.kind).iter().filter(|key| key.measure.is_shared_out());
        // What must be received is received whole, at whichever site.
        let shared =
            counted.filter(|key| key.measure != Measure::Traffic || key.term != "writes_gib");
        Needs { values, shared: shared.map(|key| key.term).collect() }
    }

    /// The values at a deployment.
    #[must_use]
    pub fn at(&self, deployment: &Deployment) -> Values {
        let mut values = self.values.clone();
        let among = Decimal::from(deployment.among.max(1));
        for term in &self.shared {
            if let Some(value) = values.get_mut(term) {
                *value = (*value / among).round_dp(9);
            }
        }
        values.insert("zones", Decimal::from(deployment.zones));
        values.insert("active", truth(deployment.role == Role::Active));
        values.insert("replica_hours", Decimal::from(hours_from(&deployment.load, 0)));
        values.insert("peak_replicas", Decimal::from(deployment.load.peak()));
        values
    }
}

fn truth(holds: bool) -> Decimal {
    Decimal::from(u8::from(holds))
}

//! Load balancers of all providers: what stands behind one, and on which ports it listens.

use std::collections::BTreeSet;

use crate::plan::ServiceId;
use crate::terms::Kind;

use super::access::{Direction, Grant, Peer, of_unit};
use super::layout::{Layout, SiteView, Unit};
use super::name::ident;

/// A service behind a load balancer.
pub struct Backend<'l> {
    /// Its identifier.
    pub name: String,
    /// What it is called in the plan.
    pub service: &'l str,
    /// The port on which it answers.
    pub port: u16,
    /// Whether it runs at this site; otherwise its addresses have to be given.
    pub here: bool,
}

/// Machines that a load balancer has flows to, each once per port, in the order of their names.
pub fn backends<'l>(
    layout: &'l Layout<'_>,
    view: &SiteView<'_>,
    grants: &BTreeSet<Grant>,
    unit: &Unit<'_>,
) -> Vec<Backend<'l>> {
    backends_of(layout, view, grants, unit, &[Kind::Vm])
}

/// Services of some kinds that a load balancer has flows to, each once per port, by name.
pub fn backends_of<'l>(
    layout: &'l Layout<'_>,
    view: &SiteView<'_>,
    grants: &BTreeSet<Grant>,
    unit: &Unit<'_>,
    kinds: &[Kind],
) -> Vec<Backend<'l>> {
    let outgoing = of_unit(grants, view.id, unit.id).filter(|g| g.direction == Direction::Out);
    let called = outgoing.filter_map(|grant| match grant.peer {
        Peer::Unit(_, service) => Some((service, grant.port)),
        Peer::Users(_) | Peer::Internet => None,
    });
    let fits = |id: ServiceId| kinds.contains(&layout.topology.service(id).kind);
    let served: BTreeSet<(ServiceId, u16)> = called.filter(|(id, _)| fits(*id)).collect();
    let backend = |(id, port)| {
        let service = layout.topology.service(id).name.value.as_str();
        Backend { name: ident(service), service, port, here: view.unit(id).is_some() }
    };
    served.into_iter().map(backend).collect()
}

/// Ports on which anybody may reach a load balancer, ascending.
pub fn ports(view: &SiteView<'_>, grants: &BTreeSet<Grant>, unit: &Unit<'_>) -> Vec<u16> {
    let incoming = of_unit(grants, view.id, unit.id).filter(|g| g.direction == Direction::In);
    let ports: BTreeSet<u16> = incoming.map(|grant| grant.port).collect();
    ports.into_iter().collect()
}

/// The port to which plain HTTP is redirected: the usual one, else the first that speaks HTTPS.
pub fn secure_port(ports: &[u16]) -> Option<u16> {
    let usual = ports.iter().find(|&&port| port == 443);
    usual.or_else(|| ports.iter().find(|&&port| !is_plain(port))).copied()
}

/// Whether a port speaks plain HTTP; any other speaks HTTPS.
pub const fn is_plain(port: u16) -> bool {
    port == 80
}

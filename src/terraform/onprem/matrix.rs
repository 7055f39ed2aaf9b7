//! The table of flows for the people who run the firewalls of a site.

use crate::terraform::access::{Direction, Grant, Peer};
use crate::terraform::hcl::{Block, Expr, code, list, object};
use crate::terraform::layout::{SiteView, Unit};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{ident, tag};
use crate::terraform::peers::{Rules, is_private, peer_range, rule_name, starts};

use super::site::Place;

/// Writes `flows.tf` and the output of the table.
pub fn write(place: Place<'_, '_>, module: &mut Module) {
    let rows = place.grants.iter().filter(|grant| grant.site == place.view.id);
    let rows: Vec<(String, Expr)> = rows.filter_map(|grant| row(place, grant, module)).collect();
    let about = "Who may talk to whom, for the people who run the firewalls: vSphere itself filters nothing.";
    module.file("flows", about).push(Block::new("locals").set("flows", object(rows)));
    let about = format!(
        "Flows that the firewalls of {} have to let through, and nothing else.",
        place.view.site.code
    );
    module.output("flows".to_owned(), about, code("local.flows"));
    let of_users = "Networks from which each group of users comes.";
    module.input(
        Variable::new("user_cidrs", "map(list(string))", of_users),
        code("local.user_cidrs"),
    );
    let of_peers = "Networks of all sites, by site and segment.";
    module.input(Variable::new("peer_cidrs", "map(string)", of_peers), code("local.cidrs"));
}

fn row(place: Place<'_, '_>, grant: &Grant, module: &mut Module) -> Option<(String, Expr)> {
    let unit = place.view.unit(grant.service)?;
    let name = tag(&unit.service.name.value);
    let own = format!("var.peer_cidrs[\"{}\"]", place.view.name);
    let (peer, range) = far_end(place, unit, grant, module)?;
    let (from, to, networks) = match grant.direction {
        Direction::In => (peer, name, (range, code(format!("[{own}]")))),
        Direction::Out => (name, peer, (code(format!("[{own}]")), range)),
    };
    let row = object([
        ("from", Expr::from(from)),
        ("to", to.into()),
        ("from_networks", networks.0),
        ("to_networks", networks.1),
        ("protocol", "tcp".into()),
        ("port", u32::from(grant.port).into()),
        ("why", Rules::describe(place.layout, unit, grant).into()),
    ]);
    Some((rule_name(place.layout, unit, grant), row))
}

/// The other end by name and networks; `None` if it is something that starts no connections.
fn far_end(
    place: Place<'_, '_>,
    unit: &Unit<'_>,
    grant: &Grant,
    module: &mut Module,
) -> Option<(String, Expr)> {
    let anywhere = || list(["0.0.0.0/0"]);
    Some(match grant.peer {
        Peer::Internet => ("internet".to_owned(), anywhere()),
        Peer::Users(id) => {
            let name = &place.layout.topology.user_group(id).name.value;
            let range = code(format!("var.user_cidrs[\"{}\"]", ident(name)));
            (tag(&format!("users.{name}")), range)
        }
        Peer::Unit(site, service) => {
            let view = place.layout.site(site)?;
            let peer = view.unit(service)?;
            let known = grant.direction == Direction::In || is_private(view, peer);
            let range = peer_range(place.layout, site, service).filter(|_| known);
            let networks = match (range, grant.direction) {
                (Some(range), _) => code(format!("[var.peer_cidrs[\"{range}\"]]")),
                (None, Direction::Out) => anywhere(),
                (None, Direction::In) if starts(place.layout, grant.peer) => {
                    callers(place, unit, (view, peer), module)
                }
                (None, Direction::In) => return None,
            };
            (tag(&peer.service.name.value), networks)
        }
    })
}

/// The networks from which such a service calls, which its provider publishes.
fn callers(
    place: Place<'_, '_>,
    unit: &Unit<'_>,
    (view, peer): (&SiteView<'_>, &Unit<'_>),
    module: &mut Module,
) -> Expr {
    let name = format!("{}__from__{}__{}__cidrs", unit.name, view.name, peer.name);
    let about = format!(
        "Networks from which {} at {} calls {}, as its provider publishes them.",
        tag(&peer.service.name.value),
        view.site.code,
        tag(&unit.service.name.value)
    );
    let variable = Variable::new(name.as_str(), "list(string)", about);
    module.ask(format!("{}__{name}", place.view.name), variable.example(list(["192.0.2.0/24"])));
    code(format!("var.{name}"))
}

//! The table of flows for the people who run the firewalls of a site.

use crate::terraform::access::{Direction, Grant, Peer};
use crate::terraform::hcl::{Block, Expr, code, list, object};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{ident, tag};
use crate::terraform::peers::{Rules, peer_range, rule_name};

use super::site::Place;

/// Writes `flows.tf` and the output of the table.
pub fn write(place: Place<'_, '_>, module: &mut Module) {
    let rows = place.grants.iter().filter(|grant| grant.site == place.view.id);
    let rows: Vec<(String, Expr)> = rows.filter_map(|grant| row(place, grant)).collect();
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

fn row(place: Place<'_, '_>, grant: &Grant) -> Option<(String, Expr)> {
    let unit = place.view.unit(grant.service)?;
    let name = tag(&unit.service.name.value);
    let own = format!("var.peer_cidrs[\"{}\"]", place.view.name);
    let (peer, range) = far_end(place, grant);
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

fn far_end(place: Place<'_, '_>, grant: &Grant) -> (String, Expr) {
    let anywhere = || list(["0.0.0.0/0"]);
    match grant.peer {
        Peer::Internet => ("internet".to_owned(), anywhere()),
        Peer::Users(id) => {
            let name = &place.layout.topology.user_group(id).name.value;
            let range = code(format!("var.user_cidrs[\"{}\"]", ident(name)));
            (tag(&format!("users.{name}")), range)
        }
        Peer::Unit(site, service) => {
            let name = tag(&place.layout.topology.service(service).name.value);
            let range = peer_range(place.layout, site, service);
            (
                name,
                range.map_or_else(anywhere, |range| code(format!("[var.peer_cidrs[\"{range}\"]]"))),
            )
        }
    }
}

//! How rules of all providers name and find the other end of a grant.

use crate::catalog::SiteId;
use crate::plan::ServiceId;
use crate::terms::{Kind, Provider};

use super::access::{Cause, Direction, Grant, Peer};
use super::layout::{Layout, SiteView, Unit};
use super::name::{ident, tag};

/// Wording of rules.
pub struct Rules;

impl Rules {
    /// One line about a grant, in characters that all providers take.
    #[must_use]
    pub fn describe(layout: &Layout<'_>, unit: &Unit<'_>, grant: &Grant) -> String {
        let peer = peer_words(layout, grant.peer);
        let unit = unit.service.name.value.as_str();
        let ends = match grant.direction {
            Direction::In => format!("{peer} to {unit}"),
            Direction::Out => format!("{unit} to {peer}"),
        };
        match grant.cause {
            Cause::Flow => tag(&ends),
            Cause::Replication => tag(&format!("{ends} (replication)")),
        }
    }
}

fn peer_words(layout: &Layout<'_>, peer: Peer) -> String {
    match peer {
        Peer::Users(id) => format!("users.{}", layout.topology.user_group(id).name.value),
        Peer::Internet => "internet".to_owned(),
        Peer::Unit(site, service) => {
            let name = &layout.topology.service(service).name.value;
            format!("{name} at {}", layout.catalog.site(site).code)
        }
    }
}

/// The identifier of a grant's rule. Two underscores separate the parts, which single identifiers
/// never contain, so that no two grants of a module share a name.
#[must_use]
pub fn rule_name(layout: &Layout<'_>, unit: &Unit<'_>, grant: &Grant) -> String {
    let way = match grant.direction {
        Direction::In => "from",
        Direction::Out => "to",
    };
    let peer = match grant.peer {
        Peer::Users(id) => format!("users__{}", ident(&layout.topology.user_group(id).name.value)),
        Peer::Internet => "internet__any".to_owned(),
        Peer::Unit(site, service) => {
            let name = ident(&layout.topology.service(service).name.value);
            match layout.site(site) {
                Some(view) if site != grant.site => format!("{}__{name}", view.name),
                _ => name,
            }
        }
    };
    let cause = if grant.cause == Cause::Replication { "__replication" } else { "" };
    format!("{}__{way}__{peer}__{}{cause}", unit.name, grant.port)
}

/// The key, among the networks that the root knows, of the narrowest one that holds a unit; `None`
/// for what has no addresses in a network of the plan.
#[must_use]
pub fn peer_range(layout: &Layout<'_>, site: SiteId, service: ServiceId) -> Option<String> {
    let view = layout.site(site)?;
    let unit = view.unit(service)?;
    Some(match view.site.provider {
        Provider::Aws => format!("{}__{}", view.name, super::aws::segment(layout, unit)?),
        Provider::Azure => {
            format!("{}__{}", view.name, super::azure::home(layout, view, service)?.name)
        }
        Provider::OnPrem => view.name.clone(),
    })
}

/// Whether a unit is called at addresses in a network of the plan, rather than at public ones of its provider.
#[must_use]
pub fn is_private(view: &SiteView<'_>, unit: &Unit<'_>) -> bool {
    match view.site.provider {
        Provider::Aws => unit.shape().accepts(),
        Provider::Azure => super::azure::is_private(unit),
        // What a site of one's own offers is in its network, whoever looks after it.
        Provider::OnPrem => true,
    }
}

/// Whether a peer starts connections: what has no addresses in a network of the plan mostly only answers, or
/// hands on over interfaces of its provider.
#[must_use]
pub fn starts(layout: &Layout<'_>, peer: Peer) -> bool {
    let Peer::Unit(site, service) = peer else { return true };
    let kind = layout.topology.service(service).kind;
    peer_range(layout, site, service).is_some()
        || matches!(
            kind,
            Kind::Cdn | Kind::ApiGateway | Kind::Pubsub | Kind::IotGateway | Kind::Function
        )
}

/// Whether anything at a site calls something in the network of another.
#[must_use]
pub fn connected(
    grants: &std::collections::BTreeSet<Grant>,
    layout: &Layout<'_>,
    a: &SiteView<'_>,
    b: &SiteView<'_>,
) -> bool {
    grants.iter().any(|grant| {
        let Peer::Unit(site, service) = grant.peer else { return false };
        grant.direction == Direction::Out
            && grant.site == a.id
            && site == b.id
            && b.unit(service).is_some_and(|peer| is_private(b, peer))
            && peer_range(layout, a.id, grant.service).is_some()
    })
}

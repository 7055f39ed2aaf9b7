//! Network security groups and their rules, from the grants, with everything else denied.

use crate::terms::Provider;
use crate::terraform::access::{Direction, Grant, Peer};
use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::{SiteView, Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{ident, label, slots};
use crate::terraform::peers::{Rules, is_private, peer_range, rule_name};

use super::place::{self, Way, grants_at, networked};
use super::site::{Region, grouped};
use super::{edge, load_balancer, platform};

/// Writes `security.tf`.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    let mut blocks = Vec::new();
    let mut users = false;
    for unit in networked(region) {
        blocks.push(group(region, unit));
        blocks.push(association(unit));
        let mut grants = grants_at(region, unit);
        let passed = load_balancer::passed(region, unit);
        grants.extend(passed.iter().map(|grant| (unit, grant)));
        users |= grants.iter().any(|(_, grant)| matches!(grant.peer, Peer::Users(_)));
        blocks.extend(rules(region, unit, &grants));
        blocks.extend(platform::rules(unit));
        if load_balancer::is_probed(region, unit) {
            blocks.push(platform::balanced(unit));
        }
    }
    module
        .file("security", "Who may talk to whom: one group per service, one rule per flow.")
        .extend(blocks);
    if users {
        let about = "Networks from which each group of users comes.";
        module.input(
            Variable::new("user_cidrs", "map(list(string))", about),
            code("local.user_cidrs"),
        );
    }
}

fn group(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    grouped("azurerm_network_security_group", &unit.name, region.layout.label(unit, 80))
        .set("tags", own_tags(unit))
}

fn association(unit: &Unit<'_>) -> Block {
    Block::resource("azurerm_subnet_network_security_group_association", &unit.name)
        .set("subnet_id", code(format!("azurerm_subnet.{}.id", unit.name)))
        .set(
            "network_security_group_id",
            code(format!("azurerm_network_security_group.{}.id", unit.name)),
        )
}

/// Rules with priorities that follow from their names: Azure refuses two rules that trade places.
fn rules(region: Region<'_, '_>, home: &Unit<'_>, grants: &[(&Unit<'_>, &Grant)]) -> Vec<Block> {
    let named: Vec<(String, &Unit<'_>, &Grant)> = grants
        .iter()
        .map(|(unit, grant)| (rule_name(region.layout, unit, grant), *unit, *grant))
        .collect();
    let texts: Vec<&str> = named.iter().map(|(name, ..)| name.as_str()).collect();
    let priorities = slots(&texts, 3000);
    named
        .iter()
        .zip(priorities)
        .filter_map(|((name, unit, grant), slot)| {
            rule(region, (home, unit), grant, name, slot + 500)
        })
        .collect()
}

fn rule(
    region: Region<'_, '_>,
    (home, unit): (&Unit<'_>, &Unit<'_>),
    grant: &Grant,
    name: &str,
    priority: usize,
) -> Option<Block> {
    let inbound = grant.direction == Direction::In;
    // Functions are called over an interface of Azure, whoever calls them.
    if inbound && !is_private(region.view, unit) {
        return None;
    }
    let far = far_end(region, home, grant)?;
    let near = (false, code(format!("local.subnets.{}", home.name)));
    let (from, to) = if inbound { (far, near) } else { (near, far) };
    let end = |block: Block, side: &str, (many, range): (bool, Expr)| {
        block.set(format!("{side}_address_prefix{}", if many { "es" } else { "" }), range)
    };
    let about: String = Rules::describe(region.layout, unit, grant).chars().take(140).collect();
    let block = Block::resource("azurerm_network_security_rule", name)
        .set("name", short(name))
        .set("description", about)
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set(
            "network_security_group_name",
            code(format!("azurerm_network_security_group.{}.name", home.name)),
        )
        .set("priority", u64::try_from(priority).unwrap_or(500))
        .set("direction", if inbound { "Inbound" } else { "Outbound" })
        .set("access", "Allow")
        .set("protocol", "Tcp");
    let block = end(block, "source", from).set("source_port_range", "*");
    Some(end(block, "destination", to).set("destination_port_range", grant.port.to_string()))
}

/// The name of a rule in Azure, which allows 80 characters.
fn short(name: &str) -> String {
    if name.len() <= 80 { name.to_owned() } else { label(&[&name.replace('_', "-")], 80) }
}

/// The other end of a rule, and whether that is a list of ranges.
fn far_end(region: Region<'_, '_>, home: &Unit<'_>, grant: &Grant) -> Option<(bool, Expr)> {
    match grant.peer {
        Peer::Users(id) => {
            let group = ident(&region.layout.topology.user_group(id).name.value);
            Some((true, code(format!("var.user_cidrs[\"{group}\"]"))))
        }
        Peer::Internet => Some((false, "Internet".into())),
        Peer::Unit(site, service) => {
            let view = region.layout.site(site)?;
            let peer = view.unit(service)?;
            let outbound = grant.direction == Direction::Out;
            if !outbound && let Some(source) = edge::source(region, view, peer) {
                return Some(source);
            }
            // It passes packets on as they came.
            if !outbound && peer.is("azure-lb") {
                return None;
            }
            match place::way(view, peer) {
                Way::Tag(tag, _) if outbound => Some((false, tag.into())),
                Way::Internet if outbound => Some((false, "Internet".into())),
                // What is in a subnet, functions among it, comes from there; nothing else of the platform does.
                _ => subnet_of(region, home, view, peer),
            }
        }
    }
}

/// The range in which a unit is, unless that is the subnet of the rule itself.
fn subnet_of(
    region: Region<'_, '_>,
    home: &Unit<'_>,
    view: &SiteView<'_>,
    peer: &Unit<'_>,
) -> Option<(bool, Expr)> {
    if view.site.provider == Provider::Azure && place::home(region.layout, view, peer.id).is_none()
    {
        return None;
    }
    if view.id != region.view.id {
        let range = peer_range(region.layout, view.id, peer.id)?;
        return Some((false, code(format!("var.peer_cidrs[\"{range}\"]"))));
    }
    let at = place::home(region.layout, view, peer.id)?;
    if at.id == home.id && peer.id != home.id || !place::has_subnet(region, at) {
        return None;
    }
    Some((false, code(format!("local.subnets.{}", at.name))))
}

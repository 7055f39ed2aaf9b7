//! Security groups and their rules, from the grants and from nothing else.

use crate::terms::Kind;
use crate::terraform::access::{Direction, Grant, Peer, of_unit};
use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::tag;
use crate::terraform::peers::{Rules, peer_range, rule_name};

use super::site::Region;

/// Writes `security.tf`.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    let grouped = [Kind::Vm, Kind::LoadBalancer, Kind::Postgres, Kind::Mysql];
    if region.view.units_of(&grouped).next().is_none() {
        return;
    }
    let mut blocks = Vec::new();
    let mut users = false;
    for unit in region.view.units_of(&grouped) {
        blocks.push(group(region, unit));
        for grant in of_unit(region.grants, region.view.id, unit.id) {
            users |= matches!(grant.peer, Peer::Users(_));
            blocks.extend(rule(region, unit, grant));
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
    let name = region.layout.label(unit, 200);
    let about = tag(&format!("{} {}", unit.service.kind, unit.service.name.value));
    Block::resource("aws_security_group", &unit.name)
        .set("name", name)
        .set("description", about)
        .set("vpc_id", code("aws_vpc.main.id"))
        .set("tags", own_tags(unit))
}

/// The rule for a grant; `None` if the other end is something that opens no connections.
fn rule(region: Region<'_, '_>, unit: &Unit<'_>, grant: &Grant) -> Option<Block> {
    let inbound = grant.direction == Direction::In;
    let kind = if inbound { "ingress" } else { "egress" };
    let (target, value, each) = target(region, grant)?;
    let name = rule_name(region.layout, unit, grant);
    let block = Block::resource(&format!("aws_vpc_security_group_{kind}_rule"), &name);
    let block = match excuse(grant) {
        Some(why) if inbound => block.comment(why),
        _ => block,
    };
    let block = block
        .when(each.is_some(), |block| block.maybe("for_each", each).gap())
        .set("security_group_id", code(format!("aws_security_group.{}.id", unit.name)))
        .set("description", Rules::describe(region.layout, unit, grant))
        .set(target, value)
        .set("from_port", u32::from(grant.port))
        .set("to_port", u32::from(grant.port))
        .set("ip_protocol", "tcp")
        .set("tags", own_tags(unit));
    Some(block)
}

/// Ports that checkov wants closed to the world, where the plan opens them to its users.
const fn excuse(grant: &Grant) -> Option<&'static str> {
    match (grant.peer, grant.port) {
        (Peer::Users(_), 22) => Some("checkov:skip=CKV_AWS_24:the plan lets users reach this port"),
        (Peer::Users(_), 3389) => {
            Some("checkov:skip=CKV_AWS_25:the plan lets users reach this port")
        }
        (Peer::Users(_), 80) => {
            Some("checkov:skip=CKV_AWS_260:the plan lets users reach this port")
        }
        (Peer::Unit(..), 22) => Some("checkov:skip=CKV_AWS_24:from networks of the plan only"),
        (Peer::Unit(..), 3389) => Some("checkov:skip=CKV_AWS_25:from networks of the plan only"),
        (Peer::Unit(..), 80) => Some("checkov:skip=CKV_AWS_260:from networks of the plan only"),
        _ => None,
    }
}

/// The argument that names the other end, its value, and what it is repeated over.
fn target(region: Region<'_, '_>, grant: &Grant) -> Option<(&'static str, Expr, Option<Expr>)> {
    let anywhere = || Some(("cidr_ipv4", Expr::from("0.0.0.0/0"), None));
    match grant.peer {
        Peer::Users(id) => {
            let group =
                crate::terraform::name::ident(&region.layout.topology.user_group(id).name.value);
            let each = code(format!("toset(var.user_cidrs[\"{group}\"])"));
            Some(("cidr_ipv4", code("each.value"), Some(each)))
        }
        Peer::Internet => anywhere(),
        Peer::Unit(site, service) => {
            let peer = region.layout.unit(site, service)?;
            let here = site == region.view.id;
            match (peer.service.kind, grant.direction) {
                (Kind::ObjectStore, Direction::In) => None,
                (Kind::ObjectStore, Direction::Out) if here => {
                    Some(("prefix_list_id", code("aws_vpc_endpoint.s3.prefix_list_id"), None))
                }
                (Kind::ObjectStore, Direction::Out) => anywhere(),
                _ if here => {
                    let group = format!("aws_security_group.{}.id", peer.name);
                    Some(("referenced_security_group_id", code(group), None))
                }
                _ => {
                    let range = peer_range(region.layout, site, service)?;
                    Some(("cidr_ipv4", code(format!("var.peer_cidrs[\"{range}\"]")), None))
                }
            }
        }
    }
}

//! Security groups and their rules, from the grants and from nothing else.

use std::collections::BTreeSet;

use crate::terms::Kind;
use crate::terraform::access::{Direction, Grant, Peer, of_unit};
use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::tag;
use crate::terraform::peers::{Rules, peer_range, rule_name};
use crate::terraform::shape::Shape;

use super::site::Region;
use super::{edge, ends};

/// A rule as AWS tells it apart from others: it refuses the same one twice.
type Known = BTreeSet<(String, &'static str, String, u16)>;

/// Writes `security.tf`.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    let mut blocks = Vec::new();
    let mut known = Known::new();
    let mut users = false;
    let mut edge = false;
    for unit in &region.view.units {
        let Some(owner) = ends::group_of(region, unit) else { continue };
        if owner == unit.name {
            blocks.push(group(region, unit));
            blocks.extend(own_rules(region, unit, &mut known));
        }
        for grant in of_unit(region.grants, region.view.id, unit.id) {
            let Some((target, value, each)) = target(region, &owner, unit, grant) else { continue };
            let way = if grant.direction == Direction::In { "ingress" } else { "egress" };
            if !known.insert((owner.clone(), way, format!("{value:?} {each:?}"), grant.port)) {
                continue;
            }
            users |= matches!(grant.peer, Peer::Users(_));
            edge |= value == code(EDGE);
            blocks.push(rule(region, &owner, unit, grant, (target, value, each)));
        }
    }
    if blocks.is_empty() {
        return;
    }
    let file =
        module.file("security", "Who may talk to whom: one group per service, one rule per flow.");
    if edge {
        file.push(
            Block::data("aws_ec2_managed_prefix_list", "cloudfront")
                .set("name", "com.amazonaws.global.cloudfront.origin-facing"),
        );
    }
    file.extend(blocks);
    if users {
        let about = "Networks from which each group of users comes.";
        module.input(
            Variable::new("user_cidrs", "map(list(string))", about),
            code("local.user_cidrs"),
        );
    }
}

/// Addresses from which `CloudFront` calls origins.
const EDGE: &str = "data.aws_ec2_managed_prefix_list.cloudfront.id";

/// What a unit of several nodes needs among themselves, and what its platform needs.
fn own_rules(region: Region<'_, '_>, unit: &Unit<'_>, known: &mut Known) -> Vec<Block> {
    let own = format!("aws_security_group.{}.id", unit.name);
    let mut blocks = Vec::new();
    let stateful = unit.shape() == Shape::Machines && unit.product.is_some();
    let members =
        stateful && unit.deployment.hardware.running().is_some_and(|load| load.peak() > 1);
    if members || matches!(unit.shape(), Shape::Cluster | Shape::Brokers) {
        for way in ["ingress", "egress"] {
            blocks.push(
                Block::resource(
                    &format!("aws_vpc_security_group_{way}_rule"),
                    &format!("{}__members", unit.name),
                )
                .set("security_group_id", code(own.as_str()))
                .set("description", "Nodes of the service among themselves")
                .set("referenced_security_group_id", code(own.as_str()))
                .set("ip_protocol", "-1")
                .set("tags", own_tags(unit)),
            );
        }
    }
    let entered = ends::is_entered(region, unit);
    if entered || ends::needs_platform(unit) {
        let about = if entered {
            "Sessions of Systems Manager, which machines ask for themselves"
        } else {
            "Images, logs and the control plane of AWS"
        };
        let (value, each) = (Expr::from("0.0.0.0/0"), None::<Expr>);
        known.insert((unit.name.clone(), "egress", format!("{value:?} {each:?}"), 443));
        blocks.push(
            Block::resource(
                "aws_vpc_security_group_egress_rule",
                &format!("{}__platform", unit.name),
            )
            .set("security_group_id", code(own))
            .set("description", about)
            .set("cidr_ipv4", value)
            .set("from_port", 443_u32)
            .set("to_port", 443_u32)
            .set("ip_protocol", "tcp")
            .set("tags", own_tags(unit)),
        );
    }
    blocks
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

/// The rule for a grant.
fn rule(
    region: Region<'_, '_>,
    owner: &str,
    unit: &Unit<'_>,
    grant: &Grant,
    (target, value, each): Target,
) -> Block {
    let inbound = grant.direction == Direction::In;
    let kind = if inbound { "ingress" } else { "egress" };
    let name = rule_name(region.layout, unit, grant);
    let block = Block::resource(&format!("aws_vpc_security_group_{kind}_rule"), &name);
    let block = match excuse(grant) {
        Some(why) if inbound => block.comment(why),
        _ => block,
    };
    block
        .when(each.is_some(), |block| block.maybe("for_each", each).gap())
        .set("security_group_id", code(format!("aws_security_group.{owner}.id")))
        .set("description", Rules::describe(region.layout, unit, grant))
        .set(target, value)
        .set("from_port", u32::from(grant.port))
        .set("to_port", u32::from(grant.port))
        .set("ip_protocol", "tcp")
        .set("tags", own_tags(unit))
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
type Target = (&'static str, Expr, Option<Expr>);

/// `None` if the other end is something that opens no connections, or that is reached otherwise: the link of an
/// interface leads to load balancers of its region, and whatever else it calls is called over public addresses.
fn target(region: Region<'_, '_>, owner: &str, unit: &Unit<'_>, grant: &Grant) -> Option<Target> {
    let inbound = grant.direction == Direction::In;
    // Functions and interfaces are called over an interface of AWS, whoever calls them.
    if inbound && !unit.shape().accepts() {
        return None;
    }
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
            let view = region.layout.site(site)?;
            let peer = view.unit(service)?;
            let here = site == region.view.id;
            let (from, to) = if inbound { (peer, unit) } else { (unit, peer) };
            if from.service.kind == Kind::ApiGateway && !(here && edge::is_balancer(to)) {
                return None;
            }
            if here && (inbound || peer.shape().accepts()) {
                let group = ends::group_of(region, peer);
                if let Some(group) = group {
                    let value = code(format!("aws_security_group.{group}.id"));
                    return (group != owner).then_some((
                        "referenced_security_group_id",
                        value,
                        None,
                    ));
                }
            }
            if inbound && peer.is("cloudfront") {
                return Some(("prefix_list_id", code(EDGE), None));
            }
            if !inbound && let Some(name) = ends::endpoint(region, view, peer) {
                let list = code(format!("aws_vpc_endpoint.{name}.prefix_list_id"));
                return Some(("prefix_list_id", list, None));
            }
            if !inbound && ends::is_beyond(region, view, peer) {
                return anywhere();
            }
            let range = peer_range(region.layout, site, service).filter(|_| !here)?;
            Some(("cidr_ipv4", code(format!("var.peer_cidrs[\"{range}\"]")), None))
        }
    }
}

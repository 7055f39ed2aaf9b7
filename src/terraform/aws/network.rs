//! The network of a region: three segments over the zones in use, and the gateways that flows ask for.
//!
//! `public` is for what people reach, `private` for machines and internal load balancers, `data` for
//! databases. There is no way to the internet unless a flow needs one.

use std::collections::BTreeSet;

use crate::placement::{Context, nat_gateways};
use crate::terraform::access::{Direction, Grant, Peer, of_unit};
use crate::terraform::hcl::{Block, Expr, call, code, list, object, template};
use crate::terraform::hub::gateway;
use crate::terraform::layout::{Layout, Unit};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::label;
use crate::terraform::shape::Shape;
use crate::terraform::switch;

use super::ends;
use super::site::Region;

/// The segment of the network in which a unit lives; `None` for kinds outside of it.
#[must_use]
pub fn segment(layout: &Layout<'_>, unit: &Unit<'_>) -> Option<&'static str> {
    match unit.shape() {
        Shape::Machines | Shape::Balancer if layout.is_public(unit.id) => Some("public"),
        Shape::Machines
        | Shape::Balancer
        | Shape::Cluster
        | Shape::Workload
        | Shape::Tasks
        | Shape::Function => Some("private"),
        Shape::Database | Shape::Cache | Shape::Brokers | Shape::Files => Some("data"),
        Shape::Platform | Shape::Front => None,
    }
}

/// Position of a segment within the network; it must never change.
pub const SEGMENTS: &[(&str, u32)] = &[("public", 0), ("private", 1), ("data", 2)];

/// Writes `network.tf`.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    let used = |name: &str| {
        let placed = |unit: &&Unit<'_>| ends::has_addresses(region, unit);
        let mut units = region.view.units.iter().filter(placed);
        let live = units.any(|unit| segment(region.layout, unit).unwrap_or("private") == name);
        live || (name == "public" && needs_nat(region))
    };
    let names: Vec<(&str, u32)> = SEGMENTS.iter().copied().filter(|(name, _)| used(name)).collect();
    let about =
        format!("The network of {}: a subnet for each segment and zone.", region.view.site.code);
    if names.is_empty() && gateway(region.layout, region.view).is_none() {
        return;
    }
    let file = module.file("network", &about);
    file.push(zones());
    file.push(zone_locals(region));
    file.extend(vpc(region));
    for &(name, number) in &names {
        file.push(subnet(region, name, number));
    }
    let public = names.iter().any(|(name, _)| *name == "public");
    if public || super::cdn::needs_gateway(region) {
        file.push(internet_gateway(region));
    }
    for &(name, _) in &names {
        file.extend(routes(region, name));
    }
    for service in endpoints(region) {
        file.push(free_endpoint(region, &names, service));
    }
    if ends::named(region).next().is_some() {
        let awake = ("names", "Names of containers.");
        let waiting = ("recovery-names", "Names of containers that are made here after a loss.");
        let (name, about) = switch::shared_file(ends::named(region), awake, waiting);
        module.file(name, about).push(private_names(region));
    }
    if needs_nat(region) {
        let (name, about) =
            switch::way_out(region.view.units.iter().filter(|u| goes_out(region, u)));
        module.file(name, about).extend(nat(region));
    }
    export(region, &names, module);
}

fn zones() -> Block {
    let why = "checkov:skip=CKV_AWS_394:only as many as are in use are taken from the list";
    Block::data("aws_availability_zones", "available").comment(why).set("state", "available").block(
        Block::new("filter")
            .set("name", "opt-in-status")
            .set("values", list(["opt-in-not-required"])),
    )
}

fn zone_locals(region: Region<'_, '_>) -> Block {
    let names =
        format!("slice(data.aws_availability_zones.available.names, 0, {})", region.view.zones());
    Block::new("locals")
        .comment("Zones in use; services of a single zone are all in the first.")
        .set("zones", code(names))
}

/// Tags with a name for consoles, which list what has none by its number.
pub fn named(region: Region<'_, '_>, suffix: &str) -> Expr {
    let name = label(&[&region.layout.topology.name, suffix], 200);
    call("merge", [code("local.shared_tags"), object([("Name", name)])])
}

fn vpc(region: Region<'_, '_>) -> Vec<Block> {
    let vpc = Block::resource("aws_vpc", "main")
        .comment("checkov:skip=CKV2_AWS_11:flow logs cost money that the plan does not ask for; turn them on centrally")
        .set("cidr_block", code("var.cidr"))
        .set("enable_dns_support", true)
        .set("enable_dns_hostnames", true)
        .set("tags", named(region, "network"));
    let default = Block::resource("aws_default_security_group", "closed")
        .comment("The default group allows nothing: what it does not list is removed.")
        .set("vpc_id", code("aws_vpc.main.id"))
        .set("tags", code("local.shared_tags"));
    vec![vpc, default]
}

/// A subnet of a segment in each zone.
pub fn subnet(region: Region<'_, '_>, name: &str, number: u32) -> Block {
    let range = format!("cidrsubnet(cidrsubnet(var.cidr, 2, {number}), 3, each.value)");
    let each = "{ for index, zone in local.zones : zone => index }";
    let tag = template([
        Expr::from(label(&[&region.layout.topology.name, name], 200) + "-"),
        code("each.key"),
    ]);
    Block::resource("aws_subnet", name)
        .set("for_each", code(each))
        .gap()
        .set("vpc_id", code("aws_vpc.main.id"))
        .set("availability_zone", code("each.key"))
        .set("cidr_block", code(range))
        .set("map_public_ip_on_launch", false)
        .set("tags", call("merge", [code("local.shared_tags"), object([("Name", tag)])]))
}

fn internet_gateway(region: Region<'_, '_>) -> Block {
    Block::resource("aws_internet_gateway", "main")
        .set("vpc_id", code("aws_vpc.main.id"))
        .set("tags", named(region, "internet"))
}

/// Whether units that have no public address of their own open connections to anything outside.
pub fn needs_nat(region: Region<'_, '_>) -> bool {
    region.view.units.iter().any(|unit| goes_out(region, unit))
}

fn goes_out(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    let mut grants = of_unit(region.grants, region.view.id, unit.id);
    ends::has_addresses(region, unit)
        && (ends::needs_platform(unit)
            || grants.any(|grant| grant.direction == Direction::Out && leaves(region, grant)))
}

/// Whether a grant is used over the internet: to anything outside, or to services of a platform that no
/// free endpoint serves.
pub fn leaves(region: Region<'_, '_>, grant: &Grant) -> bool {
    match grant.peer {
        Peer::Internet => true,
        Peer::Users(_) => false,
        Peer::Unit(site, service) => {
            let view = region.layout.site(site);
            let peer = view.and_then(|view| Some((view, view.unit(service)?)));
            peer.is_some_and(|(view, peer)| ends::is_beyond(region, view, peer))
        }
    }
}

/// The free endpoints that flows of the region use, in order.
fn endpoints(region: Region<'_, '_>) -> BTreeSet<&'static str> {
    let units = region.view.units.iter().filter(|unit| ends::group_of(region, unit).is_some());
    units
        .flat_map(|unit| ends::called(region, unit))
        .filter_map(|(view, peer, _)| ends::endpoint(region, view, peer))
        .collect()
}

/// One gateway for each zone if a service that reaches out must survive the loss of a zone, else one.
fn nat_zones(region: Region<'_, '_>) -> String {
    let context = Context { topology: region.layout.topology, catalog: region.layout.catalog };
    let count = nat_gateways(context, region.layout.placement, region.view.id)
        .clamp(1, region.view.zones());
    if count == region.view.zones() {
        "local.zones".to_owned()
    } else {
        format!("slice(local.zones, 0, {count})")
    }
}

fn nat(region: Region<'_, '_>) -> Vec<Block> {
    let each = code(format!("toset({})", nat_zones(region)));
    let address = Block::resource("aws_eip", "nat")
        .set("for_each", each.clone())
        .gap()
        .set("domain", "vpc")
        .set("tags", named(region, "nat"));
    let gateway = Block::resource("aws_nat_gateway", "main")
        .set("for_each", each)
        .gap()
        .set("allocation_id", code("aws_eip.nat[each.key].id"))
        .set("subnet_id", code("aws_subnet.public[each.key].id"))
        .set("tags", named(region, "nat"))
        .gap()
        .set("depends_on", code("[aws_internet_gateway.main]"));
    vec![address, gateway]
}

/// A route table for each zone, so that every zone leaves by its own gateway.
fn routes(region: Region<'_, '_>, name: &str) -> Vec<Block> {
    let table = Block::resource("aws_route_table", name)
        .set("for_each", code("toset(local.zones)"))
        .gap()
        .set("vpc_id", code("aws_vpc.main.id"))
        .set("tags", named(region, name));
    let association = Block::resource("aws_route_table_association", name)
        .set("for_each", code("toset(local.zones)"))
        .gap()
        .set("subnet_id", code(format!("aws_subnet.{name}[each.key].id")))
        .set("route_table_id", code(format!("aws_route_table.{name}[each.key].id")));
    let default = |target: &str, value: Expr| {
        Block::resource("aws_route", &format!("{name}_internet"))
            .set("for_each", code("toset(local.zones)"))
            .gap()
            .set("route_table_id", code(format!("aws_route_table.{name}[each.key].id")))
            .set("destination_cidr_block", "0.0.0.0/0")
            .set(target, value)
    };
    let mut blocks = vec![table, association];
    if name == "public" {
        blocks.push(default("gateway_id", code("aws_internet_gateway.main.id")));
    } else if name == "private" && needs_nat(region) {
        let own = "try(aws_nat_gateway.main[each.key].id, aws_nat_gateway.main[local.zones[0]].id)";
        blocks.push(default("nat_gateway_id", code(own)));
    }
    blocks
}

fn tables(names: &[(&str, u32)]) -> Expr {
    let all = names.iter().map(|(name, _)| format!("values(aws_route_table.{name})"));
    let all: Vec<String> = all.collect();
    code(format!("[for table in concat({}) : table.id]", all.join(", ")))
}

/// Names under which services of containers find each other.
fn private_names(region: Region<'_, '_>) -> Block {
    Block::resource("aws_service_discovery_private_dns_namespace", "main")
        .set("name", format!("{}.internal", label(&[&region.layout.topology.name], 40)))
        .set("vpc", code("aws_vpc.main.id"))
        .set("tags", code("local.shared_tags"))
}

fn free_endpoint(region: Region<'_, '_>, names: &[(&str, u32)], service: &str) -> Block {
    let address = template([
        code("data.aws_partition.current.reverse_dns_prefix"),
        Expr::from(format!(".{}.{service}", region.view.site.region)),
    ]);
    let what = if service == "s3" { "objects" } else { "tables" };
    Block::resource("aws_vpc_endpoint", service)
        .comment(&format!("Traffic to {what} of this region stays inside AWS and costs nothing."))
        .set("vpc_id", code("aws_vpc.main.id"))
        .set("service_name", address)
        .set("vpc_endpoint_type", "Gateway")
        .set("route_table_ids", tables(names))
        .set("tags", named(region, service))
}

/// What the root needs to connect this network with others, and the networks it is told about.
fn export(region: Region<'_, '_>, names: &[(&str, u32)], module: &mut Module) {
    let keyed = names.iter().map(|(name, _)| {
        format!(
            "{{ for zone, table in aws_route_table.{name} : \"{name}-${{zone}}\" => table.id }}"
        )
    });
    let keyed: Vec<String> = keyed.collect();
    module.export("vpc_id".to_owned(), "The network.", code("aws_vpc.main.id"));
    if needs_nat(region) {
        let about = "Addresses from which machines here reach the internet.";
        let value = code("[for address in aws_eip.nat : address.public_ip]");
        module.export("nat_addresses".to_owned(), about, value);
    }
    let tables = call("merge", keyed.into_iter().map(code));
    module.export("route_table_ids".to_owned(), "Route tables by segment and zone.", tables);
    if region.layout.sites.len() > 1 {
        let peers = Variable::new(
            "peer_cidrs",
            "map(string)",
            "Networks of other sites, by site and segment.",
        );
        module.input(peers, code("local.cidrs"));
    }
}

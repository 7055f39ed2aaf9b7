//! Names: hosted zones of Route 53, with records that point to what the flows of the service name, else to
//! what people reach.

use crate::terms::{Kind, Provider};
use crate::terraform::domains;
use crate::terraform::hcl::{Block, Expr, code, list, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{label, tag};

use super::dns_guard;
use super::edge::{self, Placed};
use super::site::Region;

/// How the sites of a service are told apart; the numbers of the plan's `routing`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Routing {
    Simple,
    Failover,
    Latency,
}

/// Writes the zones of a service.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let terms = unit.service.demand.terms();
    let mut blocks = vec![zone(region, unit)];
    blocks.extend(dns_guard::write(region, unit));
    let routing = match terms.count("routing") {
        0 => Routing::Simple,
        1 => Routing::Failover,
        _ => Routing::Latency,
    };
    let mut checks = terms.count("health_checks");
    for (index, all) in targets(region, unit).into_iter().enumerate() {
        blocks.extend(records(region, unit, index, &all, routing, &mut checks, module));
    }
    module.service(unit).extend(blocks);
    domains::write(region.view, unit, terms.count("dns_zones"), "aws_route53_zone", module);
}

fn zone(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    dns_guard::excused(region, Block::resource("aws_route53_zone", &unit.name))
        .set("for_each", code(format!("toset(var.{}__zones)", unit.name)))
        .gap()
        .set("name", code("each.value"))
        .set("comment", tag(&unit.service.name.value))
        .set("tags", own_tags(unit))
}

/// What the names point to, the sites of a service together.
fn targets<'l, 'a>(region: Region<'l, 'a>, unit: &Unit<'_>) -> Vec<Vec<(Placed<'l, 'a>, u16)>> {
    let called = edge::targets(region, unit);
    if !called.is_empty() {
        return called;
    }
    let entry = |id: crate::plan::ServiceId| {
        let kind = region.layout.topology.service(id).kind;
        let front = matches!(kind, Kind::Cdn | Kind::LoadBalancer | Kind::ApiGateway | Kind::Vm);
        (front && region.layout.is_public(id)).then_some(id)
    };
    let entries = region.layout.topology.service_ids().filter_map(entry);
    let placed = entries.map(|id| {
        let sites = region.layout.sites.iter();
        let mut all: Vec<_> =
            sites.filter_map(|view| Some(((view, view.unit(id)?), 443))).collect();
        all.sort_by_key(|((view, peer), _)| (peer.is_recovery(), view.id != region.view.id));
        all
    });
    placed.filter(|all| !all.is_empty()).collect()
}

/// The records of a service: one for each of its sites, or one for all if it has no place.
fn records(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    index: usize,
    all: &[(Placed<'_, '_>, u16)],
    routing: Routing,
    checks: &mut u64,
    module: &mut Module,
) -> Vec<Block> {
    let everywhere = all[0].0.1.service.kind.is_global();
    let standby = all.iter().any(|((_, peer), _)| peer.is_recovery());
    let all = match routing {
        _ if everywhere => &all[..1],
        Routing::Simple if standby => &all[..1],
        Routing::Failover => &all[..all.len().min(2)],
        Routing::Simple | Routing::Latency => all,
    };
    let mut blocks = Vec::new();
    for (number, &(at, port)) in all.iter().enumerate() {
        let (view, peer) = at;
        let name = format!("{}__{}__{}", unit.name, peer.name, view.name);
        let dns = edge::known(region, at, "dns_name", module);
        let dns = dns.filter(|_| reachable(region, at));
        let zone = edge::known(region, at, "zone_id", module).filter(|_| dns.is_some());
        let host = edge::known(region, at, "host", module).filter(|_| dns.is_some());
        let record = Block::resource("aws_route53_record", &name)
            .when(routing == Routing::Simple && standby, |block| {
                block
                    .comment("Routing is simple: after a loss, point it to the other site by hand.")
            })
            .set(
                "zone_id",
                code(format!("aws_route53_zone.{0}[var.{0}__zones[0]].zone_id", unit.name)),
            )
            .set("name", host.unwrap_or_else(|| called(unit, index, peer)))
            .set("type", "A");
        let checked = *checks > 0 && all.len() > 1;
        let record = if all.len() > 1 {
            let set = record.set("set_identifier", view.folder());
            let set = set.when(checked, |b| {
                b.set("health_check_id", code(format!("aws_route53_health_check.{name}.id")))
            });
            set.block(policy(routing, number, region, at))
        } else {
            record
        };
        let (record, fqdn) = if let (Some(dns), Some(zone)) = (dns, zone) {
            let alias = Block::new("alias")
                .set("name", dns.clone())
                .set("zone_id", zone)
                .set("evaluate_target_health", peer.service.kind != Kind::Cdn);
            (record.block(alias), Some(dns))
        } else {
            let variable = addresses(region, unit, at, module);
            let block =
                record.gap().set("ttl", 60_u32).set("records", code(format!("var.{variable}")));
            (block, None)
        };
        if checked {
            *checks -= 1;
            blocks.push(check(unit, &name, fqdn, at, port));
        }
        blocks.push(record);
    }
    blocks
}

/// Whether names may point to it: what people reach, or what has a name of its own.
fn reachable(region: Region<'_, '_>, (_, peer): Placed<'_, '_>) -> bool {
    peer.service.kind != Kind::Vm
        && (peer.service.kind != Kind::ApiGateway || edge::has_name(region, peer))
}

/// The first service has the domain itself; others have a name below it.
fn called(unit: &Unit<'_>, index: usize, peer: &Unit<'_>) -> Expr {
    let domain = code(format!("var.{}__zones[0]", unit.name));
    if index == 0 {
        return domain;
    }
    template([Expr::from(format!("{}.", label(&[&peer.service.name.value], 60))), domain])
}

fn policy(
    routing: Routing,
    number: usize,
    region: Region<'_, '_>,
    (view, _): Placed<'_, '_>,
) -> Block {
    let aws = view.site.provider == Provider::Aws;
    match routing {
        Routing::Simple => Block::new("weighted_routing_policy").set("weight", 1_u32),
        Routing::Failover => Block::new("failover_routing_policy")
            .set("type", if number == 0 { "PRIMARY" } else { "SECONDARY" }),
        Routing::Latency => {
            let nearest = if aws { &view.site.region } else { &region.view.site.region };
            Block::new("latency_routing_policy")
                .when(!aws, |b| {
                    b.comment("Latency is known by regions of AWS: name the nearest to this site.")
                })
                .set("region", nearest.as_str())
        }
    }
}

fn addresses(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    (view, peer): Placed<'_, '_>,
    module: &mut Module,
) -> String {
    let name = format!("{}__{}__{}__addresses", unit.name, peer.name, view.name);
    let about = format!(
        "Public addresses of {} at {}, for names.",
        tag(&peer.service.name.value),
        view.site.code
    );
    let variable = Variable::new(name.as_str(), "list(string)", about).example(list(["192.0.2.1"]));
    module.ask(format!("{}__{name}", region.view.name), variable);
    name
}

fn check(
    unit: &Unit<'_>,
    name: &str,
    fqdn: Option<Expr>,
    (view, peer): Placed<'_, '_>,
    port: u16,
) -> Block {
    let plain = port == 80;
    let given = code(format!("var.{}__{}__{}__addresses[0]", unit.name, peer.name, view.name));
    let block = Block::resource("aws_route53_health_check", name);
    let block = match fqdn {
        Some(fqdn) => block.set("fqdn", fqdn),
        None => block.set("ip_address", given),
    };
    block
        .set("type", if plain { "HTTP" } else { "HTTPS" })
        .set("port", u32::from(port))
        .set("resource_path", "/")
        .set("request_interval", 30_u32)
        .set("failure_threshold", 3_u32)
        .set("tags", own_tags(unit))
}

//! Load balancers: an application load balancer with a listener for each port that flows name, and a
//! target group for each service behind it.

use crate::terms::Kind;
use crate::terraform::backend::{Backend, backends_of, is_plain, ports, secure_port};
use crate::terraform::hcl::{Block, Expr, code, list};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{label, tag};
use crate::terraform::shape::Shape;

use super::edge;
use super::network::segment;
use super::site::Region;

/// Writes a load balancer.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    edge::export(region, unit, module);
    let targets = targets(region, unit);
    let mut blocks = vec![balancer(region, unit)];
    for target in &targets {
        blocks.push(target_group(region, unit, target));
        if !target.here {
            blocks.push(given_addresses(target));
        }
    }
    let ports = ports(region.view, region.grants, unit);
    for &port in &ports {
        blocks.push(listener(unit, port, &ports, &targets));
        blocks.extend(rules(unit, port, &ports, &targets));
    }
    module.service(unit).extend(blocks);
    inputs(region, unit, &ports, &targets, module);
    let about = "Name under which the load balancer answers.";
    let value = code(format!("aws_lb.{}.dns_name", unit.name));
    module.output(format!("{}__dns_name", unit.name), about, value);
}

/// What a load balancer can have behind it: machines, and containers.
const SERVED: [Kind; 2] = [Kind::Vm, Kind::Container];

/// What stands behind a load balancer.
pub fn behind<'l>(region: Region<'l, '_>, unit: &Unit<'_>) -> Vec<Backend<'l>> {
    backends_of(region.layout, region.view, region.grants, unit, &SERVED)
}

/// How a target group knows its targets: machines by themselves, containers and others by address.
pub fn target_type(region: Region<'_, '_>, target: &Backend<'_>) -> &'static str {
    let mut containers = region.view.units_of(&[Kind::Container]);
    let contained = containers.any(|unit| unit.service.name.value == target.service);
    if target.here && !contained { "instance" } else { "ip" }
}

/// Target groups that a scaling group or service of this site has to fill, with the port of each.
pub fn targets_of(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<(String, u16)> {
    let mut names = Vec::new();
    for balancer in region.view.units_of(&[Kind::LoadBalancer]) {
        if balancer.shape() != Shape::Balancer {
            continue;
        }
        let behind = behind(region, balancer);
        let own = behind.iter().filter(|backend| backend.name == unit.name);
        names.extend(own.map(|backend| (group_name(balancer, backend), backend.port)));
    }
    names
}

/// What stands behind a load balancer, under the names of its target groups.
fn targets<'l>(region: Region<'l, '_>, unit: &Unit<'_>) -> Vec<Backend<'l>> {
    let behind = behind(region, unit).into_iter();
    behind.map(|target| Backend { name: group_name(unit, &target), ..target }).collect()
}

/// The identifier of a target group.
pub fn group_name(balancer: &Unit<'_>, target: &Backend<'_>) -> String {
    format!("{}__to__{}__{}", balancer.name, target.name, target.port)
}

fn balancer(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let segment = segment(region.layout, unit).unwrap_or("private");
    let public = segment == "public";
    Block::resource("aws_lb", &unit.name)
        .comment("checkov:skip=CKV_AWS_91:access logs need a bucket that the plan does not ask for")
        .when(ports(region.view, region.grants, unit) == [80], |block| {
            block.comment("checkov:skip=CKV2_AWS_20:the plan's flows name port 80 only")
        })
        .when(public && edge::firewall(region, unit).is_none(), |block| {
            block.comment("checkov:skip=CKV2_AWS_28:the plan asks for no web application firewall")
        })
        .set("name", region.layout.label(unit, 32))
        .set("load_balancer_type", "application")
        .set("internal", !public)
        .set("subnets", region.subnets(unit, segment, 2))
        .set("security_groups", code(format!("[aws_security_group.{}.id]", unit.name)))
        .set("drop_invalid_header_fields", true)
        .set("enable_deletion_protection", true)
        .set("tags", own_tags(unit))
}

fn target_group(region: Region<'_, '_>, unit: &Unit<'_>, target: &Backend<'_>) -> Block {
    let block = Block::resource("aws_lb_target_group", &target.name)
        .comment("checkov:skip=CKV_AWS_378:TLS ends at the load balancer; security groups guard the way to its targets");
    aimed(block, region, unit, target, "HTTP")
        .set("deregistration_delay", 60_u32)
        .set("tags", own_tags(unit))
        .block(
            Block::new("health_check")
                .set("path", code("var.health_path"))
                .set("matcher", "200-399")
                .set("interval", 10_u32)
                .set("healthy_threshold", 2_u32)
                .set("unhealthy_threshold", 3_u32),
        )
        .block(Block::new("lifecycle").set("create_before_destroy", true))
}

/// Says what a group of targets is and how it is reached.
pub fn aimed(
    block: Block,
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    target: &Backend<'_>,
    protocol: &str,
) -> Block {
    let parts = [
        &*region.layout.topology.name,
        &*unit.service.name.value,
        target.service,
        &target.port.to_string(),
    ];
    block
        .set("name", label(&parts, 32))
        .set("port", u32::from(target.port))
        .set("protocol", protocol)
        .set("target_type", target_type(region, target))
        .set("vpc_id", code("aws_vpc.main.id"))
}

/// Targets at other sites, by the addresses that are given.
pub fn given_addresses(target: &Backend<'_>) -> Block {
    Block::resource("aws_lb_target_group_attachment", &target.name)
        .comment("The service runs at another site: its addresses come from there.")
        .set("for_each", code(format!("toset(var.{})", addresses(target))))
        .gap()
        .set("target_group_arn", code(format!("aws_lb_target_group.{}.arn", target.name)))
        .set("target_id", code("each.value"))
        .set("availability_zone", "all")
}

fn addresses(target: &Backend<'_>) -> String {
    format!("{}__addresses", target.name)
}

fn listener(unit: &Unit<'_>, port: u16, ports: &[u16], targets: &[Backend<'_>]) -> Block {
    let secure = secure_port(ports);
    let block = Block::resource("aws_lb_listener", &format!("{}__{port}", unit.name))
        .when(is_plain(port) && secure.is_none(), |block| {
            block
                .comment("checkov:skip=CKV_AWS_2:the plan's flows name port 80 only")
                .comment("checkov:skip=CKV_AWS_103:the plan's flows name port 80 only")
        })
        .set("load_balancer_arn", code(format!("aws_lb.{}.arn", unit.name)))
        .set("port", u32::from(port))
        .set("protocol", if is_plain(port) { "HTTP" } else { "HTTPS" })
        .when(!is_plain(port), |block| {
            block
                .set("ssl_policy", "ELBSecurityPolicy-TLS13-1-2-2021-06")
                .set("certificate_arn", code(format!("var.{}__certificate_arn", unit.name)))
        })
        .set("tags", own_tags(unit));
    let action = match (is_plain(port), secure, targets.first()) {
        (true, Some(secure), _) => redirect(secure),
        (_, _, Some(target)) => forward(Block::new("default_action"), target),
        (_, _, None) => nothing_behind(),
    };
    block.block(action)
}

fn redirect(port: u16) -> Block {
    Block::new("default_action").set("type", "redirect").block(
        Block::new("redirect")
            .set("port", port.to_string())
            .set("protocol", "HTTPS")
            .set("status_code", "HTTP_301"),
    )
}

fn forward(block: Block, target: &Backend<'_>) -> Block {
    let arn = code(format!("aws_lb_target_group.{}.arn", target.name));
    block.set("type", "forward").set("target_group_arn", arn)
}

fn nothing_behind() -> Block {
    Block::new("default_action").set("type", "fixed-response").block(
        Block::new("fixed_response")
            .set("content_type", "text/plain")
            .set("message_body", "no service behind this load balancer")
            .set("status_code", "503"),
    )
}

/// The first service takes what no rule takes; each of the others answers below its own name.
fn rules(unit: &Unit<'_>, port: u16, ports: &[u16], targets: &[Backend<'_>]) -> Vec<Block> {
    if is_plain(port) && ports.iter().any(|&port| !is_plain(port)) {
        return Vec::new();
    }
    let others = targets.iter().skip(1).zip(1_u32..);
    others
        .map(|(target, number)| {
            let path = format!("/{}/*", tag(target.service).replace([' ', '/'], "_"));
            let listener = format!("aws_lb_listener.{}__{port}.arn", unit.name);
            Block::resource("aws_lb_listener_rule", &format!("{}__{port}", target.name))
                .comment("The plan does not say how requests are divided: adjust the pattern.")
                .set("listener_arn", code(listener))
                .set("priority", number * 10)
                .block(forward(Block::new("action"), target))
                .block(
                    Block::new("condition")
                        .block(Block::new("path_pattern").set("values", list([path.as_str()]))),
                )
        })
        .collect()
}

fn inputs(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    ports: &[u16],
    targets: &[Backend<'_>],
    module: &mut Module,
) {
    let site = &region.view.name;
    let balancer = tag(&unit.service.name.value);
    if ports.iter().any(|&port| !is_plain(port)) {
        let name = format!("{}__certificate_arn", unit.name);
        let about = format!("Certificate (ACM, {}) of {balancer}.", region.view.site.region);
        let example = format!(
            "arn:aws:acm:{}:000000000000:certificate/00000000-0000-0000-0000-000000000000",
            region.view.site.region
        );
        let variable =
            Variable::new(name.as_str(), "string", about).example(Expr::from(example)).check(
                format!("can(regex(\"^arn:[a-z-]+:acm:\", var.{site}__{name}))"),
                "An ARN of AWS Certificate Manager.",
            );
        module.ask(format!("{site}__{name}"), variable);
    }
    let health = Variable::new(
        "health_path",
        "string",
        "Path on which services behind load balancers answer when they are well.",
    );
    module.ask("health_path".to_owned(), health.default("/"));
    for target in targets.iter().filter(|target| !target.here) {
        ask_addresses(region, unit, target, module);
    }
}

/// Asks for the addresses of a service at other sites.
pub fn ask_addresses(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    target: &Backend<'_>,
    module: &mut Module,
) {
    let name = addresses(target);
    let balancer = tag(&unit.service.name.value);
    let about = format!("Addresses of {} at its sites, for {balancer}.", tag(target.service));
    let none: [&str; 0] = [];
    module.ask(
        format!("{}__{name}", region.view.name),
        Variable::new(name, "list(string)", about).example(list(none)),
    );
}

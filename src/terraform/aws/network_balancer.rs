//! Load balancers of connections: a network load balancer that passes what arrives at each port of the
//! flows to the service behind it, without looking inside.

use crate::terraform::backend::{Backend, ports};
use crate::terraform::hcl::{Block, code};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::Module;

use super::edge;
use super::load_balancer::{aimed, ask_addresses, behind, given_addresses, group_name};
use super::network::segment;
use super::site::Region;

/// Writes a load balancer of connections.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    edge::export(region, unit, module);
    let behind = behind(region, unit).into_iter();
    let targets: Vec<Backend<'_>> =
        behind.map(|target| Backend { name: group_name(unit, &target), ..target }).collect();
    let mut blocks = vec![balancer(region, unit)];
    for target in &targets {
        blocks.push(group(region, unit, target));
        if !target.here {
            blocks.push(given_addresses(target));
        }
    }
    for port in ports(region.view, region.grants, unit) {
        // A connection cannot be divided by what it asks for: a port belongs to one service.
        let same = targets.iter().find(|target| target.port == port);
        if let Some(target) = same.or_else(|| targets.first()) {
            blocks.push(listener(unit, port, target));
        }
    }
    module.service(unit).extend(blocks);
    for target in targets.iter().filter(|target| !target.here) {
        ask_addresses(region, unit, target, module);
    }
    let about = "Name under which the load balancer answers.";
    let value = code(format!("aws_lb.{}.dns_name", unit.name));
    module.output(format!("{}__dns_name", unit.name), about, value);
}

fn balancer(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let segment = segment(region.layout, unit).unwrap_or("private");
    let several = unit.deployment.zones > 1;
    Block::resource("aws_lb", &unit.name)
        .comment("checkov:skip=CKV_AWS_91:access logs need a bucket that the plan does not ask for")
        .when(!several, |block| {
            block.comment("checkov:skip=CKV_AWS_152:the plan is content with one zone")
        })
        .set("name", region.layout.label(unit, 32))
        .set("load_balancer_type", "network")
        .set("internal", segment != "public")
        .set("subnets", region.subnets(unit, segment, 1))
        .set("security_groups", code(format!("[aws_security_group.{}.id]", unit.name)))
        .when(several, |block| block.set("enable_cross_zone_load_balancing", true))
        .set("enable_deletion_protection", true)
        .set("tags", own_tags(unit))
}

fn group(region: Region<'_, '_>, unit: &Unit<'_>, target: &Backend<'_>) -> Block {
    let block = Block::resource("aws_lb_target_group", &target.name);
    aimed(block, region, unit, target, "TCP")
        .set("preserve_client_ip", "false")
        .set("deregistration_delay", 60_u32)
        .set("tags", own_tags(unit))
        .block(
            Block::new("health_check")
                .set("protocol", "TCP")
                .set("interval", 10_u32)
                .set("healthy_threshold", 2_u32)
                .set("unhealthy_threshold", 2_u32),
        )
        .block(Block::new("lifecycle").set("create_before_destroy", true))
}

fn listener(unit: &Unit<'_>, port: u16, target: &Backend<'_>) -> Block {
    Block::resource("aws_lb_listener", &format!("{}__{port}", unit.name))
        .comment("checkov:skip=CKV_AWS_2:connections are passed on as they are; the service behind ends TLS")
        .comment("checkov:skip=CKV_AWS_103:connections are passed on as they are; the service behind ends TLS")
        .set("load_balancer_arn", code(format!("aws_lb.{}.arn", unit.name)))
        .set("port", u32::from(port))
        .set("protocol", "TCP")
        .set("tags", own_tags(unit))
        .block(
            Block::new("default_action")
                .set("type", "forward")
                .set("target_group_arn", code(format!("aws_lb_target_group.{}.arn", target.name))),
        )
}

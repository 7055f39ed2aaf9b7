//! Services of containers: a task definition and a service on Fargate that follows its load.

use std::collections::BTreeSet;

use crate::terraform::hcl::{Block, Expr, call, code, list, object};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::tag;
use crate::units::Data;

use super::load_balancer::targets_of;
use super::parts::{attach, log_group, log_path, role, role_policy};
use super::rights;
use super::site::Region;

/// Writes a service of containers.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let rights = rights::of(region, unit, module);
    let start = format!("{}__start", unit.name);
    let mut blocks = vec![
        log_group(region, unit, &unit.name, &log_path(region, unit, "ecs")),
        role(region, unit, "start", "ecs-tasks.amazonaws.com"),
        attach(&start, "images", "service-role/AmazonECSTaskExecutionRolePolicy"),
        role(region, unit, "", "ecs-tasks.amazonaws.com"),
    ];
    blocks.extend(role_policy(&unit.name, "flows", rights));
    blocks.push(cluster(region, unit));
    blocks.push(task(region, unit));
    blocks.push(discovery(unit));
    blocks.push(service(region, unit));
    blocks.extend(scaling(unit));
    module.service(unit).extend(blocks);
    let about = format!("Image of {}, by digest or tag.", tag(&unit.service.name.value));
    let name = format!("{}__image", unit.name);
    let example = format!("000000000000.dkr.ecr.{}.amazonaws.com/app:1", region.view.site.region);
    let variable = Variable::new(name.as_str(), "string", about).example(example);
    module.ask(format!("{}__{name}", region.view.name), variable);
    let value = code(format!("aws_ecs_service.{}.name", unit.name));
    module.output(format!("{}__service", unit.name), "Service of containers.", value);
}

/// Ports on which the containers answer.
fn ports(region: Region<'_, '_>, unit: &Unit<'_>) -> BTreeSet<u16> {
    use crate::terraform::access::{Direction, of_unit};
    let grants = of_unit(region.grants, region.view.id, unit.id);
    grants.filter(|grant| grant.direction == Direction::In).map(|grant| grant.port).collect()
}

/// Sizes that Fargate offers: units of processor, and the least and the most MiB of memory.
const SIZES: [(u64, u64, u64, u64); 7] = [
    (256, 512, 2048, 512),
    (512, 1024, 4096, 1024),
    (1024, 2048, 8192, 1024),
    (2048, 4096, 16_384, 1024),
    (4096, 8192, 30_720, 1024),
    (8192, 16_384, 61_440, 4096),
    (16_384, 32_768, 122_880, 8192),
];

/// The smallest size that holds what is asked: processor units and MiB.
fn size(cpu_milli: u64, memory: Data) -> (u64, u64) {
    let mib = memory.bytes().div_ceil(1 << 20);
    let units = (cpu_milli * 1024).div_ceil(1000);
    let fits = SIZES.into_iter().find(|&(cpu, _, most, _)| cpu >= units && most >= mib);
    let (cpu, least, most, step) = fits.unwrap_or(SIZES[6]);
    // The smallest size takes 512, 1,024 or 2,048 MiB; the others go up in even steps.
    if cpu == 256 {
        return (cpu, mib.max(least).next_power_of_two());
    }
    (cpu, mib.max(least).div_ceil(step).saturating_mul(step).min(most))
}

fn cluster(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    Block::resource("aws_ecs_cluster", &unit.name)
        .comment(
            "checkov:skip=CKV_AWS_65:container insights cost money that the plan does not ask for",
        )
        .set("name", region.layout.label(unit, 200))
        .set("tags", own_tags(unit))
        .block(Block::new("setting").set("name", "containerInsights").set("value", "disabled"))
}

fn task(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let terms = unit.service.demand.terms();
    let milli = terms.number("cpu") * crate::units::Decimal::from(1000);
    let (cpu, memory) = size(u64::try_from(milli.ceil()).unwrap_or(0), terms.data("memory_gib"));
    let arch = if unit.is("fargate-arm") { "ARM64" } else { "X86_64" };
    let ports = ports(region, unit).into_iter().map(|port| {
        object([("containerPort", Expr::from(u32::from(port))), ("protocol", "tcp".into())])
    });
    let logs = object([
        ("awslogs-group", code(format!("aws_cloudwatch_log_group.{}.name", unit.name))),
        ("awslogs-region", Expr::from(region.view.site.region.as_str())),
        ("awslogs-stream-prefix", "app".into()),
    ]);
    let container = object([
        ("name", Expr::from("app")),
        ("image", code(format!("var.{}__image", unit.name))),
        ("essential", true.into()),
        ("readonlyRootFilesystem", true.into()),
        ("portMappings", Expr::List(ports.collect())),
        ("logConfiguration", object([("logDriver", Expr::from("awslogs")), ("options", logs)])),
    ]);
    Block::resource("aws_ecs_task_definition", &unit.name)
        .set("family", region.layout.label(unit, 200))
        .set("requires_compatibilities", list(["FARGATE"]))
        .set("network_mode", "awsvpc")
        .set("cpu", cpu)
        .set("memory", memory)
        .set("execution_role_arn", code(format!("aws_iam_role.{}__start.arn", unit.name)))
        .set("task_role_arn", code(format!("aws_iam_role.{}.arn", unit.name)))
        .set("container_definitions", call("jsonencode", [Expr::List(vec![container])]))
        .set("tags", own_tags(unit))
        .block(
            Block::new("runtime_platform")
                .set("operating_system_family", "LINUX")
                .set("cpu_architecture", arch),
        )
}

/// The name under which others in the network find the containers.
fn discovery(unit: &Unit<'_>) -> Block {
    let namespace = "aws_service_discovery_private_dns_namespace.main.id";
    Block::resource("aws_service_discovery_service", &unit.name)
        .set("name", unit.name.replace('_', "-"))
        .set("tags", own_tags(unit))
        .block(
            Block::new("dns_config")
                .set("namespace_id", code(namespace))
                .set("routing_policy", "MULTIVALUE")
                // API Gateway finds the port of containers by SRV records.
                .block(Block::new("dns_records").set("type", "A").set("ttl", 10_u32))
                .block(Block::new("dns_records").set("type", "SRV").set("ttl", 10_u32)),
        )
}

fn service(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let (least, _) = replicas(unit);
    let group = format!("[aws_security_group.{}.id]", unit.name);
    let ports = ports(region, unit);
    let targets = targets_of(region, unit);
    let registry = code(format!("aws_service_discovery_service.{}.arn", unit.name));
    let registries = Block::new("service_registries").set("registry_arn", registry);
    let registries = match ports.first() {
        Some(&port) => {
            registries.set("container_name", "app").set("container_port", u32::from(port))
        }
        None => registries,
    };
    Block::resource("aws_ecs_service", &unit.name)
        .set("name", region.layout.label(unit, 200))
        .set("cluster", code(format!("aws_ecs_cluster.{}.id", unit.name)))
        .set("task_definition", code(format!("aws_ecs_task_definition.{}.arn", unit.name)))
        .set("desired_count", least)
        .set("launch_type", "FARGATE")
        .set("platform_version", "LATEST")
        .set("propagate_tags", "SERVICE")
        .set("tags", own_tags(unit))
        .block(
            Block::new("network_configuration")
                .set("subnets", region.subnets(unit, "private", 1))
                .set("security_groups", code(group))
                .set("assign_public_ip", false),
        )
        .block(Block::new("deployment_circuit_breaker").set("enable", true).set("rollback", true))
        .blocks((!ports.is_empty()).then_some(registries))
        .blocks(targets.iter().map(|(target, port)| {
            Block::new("load_balancer")
                .set("target_group_arn", code(format!("aws_lb_target_group.{target}.arn")))
                .set("container_name", "app")
                .set("container_port", u32::from(*port))
        }))
        .block(
            Block::new("lifecycle")
                .comment("Scaling changes the count.")
                .set("ignore_changes", code("[desired_count]")),
        )
}

fn replicas(unit: &Unit<'_>) -> (u32, u32) {
    let (least, most) = unit.replicas();
    (least.max(1), most.max(1))
}

fn scaling(unit: &Unit<'_>) -> Vec<Block> {
    let (least, most) = replicas(unit);
    if most <= least {
        return Vec::new();
    }
    let target = |what: &str| code(format!("aws_appautoscaling_target.{}.{what}", unit.name));
    let resource = format!(
        "\"service/${{aws_ecs_cluster.{0}.name}}/${{aws_ecs_service.{0}.name}}\"",
        unit.name
    );
    vec![
        Block::resource("aws_appautoscaling_target", &unit.name)
            .set("service_namespace", "ecs")
            .set("resource_id", code(resource))
            .set("scalable_dimension", "ecs:service:DesiredCount")
            .set("min_capacity", least)
            .set("max_capacity", most)
            .set("tags", own_tags(unit)),
        Block::resource("aws_appautoscaling_policy", &unit.name)
            .set("name", "cpu")
            .set("policy_type", "TargetTrackingScaling")
            .set("service_namespace", target("service_namespace"))
            .set("resource_id", target("resource_id"))
            .set("scalable_dimension", target("scalable_dimension"))
            .block(
                Block::new("target_tracking_scaling_policy_configuration")
                    .set("target_value", 60_u32)
                    .block(
                        Block::new("predefined_metric_specification")
                            .set("predefined_metric_type", "ECSServiceAverageCPUUtilization"),
                    ),
            ),
    ]
}

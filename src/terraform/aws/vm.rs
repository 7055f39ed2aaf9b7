//! Machines: a launch template and a scaling group for each service.

use crate::placement::Hardware;
use crate::plan::Demand;
use crate::terms::{Arch, Kind, Purchase};
use crate::terraform::access::{Direction, Peer, of_unit};
use crate::terraform::hcl::{Block, Expr, code, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};

use super::keys;
use super::load_balancer::targets_of;
use super::network::segment;
use super::site::{Region, assumed_by, policy, statement};

/// Writes a service of machines.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let mut blocks = identity(region, unit, module);
    let has_identity = !blocks.is_empty();
    blocks.push(launch_template(region, unit, has_identity));
    blocks.push(scaling_group(region, unit));
    blocks.extend(scaling_policy(unit));
    module.service(unit).extend(blocks);
    image_inputs(unit, module);
    let name = code(format!("aws_autoscaling_group.{}.name", unit.name));
    module.output(format!("{}__group", unit.name), "Scaling group of the service.", name);
}

fn arch(unit: &Unit<'_>) -> Arch {
    unit.sku.map_or(Arch::X86, |sku| sku.arch)
}

fn image_inputs(unit: &Unit<'_>, module: &mut Module) {
    let (name, path) = match arch(unit) {
        Arch::X86 => ("ami_parameter_x86_64", "al2023-ami-kernel-default-x86_64"),
        Arch::Arm => ("ami_parameter_arm64", "al2023-ami-kernel-default-arm64"),
    };
    let about = "SSM parameter that holds the image to start, one with the service's software once there is one.";
    let path = format!("/aws/service/ami-amazon-linux-latest/{path}");
    module.ask(format!("aws_{name}"), Variable::new(name, "string", about).default(path));
    let about = "Name of the root disk in those images.";
    let device = Variable::new("root_device", "string", about).default("/dev/xvda");
    module.ask("aws_root_device".to_owned(), device);
}

fn launch_template(region: Region<'_, '_>, unit: &Unit<'_>, has_identity: bool) -> Block {
    let disk = match &unit.service.demand {
        Demand::Vm(vm) => vm.disk.gib_ceil().max(8),
        _ => 8,
    };
    let image = format!("ami_parameter_{}", arch(unit).name());
    let sku = unit.sku.map_or("", |sku| sku.name.as_str());
    let public = segment(region.layout, unit) == Some("public");
    let group = format!("[aws_security_group.{}.id]", unit.name);
    Block::resource("aws_launch_template", &unit.name)
        .when(public, |block| {
            block.comment(
                "checkov:skip=CKV_AWS_88:the plan lets users reach these machines directly",
            )
        })
        .set("name", region.layout.label(unit, 120))
        .set("image_id", template([Expr::from("resolve:ssm:"), code(format!("var.{image}"))]))
        .set("instance_type", sku)
        .set("ebs_optimized", true)
        .set("update_default_version", true)
        .when(!public, |block| block.set("vpc_security_group_ids", code(group.as_str())))
        .set("tags", own_tags(unit))
        .when(public, |block| {
            block.block(
                Block::new("network_interfaces")
                    .set("associate_public_ip_address", true)
                    .set("security_groups", code(group.as_str())),
            )
        })
        .block(root_disk(region, unit, disk))
        .block(
            Block::new("metadata_options")
                .comment(
                    "Only version 2 of the metadata service, and only from the machine itself.",
                )
                .set("http_endpoint", "enabled")
                .set("http_tokens", "required")
                .set("http_put_response_hop_limit", 1_u32),
        )
        .when(has_identity, |block| {
            let arn = format!("aws_iam_instance_profile.{}.arn", unit.name);
            block.block(Block::new("iam_instance_profile").set("arn", code(arn)))
        })
        .blocks(["instance", "volume"].map(|what| {
            Block::new("tag_specifications").set("resource_type", what).set("tags", own_tags(unit))
        }))
}

fn root_disk(region: Region<'_, '_>, unit: &Unit<'_>, gib: u64) -> Block {
    Block::new("block_device_mappings").set("device_name", code("var.root_device")).block(
        Block::new("ebs")
            .set("volume_type", "gp3")
            .set("volume_size", gib)
            .set("encrypted", true)
            .maybe("kms_key_id", keys::arn(region, unit))
            .set("delete_on_termination", true),
    )
}

fn scaling_group(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let (least, most) = unit.replicas();
    let segment = segment(region.layout, unit).unwrap_or("private");
    let targets = targets_of(region, unit);
    let check = if targets.is_empty() { "EC2" } else { "ELB" };
    let targets: Vec<String> =
        targets.iter().map(|name| format!("aws_lb_target_group.{name}.arn")).collect();
    Block::resource("aws_autoscaling_group", &unit.name)
        .set("name", region.layout.label(unit, 200))
        .set("min_size", least)
        .set("max_size", most)
        .set("vpc_zone_identifier", region.subnets(unit, segment, 1))
        .set("health_check_type", check)
        .set("health_check_grace_period", 120_u32)
        .when(!targets.is_empty(), |b| {
            b.set("target_group_arns", code(format!("[{}]", targets.join(", "))))
        })
        .block(started_from(unit))
        .block(
            Block::labelled("dynamic", &["tag"]).set("for_each", own_tags(unit)).gap().block(
                Block::new("content")
                    .set("key", code("tag.key"))
                    .set("value", code("tag.value"))
                    .set("propagate_at_launch", false),
            ),
        )
        .block(
            Block::new("instance_refresh").set("strategy", "Rolling").block(
                Block::new("preferences")
                    .set("min_healthy_percentage", 90_u32)
                    .set("auto_rollback", true),
            ),
        )
}

/// How many nodes are bought as spot capacity.
fn spot(unit: &Unit<'_>) -> u32 {
    let Hardware::Nodes { lots, .. } = &unit.deployment.hardware else { return 0 };
    lots.iter().filter(|lot| lot.purchase == Purchase::Spot).map(|lot| lot.count).sum()
}

fn started_from(unit: &Unit<'_>) -> Block {
    let template = |id: &str, block: Block| {
        block
            .set(id, code(format!("aws_launch_template.{}.id", unit.name)))
            .set("version", code(format!("aws_launch_template.{}.latest_version", unit.name)))
    };
    let spot = spot(unit);
    if spot == 0 {
        return template("id", Block::new("launch_template"));
    }
    let steady = unit.deployment.load.peak().saturating_sub(spot);
    Block::new("mixed_instances_policy")
        .block(
            Block::new("instances_distribution")
                .set("on_demand_base_capacity", steady)
                .set("on_demand_percentage_above_base_capacity", 0_u32)
                .set("spot_allocation_strategy", "price-capacity-optimized"),
        )
        .block(
            Block::new("launch_template")
                .block(template("launch_template_id", Block::new("launch_template_specification"))),
        )
}

/// Follows the load between the least and the most replicas of the profile.
fn scaling_policy(unit: &Unit<'_>) -> Option<Block> {
    let (least, most) = unit.replicas();
    (most > least).then(|| {
        Block::resource("aws_autoscaling_policy", &unit.name)
            .set("name", format!("{}-cpu", unit.name.replace('_', "-")))
            .set(
                "autoscaling_group_name",
                code(format!("aws_autoscaling_group.{}.name", unit.name)),
            )
            .set("policy_type", "TargetTrackingScaling")
            .block(
                Block::new("target_tracking_configuration").set("target_value", 60_u32).block(
                    Block::new("predefined_metric_specification")
                        .set("predefined_metric_type", "ASGAverageCPUUtilization"),
                ),
            )
    })
}

/// A role that may use exactly the buckets that the service's flows name.
fn identity(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Vec<Block> {
    let buckets = buckets(region, unit, module);
    if buckets.is_empty() {
        return Vec::new();
    }
    let mut objects = Vec::new();
    let mut whole = Vec::new();
    let mut keys = Vec::new();
    for (bucket, key) in buckets {
        objects.push(template([bucket.clone(), Expr::from("/*")]));
        whole.push(bucket);
        keys.extend(key);
    }
    let mut statements = vec![
        statement("Objects", &["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], objects),
        statement("Buckets", &["s3:ListBucket"], whole),
    ];
    if !keys.is_empty() {
        statements.push(statement("Keys", &["kms:Decrypt", "kms:GenerateDataKey"], keys));
    }
    let name = region.global_label(unit, 60);
    let role = code(format!("aws_iam_role.{}.name", unit.name));
    vec![
        Block::resource("aws_iam_role", &unit.name)
            .set("name", name.as_str())
            .set("assume_role_policy", assumed_by("ec2.amazonaws.com"))
            .set("tags", own_tags(unit)),
        Block::resource("aws_iam_role_policy", &unit.name)
            .set("name", "objects")
            .set("role", role.clone())
            .set("policy", policy(statements)),
        Block::resource("aws_iam_instance_profile", &unit.name)
            .set("name", name)
            .set("role", role)
            .set("tags", own_tags(unit)),
    ]
}

/// Buckets that the service has a flow to, with their keys; those elsewhere come in through the root.
fn buckets(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    module: &mut Module,
) -> Vec<(Expr, Option<Expr>)> {
    let mut found = Vec::new();
    for grant in of_unit(region.grants, region.view.id, unit.id) {
        let Peer::Unit(site, service) = grant.peer else { continue };
        let Some(view) = region.layout.site(site) else { continue };
        let Some(store) = view.unit(service) else { continue };
        let outgoing = grant.direction == Direction::Out && store.service.kind == Kind::ObjectStore;
        if !outgoing || view.site.provider != crate::terms::Provider::Aws {
            continue;
        }
        if site == region.view.id {
            let bucket = code(format!("aws_s3_bucket.{}.arn", store.name));
            found.push((bucket, keys::arn(region, store)));
        } else {
            let keyed = region.layout.customer_key(store).is_some();
            let mut pass = |what: &str| {
                let name = format!("{}__{}__{what}", view.name, store.name);
                let about =
                    format!("The {} of a bucket at {}.", what.replace('_', " "), view.site.code);
                let value = code(format!("module.{}.{}__{what}", view.name, store.name));
                module.input(Variable::new(name.as_str(), "string", about), value);
                code(format!("var.{name}"))
            };
            let bucket = pass("bucket_arn");
            let key = keyed.then(|| pass("key_arn"));
            found.push((bucket, key));
        }
    }
    found.dedup();
    found
}

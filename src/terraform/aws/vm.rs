//! Machines: a launch template and a scaling group for each service.

use crate::placement::Hardware;
use crate::terms::{Arch, Purchase};
use crate::terraform::hcl::{Block, Expr, call, code, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::self_hosted::{UBUNTU, keeps_data};

use super::load_balancer::targets_of;
use super::network::segment;
use super::parts::role_policy;
use super::site::{Region, assumed_by};
use super::{keys, members, rights, setup};

/// Writes a service of machines.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let mut blocks = identity(region, unit, module);
    let has_identity = !blocks.is_empty();
    blocks.push(launch_template(region, unit, has_identity));
    image_inputs(region, unit, module);
    if keeps_data(unit) {
        blocks.extend(members::blocks(region, unit));
        module.service(unit).extend(blocks);
        let value =
            code(format!("[for machine in aws_instance.{} : machine.private_ip]", unit.name));
        module.output(format!("{}__addresses", unit.name), "Addresses of the machines.", value);
        return;
    }
    blocks.push(scaling_group(region, unit));
    blocks.extend(scaling_policy(unit));
    module.service(unit).extend(blocks);
    let name = code(format!("aws_autoscaling_group.{}.name", unit.name));
    module.output(format!("{}__group", unit.name), "Scaling group of the service.", name);
}

fn arch(unit: &Unit<'_>) -> Arch {
    unit.sku.map_or(Arch::X86, |sku| sku.arch)
}

/// The input that names a unit's image, what it names by default, and the root disk of that image.
fn image(region: Region<'_, '_>, unit: &Unit<'_>) -> (String, String, &'static str) {
    let arch = arch(unit);
    if setup::told(region, unit).is_some() {
        let word = if arch == Arch::Arm { "arm64" } else { "amd64" };
        let path = format!(
            "/aws/service/canonical/ubuntu/server/{UBUNTU}/stable/current/{word}/hvm/ebs-gp3/ami-id"
        );
        return (format!("ubuntu_parameter_{}", arch.name()), path, "\"/dev/sda1\"");
    }
    let path =
        format!("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{}", arch.name());
    (format!("ami_parameter_{}", arch.name()), path, "var.root_device")
}

fn image_inputs(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let (name, path, root) = image(region, unit);
    if root == "var.root_device" {
        let about = "SSM parameter that holds the image to start, one with the service's software once there is one.";
        module.ask(
            format!("aws_{name}"),
            Variable::new(name.as_str(), "string", about).default(path),
        );
        let about = "Name of the root disk in those images.";
        let device = Variable::new("root_device", "string", about).default("/dev/xvda");
        module.ask("aws_root_device".to_owned(), device);
    } else {
        let about = format!(
            "SSM parameter that holds the Ubuntu {UBUNTU} to start; machines without a way to the internet need one that holds the packages of their service."
        );
        let variable = Variable::new(name.as_str(), "string", about).default(path);
        module.ask(format!("aws_{name}"), variable);
    }
}

fn launch_template(region: Region<'_, '_>, unit: &Unit<'_>, has_identity: bool) -> Block {
    // What keeps data has a disk for it beside that of the system.
    let stateful = keeps_data(unit);
    let (image, _, root) = image(region, unit);
    let told = setup::told(region, unit).filter(|_| !stateful);
    let told = told.map(|text| call("base64encode", [text]));
    let disk = members::disk(region, unit).filter(|_| !stateful).unwrap_or(8).max(8);
    let sku = unit.sku.map_or("", |sku| sku.name.as_str());
    let public = segment(region.layout, unit) == Some("public") && !stateful;
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
        .maybe("user_data", told)
        .when(!public, |block| block.set("vpc_security_group_ids", code(group.as_str())))
        .set("tags", own_tags(unit))
        .when(public, |block| {
            block.block(
                Block::new("network_interfaces")
                    .set("associate_public_ip_address", true)
                    .set("security_groups", code(group.as_str())),
            )
        })
        .block(root_disk(region, unit, (root, disk)))
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

fn root_disk(region: Region<'_, '_>, unit: &Unit<'_>, (name, gib): (&str, u64)) -> Block {
    Block::new("block_device_mappings").set("device_name", code(name)).block(
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
        targets.iter().map(|(name, _)| format!("aws_lb_target_group.{name}.arn")).collect();
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

/// A role that may use exactly what the service's flows name.
fn identity(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Vec<Block> {
    let rights = rights::of(region, unit, module);
    if rights.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![
        Block::resource("aws_iam_role", &unit.name)
            .set("name", region.global_label(unit, 60))
            .set("assume_role_policy", assumed_by("ec2.amazonaws.com"))
            .set("tags", own_tags(unit)),
    ];
    blocks.extend(role_policy(&unit.name, "flows", rights));
    blocks.push(
        Block::resource("aws_iam_instance_profile", &unit.name)
            .set("name", region.global_label(unit, 60))
            .set("role", code(format!("aws_iam_role.{}.name", unit.name)))
            .set("tags", own_tags(unit)),
    );
    blocks
}

//! Machines: a scale set for each service, with its scaling and its identity.

use crate::placement::Hardware;
use crate::plan::Demand;
use crate::terms::{Arch, Purchase};
use crate::terraform::hcl::{Block, Expr, code, object};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::self_hosted::keeps_data;

use super::gateway::pools_of;
use super::site::{Region, grouped};
use super::{keys, load_balancer, members, reservation, rights};

/// The account that the images create for the operators' key.
pub const OPERATOR: &str = "ops";

/// Writes a service of machines.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let assignments = rights::assignments(region, unit, module);
    let has_identity = rights::needs_identity(region, unit);
    let mut blocks = Vec::new();
    if has_identity {
        blocks.push(rights::identity(region, unit));
    }
    blocks.extend(assignments);
    inputs(unit, module);
    if keeps_data(unit) {
        blocks.extend(members::blocks(region, unit, has_identity));
        module.service(unit).extend(blocks);
        let about = "Addresses of the machines.";
        let all = format!("azurerm_network_interface.{}", unit.name);
        let value = code(format!("[for one in {all} : one.private_ip_address]"));
        module.output(format!("{}__addresses", unit.name), about, value);
        return;
    }
    blocks.push(scale_set(region, unit, has_identity));
    blocks.extend(scaling(region, unit));
    module.service(unit).extend(blocks);
    let id = code(format!("azurerm_orchestrated_virtual_machine_scale_set.{}.id", unit.name));
    module.output(format!("{}__group", unit.name), "Scale set of the service.", id);
}

fn image(unit: &Unit<'_>) -> (&'static str, &'static str) {
    match unit.sku.map_or(Arch::X86, |sku| sku.arch) {
        Arch::X86 => ("image_x86_64", "server"),
        Arch::Arm => ("image_arm64", "server-arm64"),
    }
}

fn inputs(unit: &Unit<'_>, module: &mut Module) {
    let (name, sku) = image(unit);
    let about = "Image to start, one with the service's software once there is one.";
    let of = "object({ publisher = string, offer = string, sku = string, version = string })";
    let ubuntu = [
        ("publisher", "Canonical"),
        ("offer", "ubuntu-24_04-lts"),
        ("sku", sku),
        ("version", "latest"),
    ];
    module.ask(format!("azure_{name}"), Variable::new(name, of, about).default(object(ubuntu)));
    let about = "Public key of the operators; no rule opens the port for it.";
    let key = Variable::new("ssh_public_key", "string", about)
        .example("ssh-ed25519 REPLACE-WITH-A-PUBLIC-KEY")
        .check(
            "can(regex(\"^(ssh|ecdsa)-\", var.azure_ssh_public_key))",
            "A public key in the form of OpenSSH.",
        );
    module.ask("azure_ssh_public_key".to_owned(), key);
}

fn scale_set(region: Region<'_, '_>, unit: &Unit<'_>, has_identity: bool) -> Block {
    let (least, most) = unit.replicas();
    let spread = region.view.site.zones > 1 && unit.deployment.zones > 1;
    let base = grouped(
        "azurerm_orchestrated_virtual_machine_scale_set",
        &unit.name,
        region.layout.label(unit, 50),
    )
    .set("sku_name", unit.sku.map_or("", |sku| sku.name.as_str()))
    .set("instances", peak(unit))
    .set("platform_fault_domain_count", 1_u32)
    .maybe("capacity_reservation_group_id", reservation::group(unit))
    .maybe("zones", region.zones(unit))
    .when(spread, |block| block.set("zone_balance", true))
    .set("tags", own_tags(unit));
    let base = interruptible(base, unit);
    base.block(operators(members::told(region, unit)))
        .block(source_image(unit))
        .block(os_disk(region, unit))
        .block(interface(region, unit))
        .when(has_identity, |block| block.block(rights::identity_block(unit)))
        .when(most > least, |block| {
            block.block(
                Block::new("lifecycle")
                    .comment("Scaling decides.")
                    .set("ignore_changes", code("[instances]")),
            )
        })
}

fn operators(told: Option<Expr>) -> Block {
    Block::new("os_profile").maybe("custom_data", told).block(
        Block::new("linux_configuration")
            .set("admin_username", OPERATOR)
            .set("disable_password_authentication", true)
            .block(operators_key()),
    )
}

/// The key with which operators get in.
pub fn operators_key() -> Block {
    Block::new("admin_ssh_key")
        .set("username", OPERATOR)
        .set("public_key", code("var.ssh_public_key"))
}

/// The image that machines start from.
pub fn source_image(unit: &Unit<'_>) -> Block {
    let (variable, _) = image(unit);
    ["publisher", "offer", "sku", "version"]
        .into_iter()
        .fold(Block::new("source_image_reference"), |block, part| {
            block.set(part, code(format!("var.{variable}.{part}")))
        })
}

/// The disk of the system.
pub fn os_disk(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let gib = match &unit.service.demand {
        Demand::Vm(vm) => vm.disk.gib_ceil().max(30),
        _ if keeps_data(unit) => 30,
        // What only passes things on has one disk.
        _ => unit.disk.map_or(30, |size| size.gib_ceil().max(30)),
    };
    Block::new("os_disk")
        .set("caching", "ReadWrite")
        .set("storage_account_type", "Premium_LRS")
        .set("disk_size_gb", gib)
        .maybe("disk_encryption_set_id", keys::disk_set(region, unit))
}

/// How many machines run at the peak.
fn peak(unit: &Unit<'_>) -> u32 {
    unit.deployment.hardware.running().unwrap_or(&unit.deployment.load).peak()
}

fn interface(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let pools = pools_of(region, unit);
    let balanced = load_balancer::pools_of(region, unit);
    let public = region.layout.is_public(unit.id);
    let address = Block::new("ip_configuration")
        .set("name", "internal")
        .set("primary", true)
        .set("subnet_id", code(format!("azurerm_subnet.{}.id", unit.name)))
        .when(!pools.is_empty(), |block| {
            block.set("application_gateway_backend_address_pool_ids", Expr::List(pools))
        })
        .when(!balanced.is_empty(), |block| {
            block.set("load_balancer_backend_address_pool_ids", Expr::List(balanced))
        })
        .when(public, |block| {
            let about = "The plan lets users reach these machines directly.";
            block.comment(about).block(
                Block::new("public_ip_address")
                    .set("name", "public")
                    .set("sku_name", "Standard_Regional"),
            )
        });
    Block::new("network_interface").set("name", "main").set("primary", true).block(address)
}

/// Spot machines above what is bought otherwise.
fn interruptible(block: Block, unit: &Unit<'_>) -> Block {
    let Hardware::Nodes { lots, .. } = &unit.deployment.hardware else { return block };
    let spot: u32 =
        lots.iter().filter(|lot| lot.purchase == Purchase::Spot).map(|lot| lot.count).sum();
    if spot == 0 {
        return block;
    }
    let steady = peak(unit).saturating_sub(spot);
    block.set("priority", "Spot").set("eviction_policy", "Delete").block(
        Block::new("priority_mix")
            .set("base_regular_count", steady)
            .set("regular_percentage_above_base", 0_u32),
    )
}

/// Follows the load between the least and the most replicas of the profile.
fn scaling(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<Block> {
    let (least, most) = unit.replicas();
    if least == most {
        return None;
    }
    let set = format!("azurerm_orchestrated_virtual_machine_scale_set.{}.id", unit.name);
    let profile = Block::new("profile")
        .set("name", "load")
        .block(
            Block::new("capacity").set("default", least).set("minimum", least).set("maximum", most),
        )
        .block(step(&set, "GreaterThan", 60, "Increase"))
        .block(step(&set, "LessThan", 30, "Decrease"));
    let setting =
        grouped("azurerm_monitor_autoscale_setting", &unit.name, region.layout.label(unit, 80))
            .set("target_resource_id", code(set.as_str()))
            .set("tags", own_tags(unit))
            .block(profile);
    Some(setting)
}

fn step(set: &str, operator: &str, threshold: u32, direction: &str) -> Block {
    Block::new("rule")
        .block(
            Block::new("metric_trigger")
                .set("metric_name", "Percentage CPU")
                .set("metric_resource_id", code(set))
                .set("operator", operator)
                .set("statistic", "Average")
                .set("threshold", threshold)
                .set("time_aggregation", "Average")
                .set("time_grain", "PT1M")
                .set("time_window", "PT5M"),
        )
        .block(
            Block::new("scale_action")
                .set("direction", direction)
                .set("type", "ChangeCount")
                .set("value", 1_u32)
                .set("cooldown", "PT5M"),
        )
}

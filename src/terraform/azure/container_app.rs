//! Containers: an environment in a subnet of its own, and the app that scales in it.

use crate::terms::Form;
use crate::terraform::access::{Direction, of_unit};
use crate::terraform::hcl::{Block, code};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::units::Decimal;

use super::site::{Region, grouped};
use super::{logs, rights};

/// Writes containers.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let mut blocks = vec![rights::identity(region, unit)];
    blocks.extend(rights::assignments(region, unit, module));
    blocks.push(environment(region, unit));
    blocks.push(app(region, unit));
    if !region.layout.is_public(unit.id) {
        blocks.extend(names(unit));
    }
    module.service(unit).extend(blocks);
    let variable = format!("{}__image", unit.name);
    let about = crate::terraform::name::tag(&format!(
        "Image of {}, one with the service's software once there is one.",
        unit.service.name.value
    ));
    let image = Variable::new(variable.as_str(), "string", about)
        .default("mcr.microsoft.com/k8se/quickstart:latest");
    module.ask(format!("azure_{variable}"), image);
    let of = |what: &str| code(format!("azurerm_container_app.{}.{what}", unit.name));
    let name = of("latest_revision_fqdn");
    module.output(format!("{}__endpoint", unit.name), "Where the containers answer.", name);
}

fn environment(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let spread = unit.deployment.form == Form::ZoneRedundant && region.view.site.zones > 1;
    let public = region.layout.is_public(unit.id);
    grouped("azurerm_container_app_environment", &unit.name, region.layout.label(unit, 60))
        .set("infrastructure_subnet_id", code(format!("azurerm_subnet.{}.id", unit.name)))
        .set("internal_load_balancer_enabled", !public)
        .set("public_network_access", if public { "Enabled" } else { "Disabled" })
        .set("zone_redundancy_enabled", spread)
        .set("mutual_tls_enabled", true)
        .set("logs_destination", "log-analytics")
        .set("log_analytics_workspace_id", logs::workspace(region))
        .set("tags", own_tags(unit))
        .block(
            Block::new("workload_profile")
                .set("name", "Consumption")
                .set("workload_profile_type", "Consumption"),
        )
        .block(
            Block::new("lifecycle")
                .comment("Azure names the group of what it makes for the environment.")
                .set("ignore_changes", code("[infrastructure_resource_group_name]")),
        )
        .gap()
        .set(
            "depends_on",
            code(format!("[azurerm_subnet_network_security_group_association.{}]", unit.name)),
        )
}

/// Quarters of a processor that a replica gets: two GiB of memory come with each whole one.
fn quarters(unit: &Unit<'_>) -> Decimal {
    let terms = unit.service.demand.terms();
    let quarter = Decimal::new(25, 2);
    let wanted = terms.number("cpu").max(terms.number("memory_gib") / Decimal::TWO);
    ((wanted / quarter).ceil() * quarter).max(quarter).normalize()
}

fn app(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let cpu = quarters(unit);
    let (least, most) = replicas(unit);
    let container =
        Block::new("container")
            .set("name", "main")
            .set("image", code(format!("var.{}__image", unit.name)))
            .set("cpu", code(cpu.to_string()))
            .set("memory", format!("{}Gi", (cpu * Decimal::TWO).normalize()))
            .block(Block::new("env").set("name", "AZURE_CLIENT_ID").set(
                "value",
                code(format!("azurerm_user_assigned_identity.{}.client_id", unit.name)),
            ));
    let scale = Block::new("http_scale_rule").set("name", "load").set("concurrent_requests", "50");
    let template = Block::new("template")
        .set("min_replicas", least)
        .set("max_replicas", most.max(1))
        .when(most > least, |block| block.block(scale))
        .block(container);
    Block::resource("azurerm_container_app", &unit.name)
        .set("name", region.layout.label(unit, 32))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set(
            "container_app_environment_id",
            code(format!("azurerm_container_app_environment.{}.id", unit.name)),
        )
        .set("revision_mode", "Single")
        .set("workload_profile_name", "Consumption")
        .set("tags", own_tags(unit))
        .block(rights::identity_block(unit))
        .blocks(ingress(region, unit))
        .block(template)
}

/// The least and the most replicas: a product without nodes scales by the load itself.
fn replicas(unit: &Unit<'_>) -> (u32, u32) {
    let (least, most) = unit.replicas();
    (least.min(1000), most.min(1000))
}

/// The port that flows name: web ports end TLS at the environment, others pass as they are.
fn ingress(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<Block> {
    let mut grants = of_unit(region.grants, region.view.id, unit.id);
    let port = grants.find(|grant| grant.direction == Direction::In)?.port;
    let web = matches!(port, 80 | 443);
    let block = Block::new("ingress")
        .set("external_enabled", true)
        .set("target_port", if web { 8080_u32 } else { u32::from(port) })
        .set("transport", if web { "auto" } else { "tcp" })
        .when(web, |block| block.set("allow_insecure_connections", port == 80))
        .when(!web, |block| block.set("exposed_port", u32::from(port)))
        .block(
            Block::new("traffic_weight").set("latest_revision", true).set("percentage", 100_u32),
        );
    Some(block)
}

/// The zone of an environment that only the network reaches.
fn names(unit: &Unit<'_>) -> Vec<Block> {
    let of = |what: &str| code(format!("azurerm_container_app_environment.{}.{what}", unit.name));
    let group = code("azurerm_resource_group.main.name");
    let zone = code(format!("azurerm_private_dns_zone.{}.name", unit.name));
    vec![
        Block::resource("azurerm_private_dns_zone", &unit.name)
            .set("name", of("default_domain"))
            .set("resource_group_name", group.clone())
            .set("tags", own_tags(unit)),
        Block::resource("azurerm_private_dns_zone_virtual_network_link", &unit.name)
            .set("name", "own-network")
            .set("resource_group_name", group.clone())
            .set("private_dns_zone_name", zone.clone())
            .set("virtual_network_id", code("azurerm_virtual_network.main.id"))
            .set("tags", own_tags(unit)),
        Block::resource("azurerm_private_dns_a_record", &unit.name)
            .set("name", "*")
            .set("zone_name", zone)
            .set("resource_group_name", group)
            .set("ttl", 300_u32)
            .set(
                "records",
                code(format!(
                    "[azurerm_container_app_environment.{}.static_ip_address]",
                    unit.name
                )),
            )
            .set("tags", own_tags(unit)),
    ]
}

//! Devices: an `IoT` hub, with a route to each service that its flows name.

use crate::terms::Provider;
use crate::terraform::hcl::{Block, Expr, code, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::Module;
use crate::terraform::name::label;

use super::place::calls;
use super::site::{Region, grouped};
use super::{logs, metered, rights};

/// Where messages go on to, by the product that takes them.
struct End {
    resource: &'static str,
    role: &'static str,
    scope: String,
    settings: Vec<(&'static str, Expr)>,
}

/// Writes a hub.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let id = code(format!("azurerm_iothub.{}.id", unit.name));
    let ends: Vec<(&Unit<'_>, End)> = calls(region, unit)
        .filter(|(view, ..)| view.id == region.view.id && view.site.provider == Provider::Azure)
        .filter_map(|(_, peer, _)| Some((peer, end(peer)?)))
        .collect();
    let mut blocks = Vec::new();
    if !ends.is_empty() {
        blocks.push(rights::identity(region, unit));
    }
    blocks.push(hub(region, unit, !ends.is_empty()));
    for (peer, end) in &ends {
        blocks.push(rights::assignment(unit, &peer.name, code(end.scope.as_str()), end.role));
        blocks.push(endpoint(unit, peer, end));
        blocks.push(route(unit, peer));
    }
    module.export(format!("{}__id", unit.name), "The hub.", id.clone());
    let logged = ["Connections", "DeviceTelemetry", "Routes"];
    blocks.push(logs::sent(region, unit, id, &logged));
    module.service(unit).extend(blocks);
    let host = code(format!("azurerm_iothub.{}.hostname", unit.name));
    module.output(format!("{}__endpoint", unit.name), "Where devices sign in.", host);
}

/// The tier and its units, as the catalog bills for them.
fn size(region: Region<'_, '_>, unit: &Unit<'_>) -> (&'static str, u32) {
    let values = metered::values(region, unit);
    let tiers = [("S3", "iot-hub-s3"), ("S2", "iot-hub-s2"), ("S1", "iot-hub-s1")];
    let sized = tiers.map(|(tier, meter)| (tier, metered::units(region, unit, meter, &values)));
    sized.into_iter().find(|(_, count)| *count > 0).unwrap_or(("S1", 1))
}

fn hub(region: Region<'_, '_>, unit: &Unit<'_>, routed: bool) -> Block {
    let (tier, count) = size(region, unit);
    let title = Expr::from(format!("{}-", region.layout.label(unit, 42)));
    grouped("azurerm_iothub", &unit.name, template([title, code("local.suffix")]))
        .comment("checkov:skip=CKV_AZURE_108:devices come from anywhere, each with an identity of its own")
        .set("local_authentication_enabled", false)
        .set("event_hub_retention_in_days", 1_u32)
        .set("event_hub_partition_count", 4_u32)
        .set("tags", own_tags(unit))
        .block(Block::new("sku").set("name", tier).set("capacity", count))
        .when(routed, |block| block.block(rights::identity_block(unit)))
        .block(
            Block::new("lifecycle")
                .comment("Routes are resources of their own.")
                .set("ignore_changes", code("[endpoint, route]")),
        )
}

fn end(peer: &Unit<'_>) -> Option<End> {
    let name = &peer.name;
    let bus = |of: &str| {
        code(format!("\"sb://${{azurerm_{of}_namespace.{name}.name}}.servicebus.windows.net\""))
    };
    Some(match peer.product?.name.as_str() {
        "event-hubs" => End {
            resource: "azurerm_iothub_endpoint_eventhub",
            role: "Azure Event Hubs Data Sender",
            scope: format!("azurerm_eventhub.{name}.id"),
            settings: vec![
                ("endpoint_uri", bus("eventhub")),
                ("entity_path", code(format!("azurerm_eventhub.{name}.name"))),
            ],
        },
        "service-bus" => End {
            resource: "azurerm_iothub_endpoint_servicebus_queue",
            role: "Azure Service Bus Data Sender",
            scope: format!("azurerm_servicebus_queue.{name}.id"),
            settings: vec![
                ("endpoint_uri", bus("servicebus")),
                ("entity_path", code(format!("azurerm_servicebus_queue.{name}.name"))),
            ],
        },
        "blob" => End {
            resource: "azurerm_iothub_endpoint_storage_container",
            role: "Storage Blob Data Contributor",
            scope: format!("azurerm_storage_account.{name}.id"),
            settings: vec![
                (
                    "endpoint_uri",
                    code(format!("azurerm_storage_account.{name}.primary_blob_endpoint")),
                ),
                ("container_name", code(format!("azurerm_storage_container.{name}.name"))),
                ("encoding", Expr::from("JSON")),
            ],
        },
        _ => return None,
    })
}

fn endpoint(unit: &Unit<'_>, peer: &Unit<'_>, end: &End) -> Block {
    let base = Block::resource(end.resource, &format!("{}__{}", unit.name, peer.name))
        .set("name", label(&[&peer.service.name.value], 60))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("iothub_id", code(format!("azurerm_iothub.{}.id", unit.name)))
        .set("authentication_type", "identityBased")
        .set("identity_id", code(format!("azurerm_user_assigned_identity.{}.id", unit.name)));
    let block =
        end.settings.iter().fold(base, |block, (name, value)| block.set(*name, value.clone()));
    let role = format!("[azurerm_role_assignment.{}__{}]", unit.name, peer.name);
    block.gap().set("depends_on", code(role))
}

fn route(unit: &Unit<'_>, peer: &Unit<'_>) -> Block {
    let kind = match peer.product.map(|product| product.name.as_str()) {
        Some("event-hubs") => "eventhub",
        Some("service-bus") => "servicebus_queue",
        _ => "storage_container",
    };
    let name = format!("{}__{}", unit.name, peer.name);
    Block::resource("azurerm_iothub_route", &name)
        .set("name", label(&[&peer.service.name.value], 60))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("iothub_name", code(format!("azurerm_iothub.{}.name", unit.name)))
        .set("source", "DeviceMessages")
        .set("condition", "true")
        .set("endpoint_names", code(format!("[azurerm_iothub_endpoint_{kind}.{name}.name]")))
        .set("enabled", true)
}

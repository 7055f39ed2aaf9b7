//! Publish and subscribe: an Event Grid topic, and a subscription for each service that its flows lead to.

use crate::terms::Provider;
use crate::terraform::hcl::{Block, Expr, code, template};
use crate::terraform::layout::{SiteView, Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::label;

use super::site::{Region, grouped};
use super::{place, rights};

/// Writes a topic.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let topic = topic(region, unit, module);
    let mut blocks = vec![topic];
    let mut known = Vec::new();
    for (view, peer, _) in place::calls(region, unit) {
        if !known.contains(&(view.id, peer.id)) {
            known.push((view.id, peer.id));
            blocks.extend(subscription(region, unit, view, peer, module));
        }
    }
    module.service(unit).extend(blocks);
    let of = |what: &str| code(format!("azurerm_eventgrid_topic.{}.{what}", unit.name));
    let about = "Where events are published, with tokens of Entra.";
    module.output(format!("{}__endpoint", unit.name), about, of("endpoint"));
    module.export(format!("{}__id", unit.name), "The topic.", of("id"));
}

fn topic(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Block {
    let parts =
        [&*region.layout.topology.name, &*unit.service.name.value, &*region.view.site.region];
    let title = template([Expr::from(format!("{}-", label(&parts, 42))), code("local.suffix")]);
    let here = place::callers(region, unit).any(|(view, peer, _)| {
        let home = place::home(region.layout, view, peer.id);
        view.id == region.view.id && home.is_some_and(|home| place::has_subnet(region, home))
    });
    let (_, mut addresses) = place::sources(region, unit, module);
    if here {
        addresses.push("[azurerm_public_ip.nat.ip_address]".to_owned());
    }
    let open = place::is_open(region, unit);
    let closed = !addresses.is_empty() && !open;
    // An attribute, not a block: Terraform does not look for references in dynamic blocks of this one.
    let rules = closed.then(|| {
        let ranges = addresses.join(", ");
        code(format!("[for range in concat({ranges}) : {{ ip_mask = range, action = \"Allow\" }}]"))
    });
    grouped("azurerm_eventgrid_topic", &unit.name, title)
        .comment("checkov:skip=CKV_AZURE_193:published to from the addresses below with tokens of Entra; private endpoints are not in the bill")
        .set("input_schema", "CloudEventSchemaV1_0")
        .set("local_auth_enabled", false)
        .set("public_network_access_enabled", open || closed)
        .maybe("inbound_ip_rule", rules)
        .set("tags", own_tags(unit))
        .block(Block::new("identity").set("type", "SystemAssigned"))
}

/// The way of events to one service.
fn subscription(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    view: &SiteView<'_>,
    peer: &Unit<'_>,
    module: &mut Module,
) -> Vec<Block> {
    let here = view.id == region.view.id;
    let to = if here { peer.name.clone() } else { format!("{}__{}", view.name, peer.name) };
    let name = format!("{}__{to}", unit.name);
    let base = Block::resource("azurerm_eventgrid_event_subscription", &name)
        .set("name", label(&[&to.replace('_', "-")], 64))
        .set("scope", code(format!("azurerm_eventgrid_topic.{}.id", unit.name)))
        .set("event_delivery_schema", "CloudEventSchemaV1_0");
    let retry = Block::new("retry_policy")
        .set("max_delivery_attempts", 30_u32)
        .set("event_time_to_live", 1440_u32);
    let product = peer.product.map(|product| product.name.as_str());
    let azure = view.site.provider == Provider::Azure;
    let (attribute, role) = match product.filter(|_| azure) {
        Some("service-bus") => ("service_bus_queue_endpoint_id", "Azure Service Bus Data Sender"),
        Some("event-hubs") => ("eventhub_endpoint_id", "Azure Event Hubs Data Sender"),
        _ => return vec![called(unit, peer, &name, base, here && azure, module).block(retry)],
    };
    let scope = rights::scope_of(region, view, peer, "id", module);
    let sender = Block::resource("azurerm_role_assignment", &name)
        .set("scope", scope.clone())
        .set("role_definition_name", role)
        .set(
            "principal_id",
            code(format!("azurerm_eventgrid_topic.{}.identity[0].principal_id", unit.name)),
        );
    let subscription = base
        .set(attribute, scope)
        .block(Block::new("delivery_identity").set("type", "SystemAssigned"))
        .block(retry)
        .gap()
        .set("depends_on", code(format!("[azurerm_role_assignment.{name}]")));
    vec![sender, subscription]
}

/// Events for software: it has to be there before Azure takes its address.
fn called(
    unit: &Unit<'_>,
    peer: &Unit<'_>,
    name: &str,
    base: Block,
    azure: bool,
    module: &mut Module,
) -> Block {
    let of_function = match peer.product.map(|product| product.name.as_str()) {
        Some("functions-consumption") => Some("azurerm_linux_function_app"),
        Some("functions-flex") => Some("azurerm_function_app_flex_consumption"),
        _ => None,
    }
    .filter(|_| azure);
    let (of, peer_name) = (&unit.service.name.value, &peer.service.name.value);
    let what = if of_function.is_some() { "Function within" } else { "Address (https://) of" };
    let about = crate::terraform::name::tag(&format!(
        "{what} {peer_name} that takes events of {of}; empty until it is deployed."
    ));
    let variable = format!("{name}__handler");
    module.ask(
        format!("azure_{variable}"),
        Variable::new(variable.as_str(), "string", about).default(""),
    );
    let value: Expr = code(format!("var.{variable}"));
    let base = base.set("count", code(format!("var.{variable} == \"\" ? 0 : 1")));
    match of_function {
        Some(of) => base.block(Block::new("azure_function_endpoint").set(
            "function_id",
            template([code(format!("{of}.{}.id", peer.name)), Expr::from("/functions/"), value]),
        )),
        None => base.block(Block::new("webhook_endpoint").set("url", value)),
    }
}

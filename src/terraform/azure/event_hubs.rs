//! Event streams: an Event Hubs namespace with one hub, which speaks the protocol of Kafka.

use crate::terraform::hcl::{Block, Expr, code, list, object, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::Module;
use crate::terraform::name::label;

use super::site::{Region, grouped};

use super::{metered, place, standby};

/// Writes an event stream.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let mut blocks = vec![namespace(region, unit, module)];
    if !follows(region, unit) {
        blocks.push(hub(region, unit));
    }
    blocks.extend(pairing(region, unit, module));
    module.service(unit).extend(blocks);
    let name = code(format!("azurerm_eventhub_namespace.{}.name", unit.name));
    let endpoint = template([name, Expr::from(".servicebus.windows.net:9093")]);
    let about = "Where the stream answers to clients of Kafka, by TLS and with tokens of Entra.";
    module.output(format!("{}__endpoint", unit.name), about, endpoint);
    module.export(format!("{}__id", unit.name), "The stream.", scope(region, unit));
    let namespace = code(format!("azurerm_eventhub_namespace.{}.id", unit.name));
    module.export(format!("{}__namespace_id", unit.name), "Namespace of the stream.", namespace);
}

/// What callers get their roles on: the hub, or the namespace that waits to receive it.
pub fn scope(region: Region<'_, '_>, unit: &Unit<'_>) -> Expr {
    let of = if follows(region, unit) { "azurerm_eventhub_namespace" } else { "azurerm_eventhub" };
    code(format!("{of}.{}.id", unit.name))
}

/// Whether a namespace waits to take over, and gets its hub by the pairing.
fn follows(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    unit.is_recovery() && standby::other(region, unit).is_some()
}

fn namespace(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Block {
    let parts =
        [&*region.layout.topology.name, &*unit.service.name.value, &*region.view.site.region];
    let title = template([Expr::from(format!("{}-", label(&parts, 42))), code("local.suffix")]);
    let values = metered::values(region, unit);
    let units = metered::running(region, unit, "event-hubs-unit", &values).clamp(1, 40);
    let keyed = region.layout.customer_key(unit).is_some();
    let (subnets, addresses) = place::sources(region, unit, module);
    // An attribute, not a block: Terraform does not look for references in dynamic blocks of this one.
    let subnet = |id: Expr| {
        object([
            ("subnet_id", id),
            ("ignore_missing_virtual_network_service_endpoint", false.into()),
        ])
    };
    let ranges = format!("concat([], {})", addresses.join(", "));
    let ranges = if addresses.is_empty() { "[]".to_owned() } else { ranges };
    let action = if place::is_open(region, unit) { "Allow" } else { "Deny" };
    let rules = object([
        ("default_action", Expr::from(action)),
        ("public_network_access_enabled", true.into()),
        ("trusted_service_access_enabled", true.into()),
        ("virtual_network_rule", list(subnets.into_iter().map(subnet))),
        (
            "ip_rule",
            code(format!("[for range in {ranges} : {{ ip_mask = range, action = \"Allow\" }}]")),
        ),
    ]);
    grouped("azurerm_eventhub_namespace", &unit.name, title)
        .comment("checkov:skip=CKV_AZURE_228:Azure spreads every namespace over zones where the region has them")
        .when(keyed, |block| {
            block.comment("The Standard tier is encrypted by the platform's keys; the customer's need Premium.")
        })
        .set("sku", "Standard")
        .set("capacity", units)
        .set("auto_inflate_enabled", false)
        .set("minimum_tls_version", "1.2")
        .set("local_authentication_enabled", false)
        .set("public_network_access_enabled", true)
        .set("network_rulesets", list([rules]))
        .set("tags", own_tags(unit))
}

fn hub(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let hours = metered::count(unit, "retention_days").clamp(1, 7) * 24;
    Block::resource("azurerm_eventhub", &unit.name)
        .set("name", region.layout.label(unit, 100))
        .set("namespace_id", code(format!("azurerm_eventhub_namespace.{}.id", unit.name)))
        .set("partition_count", metered::count(unit, "partitions").clamp(1, 32))
        .block(
            Block::new("retention_description")
                .set("cleanup_policy", "Delete")
                .set("retention_time_in_hours", hours),
        )
}

fn pairing(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Option<Block> {
    let (title, standby) = standby::led(region, unit, standby::NAMESPACE, 42, module)?;
    let block = Block::resource("azurerm_eventhub_namespace_disaster_recovery_config", &unit.name)
        .comment("Hubs and their settings follow to the standby; events do not in this tier.")
        .set("name", title)
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("namespace_name", code(format!("azurerm_eventhub_namespace.{}.name", unit.name)))
        .set("partner_namespace_id", standby)
        .gap()
        .set("depends_on", code(format!("[azurerm_eventhub.{}]", unit.name)));
    Some(block)
}

//! Queues: a Service Bus namespace with one queue; over zones the Premium tier, which has networks and keys of
//! the customer.

use crate::terms::Form;
use crate::terraform::hcl::{Block, Expr, code, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::Module;
use crate::terraform::name::label;

use super::site::{Region, grouped};

use super::{keys, metered, place, standby};

/// Writes a queue.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let mut blocks = vec![namespace(region, unit, module)];
    if !follows(region, unit) {
        blocks.push(queue(region, unit));
    }
    blocks.extend(pairing(region, unit, module));
    module.service(unit).extend(blocks);
    let of = |what: &str| code(format!("azurerm_servicebus_namespace.{}.{what}", unit.name));
    let about = "Where the queue answers, with tokens of Entra.";
    module.output(format!("{}__endpoint", unit.name), about, of("endpoint"));
    module.export(format!("{}__id", unit.name), "The queue.", scope(region, unit));
    module.export(format!("{}__namespace_id", unit.name), "Namespace of the queue.", of("id"));
}

/// What callers get their roles on: the queue, or the namespace that waits to receive it.
pub fn scope(region: Region<'_, '_>, unit: &Unit<'_>) -> Expr {
    let of = if follows(region, unit) { "namespace" } else { "queue" };
    code(format!("azurerm_servicebus_{of}.{}.id", unit.name))
}

fn is_premium(unit: &Unit<'_>) -> bool {
    unit.deployment.form == Form::ZoneRedundant
}

/// Only the Premium tier pairs namespaces of two regions.
fn paired(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    is_premium(unit) && standby::other(region, unit).is_some_and(|(_, other)| is_premium(other))
}

fn follows(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    unit.is_recovery() && paired(region, unit)
}

fn namespace(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Block {
    let parts =
        [&*region.layout.topology.name, &*unit.service.name.value, &*region.view.site.region];
    let title = template([Expr::from(format!("{}-", label(&parts, 42))), code("local.suffix")]);
    let premium = is_premium(unit);
    let key = keys::of(region, unit).filter(|_| premium);
    let block = grouped("azurerm_servicebus_namespace", &unit.name, title)
        .when(key.is_none(), |block| {
            let why = if premium {
                "the plan leaves the keys of this data to the provider"
            } else {
                "the Standard tier, which serves in one zone, has the platform's keys only"
            };
            block
                .comment(&format!("checkov:skip=CKV_AZURE_199:{why}"))
                .comment(&format!("checkov:skip=CKV_AZURE_201:{why}"))
        })
        .when(!premium, |block| {
            block.comment("checkov:skip=CKV_AZURE_202:no identity is needed without keys of the customer")
        })
        .when(premium && key.is_none(), |block| {
            block.comment("checkov:skip=CKV_AZURE_202:no identity is needed without keys of the customer")
        })
        .comment("checkov:skip=CKV_AZURE_204:reached over service endpoints or with tokens of Entra; private endpoints are not in the bill")
        .set("sku", if premium { "Premium" } else { "Standard" });
    let block = if premium {
        let values = metered::values(region, unit);
        let units = metered::running(region, unit, "service-bus-premium", &values).max(1);
        block.set("capacity", units).set("premium_messaging_partitions", 1_u32)
    } else {
        block
    };
    let block = block
        .set("minimum_tls_version", "1.2")
        .set("local_auth_enabled", false)
        .set("public_network_access_enabled", true)
        .set("tags", own_tags(unit));
    let block = if premium { block.block(rules(region, unit, module)) } else { block };
    keys::managed(block, key, |managed, identity| {
        managed.set("identity_id", identity).set("infrastructure_encryption_enabled", true)
    })
}

fn rules(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Block {
    let (subnets, addresses) = place::sources(region, unit, module);
    let open = place::is_open(region, unit) || subnets.is_empty() && addresses.is_empty();
    Block::new("network_rule_set")
        .when(open, |block| {
            block.comment("Azure takes no closed list without an entry; roles say who gets in.")
        })
        .set("default_action", if open { "Allow" } else { "Deny" })
        .set("public_network_access_enabled", true)
        .set("trusted_services_allowed", true)
        .when(!addresses.is_empty(), |block| {
            block.set("ip_rules", code(format!("concat({})", addresses.join(", "))))
        })
        .blocks(
            subnets.into_iter().map(|subnet| Block::new("network_rules").set("subnet_id", subnet)),
        )
}

fn queue(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let ordered = unit.service.demand.terms().flag("ordered");
    let size = metered::count(unit, "message_kib").max(1024);
    Block::resource("azurerm_servicebus_queue", &unit.name)
        .set("name", region.layout.label(unit, 100))
        .set("namespace_id", code(format!("azurerm_servicebus_namespace.{}.id", unit.name)))
        .comment("What is not taken ends in the queue's dead letters.")
        .set("max_delivery_count", 10_u32)
        .set("dead_lettering_on_message_expiration", true)
        .set("default_message_ttl", "P14D")
        .set("lock_duration", "PT1M")
        .set("requires_session", ordered)
        .set("requires_duplicate_detection", ordered)
        .when(is_premium(unit), |block| block.set("max_message_size_in_kilobytes", size))
}

fn pairing(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Option<Block> {
    if !paired(region, unit) {
        return None;
    }
    let (title, standby) = standby::led(region, unit, standby::NAMESPACE, 42, module)?;
    let own = code(format!("azurerm_servicebus_namespace.{}.id", unit.name));
    let block =
        Block::resource("azurerm_servicebus_namespace_disaster_recovery_config", &unit.name)
            .comment("Queues and their settings follow to the standby; messages do not.")
            .set("name", title)
            .set("primary_namespace_id", own)
            .set("partner_namespace_id", standby)
            .gap()
            .set("depends_on", code(format!("[azurerm_servicebus_queue.{}]", unit.name)));
    Some(block)
}

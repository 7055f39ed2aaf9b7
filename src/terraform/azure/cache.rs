//! Caches: Azure Cache for Redis behind a private endpoint, entered with identities only, and linked to the
//! cache of a warm standby where both are of the tier that can be.

use crate::terms::Form;
use crate::terraform::hcl::{Block, Expr, code, list, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::label;

use super::endpoint;
use super::site::{Region, grouped};

/// Tier, family and size of a SKU such as `Premium_P1`.
fn sku<'u>(unit: &'u Unit<'_>) -> (&'u str, &'u str, &'u str) {
    let name = unit.sku.map_or("Standard_C1", |sku| sku.name.as_str());
    let (tier, size) = name.split_once('_').unwrap_or(("Standard", name));
    let (family, capacity) = size.split_at_checked(1).unwrap_or(("C", "1"));
    (tier, family, capacity)
}

/// Writes a cache.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let id = code(format!("azurerm_redis_cache.{}.id", unit.name));
    let parts =
        [&*region.layout.topology.name, &*unit.service.name.value, &*region.view.site.region];
    let title = template([Expr::from(format!("{}-", label(&parts, 50))), code("local.suffix")]);
    let cache = cache(region, unit, title.clone());
    let mut blocks = vec![cache, endpoint::write(region, unit, id.clone(), &title, module)];
    blocks.extend(link(region, unit, module));
    module.service(unit).extend(blocks);
    let of = |what: &str| code(format!("azurerm_redis_cache.{}.{what}", unit.name));
    module.output(
        format!("{}__endpoint", unit.name),
        "Where the cache answers, by TLS on port 6380.",
        of("hostname"),
    );
    module.export(format!("{}__id", unit.name), "The cache.", id);
    module.export(format!("{}__location", unit.name), "Region of the cache.", of("location"));
}

fn cache(region: Region<'_, '_>, unit: &Unit<'_>, title: Expr) -> Block {
    let (tier, family, capacity) = sku(unit);
    let spread = tier == "Premium" && unit.deployment.form == Form::ZoneRedundant;
    // A primary and a replica: two zones are all that they can be in.
    let zones = region.zones(unit).filter(|_| spread).map(|_| list(["1", "2"]));
    let keyed = region.layout.customer_key(unit).is_some();
    grouped("azurerm_redis_cache", &unit.name, title)
        .when(keyed, |block| {
            block.comment("Nothing of it is kept on disks, so no key of the customer applies.")
        })
        .set("sku_name", tier)
        .set("family", family)
        .set("capacity", code(capacity))
        .maybe("zones", zones)
        .set("redis_version", "6")
        .set("minimum_tls_version", "1.2")
        .set("non_ssl_port_enabled", false)
        .set("public_network_access_enabled", false)
        .set("access_keys_authentication_enabled", false)
        .set("tags", own_tags(unit))
        .block(
            Block::new("redis_configuration")
                .comment("Identities of Entra only: there is no key that could leak.")
                .set("active_directory_authentication_enabled", true),
        )
        .block(
            Block::new("patch_schedule").set("day_of_week", "Sunday").set("start_hour_utc", 2_u32),
        )
}

/// Follows the active cache, which only the Premium tier can.
fn link(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Option<Block> {
    let (site, standby) = region.layout.partner(unit)?;
    let premium = |unit: &Unit<'_>| unit.is("azure-cache") && sku(unit).0 == "Premium";
    if unit.is_recovery() || !premium(unit) || !premium(standby) {
        return None;
    }
    let mut copy = |what: &str, about: &str| {
        let name = format!("{}__copy_{what}", unit.name);
        let value = code(format!("module.{}.{}__{what}", site.name, standby.name));
        module.input(Variable::new(name.as_str(), "string", about), value);
        code(format!("var.{name}"))
    };
    let id = copy("id", "The cache that follows.");
    let location = copy("location", "Region of the cache that follows.");
    let block = Block::resource("azurerm_redis_linked_server", &unit.name)
        .set("target_redis_cache_name", code(format!("azurerm_redis_cache.{}.name", unit.name)))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("linked_redis_cache_id", id)
        .set("linked_redis_cache_location", location)
        .set("server_role", "Secondary");
    Some(block)
}

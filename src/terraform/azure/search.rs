//! Search: an Azure AI Search service behind a private endpoint.

use crate::terms::Form;
use crate::terraform::hcl::{Block, Expr, code, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::Module;
use crate::terraform::name::label;

use super::site::{Region, grouped};
use super::{endpoint, metered};

/// The meters of the tiers, and what `azurerm` calls them.
const TIERS: [(&str, &str); 3] =
    [("search-basic", "basic"), ("search-s1", "standard"), ("search-s2", "standard2")];

/// Writes a search service.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let parts =
        [&*region.layout.topology.name, &*unit.service.name.value, &*region.view.site.region];
    let title = template([Expr::from(format!("{}-", label(&parts, 50))), code("local.suffix")]);
    let id = code(format!("azurerm_search_service.{}.id", unit.name));
    let mut blocks = vec![service(region, unit, title.clone())];
    blocks.extend(key_role(region, unit));
    blocks.push(endpoint::write(region, unit, id.clone(), &title, module));
    module.service(unit).extend(blocks);
    let endpoint = template([Expr::from("https://"), title, Expr::from(".search.windows.net")]);
    let about = "Where the search service answers.";
    module.output(format!("{}__endpoint", unit.name), about, endpoint);
    module.export(format!("{}__id", unit.name), "The search service.", id);
}

/// The tier that the bill counts on, with replicas and partitions.
fn size(region: Region<'_, '_>, unit: &Unit<'_>) -> (&'static str, u32, u32) {
    let values = metered::values(region, unit);
    let replicas = if unit.deployment.form == Form::ZoneRedundant { 3 } else { 2 };
    let bought =
        TIERS.iter().map(|(meter, tier)| (*tier, metered::running(region, unit, meter, &values)));
    let (tier, units) = bought.into_iter().find(|(_, units)| *units > 0).unwrap_or(("basic", 0));
    (tier, replicas, (units / replicas).max(1))
}

fn service(region: Region<'_, '_>, unit: &Unit<'_>, title: Expr) -> Block {
    let (tier, replicas, partitions) = size(region, unit);
    let keyed = region.layout.customer_key(unit).is_some();
    grouped("azurerm_search_service", &unit.name, title)
        .when(replicas < 3, |block| {
            block.comment("checkov:skip=CKV_AZURE_208:two replicas, as the plan's bill counts them in one zone")
        })
        .set("sku", tier)
        .set("replica_count", replicas)
        .set("partition_count", partitions)
        .set("public_network_access_enabled", false)
        .set("local_authentication_enabled", false)
        .when(keyed, |block| {
            block
                .comment("Indexes without a key of the customer are refused.")
                .set("customer_managed_key_enforcement_enabled", true)
        })
        .set("tags", own_tags(unit))
        .block(Block::new("identity").set("type", "SystemAssigned"))
}

/// Lets the service use the key of its data class for its indexes.
fn key_role(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<Block> {
    let class = region.layout.customer_key(unit)?;
    let principal = format!("azurerm_search_service.{}.identity[0].principal_id", unit.name);
    let block = Block::resource("azurerm_role_assignment", &format!("{}__key", unit.name))
        .set("scope", code(format!("azurerm_key_vault_key.{class}.resource_versionless_id")))
        .set("role_definition_name", "Key Vault Crypto Service Encryption User")
        .set("principal_id", code(principal));
    Some(block)
}

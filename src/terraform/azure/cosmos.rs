//! Document databases: one Cosmos DB account for all regions of a service, with a private endpoint in each.

use crate::terms::{Form, Provider, Role};
use crate::terraform::hcl::{Block, Expr, code, list, template};
use crate::terraform::layout::{SiteView, Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::label;
use crate::units::Decimal;

use super::site::{Region, grouped};
use super::{endpoint, keys, metered};

/// The database and its container.
pub const DATABASE: &str = "main";
const CONTAINER: &str = "items";

/// Where the account of a service is written: at the first of its active sites.
fn owner<'l, 'a>(
    region: Region<'l, 'a>,
    unit: &Unit<'_>,
) -> Option<(&'l SiteView<'a>, &'l Unit<'a>)> {
    let sites = region.layout.sites_of(Provider::Azure);
    let mut units = sites.filter_map(|view| Some((view, view.unit(unit.id)?)));
    units.find(|(_, unit)| !unit.is_recovery())
}

/// Every region of the service but this one.
fn others<'l, 'a>(
    region: Region<'l, 'a>,
    unit: &Unit<'_>,
) -> Vec<(&'l SiteView<'a>, &'l Unit<'a>)> {
    let sites = region.layout.sites_of(Provider::Azure);
    let units = sites.filter_map(|view| Some((view, view.unit(unit.id)?)));
    units.filter(|(view, _)| view.id != region.view.id).collect()
}

fn is_owner(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    owner(region, unit).is_some_and(|(view, _)| view.id == region.view.id)
}

/// The identifier of the account, as it is written in this region.
pub fn account(region: Region<'_, '_>, unit: &Unit<'_>) -> Expr {
    if is_owner(region, unit) {
        code(format!("azurerm_cosmosdb_account.{}.id", unit.name))
    } else {
        code(format!("var.{}__account_id", unit.name))
    }
}

/// Writes a document database, or the way of this region to one.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let of = |what: &str| code(format!("azurerm_cosmosdb_account.{}.{what}", unit.name));
    let title = if is_owner(region, unit) {
        let blocks = [database_account(region, unit), database(unit), container(region, unit)];
        module.service(unit).extend(blocks);
        module.export(format!("{}__name", unit.name), "Name of the account.", of("name"));
        let about = "Where the documents are.";
        module.output(format!("{}__endpoint", unit.name), about, of("endpoint"));
        of("name")
    } else {
        joined(region, unit, module);
        code(format!("var.{}__account_name", unit.name))
    };
    module.export(format!("{}__id", unit.name), "Account of the service.", account(region, unit));
    let endpoint = endpoint::write(region, unit, account(region, unit), &title, module);
    module.service(unit).push(endpoint);
}

/// What a further region has to know of the account.
fn joined(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let Some((view, owner)) = owner(region, unit) else { return };
    for (variable, output, about) in [
        ("account_id", "id", "The account, which is written with another region."),
        ("account_name", "name", "Name of the account."),
    ] {
        let variable = Variable::new(format!("{}__{variable}", unit.name), "string", about);
        module.input(variable, code(format!("module.{}.{}__{output}", view.name, owner.name)));
    }
}

fn database_account(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let title = label(&[&region.layout.topology.name, &unit.service.name.value], 36);
    let title = template([Expr::from(format!("{title}-")), code("local.suffix")]);
    let others = others(region, unit);
    let writers = others.iter().filter(|(_, unit)| unit.deployment.role == Role::Active).count();
    let days = metered::count(unit, "backup_days");
    let tier = if days > 7 { "Continuous30Days" } else { "Continuous7Days" };
    let key = keys::of(region, unit);
    let block = grouped("azurerm_cosmosdb_account", &unit.name, title)
        .when(key.is_none(), |block| {
            block.comment(
                "checkov:skip=CKV_AZURE_100:the plan leaves the keys of this data to the provider",
            )
        })
        .set("offer_type", "Standard")
        .set("kind", "GlobalDocumentDB")
        .set("minimal_tls_version", "Tls12")
        .set("public_network_access_enabled", false)
        .set("local_authentication_disabled", true)
        .set("access_key_metadata_writes_enabled", false)
        .set("automatic_failover_enabled", !others.is_empty())
        .set("multiple_write_locations_enabled", writers > 0)
        .maybe("key_vault_key_id", key.as_ref().map(|(key, _)| key.clone()))
        .maybe(
            "default_identity_type",
            key.as_ref().map(|(_, identity)| {
                template([Expr::from("UserAssignedIdentity="), identity.clone()])
            }),
        )
        .set("tags", own_tags(unit))
        .block(Block::new("consistency_policy").set("consistency_level", "Session"))
        .block(location(region.view, unit, 0))
        .blocks(others.iter().zip(1..).map(|((view, unit), rank)| location(view, unit, rank)))
        .block(Block::new("backup").set("type", "Continuous").set("tier", tier));
    if key.is_none() {
        return block;
    }
    keys::using(block)
}

fn location(view: &SiteView<'_>, unit: &Unit<'_>, rank: u32) -> Block {
    Block::new("geo_location")
        .set("location", view.site.region.as_str())
        .set("failover_priority", rank)
        .set("zone_redundant", unit.deployment.form == Form::ZoneRedundant)
}

fn database(unit: &Unit<'_>) -> Block {
    Block::resource("azurerm_cosmosdb_sql_database", &unit.name)
        .set("name", DATABASE)
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("account_name", code(format!("azurerm_cosmosdb_account.{}.name", unit.name)))
}

/// The throughput is what the bill counts on, without what zones add to its price.
fn container(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let mut values = metered::values(region, unit);
    values.insert("zones", Decimal::ONE);
    let hundreds = metered::running(region, unit, "cosmos-100ru", &values).max(4);
    Block::resource("azurerm_cosmosdb_sql_container", &unit.name)
        .set("name", CONTAINER)
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("account_name", code(format!("azurerm_cosmosdb_account.{}.name", unit.name)))
        .set("database_name", code(format!("azurerm_cosmosdb_sql_database.{}.name", unit.name)))
        .comment("The software may want another key: it cannot be changed later.")
        .set("partition_key_paths", list(["/id"]))
        .set("partition_key_version", 2_u32)
        .set("throughput", hundreds.saturating_mul(100))
}

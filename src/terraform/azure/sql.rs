//! SQL Server: an Azure SQL Database on a server of its own, and a failover group with the server of a warm
//! standby.

use crate::plan::Demand;
use crate::terms::Form;
use crate::terraform::hcl::{Block, Expr, code, list, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::Module;
use crate::terraform::name::label;

use super::site::{Region, grouped};
use super::{database, endpoint, keys, logs, standby};

/// Writes a database.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let id = code(format!("azurerm_mssql_server.{}.id", unit.name));
    let title = title(region, unit);
    let mut blocks = vec![server(region, unit, title.clone())];
    // The failover group makes the copy, so a standby is a server alone.
    if !follows(region, unit) {
        blocks.push(database(region, unit));
    }
    blocks.extend(audit(region, unit));
    blocks.extend(group(region, unit, module));
    blocks.push(endpoint::write(region, unit, id.clone(), &title, module));
    module.service(unit).extend(blocks);
    database::administrator_inputs(module);
    let name = code(format!("azurerm_mssql_server.{}.fully_qualified_domain_name", unit.name));
    module.output(format!("{}__endpoint", unit.name), "Where the database answers.", name);
    module.export(format!("{}__id", unit.name), "Server of the database.", id);
}

fn title(region: Region<'_, '_>, unit: &Unit<'_>) -> Expr {
    let parts =
        [&*region.layout.topology.name, &*unit.service.name.value, &*region.view.site.region];
    template([Expr::from(format!("{}-", label(&parts, 50))), code("local.suffix")])
}

fn follows(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    unit.is_recovery() && standby::other(region, unit).is_some()
}

fn server(region: Region<'_, '_>, unit: &Unit<'_>, title: Expr) -> Block {
    let class = region.layout.customer_key(unit);
    let key = class.map(|class| code(format!("azurerm_key_vault_key.{class}.id")));
    let keyed = key.is_some();
    let administrator = Block::new("azuread_administrator")
        .comment("Identities of Entra only: there is no password that could leak.")
        .set("azuread_authentication_only", true)
        .set("login_username", code("var.database_admin.name"))
        .set("object_id", code("var.database_admin.object_id"))
        .set("tenant_id", code("data.azurerm_client_config.current.tenant_id"));
    let block = grouped("azurerm_mssql_server", &unit.name, title)
        .comment("checkov:skip=CKV2_AZURE_2:findings are kept by the express assessment, which needs no storage")
        .set("version", "12.0")
        .set("minimum_tls_version", "1.2")
        .set("public_network_access_enabled", false)
        .comment("Through the gateway, so that one port is enough.")
        .set("connection_policy", "Proxy")
        .set("express_vulnerability_assessment_enabled", true)
        .maybe("transparent_data_encryption_key_vault_key_id", key)
        .when(keyed, |block| {
            let identity = code("azurerm_user_assigned_identity.keys.id");
            block.set("primary_user_assigned_identity_id", identity)
        })
        .set("tags", own_tags(unit))
        .block(administrator);
    if !keyed {
        return block;
    }
    keys::using(block)
}

fn database(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let (days, own_license) = match &unit.service.demand {
        Demand::Database(demand) => (demand.backup_days, demand.own_license),
        _ => (7, false),
    };
    let over_zones = unit.deployment.form == Form::ZoneRedundant;
    Block::resource("azurerm_mssql_database", &unit.name)
        .comment(
            "checkov:skip=CKV_AZURE_224:a ledger is a choice of the software, not of its operation",
        )
        .when(!over_zones, |block| {
            block.comment("checkov:skip=CKV_AZURE_229:the form that the plan's bill counts on")
        })
        .set("name", region.layout.label(unit, 100))
        .set("server_id", code(format!("azurerm_mssql_server.{}.id", unit.name)))
        .set("sku_name", unit.sku.map_or("GP_Gen5_2", |sku| sku.name.as_str()))
        .set(
            "max_size_gb",
            unit.kept.max(unit.service.demand.terms().data("storage_gib")).gib_ceil(),
        )
        .set("zone_redundant", over_zones)
        .set("license_type", if own_license { "BasePrice" } else { "LicenseIncluded" })
        .set("storage_account_type", if over_zones { "Zone" } else { "Local" })
        .set("transparent_data_encryption_enabled", true)
        .set("tags", own_tags(unit))
        .block(Block::new("short_term_retention_policy").set("retention_days", days.clamp(1, 35)))
}

/// Who did what goes to the logs of the region.
fn audit(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Block> {
    let server = code(format!("azurerm_mssql_server.{}.id", unit.name));
    let master = template([server.clone(), Expr::from("/databases/master")]);
    let policy = Block::resource("azurerm_mssql_server_extended_auditing_policy", &unit.name)
        .set("server_id", server)
        .set("log_monitoring_enabled", true)
        .set("retention_in_days", 90_u32);
    let events = ["SQLSecurityAuditEvents"];
    vec![policy, logs::sent(region, unit, master, &events)]
}

fn group(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Option<Block> {
    let (title, standby) =
        standby::led(region, unit, ("id", "Server of the standby."), 50, module)?;
    let block = Block::resource("azurerm_mssql_failover_group", &unit.name)
        .comment("Fail over by hand when the active site is lost (see README.md).")
        .set("name", title)
        .set("server_id", code(format!("azurerm_mssql_server.{}.id", unit.name)))
        .set("databases", list([code(format!("azurerm_mssql_database.{}.id", unit.name))]))
        .set("tags", own_tags(unit))
        .block(Block::new("partner_server").set("id", standby))
        .block(Block::new("read_write_endpoint_failover_policy").set("mode", "Manual"));
    Some(block)
}

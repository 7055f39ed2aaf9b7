//! Functions: an app in the Consumption or the Flex Consumption plan, with the storage that it is started from.
//!
//! A Flex app joins the network if it calls something there; the Consumption plan cannot.

use crate::terraform::hcl::{Block, Expr, code, list, object, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{compact, label};
use crate::units::{Decimal, HOURS_PER_MONTH};

use super::site::{Region, grouped};
use super::{callers, keys, logs, place, rights, storage};

/// The container that a Flex app's package is deployed to.
const PACKAGES: &str = "packages";

/// Writes a function.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let flex = unit.is("functions-flex");
    let account = code(format!("azurerm_storage_account.{}.id", unit.name));
    let insights = code(format!("azurerm_application_insights.{}.id", unit.name));
    let mut blocks = vec![
        rights::identity(region, unit),
        storage(region, unit),
        rights::assignment(unit, "storage", account, "Storage Blob Data Owner"),
        insights_of(region, unit),
        rights::assignment(unit, "insights", insights, "Monitoring Metrics Publisher"),
        plan(region, unit, flex),
    ];
    blocks.extend(rights::assignments(region, unit, module));
    let app = if flex {
        blocks.push(packages(unit));
        flexible(region, unit, module)
    } else {
        consumption(region, unit, module)
    };
    blocks.push(app);
    module.service(unit).extend(blocks);
    let of = "object({ name = string, version = string })";
    let about = "Language of functions: name is python, node, java or dotnet-isolated.";
    let python = object([("name", "python"), ("version", "3.12")]);
    let valid = "contains([\"python\", \"node\", \"java\", \"dotnet-isolated\"], var.azure_function_runtime.name)";
    let runtime = Variable::new("function_runtime", of, about)
        .default(python)
        .check(valid, "The name is python, node, java or dotnet-isolated.");
    module.ask("azure_function_runtime".to_owned(), runtime);
    let name = code(format!("{}.{}.default_hostname", kind(unit), unit.name));
    let about = "Where the function answers, by TLS.";
    module.output(format!("{}__endpoint", unit.name), about, name);
}

fn kind(unit: &Unit<'_>) -> &'static str {
    if unit.is("functions-flex") {
        "azurerm_function_app_flex_consumption"
    } else {
        "azurerm_linux_function_app"
    }
}

fn storage(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let parts = [
        &*region.layout.topology.name,
        &*unit.service.name.value,
        &*region.view.site.region,
        "function",
    ];
    let title = template([Expr::from(compact(&parts, 18)), code("local.suffix")]);
    let closed = place::has_subnet(region, unit);
    let why = "the Consumption plan starts from storage that it reaches from anywhere; roles say who gets in";
    let key = keys::of(region, unit);
    let rules = Block::new("network_rules")
        .set("default_action", "Deny")
        .set("bypass", list(["AzureServices"]))
        .set(
            "virtual_network_subnet_ids",
            list([code(format!("azurerm_subnet.{}.id", unit.name))]),
        );
    let block = grouped("azurerm_storage_account", &unit.name, title)
        .comment("checkov:skip=CKV_AZURE_33:requests are of the function itself, which logs its runs")
        .comment("checkov:skip=CKV_AZURE_43:letters and digits that end in a hash of the subscription")
        .comment("checkov:skip=CKV_AZURE_206:it holds the function's package, which is deployed again at will")
        .comment("checkov:skip=CKV2_AZURE_33:reached over service endpoints, which cost nothing")
        .comment("checkov:skip=CKV_AZURE_59:without signing in nobody gets at anything")
        .comment("checkov:skip=CKV2_AZURE_38:it holds the function's package, which is deployed again at will")
        .when(!closed, |block| block.comment(&format!("checkov:skip=CKV_AZURE_35:{why}")))
        .when(key.is_none(), |block| {
            block.comment("checkov:skip=CKV2_AZURE_1:the plan leaves the keys of this data to the provider")
        })
        .set("account_kind", "StorageV2")
        .set("account_tier", "Standard")
        .set("account_replication_type", "LRS")
        .set("min_tls_version", "TLS1_2")
        .set("https_traffic_only_enabled", true);
    let block = storage::signed_in_only(block, unit).when(closed, |block| block.block(rules));
    storage::with_key(block, key)
}

fn packages(unit: &Unit<'_>) -> Block {
    Block::resource("azurerm_storage_container", &unit.name)
        .comment("checkov:skip=CKV2_AZURE_21:it holds the function's package only")
        .set("name", PACKAGES)
        .set("storage_account_id", code(format!("azurerm_storage_account.{}.id", unit.name)))
        .set("container_access_type", "private")
}

fn insights_of(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    grouped("azurerm_application_insights", &unit.name, region.layout.label(unit, 80))
        .set("application_type", "web")
        .set("workspace_id", logs::workspace(region))
        .set("local_authentication_disabled", true)
        .set("tags", own_tags(unit))
}

fn plan(region: Region<'_, '_>, unit: &Unit<'_>, flex: bool) -> Block {
    grouped("azurerm_service_plan", &unit.name, region.layout.label(unit, 40))
        .comment("checkov:skip=CKV_AZURE_212:it is billed by calls and runs on no instance that could be counted")
        .comment("checkov:skip=CKV_AZURE_225:the plan's bill counts on one zone")
        .comment("checkov:skip=CKV_AZURE_211:it is billed by calls, as the plan's bill counts it")
        .set("os_type", "Linux")
        .set("sku_name", if flex { "FC1" } else { "Y1" })
        .set("tags", own_tags(unit))
}

fn app(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let parts =
        [&*region.layout.topology.name, &*unit.service.name.value, &*region.view.site.region];
    let title = template([Expr::from(format!("{}-", label(&parts, 50))), code("local.suffix")]);
    grouped(kind(unit), &unit.name, title)
        .comment("checkov:skip=CKV_AZURE_221:it answers at a public address; the rules below say to whom")
        .set("service_plan_id", code(format!("azurerm_service_plan.{}.id", unit.name)))
        .set("https_only", true)
        .set("public_network_access_enabled", true)
        .set("webdeploy_publish_basic_authentication_enabled", false)
        .set("tags", own_tags(unit))
}

/// Who the app is to its storage, its telemetry and what it calls.
fn settings(unit: &Unit<'_>, flex: bool) -> Expr {
    let client = code(format!("azurerm_user_assigned_identity.{}.client_id", unit.name));
    let telemetry =
        template([Expr::from("ClientId="), client.clone(), Expr::from(";Authorization=AAD")]);
    let account = |what: &str| code(format!("azurerm_storage_account.{}.{what}", unit.name));
    let mut all = vec![
        ("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", telemetry),
        ("AZURE_CLIENT_ID", client.clone()),
    ];
    if flex {
        all.push(("AzureWebJobsStorage__accountName", account("name")));
        all.push(("AzureWebJobsStorage__clientId", client));
        all.push(("AzureWebJobsStorage__credential", "managedidentity".into()));
    }
    object(all)
}

fn site_config(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Block {
    let insights = format!("azurerm_application_insights.{}.connection_string", unit.name);
    let open = place::is_open(region, unit);
    Block::new("site_config")
        .set("application_insights_connection_string", code(insights))
        .set("minimum_tls_version", "1.2")
        .set("http2_enabled", true)
        .set("ip_restriction_default_action", if open { "Allow" } else { "Deny" })
        .blocks(callers::restrictions(region, unit, module))
}

fn identities(unit: &Unit<'_>, of: &str) -> Block {
    let id = code(format!("azurerm_user_assigned_identity.{}.id", unit.name));
    Block::new("identity").set("type", of).set("identity_ids", list([id]))
}

fn after(unit: &Unit<'_>) -> Expr {
    code(format!("[azurerm_role_assignment.{}__storage]", unit.name))
}

fn consumption(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Block {
    let stack = ["python", "node", "java"].into_iter().fold(
        Block::new("application_stack"),
        |block, name| {
            let value = format!(
                "var.function_runtime.name == \"{name}\" ? var.function_runtime.version : null"
            );
            block.set(format!("{name}_version"), code(value))
        },
    );
    let dotnet = "var.function_runtime.name == \"dotnet-isolated\"";
    let stack = stack
        .set("dotnet_version", code(format!("{dotnet} ? var.function_runtime.version : null")))
        .set("use_dotnet_isolated_runtime", code(format!("{dotnet} ? true : null")));
    let config = site_config(region, unit, module).set("ftps_state", "Disabled").block(stack);
    app(region, unit)
        .set("builtin_logging_enabled", false)
        .set("ftp_publish_basic_authentication_enabled", false)
        .comment("No share of files: the app is started from its package.")
        .set("content_share_force_disabled", true)
        .set("storage_account_name", code(format!("azurerm_storage_account.{}.name", unit.name)))
        .set("storage_uses_managed_identity", true)
        .set(
            "key_vault_reference_identity_id",
            code(format!("azurerm_user_assigned_identity.{}.id", unit.name)),
        )
        .set("app_settings", consumption_settings(unit))
        .block(config)
        .block(identities(unit, "UserAssigned"))
        .gap()
        .set("depends_on", after(unit))
}

/// The host signs in to its storage as the app's own identity.
fn consumption_settings(unit: &Unit<'_>) -> Expr {
    let Expr::Object(mut all) = settings(unit, false) else { return object([("", "")]) };
    let client = code(format!("azurerm_user_assigned_identity.{}.client_id", unit.name));
    all.push(("AzureWebJobsStorage__clientId".to_owned(), client));
    all.push(("AzureWebJobsStorage__credential".to_owned(), "managedidentity".into()));
    Expr::Object(all)
}

fn flexible(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Block {
    let gib = unit.service.demand.terms().number("memory_gib");
    let mib = gib * Decimal::from(1024);
    let memory = [512_u32, 2048].into_iter().find(|&size| mib <= Decimal::from(size));
    let subnet =
        place::has_subnet(region, unit).then(|| code(format!("azurerm_subnet.{}.id", unit.name)));
    let container = template([
        code(format!("azurerm_storage_account.{}.primary_blob_endpoint", unit.name)),
        code(format!("azurerm_storage_container.{}.name", unit.name)),
    ]);
    app(region, unit)
        .set("runtime_name", code("var.function_runtime.name"))
        .set("runtime_version", code("var.function_runtime.version"))
        .set("instance_memory_in_mb", memory.unwrap_or(4096))
        .set("maximum_instance_count", most(unit))
        .set("storage_container_type", "blobContainer")
        .set("storage_container_endpoint", container)
        .set("storage_authentication_type", "UserAssignedIdentity")
        .set(
            "storage_user_assigned_identity_id",
            code(format!("azurerm_user_assigned_identity.{}.id", unit.name)),
        )
        .maybe("virtual_network_subnet_id", subnet)
        .set("app_settings", settings(unit, true))
        .block(site_config(region, unit, module))
        .block(identities(unit, "UserAssigned"))
        .gap()
        .set("depends_on", after(unit))
}

/// Instances that carry ten times the average, within what Azure takes.
fn most(unit: &Unit<'_>) -> u32 {
    let terms = unit.service.demand.terms();
    let seconds = terms.number("requests") * terms.number("duration_s");
    let month = Decimal::from(HOURS_PER_MONTH) * Decimal::from(3600);
    let busy = (seconds / month * Decimal::TEN).ceil();
    u32::try_from(busy).unwrap_or(1000).clamp(40, 1000)
}

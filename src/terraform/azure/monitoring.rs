//! Monitoring: a workspace for logs and traces, and as many alert rules as the plan pays for.

use crate::terms::Kind;
use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{label, tag};
use crate::terraform::self_hosted::keeps_data;
use crate::terraform::shape::Shape;

use super::site::{Region, grouped};

/// What an alert rule watches.
struct Watch {
    resource: &'static str,
    namespace: &'static str,
    metric: &'static str,
    aggregation: &'static str,
    operator: &'static str,
    threshold: u32,
}

/// Writes a service of logs, metrics and alerts.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let terms = unit.service.demand.terms();
    let days = terms.count("retention_days").clamp(30, 730);
    let workspace =
        grouped("azurerm_log_analytics_workspace", &unit.name, region.layout.label(unit, 60))
            .set("sku", "PerGB2018")
            .set("retention_in_days", days)
            .set("local_authentication_enabled", false)
            .set("tags", own_tags(unit));
    let workspace_id = code(format!("azurerm_log_analytics_workspace.{}.id", unit.name));
    let insights =
        grouped("azurerm_application_insights", &unit.name, region.layout.label(unit, 200))
            .set("application_type", "web")
            .set("workspace_id", workspace_id.clone())
            .set("retention_in_days", retention(days))
            .set("local_authentication_disabled", true)
            .set("tags", own_tags(unit));
    let alerts = usize::try_from(terms.count("alarms")).unwrap_or(usize::MAX);
    let mut blocks = vec![workspace, insights];
    let watched: Vec<Block> = region
        .view
        .units
        .iter()
        .filter_map(|one| Some((one, watch(one)?)))
        .take(alerts)
        .map(|(one, watch)| alert(region, unit, one, &watch))
        .collect();
    if alerts > 0 {
        blocks.push(receivers(region, unit));
        let name = format!("{}__alert_email", unit.name);
        let about =
            format!("Who is told by {} when something is wrong.", tag(&unit.service.name.value));
        let variable = Variable::new(name.as_str(), "string", about).example("ops@example.com");
        module.ask(format!("{}__{name}", region.view.name), variable);
    }
    blocks.extend(watched);
    module.service(unit).extend(blocks);
    module.output(format!("{}__workspace_id", unit.name), "Workspace of the logs.", workspace_id);
    let insights = code(format!("azurerm_application_insights.{}.id", unit.name));
    module.export(format!("{}__id", unit.name), "What takes traces and metrics.", insights);
}

/// The retentions that Application Insights knows.
fn retention(days: u64) -> u64 {
    let known = [30, 60, 90, 120, 180, 270, 365, 550, 730];
    known.into_iter().find(|&one| one >= days).unwrap_or(730)
}

fn receivers(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    Block::resource("azurerm_monitor_action_group", &unit.name)
        .set("name", region.layout.label(unit, 200))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("short_name", "mcplan")
        .set("tags", own_tags(unit))
        .block(
            Block::new("email_receiver")
                .set("name", "operators")
                .set("email_address", code(format!("var.{}__alert_email", unit.name)))
                .set("use_common_alert_schema", true),
        )
}

/// The one sign of each product that matters most.
fn watch(unit: &Unit<'_>) -> Option<Watch> {
    let one = |resource, namespace, metric, (aggregation, operator, threshold)| {
        Some(Watch { resource, namespace, metric, aggregation, operator, threshold })
    };
    let most = |threshold| ("Average", "GreaterThan", threshold);
    let least = |threshold| ("Average", "LessThan", threshold);
    match (unit.shape(), unit.service.kind) {
        (Shape::Machines, _) if keeps_data(unit) => one(
            "azurerm_linux_virtual_machine",
            "Microsoft.Compute/virtualMachines",
            "Percentage CPU",
            most(90),
        ),
        (Shape::Machines, _) => one(
            "azurerm_orchestrated_virtual_machine_scale_set",
            "Microsoft.Compute/virtualMachineScaleSets",
            "Percentage CPU",
            most(90),
        ),
        (Shape::Balancer, _) if unit.is("azure-lb") => {
            one("azurerm_lb", "Microsoft.Network/loadBalancers", "DipAvailability", least(90))
        }
        (Shape::Balancer, _) => one(
            "azurerm_application_gateway",
            "Microsoft.Network/applicationGateways",
            "UnhealthyHostCount",
            most(0),
        ),
        (Shape::Database, Kind::Postgres) => one(
            "azurerm_postgresql_flexible_server",
            "Microsoft.DBforPostgreSQL/flexibleServers",
            "storage_percent",
            most(85),
        ),
        (Shape::Database, Kind::Mysql) => one(
            "azurerm_mysql_flexible_server",
            "Microsoft.DBforMySQL/flexibleServers",
            "storage_percent",
            most(85),
        ),
        (Shape::Files, _) | (Shape::Platform, Kind::ObjectStore) => one(
            "azurerm_storage_account",
            "Microsoft.Storage/storageAccounts",
            "Availability",
            least(99),
        ),
        (Shape::Platform, Kind::Secrets) => {
            one("azurerm_key_vault", "Microsoft.KeyVault/vaults", "Availability", least(99))
        }
        (Shape::Platform, Kind::Cdn) => one(
            "azurerm_cdn_frontdoor_profile",
            "Microsoft.Cdn/profiles",
            "OriginHealthPercentage",
            least(50),
        ),
        (Shape::Platform, Kind::IotGateway) => one(
            "azurerm_iothub",
            "Microsoft.Devices/IotHubs",
            "d2c.telemetry.ingress.sendThrottle",
            ("Total", "GreaterThan", 0),
        ),
        _ => None,
    }
}

fn alert(region: Region<'_, '_>, unit: &Unit<'_>, watched: &Unit<'_>, watch: &Watch) -> Block {
    let parts = [&*region.layout.topology.name, &*watched.service.name.value];
    let about = format!("{} of {}", watch.metric, tag(&watched.service.name.value));
    let one = format!("{}.{}", watch.resource, watched.name);
    let several = keeps_data(watched);
    let scopes: Expr =
        code(if several { format!("[for one in {one} : one.id]") } else { format!("[{one}.id]") });
    Block::resource("azurerm_monitor_metric_alert", &format!("{}__{}", unit.name, watched.name))
        .set("name", label(&parts, 200))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("description", about)
        .set("scopes", scopes)
        .when(several, |block| {
            block
                .set("target_resource_type", watch.namespace)
                .set("target_resource_location", code("azurerm_resource_group.main.location"))
        })
        .set("severity", 1_u32)
        .set("frequency", "PT1M")
        .set("window_size", "PT5M")
        .set("tags", own_tags(unit))
        .block(
            Block::new("criteria")
                .set("metric_namespace", watch.namespace)
                .set("metric_name", watch.metric)
                .set("aggregation", watch.aggregation)
                .set("operator", watch.operator)
                .set("threshold", watch.threshold),
        )
        .block(
            Block::new("action").set(
                "action_group_id",
                code(format!("azurerm_monitor_action_group.{}.id", unit.name)),
            ),
        )
}

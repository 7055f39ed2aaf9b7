//! Logs of the region's platform services: the workspace that they are sent to, and the sending.

use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::Unit;
use crate::terraform::module::Module;
use crate::terraform::name::label;
use crate::terraform::shape::Shape;

use super::site::{Region, grouped};

/// Whether a unit writes logs that are worth a workspace.
fn writes_logs(unit: &Unit<'_>) -> bool {
    matches!(unit.shape(), Shape::Cluster | Shape::Tasks | Shape::Function)
        || unit.is("azure-sql")
        || ["front-door", "key-vault", "iot-hub", "azure-bastion", "api-management-v2"]
            .iter()
            .any(|product| unit.is(product))
}

/// The workspace that the plan itself asks for, if it does.
fn planned<'l, 'a>(region: Region<'l, 'a>) -> Option<&'l Unit<'a>> {
    region.view.units.iter().find(|unit| unit.is("log-analytics"))
}

/// Writes `logs.tf`, unless the plan has a service for logs here.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    if planned(region).is_some() || !region.view.units.iter().any(writes_logs) {
        return;
    }
    let title = label(&[&region.layout.topology.name, &region.view.site.region], 60);
    let workspace = grouped("azurerm_log_analytics_workspace", "main", title)
        .set("sku", "PerGB2018")
        .set("retention_in_days", 30_u32)
        .set("local_authentication_enabled", false)
        .set("tags", code("local.shared_tags"));
    module.file("logs", "Logs of what the platform runs for the services here.").push(workspace);
}

/// The workspace of the region.
pub fn workspace(region: Region<'_, '_>) -> Expr {
    let name = planned(region).map_or("main", |unit| unit.name.as_str());
    code(format!("azurerm_log_analytics_workspace.{name}.id"))
}

/// Sends some categories of a resource's logs to the workspace.
pub fn sent(region: Region<'_, '_>, unit: &Unit<'_>, resource: Expr, categories: &[&str]) -> Block {
    let block = Block::resource("azurerm_monitor_diagnostic_setting", &unit.name)
        .set("name", "logs")
        .set("target_resource_id", resource)
        .set("log_analytics_workspace_id", workspace(region));
    categories
        .iter()
        .fold(block, |block, one| block.block(Block::new("enabled_log").set("category", *one)))
}

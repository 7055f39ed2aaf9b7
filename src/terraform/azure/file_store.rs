//! File systems: a premium account of Azure Files with one NFS share, reached by a private endpoint.

use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::Unit;
use crate::terraform::module::Module;

use super::site::{Region, grouped};
use super::{endpoint, keys, storage};

/// Writes a file system.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let title = region.worldwide(unit, 24);
    let id = code(format!("azurerm_storage_account.{}.id", unit.name));
    let endpoint = endpoint::write(region, unit, id, &title, module);
    module.service(unit).extend([account(region, unit, title), share(unit), endpoint]);
    let host = format!("azurerm_storage_account.{}.primary_file_host", unit.name);
    let name = format!("azurerm_storage_account.{}.name", unit.name);
    let mount = format!("\"${{{host}}}:/${{{name}}}/files\"");
    module.output(format!("{}__mount", unit.name), "What clients mount by NFS 4.1.", code(mount));
}

fn account(region: Region<'_, '_>, unit: &Unit<'_>, title: Expr) -> Block {
    let key = keys::of(region, unit);
    let nfs = "clients of NFS cannot use HTTPS; they come over the private endpoint, and encrypt with the mount helper";
    let block = grouped("azurerm_storage_account", &unit.name, title)
        .comment("checkov:skip=CKV_AZURE_33:no queues here")
        .comment(
            "checkov:skip=CKV_AZURE_43:letters and digits that end in a hash of the subscription",
        )
        .comment("checkov:skip=CKV_AZURE_206:the form that the plan's bill counts on")
        .comment("checkov:skip=CKV2_AZURE_38:no blobs here")
        .comment(&format!("checkov:skip=CKV_AZURE_3:{nfs}"))
        .when(key.is_none(), |b| {
            b.comment(
                "checkov:skip=CKV2_AZURE_1:the plan leaves the keys of this data to the provider",
            )
        })
        .set("account_kind", "FileStorage")
        .set("account_tier", "Premium")
        .set("account_replication_type", storage::redundancy(unit))
        .set("min_tls_version", "TLS1_2")
        .set("https_traffic_only_enabled", false)
        .set("public_network_access_enabled", false);
    let block = storage::signed_in_only(block, unit)
        .block(
            Block::new("share_properties")
                .comment("Azure Backup takes no NFS shares: a deleted share is kept, snapshots are for the organisation's jobs.")
                .block(Block::new("retention_policy").set("days", 14_u32)),
        )
        .block(
            Block::new("network_rules")
                .set("default_action", "Deny")
                .set("bypass", crate::terraform::hcl::list(["AzureServices"])),
        );
    storage::with_key(block, key)
}

/// Premium shares are sold from 100 GiB.
fn share(unit: &Unit<'_>) -> Block {
    let gib = unit.service.demand.terms().data("storage_gib").gib_ceil().clamp(100, 102_400);
    Block::resource("azurerm_storage_share", &unit.name)
        .set("name", "files")
        .set("storage_account_id", code(format!("azurerm_storage_account.{}.id", unit.name)))
        .set("enabled_protocol", "NFS")
        .set("quota", gib)
}

//! Keys of the customer: a key vault with one key per data class, rotated, and an identity that may
//! use them.

use std::collections::BTreeSet;

use crate::terraform::hcl::{Block, Expr, code, list, template};
use crate::terraform::layout::Unit;
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{compact, label};
use crate::terraform::shape::Shape;

use super::site::{Region, grouped};

/// Writes `keys.tf`.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    let classes: BTreeSet<String> =
        region.view.units.iter().filter_map(|unit| region.layout.customer_key(unit)).collect();
    if classes.is_empty() {
        return;
    }
    let disks: BTreeSet<String> = region
        .view
        .units
        .iter()
        .filter(|unit| matches!(unit.shape(), Shape::Machines | Shape::Cluster))
        .filter_map(|unit| region.layout.customer_key(unit))
        .collect();
    let file = module.file("keys", "Keys that the customer manages, one per data class.");
    file.push(vault(region));
    file.extend(rights(region));
    file.extend(classes.iter().map(|class| key(class)));
    file.extend(disks.iter().map(|class| disk_encryption(region, class)));
    let about = "Networks from which Terraform is run, which the key vaults let in.";
    let variable = Variable::new("operator_cidrs", "list(string)", about);
    module.ask("azure_operator_cidrs".to_owned(), variable.example(list(["192.0.2.0/24"])));
}

/// The key of a unit's data and the identity that may use it, if the customer manages it.
pub fn of(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<(Expr, Expr)> {
    let class = region.layout.customer_key(unit)?;
    let key = code(format!("azurerm_key_vault_key.{class}.versionless_id"));
    Some((key, identity()))
}

/// The encryption of a unit's disks, if the customer manages the key.
pub fn disk_set(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<Expr> {
    let class = region.layout.customer_key(unit)?;
    Some(code(format!("azurerm_disk_encryption_set.{class}.id")))
}

/// A block that gives a resource the identity that may use the keys.
pub fn identity_block() -> Block {
    Block::new("identity").set("type", "UserAssigned").set("identity_ids", list([identity()]))
}

/// A resource with the identity that may use the keys, made only after it may.
pub fn using(block: Block) -> Block {
    after_rights(block.block(identity_block()))
}

/// A resource with the key of [`of`], or as it is without one. `identified` says in the block that names the
/// key which identity uses it: resources call that by different names.
pub fn managed(
    block: Block,
    key: Option<(Expr, Expr)>,
    identified: impl FnOnce(Block, Expr) -> Block,
) -> Block {
    let Some((key, identity)) = key else { return block };
    let managed = Block::new("customer_managed_key").set("key_vault_key_id", key);
    after_rights(block.block(identity_block()).block(identified(managed, identity)))
}

fn after_rights(block: Block) -> Block {
    block.gap().set("depends_on", code("[azurerm_role_assignment.keys__use]"))
}

fn identity() -> Expr {
    code("azurerm_user_assigned_identity.keys.id")
}

fn vault(region: Region<'_, '_>) -> Block {
    let name = compact(&[&region.layout.topology.name, &region.view.site.region], 18);
    let title = template([Expr::from(name), code("local.suffix")]);
    grouped("azurerm_key_vault", "main", title)
        .comment("checkov:skip=CKV2_AZURE_32:reached from the networks of the operators and from Azure itself only")
        .comment("checkov:skip=CKV_AZURE_189:reached from the networks of the operators and from Azure itself only")
        .set("tenant_id", code("data.azurerm_client_config.current.tenant_id"))
        .set("sku_name", "standard")
        .set("rbac_authorization_enabled", true)
        .set("enabled_for_disk_encryption", true)
        .set("purge_protection_enabled", true)
        .set("soft_delete_retention_days", 90_u32)
        .set("tags", code("local.shared_tags"))
        .block(
            Block::new("network_acls")
                .set("default_action", "Deny")
                .set("bypass", "AzureServices")
                .set("ip_rules", code("var.operator_cidrs")),
        )
}

fn rights(region: Region<'_, '_>) -> Vec<Block> {
    let title = label(&[&region.layout.topology.name, &region.view.site.region, "keys"], 80);
    let identity = grouped("azurerm_user_assigned_identity", "keys", title)
        .set("tags", code("local.shared_tags"));
    let role = |name: &str, role: &str, who: &str| {
        Block::resource("azurerm_role_assignment", name)
            .set("scope", code("azurerm_key_vault.main.id"))
            .set("role_definition_name", role)
            .set("principal_id", code(who))
    };
    vec![
        identity,
        role(
            "keys__use",
            "Key Vault Crypto Service Encryption User",
            "azurerm_user_assigned_identity.keys.principal_id",
        ),
        role(
            "keys__manage",
            "Key Vault Crypto Officer",
            "data.azurerm_client_config.current.object_id",
        ),
    ]
}

fn key(class: &str) -> Block {
    let uses = ["decrypt", "encrypt", "sign", "unwrapKey", "verify", "wrapKey"];
    Block::resource("azurerm_key_vault_key", class)
        .comment("checkov:skip=CKV_AZURE_40:the key is rotated below; one that expires would make its data unreadable")
        .comment("checkov:skip=CKV_AZURE_112:the plan asks for keys of the customer, not for hardware modules")
        .set("name", label(&[&class.replace('_', "-")], 100))
        .set("key_vault_id", code("azurerm_key_vault.main.id"))
        .set("key_type", "RSA")
        .set("key_size", 3072_u32)
        .set("key_opts", list(uses))
        .set("tags", code("local.shared_tags"))
        .block(
            Block::new("rotation_policy")
                .block(Block::new("automatic").set("time_after_creation", "P1Y")),
        )
        .gap()
        .set("depends_on", code("[azurerm_role_assignment.keys__manage]"))
}

fn disk_encryption(region: Region<'_, '_>, class: &str) -> Block {
    let title = label(&[&region.layout.topology.name, &class.replace('_', "-")], 80);
    let block = grouped("azurerm_disk_encryption_set", class, title)
        .set("key_vault_key_id", code(format!("azurerm_key_vault_key.{class}.versionless_id")))
        .set("encryption_type", "EncryptionAtRestWithCustomerKey")
        .set("auto_key_rotation_enabled", true)
        .set("tags", code("local.shared_tags"));
    using(block)
}

//! Secrets and keys of services: a key vault that is entered with roles only. What is secret is put in by people
//! or by rotation, never by Terraform, so that it stands in no state.

use crate::terraform::hcl::{Block, Expr, code, list, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::compact;

use super::site::{Region, grouped};
use super::{logs, place};

/// Writes a vault.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let keys = unit.service.demand.terms().count("keys");
    let vault = code(format!("azurerm_key_vault.{}.id", unit.name));
    let mut blocks = vec![vault_block(region, unit, module), manager(unit)];
    if keys > 0 {
        blocks.push(key(unit, keys));
    }
    blocks.push(logs::sent(region, unit, vault.clone(), &["AuditEvent"]));
    module.service(unit).extend(blocks);
    let about = "Networks from which Terraform is run, which the key vaults let in.";
    let variable = Variable::new("operator_cidrs", "list(string)", about);
    module.ask("azure_operator_cidrs".to_owned(), variable.example(list(["192.0.2.0/24"])));
    let uri = code(format!("azurerm_key_vault.{}.vault_uri", unit.name));
    module.output(format!("{}__uri", unit.name), "Where secrets are read by their names.", uri);
    module.export(format!("{}__id", unit.name), "The vault.", vault);
}

fn vault_block(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Block {
    let parts =
        [&*region.layout.topology.name, &*unit.service.name.value, &*region.view.site.region];
    let title = template([Expr::from(compact(&parts, 18)), code("local.suffix")]);
    let (subnets, addresses) = place::sources(region, unit, module);
    let addresses: Vec<String> =
        std::iter::once("var.operator_cidrs".to_owned()).chain(addresses).collect();
    let ranges = match addresses.as_slice() {
        [only] => code(only.as_str()),
        several => code(format!("concat({})", several.join(", "))),
    };
    let open = place::is_open(region, unit);
    let why = "reached from the networks of the operators and of its callers only, by rules";
    grouped("azurerm_key_vault", &unit.name, title)
        .when(open, |block| {
            block.comment("checkov:skip=CKV_AZURE_109:the plan lets users, or functions without a network, reach it")
        })
        .comment(&format!("checkov:skip=CKV2_AZURE_32:{why}"))
        .comment(&format!("checkov:skip=CKV_AZURE_189:{why}"))
        .set("tenant_id", code("data.azurerm_client_config.current.tenant_id"))
        .set("sku_name", "standard")
        .set("rbac_authorization_enabled", true)
        .set("purge_protection_enabled", true)
        .set("soft_delete_retention_days", 90_u32)
        .set("tags", own_tags(unit))
        .block(
            Block::new("network_acls")
                .set("default_action", if open { "Allow" } else { "Deny" })
                .set("bypass", "AzureServices")
                .set("ip_rules", ranges)
                .set("virtual_network_subnet_ids", Expr::List(subnets)),
        )
}

fn manager(unit: &Unit<'_>) -> Block {
    Block::resource("azurerm_role_assignment", &format!("{}__manage", unit.name))
        .set("scope", code(format!("azurerm_key_vault.{}.id", unit.name)))
        .set("role_definition_name", "Key Vault Crypto Officer")
        .set("principal_id", code("data.azurerm_client_config.current.object_id"))
}

fn key(unit: &Unit<'_>, count: u64) -> Block {
    let uses = ["decrypt", "encrypt", "sign", "unwrapKey", "verify", "wrapKey"];
    Block::resource("azurerm_key_vault_key", &unit.name)
        .comment("checkov:skip=CKV_AZURE_40:the key is rotated below; one that expires would make its data unreadable")
        .comment("checkov:skip=CKV_AZURE_112:the plan's bill counts on keys in software")
        .set("count", count)
        .gap()
        .set("name", template([Expr::from("key-"), code("count.index + 1")]))
        .set("key_vault_id", code(format!("azurerm_key_vault.{}.id", unit.name)))
        .set("key_type", "RSA")
        .set("key_size", 3072_u32)
        .set("key_opts", list(uses))
        .set("tags", own_tags(unit))
        .block(
            Block::new("rotation_policy")
                .block(Block::new("automatic").set("time_after_creation", "P1Y")),
        )
        .gap()
        .set("depends_on", code(format!("[azurerm_role_assignment.{}__manage]", unit.name)))
}

//! Object stores: a storage account with one container, and replication to the account of a standby.

use crate::terms::Provider;
use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::Unit;
use crate::terraform::module::{Module, Variable};

use super::site::{Region, grouped};
use super::{edge, keys, lifecycle, place, storage};

/// The container of a service's objects.
const CONTAINER: &str = "objects";

/// Writes an object store.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let account = account(region, unit, module);
    let mut blocks = vec![account, container(unit)];
    blocks.extend(lifecycle::policy(unit));
    let copy =
        region.layout.partner(unit).filter(|(site, _)| site.site.provider == Provider::Azure);
    if let (Some((site, other)), false) = (copy, unit.is_recovery()) {
        blocks.push(replication(unit));
        let about = "Storage account of the copy.";
        let variable = Variable::new(format!("{}__copy_account_id", unit.name), "string", about);
        module.input(variable, code(format!("module.{}.{}__account_id", site.name, other.name)));
        let about = "Container of the copy.";
        let variable = Variable::new(format!("{}__copy_container", unit.name), "string", about);
        module.input(variable, code(format!("module.{}.{}__container", site.name, other.name)));
    }
    module.service(unit).extend(blocks);
    let attribute = |what: &str| code(format!("azurerm_storage_account.{}.{what}", unit.name));
    module.output(
        format!("{}__endpoint", unit.name),
        "Where the objects are.",
        attribute("primary_blob_endpoint"),
    );
    module.export(
        format!("{}__account_id", unit.name),
        "Storage account of the service.",
        attribute("id"),
    );
    let container = code(format!("azurerm_storage_container.{}.name", unit.name));
    module.export(format!("{}__container", unit.name), "Container of the service.", container);
}

fn account(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Block {
    let key = keys::of(region, unit);
    let keyed = key.is_some();
    let block = grouped("azurerm_storage_account", &unit.name, region.worldwide(unit, 24))
        .comment("checkov:skip=CKV_AZURE_33:no queues here")
        .comment("checkov:skip=CKV_AZURE_43:letters and digits that end in a hash of the subscription")
        .comment("checkov:skip=CKV_AZURE_59:its network rules say who gets in, and nobody without signing in")
        .comment("checkov:skip=CKV_AZURE_206:the form that the plan's bill counts on")
        .comment("checkov:skip=CKV2_AZURE_33:reached over service endpoints, which cost nothing")
        .when(!keyed, |b| b.comment("checkov:skip=CKV2_AZURE_1:the plan leaves the keys of this data to the provider"))
        .set("account_kind", "StorageV2")
        .set("account_tier", "Standard")
        .set("account_replication_type", storage::redundancy(unit))
        .set("access_tier", "Hot")
        .set("min_tls_version", "TLS1_2")
        .set("https_traffic_only_enabled", true);
    let block = storage::signed_in_only(block, unit)
        .block(
            Block::new("blob_properties")
                .comment("Versions and the change feed are what replication works from.")
                .set("versioning_enabled", true)
                .set("change_feed_enabled", true)
                .block(Block::new("delete_retention_policy").set("days", 14_u32))
                .block(Block::new("container_delete_retention_policy").set("days", 14_u32)),
        )
        .block(network_rules(region, unit, module));
    storage::with_key(block, key)
}

/// People come from anywhere, with a signature or a login; services only from where they are.
fn network_rules(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Block {
    let open = edge::is_open(region, unit) || place::is_open(region, unit);
    let (subnets, addresses) = place::sources(region, unit, module);
    if open {
        return Block::new("network_rules")
            .comment("checkov:skip=CKV_AZURE_35:the plan lets users, an edge or functions without a network reach these objects")
            .set("default_action", "Allow");
    }
    let addresses = addresses.join(", ");
    Block::new("network_rules")
        .set("default_action", "Deny")
        .set("bypass", crate::terraform::hcl::list(["AzureServices"]))
        .set("virtual_network_subnet_ids", Expr::List(subnets))
        .when(!addresses.is_empty(), |block| {
            block.set("ip_rules", code(format!("concat({addresses})")))
        })
}

/// The addresses from which services of another site reach the internet.
pub fn addresses_of(provider: Provider, site: &str, module: &mut Module) -> String {
    let name = format!("{site}__addresses");
    let about = "Addresses from which another site reaches the internet.";
    let variable = Variable::new(name.as_str(), "list(string)", about);
    match provider {
        Provider::Aws | Provider::Azure => {
            module.input(variable, code(format!("module.{site}.nat_addresses")));
        }
        Provider::OnPrem => {
            let none: [&str; 0] = [];
            module.ask(name.clone(), variable.default(crate::terraform::hcl::list(none)));
        }
    }
    format!("var.{name}")
}

fn container(unit: &Unit<'_>) -> Block {
    Block::resource("azurerm_storage_container", &unit.name)
        .comment(
            "checkov:skip=CKV2_AZURE_21:request logs cost money that the plan does not ask for",
        )
        .set("name", CONTAINER)
        .set("storage_account_id", code(format!("azurerm_storage_account.{}.id", unit.name)))
        .set("container_access_type", "private")
}

fn replication(unit: &Unit<'_>) -> Block {
    Block::resource("azurerm_storage_object_replication", &unit.name)
        .set("source_storage_account_id", code(format!("azurerm_storage_account.{}.id", unit.name)))
        .set("destination_storage_account_id", code(format!("var.{}__copy_account_id", unit.name)))
        .block(
            Block::new("rules")
                .set(
                    "source_container_name",
                    code(format!("azurerm_storage_container.{}.name", unit.name)),
                )
                .set(
                    "destination_container_name",
                    code(format!("var.{}__copy_container", unit.name)),
                )
                .set("copy_blobs_created_after", "Everything"),
        )
}

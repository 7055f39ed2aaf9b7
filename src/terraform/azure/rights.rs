//! Identities of units, and the roles that they have on exactly what they call.

use std::collections::BTreeSet;

use crate::terms::Provider;
use crate::terraform::access::Grant;
use crate::terraform::federation::{Federation, Wish, leaves_its_cloud};
use crate::terraform::hcl::{Block, Expr, code, template};
use crate::terraform::layout::{Layout, SiteView, Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::label;

use super::place::calls;
use super::site::{Region, grouped};

/// Whose rights they are: the identifier of an identity, and the name that people see.
struct Holder {
    identity: String,
    alias: String,
}

impl Holder {
    fn of(unit: &Unit<'_>) -> Self {
        Holder { identity: unit.name.clone(), alias: label(&[&unit.service.name.value], 60) }
    }

    fn principal(&self) -> Expr {
        code(format!("azurerm_user_assigned_identity.{}.principal_id", self.identity))
    }

    fn assignment(&self, name: &str, scope: Expr, role: &str) -> Block {
        Block::resource("azurerm_role_assignment", &format!("{}__{name}", self.identity))
            .set("scope", scope)
            .set("role_definition_name", role)
            .set("principal_id", self.principal())
    }
}

/// What a caller gets on a resource.
#[derive(Debug, Clone)]
enum Right {
    /// Roles of Azure, on the resource with this identifier.
    Roles(Expr, &'static [&'static str]),
    /// The data role of Cosmos DB on a container of an account.
    Documents(Expr),
    /// The data policy of a cache.
    Cache(Expr),
}

/// The roles that callers get on a product, and the output that names its scope.
fn roles(unit: &Unit<'_>) -> Option<(&'static str, &'static [&'static str])> {
    let product = unit.product?.name.as_str();
    Some(match product {
        "blob" => ("account_id", &["Storage Blob Data Contributor"]),
        "event-hubs" => ("id", &["Azure Event Hubs Data Sender", "Azure Event Hubs Data Receiver"]),
        "service-bus" => {
            ("id", &["Azure Service Bus Data Sender", "Azure Service Bus Data Receiver"])
        }
        "event-grid" => ("id", &["EventGrid Data Sender"]),
        "ai-search" => ("id", &["Search Index Data Contributor"]),
        "key-vault" => ("id", &["Key Vault Secrets User", "Key Vault Crypto User"]),
        "iot-hub" => ("id", &["IoT Hub Data Contributor"]),
        "log-analytics" => ("id", &["Monitoring Metrics Publisher"]),
        "cosmos-db" | "azure-cache" => ("id", &[]),
        _ => return None,
    })
}

/// Where the identifier of a unit's resource is written within its own region.
fn scope(region: Region<'_, '_>, unit: &Unit<'_>) -> Expr {
    let name = &unit.name;
    match unit.product.map(|product| product.name.as_str()) {
        Some("blob") => code(format!("azurerm_storage_account.{name}.id")),
        Some("event-hubs") => super::event_hubs::scope(region, unit),
        Some("service-bus") => super::service_bus::scope(region, unit),
        Some("event-grid") => code(format!("azurerm_eventgrid_topic.{name}.id")),
        Some("key-vault") => code(format!("azurerm_key_vault.{name}.id")),
        Some("iot-hub") => code(format!("azurerm_iothub.{name}.id")),
        Some("log-analytics") => code(format!("azurerm_application_insights.{name}.id")),
        Some("ai-search") => code(format!("azurerm_search_service.{name}.id")),
        Some("cosmos-db") => super::cosmos::account(region, unit),
        _ => code(format!("azurerm_redis_cache.{name}.id")),
    }
}

/// The identifier of a peer's resource, handed over by the root where it is in another region.
pub fn scope_of(
    region: Region<'_, '_>,
    view: &SiteView<'_>,
    peer: &Unit<'_>,
    output: &str,
    module: &mut Module,
) -> Expr {
    if view.id == region.view.id {
        return scope(region, peer);
    }
    let name = format!("{}__{}__{output}", view.name, peer.name);
    let about = match output {
        "account_id" => "Storage account in another region.",
        _ => "Resource in another region.",
    };
    let value = code(format!("module.{}.{}__{output}", view.name, peer.name));
    module.input(Variable::new(name.as_str(), "string", about), value);
    code(format!("var.{name}"))
}

/// Everything that a unit may do, by the name of the peer.
fn rights(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Vec<(String, Right)> {
    let mut found: Vec<(String, Right)> = Vec::new();
    for (view, peer, _) in calls(region, unit) {
        if view.site.provider != Provider::Azure {
            continue;
        }
        let name = if view.id == region.view.id {
            peer.name.clone()
        } else {
            format!("{}__{}", view.name, peer.name)
        };
        if found.iter().any(|(known, _)| *known == name) {
            continue;
        }
        found.extend(right(region, view, peer, module).map(|right| (name, right)));
    }
    found
}

/// Whether a unit of a site calls anything that asks who it is.
#[must_use]
pub fn signs_in(
    layout: &Layout<'_>,
    view: &SiteView<'_>,
    grants: &BTreeSet<Grant>,
    unit: &Unit<'_>,
) -> bool {
    needs_identity(Region { layout, view, grants }, unit)
}

/// What those who call a unit get on it.
fn right(
    region: Region<'_, '_>,
    view: &SiteView<'_>,
    peer: &Unit<'_>,
    module: &mut Module,
) -> Option<Right> {
    let (output, roles) = roles(peer)?;
    let scope = scope_of(region, view, peer, output, module);
    Some(match peer.product.map(|product| product.name.as_str()) {
        Some("cosmos-db") => Right::Documents(scope),
        Some("azure-cache") => Right::Cache(scope),
        _ => Right::Roles(scope, roles),
    })
}

/// Whether a unit admits by the identities of those who call it.
#[must_use]
pub fn admits_by_identity(unit: &Unit<'_>) -> bool {
    roles(unit).is_some()
}

/// Whether a unit calls anything that asks who it is.
#[must_use]
pub fn needs_identity(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    let here = |(view, peer, _): (&SiteView<'_>, &Unit<'_>, u16)| {
        view.site.provider == Provider::Azure && roles(peer).is_some()
    };
    calls(region, unit).any(here)
        || leaves_its_cloud(region.layout, region.grants, region.view.id, unit)
}

/// The identity of a unit.
pub fn identity(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    grouped("azurerm_user_assigned_identity", &unit.name, region.layout.label(unit, 80))
        .set("tags", own_tags(unit))
}

/// A role of a unit's identity.
pub fn assignment(unit: &Unit<'_>, name: &str, scope: Expr, role: &str) -> Block {
    Holder::of(unit).assignment(name, scope, role)
}

/// A block that gives a resource the identity of its unit.
pub fn identity_block(unit: &Unit<'_>) -> Block {
    let id = code(format!("azurerm_user_assigned_identity.{}.id", unit.name));
    Block::new("identity")
        .set("type", "UserAssigned")
        .set("identity_ids", crate::terraform::hcl::list([id]))
}

/// The roles that a unit's identity has on what the unit calls.
pub fn assignments(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Vec<Block> {
    let rights = rights(region, unit, module);
    let holder = Holder::of(unit);
    rights.into_iter().flat_map(|(name, right)| granted(&holder, &name, right)).collect()
}

/// The roles of a caller from another provider on what it asks in this region.
pub fn of_guest(
    region: Region<'_, '_>,
    guest: &Federation<'_, '_>,
    module: &mut Module,
) -> Vec<Block> {
    let alias = label(&[&guest.caller.service.name.value, &guest.from.site.code], 60);
    let holder = Holder { identity: guest.name(), alias };
    let mut blocks = Vec::new();
    let called = |id| guest.asked.iter().any(|(wish, peer)| *wish == Wish::Call && peer.id == id);
    for (wish, peer) in &guest.asked {
        let Some(right) = right(region, region.view, peer, module) else { continue };
        match (wish, right) {
            (Wish::Read, _) if called(peer.id) => {}
            (Wish::Read, Right::Roles(scope, roles)) => {
                let roles = roles.iter().filter(|role| role.ends_with("Receiver"));
                let one = |role: &&str| holder.assignment(&peer.name, scope.clone(), role);
                blocks.extend(roles.map(one));
            }
            (_, right) => blocks.extend(granted(&holder, &peer.name, right)),
        }
    }
    blocks
}

fn granted(holder: &Holder, name: &str, right: Right) -> Vec<Block> {
    match right {
        Right::Roles(scope, roles) => {
            let several = roles.len() > 1;
            let one = |role: &&str| {
                let mut words = role.rsplit(' ').filter(|word| *word != "User");
                let last = words.next().unwrap_or("role").to_lowercase();
                let name = if several { format!("{name}__{last}") } else { name.to_owned() };
                holder.assignment(&name, scope.clone(), role)
            };
            roles.iter().map(one).collect()
        }
        Right::Documents(account) => vec![documents(holder, name, &account)],
        Right::Cache(cache) => vec![
            Block::resource(
                "azurerm_redis_cache_access_policy_assignment",
                &format!("{}__{name}", holder.identity),
            )
            .set("name", holder.alias.as_str())
            .set("redis_cache_id", cache)
            .set("access_policy_name", "Data Contributor")
            .set("object_id", holder.principal())
            .set("object_id_alias", holder.alias.as_str()),
        ],
    }
}

/// Reads and writes items of the one database; the identifier says name and group of the account.
fn documents(holder: &Holder, name: &str, account: &Expr) -> Block {
    let Expr::Code(id) = account else { return Block::new("") };
    let part = |index: u32| code(format!("split(\"/\", {id})[{index}]"));
    let role = Expr::from("/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002");
    let database = Expr::from(format!("/dbs/{}", super::cosmos::DATABASE));
    Block::resource("azurerm_cosmosdb_sql_role_assignment", &format!("{}__{name}", holder.identity))
        .comment("The built-in role that reads and writes items, and no more.")
        .set("resource_group_name", part(4))
        .set("account_name", part(8))
        .set("role_definition_id", template([account.clone(), role]))
        .set("principal_id", holder.principal())
        .set("scope", template([account.clone(), database]))
}

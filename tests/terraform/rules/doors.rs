//! The doors of services with public addresses at Azure, against the flows: whom their own firewalls let in. At AWS
//! such services have none: identities alone say who gets in, and nobody else does.

use std::collections::{BTreeMap, BTreeSet};

use mcplan::terms::{Kind, Provider, Role};

use super::facts::Seat;
use super::flows::{End, Unit, World};
use super::read::{Module, sites};
use super::{all, world};
use crate::hcl::Block;

/// Whom a service lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Door {
    /// Anybody who can sign in.
    Everybody,
    /// These.
    Only(BTreeSet<String>),
    /// Nobody: it has no public addresses.
    Closed,
}

/// Doors by site and service.
type Doors = BTreeMap<(String, String), Door>;

/// Services that stay open whatever the flows say, each with its reason.
const OPEN: &[(Kind, &str, &str)] = &[
    (
        Kind::Queue,
        "service-bus",
        "the Standard tier knows no networks, and Premium no closed list without an entry",
    ),
    (Kind::IotGateway, "iot-hub", "devices come from everywhere, with their own keys"),
    (Kind::ApiGateway, "api-management", "callers come from outside; the tier is in no network"),
    (Kind::ApiGateway, "api-management-v2", "callers come from outside; the tier is in no network"),
    (Kind::Cdn, "front-door", "it is the edge of the internet"),
    (Kind::Dns, "azure-dns", "names are for everybody"),
    (
        Kind::Monitoring,
        "log-analytics",
        "it knows no networks without a scope of private links, which the bill has not",
    ),
];

#[test]
fn doors_let_in_the_callers_and_nobody_else() {
    let catalog = world::catalog();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (case, topology, placement) in all() {
        let files = mcplan::terraform::render_placement(&topology, catalog, &placement);
        let world = World { catalog, topology: &topology, placement: &placement };
        let (wanted, written) = (wanted(world), written(&files));
        for (key, door) in &wanted {
            if written.get(key) != Some(door) {
                wrong.push(format!("{case}: {key:?} is {:?}, not {door:?}", written.get(key)));
            }
            seen.insert(format!("{door:?}").chars().take(3).collect::<String>());
        }
    }
    assert!(wrong.is_empty(), "{} doors: {}", wrong.len(), wrong.join("\n"));
    assert_eq!(seen.len(), 3, "doors of all sorts");
}

/// Whom the flows let in.
fn wanted(world: World<'_>) -> Doors {
    let units = world.topology.service_ids().flat_map(|id| world.units(id));
    // One account of documents is at all sites: its door stands with the active one.
    let joined = |unit| {
        world.product(unit) == Some("cosmos-db") && world.deployment(unit).role == Role::Recovery
    };
    let azure = units.filter(|&unit| world.provider(unit) == Provider::Azure && !joined(unit));
    let doors = azure.filter_map(|unit| {
        let door = match (world.seat(unit), world.kind(unit.service)) {
            (Seat::At(_), kind) if behind_an_endpoint(kind, world.product(unit)) => Door::Closed,
            (Seat::Public(_) | Seat::Joined, kind) => {
                let product = world.product(unit);
                if OPEN.iter().any(|row| row.0 == kind && Some(row.1) == product) {
                    return None;
                }
                let everybody = world.is_public(unit.service)
                    || callers(world, unit).any(|from| unknown(world, from, unit));
                if everybody { Door::Everybody } else { only(world, unit) }
            }
            _ => return None,
        };
        Some(((world.folder(unit.site), world.name(unit.service)), door))
    });
    doors.collect()
}

fn behind_an_endpoint(kind: Kind, product: Option<&str>) -> bool {
    let managed = product.is_some_and(|name| !name.starts_with("self-hosted"));
    managed
        && matches!(
            kind,
            Kind::Postgres
                | Kind::Mysql
                | Kind::Sqlserver
                | Kind::DocumentDb
                | Kind::Cache
                | Kind::Search
                | Kind::FileStore
        )
}

fn callers(world: World<'_>, unit: Unit) -> impl Iterator<Item = Unit> {
    let connections = world.connections().into_iter();
    connections.filter_map(move |(from, to, _)| match (from, to) {
        (End::Unit(from), End::Unit(to)) if to == unit && from != unit => Some(from),
        _ => None,
    })
}

/// Whether a caller has addresses that nobody can name: functions that join no network, and, for objects, services
/// at the edge.
fn unknown(world: World<'_>, from: Unit, to: Unit) -> bool {
    let edge = matches!(world.kind(from.service), Kind::Cdn | Kind::ApiGateway)
        && world.provider(from) == Provider::Azure
        && matches!(world.seat(from), Seat::Public(_));
    let function = world.kind(from.service) == Kind::Function && world.owner(from).is_none();
    function || edge && world.kind(to.service) == Kind::ObjectStore
}

/// The callers of a unit, as its door names them.
fn only(world: World<'_>, unit: Unit) -> Door {
    let kind = world.kind(unit.service);
    let mut names: BTreeSet<String> =
        callers(world, unit).filter_map(|from| name(world, from, unit)).collect();
    if kind == Kind::Secrets {
        names.insert("operators".to_owned());
    }
    if names.is_empty() && kind == Kind::Pubsub { Door::Closed } else { Door::Only(names) }
}

fn name(world: World<'_>, from: Unit, to: Unit) -> Option<String> {
    let site = world.folder(from.site).replace('-', "_");
    let function = world.kind(to.service) == Kind::Function;
    match (world.owner(from), world.seat(from), world.product(from)) {
        (_, Seat::Linked, _) => None,
        (Some(_), ..) if from.site != to.site => Some(format!("addresses {site}")),
        (Some(owner), ..) if world.kind(to.service) != Kind::Pubsub => Some(format!("of {owner}")),
        (Some(_), ..) => Some("way out".to_owned()),
        (None, _, Some("event-grid")) if function => Some("AzureEventGrid".to_owned()),
        (None, _, Some("front-door")) if function => Some("AzureFrontDoor.Backend".to_owned()),
        (None, _, Some("api-management-v2")) if function && from.site == to.site => {
            Some(format!("addresses {}", world.name(from.service)))
        }
        (None, _, Some("api-management" | "api-management-v2")) if function => {
            Some(format!("AzureCloud.{}", world.catalog.site(from.site).region))
        }
        _ => None,
    }
}

/// Doors as they were written.
fn written(files: &BTreeMap<String, String>) -> Doors {
    let mut doors = Doors::new();
    for site in sites(files).into_iter().filter(|site| site.starts_with("azure-")) {
        let module = Module::read(files, &site, &BTreeMap::new());
        for block in &module.blocks {
            let Some(door) = door(&module, block) else { continue };
            // What has no service of its name is shared: the vault of the keys.
            let Some(name) = module.names.get(&block.head[2]) else { continue };
            if is_start(&module, block) {
                continue;
            }
            doors.insert((site.clone(), name.clone()), door);
        }
    }
    doors
}

/// Whether it is the account that a function is started from.
fn is_start(module: &Module, block: &Block) -> bool {
    let apps = ["azurerm_linux_function_app", "azurerm_function_app_flex_consumption"];
    block.head[1] == "azurerm_storage_account"
        && module.blocks.iter().any(|app| {
            app.head.len() == 3
                && apps.contains(&app.head[1].as_str())
                && app.head[2] == block.head[2]
        })
}

fn door(module: &Module, block: &Block) -> Option<Door> {
    if block.head.first()? != "resource" {
        return None;
    }
    let within = |name: &str| block.blocks.iter().find(|one| one.head[0] == name);
    let closed = ["public_network_access_enabled", "public_network_access"]
        .iter()
        .any(|name| matches!(block.get(name), Some("false" | "Disabled")));
    let (everybody, text) = match block.head[1].as_str() {
        "azurerm_storage_account" | "azurerm_eventgrid_topic" if closed => {
            return Some(Door::Closed);
        }
        "azurerm_storage_account" => opened(within("network_rules")),
        "azurerm_key_vault" => opened(within("network_acls")),
        "azurerm_eventhub_namespace" => {
            let rules = block.attributes.get("network_rulesets")?;
            let everybody = rules.replace(' ', "").contains("default_action=\"Allow\"");
            (everybody, rules.clone())
        }
        "azurerm_linux_function_app" | "azurerm_function_app_flex_consumption" => {
            let config = within("site_config")?;
            let rules = config.blocks.iter().filter(|one| {
                one.head[0] == "ip_restriction" || one.head == ["dynamic", "ip_restriction"]
            });
            let text: Vec<String> =
                rules.flat_map(|rule| rule.attributes.values().cloned()).collect();
            (config.get("ip_restriction_default_action") == Some("Allow"), text.join(" "))
        }
        "azurerm_eventgrid_topic" => {
            let rules = block.attributes.get("inbound_ip_rule");
            (rules.is_none(), rules.cloned().unwrap_or_default())
        }
        "azurerm_postgresql_flexible_server"
        | "azurerm_mysql_flexible_server"
        | "azurerm_mssql_server"
        | "azurerm_cosmosdb_account"
        | "azurerm_redis_cache"
        | "azurerm_search_service" => {
            return Some(if closed { Door::Closed } else { Door::Everybody });
        }
        _ => return None,
    };
    Some(if everybody { Door::Everybody } else { Door::Only(named(module, &text)) })
}

/// Whether rules of a block let everybody in, and their text.
fn opened(rules: Option<&Block>) -> (bool, String) {
    let Some(rules) = rules else { return (true, String::new()) };
    let text: Vec<String> = rules.attributes.values().cloned().collect();
    (rules.get("default_action") != Some("Deny"), text.join(" "))
}

/// Whom a text of rules names.
fn named(module: &Module, text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "_.-".contains(c)));
    let mut named = BTreeSet::new();
    for word in words {
        let part = |before: &str, after: &str| word.strip_prefix(before)?.strip_suffix(after);
        if let Some(ident) = part("azurerm_subnet.", ".id") {
            named.insert(format!("of {}", module.names[ident]));
        } else if let Some(site) = part("var.", "__addresses") {
            named.insert(format!("addresses {site}"));
        } else if let Some(ident) = part("azurerm_api_management.", ".public_ip_addresses") {
            named.insert(format!("addresses {}", module.names[ident]));
        } else if word == "azurerm_public_ip.nat.ip_address" {
            named.insert("way out".to_owned());
        } else if word == "var.operator_cidrs" {
            named.insert("operators".to_owned());
        } else if ["AzureEventGrid", "AzureFrontDoor.Backend"].contains(&word)
            || word.starts_with("AzureCloud.")
        {
            named.insert(word.to_owned());
        }
    }
    named
}

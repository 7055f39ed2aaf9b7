//! Private endpoints: the address of a platform service in a subnet of the region, with the zone that names it.

use crate::terms::Provider;
use crate::terraform::hcl::{Block, Expr, code, list, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};

use super::place::{calls, has_endpoint, home};
use super::site::{Region, grouped};

/// What a product calls the part that is reached, and the zone of its names.
struct Part {
    word: &'static str,
    zone: &'static str,
}

fn part(unit: &Unit<'_>) -> Option<Part> {
    let (word, zone) = match unit.product?.name.as_str() {
        "azure-cache" => ("redisCache", "privatelink.redis.cache.windows.net"),
        "azure-files" => ("file", "privatelink.file.core.windows.net"),
        "azure-sql" => ("sqlServer", "privatelink.database.windows.net"),
        "cosmos-db" => ("Sql", "privatelink.documents.azure.com"),
        "ai-search" => ("searchService", "privatelink.search.windows.net"),
        _ => return None,
    };
    Some(Part { word, zone })
}

/// The identifier of the zone's resource: one for each product, since a network resolves a name by one zone.
fn zone_name(part: &Part) -> String {
    format!("private__{}", part.word.to_lowercase())
}

/// Writes the zones of all private endpoints that units here have or call.
pub fn zones(region: Region<'_, '_>, module: &mut Module) {
    let own = region.view.units.iter().filter(|unit| has_endpoint(unit)).filter_map(part);
    let mut parts: Vec<Part> = own.collect();
    let remote = remote(region);
    parts.extend(remote.iter().filter_map(|(_, peer)| part(peer)));
    parts.sort_by_key(|part| part.zone);
    parts.dedup_by_key(|part| part.zone);
    if parts.is_empty() {
        return;
    }
    let mut blocks: Vec<Block> = parts.iter().flat_map(zone).collect();
    for (site, peer) in remote {
        let Some(part) = part(peer) else { continue };
        for end in ends(peer) {
            blocks.push(remote_record(&site, peer, &part, end, module));
        }
    }
    module.file("names", "Names of private endpoints, for the network here.").extend(blocks);
}

/// The endings of the names of a private endpoint: Cosmos DB has one for its region too.
fn ends(unit: &Unit<'_>) -> &'static [&'static str] {
    if unit.is("cosmos-db") { &["", "__regional"] } else { &[""] }
}

/// A name of an endpoint in another region, whose zone cannot be linked beside the one here.
fn remote_record(
    site: &str,
    peer: &Unit<'_>,
    part: &Part,
    end: &str,
    module: &mut Module,
) -> Block {
    let mut variable = |what: &str, of: &'static str, about: &str| {
        let name = format!("{site}__{}__private_{what}{end}", peer.name);
        let value = code(format!("module.{site}.{}__private_{what}{end}", peer.name));
        module.input(Variable::new(name.as_str(), of, about), value);
        code(format!("var.{name}"))
    };
    let title = variable("name", "string", "Name of a private endpoint in another region.");
    let about = "Addresses of a private endpoint in another region.";
    let addresses = variable("addresses", "list(string)", about);
    Block::resource("azurerm_private_dns_a_record", &format!("{site}__{}{end}", peer.name))
        .set("name", title)
        .set("zone_name", code(format!("azurerm_private_dns_zone.{}.name", zone_name(part))))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("ttl", 60_u32)
        .set("records", addresses)
        .set("tags", code("local.shared_tags"))
}

/// Private endpoints in other regions that units here call, unless the same service has one here.
fn remote<'l, 'a>(region: Region<'l, 'a>) -> Vec<(String, &'l Unit<'a>)> {
    let mut found: Vec<(String, &Unit<'_>)> = Vec::new();
    for unit in &region.view.units {
        if home(region.layout, region.view, unit.id).is_none() {
            continue;
        }
        for (view, peer, _) in calls(region, unit) {
            let elsewhere = view.id != region.view.id && view.site.provider == Provider::Azure;
            // One account has several endpoints; each region uses its own.
            let shared = peer.is("cosmos-db") && region.view.unit(peer.id).is_some();
            let known = found.iter().any(|(site, one)| *site == view.name && one.id == peer.id);
            if elsewhere && has_endpoint(peer) && !shared && !known {
                found.push((view.name.clone(), peer));
            }
        }
    }
    found
}

fn zone(part: &Part) -> Vec<Block> {
    let name = zone_name(part);
    let group = code("azurerm_resource_group.main.name");
    vec![
        Block::resource("azurerm_private_dns_zone", &name)
            .set("name", part.zone)
            .set("resource_group_name", group.clone())
            .set("tags", code("local.shared_tags")),
        Block::resource("azurerm_private_dns_zone_virtual_network_link", &name)
            .set("name", "own-network")
            .set("resource_group_name", group)
            .set("private_dns_zone_name", code(format!("azurerm_private_dns_zone.{name}.name")))
            .set("virtual_network_id", code("azurerm_virtual_network.main.id"))
            .set("tags", code("local.shared_tags")),
    ]
}

/// The private endpoint of a unit to a resource.
pub fn write(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    resource: Expr,
    title: &Expr,
    module: &mut Module,
) -> Block {
    let Some(part) = part(unit) else { return Block::new("") };
    let zone = code(format!("azurerm_private_dns_zone.{}.id", zone_name(&part)));
    for end in ends(unit) {
        let title = if end.is_empty() {
            title.clone()
        } else {
            let tail = Expr::from(format!("-{}", region.view.site.region));
            template([title.clone(), tail])
        };
        let sets = format!(
            "flatten(azurerm_private_endpoint.{}.private_dns_zone_configs[*].record_sets)",
            unit.name
        );
        let wanted = if end.is_empty() { "!" } else { "" };
        let suffix = format!("endswith(record.name, \"-{}\")", region.view.site.region);
        let addresses =
            format!("flatten([for record in {sets} : record.ip_addresses if {wanted}{suffix}])");
        let about = "Name of the private endpoint.";
        module.export(format!("{}__private_name{end}", unit.name), about, title);
        let about = "Addresses of the private endpoint.";
        module.export(format!("{}__private_addresses{end}", unit.name), about, code(addresses));
    }
    grouped("azurerm_private_endpoint", &unit.name, region.layout.label(unit, 80))
        .set("subnet_id", code(format!("azurerm_subnet.{}.id", unit.name)))
        .set("tags", own_tags(unit))
        .block(
            Block::new("private_service_connection")
                .set("name", "own")
                .set("private_connection_resource_id", resource)
                .set("subresource_names", list([part.word]))
                .set("is_manual_connection", false),
        )
        .block(
            Block::new("private_dns_zone_group")
                .set("name", "own")
                .set("private_dns_zone_ids", list([zone])),
        )
}

//! Content networks: Front Door in front of what its flows name, with a group of origins for each service.

use crate::terms::Kind;
use crate::terraform::backend::is_plain;
use crate::terraform::hcl::{Block, Expr, code, list, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{label, tag};

use super::edge::{self, Placed};
use super::logs;
use super::site::Region;

/// What is worth sending small.
const COMPRESSED: &[&str] = &[
    "application/javascript",
    "application/json",
    "application/xml",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
    "text/plain",
];

/// Writes a content network.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let profile = code(format!("azurerm_cdn_frontdoor_profile.{}.id", unit.name));
    let mut blocks = vec![profile_block(region, unit), endpoint(region, unit), domains(unit)];
    let mut groups = edge::targets(region, unit);
    // Objects answer below their own names if there is anything else.
    groups.sort_by_key(|group| is_objects(group));
    if groups.is_empty() {
        blocks.extend(unknown(region, unit, module));
    }
    for (index, group) in groups.iter().enumerate() {
        blocks.push(origin_group(unit, group, module));
        let origins: Vec<Block> =
            group.iter().map(|at| origin(region, unit, *at, module)).collect();
        blocks.extend(origins);
        blocks.push(route(unit, index, group));
    }
    let logged =
        ["FrontDoorAccessLog", "FrontDoorHealthProbeLog", "FrontDoorWebApplicationFirewallLog"];
    blocks.push(logs::sent(region, unit, profile, &logged));
    module.service(unit).extend(blocks);
    inputs(region, unit, module);
    let host = code(format!("azurerm_cdn_frontdoor_endpoint.{}.host_name", unit.name));
    module.output(format!("{}__domain_name", unit.name), "Name under which it answers.", host);
    let tokens = code(format!(
        "{{ for name, domain in azurerm_cdn_frontdoor_custom_domain.{} : name => domain.validation_token }}",
        unit.name
    ));
    let about = "Texts of the TXT records _dnsauth.NAME that prove who owns each domain.";
    module.output(format!("{}__domain_proofs", unit.name), about, tokens);
}

fn is_objects(group: &[Placed<'_, '_>]) -> bool {
    group[0].1.service.kind == Kind::ObjectStore
}

fn profile_block(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    Block::resource("azurerm_cdn_frontdoor_profile", &unit.name)
        .set("name", region.layout.label(unit, 80))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("sku_name", "Standard_AzureFrontDoor")
        .set("response_timeout_seconds", 60_u32)
        .set("tags", own_tags(unit))
        .block(Block::new("log_scrubbing_rule").set("match_variable", "RequestIPAddress"))
}

fn endpoint(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let title = Expr::from(format!("{}-", region.layout.label(unit, 38)));
    Block::resource("azurerm_cdn_frontdoor_endpoint", &unit.name)
        .set("name", template([title, code("local.suffix")]))
        .set("cdn_frontdoor_profile_id", profile_id(unit))
        .set("tags", own_tags(unit))
}

fn profile_id(unit: &Unit<'_>) -> Expr {
    code(format!("azurerm_cdn_frontdoor_profile.{}.id", unit.name))
}

/// Domains of the organisation, with certificates of Azure.
fn domains(unit: &Unit<'_>) -> Block {
    Block::resource("azurerm_cdn_frontdoor_custom_domain", &unit.name)
        .set("for_each", code(format!("toset(var.{}__domains)", unit.name)))
        .gap()
        .set("name", code("replace(each.value, \".\", \"-\")"))
        .set("cdn_frontdoor_profile_id", profile_id(unit))
        .set("host_name", code("each.value"))
        .block(
            Block::new("tls")
                .set("certificate_type", "ManagedCertificate")
                .set("minimum_version", "TLS12"),
        )
}

fn inputs(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let name = format!("{}__domains", unit.name);
    let about = format!(
        "Domains under which {} answers beside its own name.",
        tag(&unit.service.name.value)
    );
    let none: [&str; 0] = [];
    let variable = Variable::new(name.as_str(), "list(string)", about).default(list(none));
    module.ask(format!("{}__{name}", region.view.name), variable);
}

fn group_name(unit: &Unit<'_>, group: &[Placed<'_, '_>]) -> String {
    format!("{}__{}", unit.name, group[0].1.name)
}

fn origin_group(unit: &Unit<'_>, group: &[Placed<'_, '_>], module: &mut Module) -> Block {
    let base = group_block(unit, &group_name(unit, group), &group[0].1.service.name.value);
    if is_objects(group) {
        return base.comment("No probe: objects are read with a signature only.");
    }
    let protocol = if is_plain(group[0].2) { "Http" } else { "Https" };
    let path = edge::health_path(module);
    base.block(
        Block::new("health_probe")
            .set("protocol", protocol)
            .set("path", path)
            .set("request_type", "HEAD")
            .set("interval_in_seconds", 100_u32),
    )
}

fn group_block(unit: &Unit<'_>, name: &str, title: &str) -> Block {
    Block::resource("azurerm_cdn_frontdoor_origin_group", name)
        .set("name", label(&[title], 90))
        .set("cdn_frontdoor_profile_id", profile_id(unit))
        .set("session_affinity_enabled", false)
        .block(
            Block::new("load_balancing")
                .set("sample_size", 4_u32)
                .set("successful_samples_required", 3_u32),
        )
}

fn origin(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    at: Placed<'_, '_>,
    module: &mut Module,
) -> Block {
    let (view, peer, port) = at;
    let host = edge::host(region, unit, at, module);
    let name = format!("{}__{}__{}", unit.name, view.name, peer.name);
    let group = format!("{}__{}", unit.name, peer.name);
    let title = label(&[&peer.service.name.value, &view.folder()], 90);
    origin_block(&name, &group, &title, host, port)
        .set("priority", if peer.is_recovery() { 2_u32 } else { 1_u32 })
        .set("weight", 1000_u32)
}

fn origin_block(name: &str, group: &str, title: &str, host: Expr, port: u16) -> Block {
    let (plain, secure) = if is_plain(port) { (port, 443) } else { (80, port) };
    Block::resource("azurerm_cdn_frontdoor_origin", name)
        .set("name", title)
        .set(
            "cdn_frontdoor_origin_group_id",
            code(format!("azurerm_cdn_frontdoor_origin_group.{group}.id")),
        )
        .set("enabled", true)
        .set("host_name", host.clone())
        .set("origin_host_header", host)
        .set("certificate_name_check_enabled", true)
        .set("http_port", u32::from(plain))
        .set("https_port", u32::from(secure))
}

/// The first service takes what no path takes; each of the others answers below its own name.
fn route(unit: &Unit<'_>, index: usize, group: &[Placed<'_, '_>]) -> Block {
    let (_, first, port) = group[0];
    let path = match index {
        0 => "/*".to_owned(),
        _ => format!("/{}/*", tag(&first.service.name.value).replace([' ', '/'], "_")),
    };
    let origins = group.iter().map(|(view, peer, _)| {
        code(format!("azurerm_cdn_frontdoor_origin.{}__{}__{}.id", unit.name, view.name, peer.name))
    });
    let cached = first.service.kind != Kind::ApiGateway;
    let name = group_name(unit, group);
    route_block(unit, &name, &first.service.name.value, port, &path)
        .set("cdn_frontdoor_origin_ids", list(origins))
        .when(cached, |block| {
            block.block(
                Block::new("cache")
                    .set("query_string_caching_behavior", "UseQueryString")
                    .set("compression_enabled", true)
                    .set("content_types_to_compress", list(COMPRESSED.iter().copied())),
            )
        })
}

fn route_block(unit: &Unit<'_>, name: &str, title: &str, port: u16, path: &str) -> Block {
    let onward = if is_plain(port) { "HttpOnly" } else { "HttpsOnly" };
    let domains =
        format!("[for domain in azurerm_cdn_frontdoor_custom_domain.{} : domain.id]", unit.name);
    Block::resource("azurerm_cdn_frontdoor_route", name)
        .set("name", label(&[title], 90))
        .set(
            "cdn_frontdoor_endpoint_id",
            code(format!("azurerm_cdn_frontdoor_endpoint.{}.id", unit.name)),
        )
        .set(
            "cdn_frontdoor_origin_group_id",
            code(format!("azurerm_cdn_frontdoor_origin_group.{name}.id")),
        )
        .set("cdn_frontdoor_custom_domain_ids", code(domains))
        .set("patterns_to_match", list([path]))
        .set("supported_protocols", list(["Http", "Https"]))
        .set("https_redirect_enabled", true)
        .set("forwarding_protocol", onward)
        .set("link_to_default_domain", true)
}

/// Without flows from it, the plan does not say what it delivers.
fn unknown(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Vec<Block> {
    let name = format!("{}__origin__host", unit.name);
    let about = format!("Name of what stands behind {}.", tag(&unit.service.name.value));
    let variable = Variable::new(name.as_str(), "string", about).example("origin.example.com");
    module.ask(format!("{}__{name}", region.view.name), variable);
    let own = format!("{}__origin", unit.name);
    let host = code(format!("var.{name}"));
    let origins = list([code(format!("azurerm_cdn_frontdoor_origin.{own}.id"))]);
    vec![
        group_block(unit, &own, "origin"),
        origin_block(&own, &own, "origin", host, 443),
        route_block(unit, &own, "origin", 443, "/*").set("cdn_frontdoor_origin_ids", origins),
    ]
}

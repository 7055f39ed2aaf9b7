//! Interfaces: API Management, with an API for each service that its flows name.

use crate::terraform::backend::is_plain;
use crate::terraform::hcl::{Block, Expr, code, list, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{label, tag};

use super::edge::{self, Placed};
use super::site::{Region, grouped};
use super::{logs, metered};

/// Methods that each API passes on.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// Writes an interface.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let id = code(format!("azurerm_api_management.{}.id", unit.name));
    let second = unit.is("api-management-v2");
    let mut blocks = vec![gateway(region, unit, second)];
    for group in edge::targets(region, unit) {
        let host = edge::host(region, unit, group[0], module);
        blocks.extend(api(unit, group[0], host));
    }
    if second {
        blocks.push(logs::sent(region, unit, id, &["GatewayLogs"]));
    }
    module.service(unit).extend(blocks);
    for (what, about, example) in [
        ("name", "Who publishes APIs, as developers see it.", "Example Organisation"),
        ("email", "Where notices about APIs are sent.", "apis@example.com"),
    ] {
        let name = format!("publisher_{what}");
        let variable = Variable::new(name.as_str(), "string", about).example(example);
        module.ask(format!("azure_{name}"), variable);
    }
    let url = code(format!("azurerm_api_management.{}.gateway_url", unit.name));
    module.output(format!("{}__endpoint", unit.name), "Where the APIs answer.", url);
}

fn gateway(region: Region<'_, '_>, unit: &Unit<'_>, second: bool) -> Block {
    let title = Expr::from(format!("{}-", region.layout.label(unit, 42)));
    let sku = if second {
        let values = metered::values(region, unit);
        format!("StandardV2_{}", metered::running(region, unit, "api-unit", &values).max(1))
    } else {
        "Consumption_0".to_owned()
    };
    let title = template([title, code("local.suffix")]);
    grouped("azurerm_api_management", &unit.name, title)
        .comment("checkov:skip=CKV_AZURE_107:a tier inside the network is not what the plan's bill counts on")
        .comment("checkov:skip=CKV_AZURE_174:callers come from outside")
        .when(!second, |block| {
            block.comment("checkov:skip=CKV_AZURE_215:calls go on as the flows of the plan say")
        })
        .set("publisher_name", code("var.publisher_name"))
        .set("publisher_email", code("var.publisher_email"))
        .set("sku_name", sku)
        .set("client_certificate_enabled", !second)
        .when(second, |block| block.set("min_api_version", "2021-08-01"))
        .set("tags", own_tags(unit))
        .block(Block::new("identity").set("type", "SystemAssigned"))
        .block(
            Block::new("security")
                .set("frontend_tls10_enabled", false)
                .set("frontend_tls11_enabled", false)
                .set("frontend_ssl30_enabled", false)
                .set("backend_tls10_enabled", false)
                .set("backend_tls11_enabled", false)
                .set("backend_ssl30_enabled", false),
        )
}

/// Everything below the name of a service goes on to it, from callers with a subscription.
fn api(unit: &Unit<'_>, (_, peer, port): Placed<'_, '_>, host: Expr) -> Vec<Block> {
    let name = format!("{}__{}", unit.name, peer.name);
    let title = tag(&peer.service.name.value);
    let within = |block: Block| {
        block
            .set("api_management_name", code(format!("azurerm_api_management.{}.name", unit.name)))
            .set("resource_group_name", code("azurerm_resource_group.main.name"))
    };
    let scheme = if is_plain(port) { "http://" } else { "https://" };
    let tail = if port == 80 || port == 443 { String::new() } else { format!(":{port}") };
    let url = template([Expr::from(scheme), host, Expr::from(tail)]);
    let short = label(&[&peer.service.name.value], 80);
    let base = Block::resource("azurerm_api_management_api", &name).set("name", short.as_str());
    let api = within(base)
        .set("display_name", title)
        .set("path", short.as_str())
        .set("revision", "1")
        .set("protocols", list(["https"]))
        .set("service_url", url)
        .set("subscription_required", true);
    let base = Block::resource("azurerm_api_management_api_operation", &name)
        .set(
            "for_each",
            code(format!("toset([{}])", METHODS.map(|m| format!("\"{m}\"")).join(", "))),
        )
        .gap()
        .set("operation_id", code("lower(each.value)"));
    let operation = within(base)
        .set("api_name", code(format!("azurerm_api_management_api.{name}.name")))
        .set("display_name", code("each.value"))
        .set("method", code("each.value"))
        .set("url_template", "/*");
    vec![api, operation]
}

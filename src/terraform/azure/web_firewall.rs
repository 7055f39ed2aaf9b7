//! Web application firewalls: policies of Front Door and of application gateways.

use crate::terraform::hcl::{Block, Expr, code, list};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{compact, tag};

use super::site::{Region, grouped};

/// Methods that services answer; anything else is turned away.
const METHODS: [&str; 7] = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];

/// Writes a firewall in front of its host.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let Some(host) = region.view.unit(region.layout.topology.host_of(unit.id)) else { return };
    let blocks = if unit.is("front-door-waf") {
        vec![edge_policy(region, unit), attachment(region, unit, host)]
    } else {
        vec![gateway_policy(region, unit)]
    };
    let name = format!("{}__rate", unit.name);
    let about = format!(
        "Requests in a minute from one address that {} lets through.",
        tag(&unit.service.name.value)
    );
    let variable = Variable::new(name.as_str(), "number", about).default(1000_u32);
    module.ask(format!("{}__{name}", region.view.name), variable);
    module.service(unit).extend(blocks);
}

/// The policy of the firewall in front of a gateway, if it has one.
pub fn of_gateway(region: Region<'_, '_>, gateway: &Unit<'_>) -> Option<Expr> {
    let before = |unit: &&Unit<'_>| {
        unit.is("application-gateway-waf") && region.layout.topology.host_of(unit.id) == gateway.id
    };
    let unit = region.view.units.iter().find(before)?;
    Some(code(format!("azurerm_web_application_firewall_policy.{}.id", unit.name)))
}

fn rate(unit: &Unit<'_>) -> Expr {
    code(format!("var.{}__rate", unit.name))
}

/// How many rules of the plan are still free for the organisation.
fn left(unit: &Unit<'_>) -> String {
    let rules = unit.service.demand.terms().count("rules").max(2);
    format!("The plan counts on {rules} rules; these are the first two.")
}

fn edge_policy(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let title = compact(&[&region.layout.topology.name, &unit.service.name.value], 60);
    let base = Block::resource("azurerm_cdn_frontdoor_firewall_policy", &unit.name)
        .set("name", title)
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("sku_name", "Standard_AzureFrontDoor")
        .set("enabled", true)
        .set("mode", "Prevention")
        .set("request_body_check_enabled", true)
        .set("custom_block_response_status_code", 403_u32)
        .set("tags", own_tags(unit));
    base.comment(&left(unit)).blocks([
        Block::new("custom_rule")
            .set("name", "RateByAddress")
            .set("enabled", true)
            .set("priority", 10_u32)
            .set("type", "RateLimitRule")
            .set("action", "Block")
            .set("rate_limit_duration_in_minutes", 1_u32)
            .set("rate_limit_threshold", rate(unit))
            .block(
                Block::new("match_condition")
                    .set("match_variable", "RemoteAddr")
                    .set("operator", "IPMatch")
                    .set("match_values", list(["0.0.0.0/0", "::/0"])),
            ),
        Block::new("custom_rule")
            .set("name", "KnownMethods")
            .set("enabled", true)
            .set("priority", 20_u32)
            .set("type", "MatchRule")
            .set("action", "Block")
            .block(
                Block::new("match_condition")
                    .set("match_variable", "RequestMethod")
                    .set("operator", "Equal")
                    .set("negation_condition", true)
                    .set("match_values", list(METHODS)),
            ),
    ])
}

fn attachment(region: Region<'_, '_>, unit: &Unit<'_>, host: &Unit<'_>) -> Block {
    let domain = |id: String| Block::new("domain").set("cdn_frontdoor_domain_id", code(id));
    let own = domain(format!("azurerm_cdn_frontdoor_endpoint.{}.id", host.name));
    let further = Block::labelled("dynamic", &["domain"])
        .set("for_each", code(format!("azurerm_cdn_frontdoor_custom_domain.{}", host.name)))
        .gap()
        .block(Block::new("content").set("cdn_frontdoor_domain_id", code("domain.value.id")));
    let association =
        Block::new("association").set("patterns_to_match", list(["/*"])).block(own).block(further);
    let firewall = Block::new("firewall")
        .set(
            "cdn_frontdoor_firewall_policy_id",
            code(format!("azurerm_cdn_frontdoor_firewall_policy.{}.id", unit.name)),
        )
        .block(association);
    Block::resource("azurerm_cdn_frontdoor_security_policy", &unit.name)
        .set("name", region.layout.label(unit, 80))
        .set(
            "cdn_frontdoor_profile_id",
            code(format!("azurerm_cdn_frontdoor_profile.{}.id", host.name)),
        )
        .block(Block::new("security_policies").block(firewall))
}

fn gateway_policy(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let condition = |variable: &str, operator: &str, negated: bool, values: Expr| {
        Block::new("match_conditions")
            .set("operator", operator)
            .set("negation_condition", negated)
            .set("match_values", values)
            .block(Block::new("match_variables").set("variable_name", variable))
    };
    let managed = |of: &str, version: &str| {
        Block::new("managed_rule_set").set("type", of).set("version", version)
    };
    let title = region.layout.label(unit, 80);
    grouped("azurerm_web_application_firewall_policy", &unit.name, title)
        .comment("checkov:skip=CKV_AZURE_135:rule 944240 of the default rule set 2.1 below is against it")
        .set("tags", own_tags(unit))
        .block(
            Block::new("policy_settings")
                .set("enabled", true)
                .set("mode", "Prevention")
                .set("request_body_check", true)
                .set("max_request_body_size_in_kb", 128_u32)
                .set("file_upload_limit_in_mb", 100_u32),
        )
        .comment(&left(unit))
        .block(
            Block::new("custom_rules")
                .set("name", "RateByAddress")
                .set("priority", 10_u32)
                .set("rule_type", "RateLimitRule")
                .set("action", "Block")
                .set("rate_limit_duration", "OneMin")
                .set("rate_limit_threshold", rate(unit))
                .set("group_rate_limit_by", "ClientAddr")
                .block(condition("RemoteAddr", "IPMatch", true, list(["255.255.255.255/32"]))),
        )
        .block(
            Block::new("custom_rules")
                .set("name", "KnownMethods")
                .set("priority", 20_u32)
                .set("rule_type", "MatchRule")
                .set("action", "Block")
                .block(condition("RequestMethod", "Equal", true, list(METHODS))),
        )
        .block(
            Block::new("managed_rules")
                .block(managed("Microsoft_DefaultRuleSet", "2.1"))
                .block(managed("Microsoft_BotManagerRuleSet", "1.1")),
        )
}

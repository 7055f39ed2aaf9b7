//! Web application firewalls: a web ACL with rule groups that AWS maintains, in front of its host.
//!
//! That of a content network lives where `CloudFront` keeps its things, whatever the site.

use crate::terms::Kind;
use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::Module;

use super::edge::{self, GLOBAL};
use super::site::Region;

/// What is written for one rule of the plan, the most useful first.
const RULES: &[Rule] = &[
    Rule::Managed("KnownBadInputs"),
    Rule::Listed("AnonymousIpList"),
    Rule::Managed("Common"),
    Rule::Listed("AmazonIpReputationList"),
    Rule::Rate,
    Rule::Managed("SQLi"),
    Rule::Managed("AdminProtection"),
    Rule::Managed("Linux"),
    Rule::Managed("Unix"),
    Rule::Managed("PHP"),
    Rule::Managed("WordPress"),
    Rule::Managed("Windows"),
];

#[derive(Clone, Copy)]
enum Rule {
    /// A rule set that AWS maintains.
    Managed(&'static str),
    /// A list of addresses that AWS maintains.
    Listed(&'static str),
    /// A bound on the requests of one address.
    Rate,
}

/// Requests of one address in five minutes, beyond which it has to wait: an assumption.
const RATE: u32 = 2_000;

/// Writes a web application firewall.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let host = region.view.unit(region.layout.topology.host_of(unit.id));
    let global = host.is_some_and(|host| host.service.kind == Kind::Cdn);
    let mut blocks = vec![acl(region, unit, global)];
    let arn = host.and_then(|host| attaches_to(region, host));
    let why = match (host, &arn) {
        (Some(host), None) if host.service.kind == Kind::ApiGateway => Some(
            "AWS WAF does not attach to HTTP APIs: put a content network in front, or use a REST API.",
        ),
        (Some(host), None) if host.service.kind != Kind::Cdn => Some(
            "AWS WAF attaches to application load balancers, REST APIs and content networks only.",
        ),
        _ => None,
    };
    if let Some(arn) = arn {
        blocks.push(
            Block::resource("aws_wafv2_web_acl_association", &unit.name)
                .set("resource_arn", arn)
                .set("web_acl_arn", code(format!("aws_wafv2_web_acl.{}.arn", unit.name))),
        );
    }
    blocks.extend(logging(region, unit, global));
    let file = module.service(unit);
    if let Some(why) = why {
        file.comment(why);
    }
    file.extend(blocks);
}

/// Whether the plan counts on too few rules for all that scanners look for.
pub fn is_small(unit: &Unit<'_>) -> bool {
    unit.service.demand.terms().count("rules") < 2
}

/// What a regional ACL is attached to; a content network names its ACL itself.
fn attaches_to(region: Region<'_, '_>, host: &Unit<'_>) -> Option<Expr> {
    let attaches = edge::is_balancer(host) && !host.is("nlb") || host.is("api-gateway-rest");
    attaches.then(|| edge::known_here(region, host, "arn")).flatten()
}

fn acl(region: Region<'_, '_>, unit: &Unit<'_>, global: bool) -> Block {
    let count = usize::try_from(unit.service.demand.terms().count("rules")).unwrap_or(usize::MAX);
    let rules = RULES.iter().zip(1_u32..).take(count.max(1));
    Block::resource("aws_wafv2_web_acl", &unit.name)
        .when(global, |block| block.set("region", GLOBAL))
        .set("name", region.global_label(unit, 100))
        .set("scope", if global { "CLOUDFRONT" } else { "REGIONAL" })
        .set("tags", own_tags(unit))
        .block(Block::new("default_action").block(Block::new("allow")))
        .blocks(rules.map(|(&one, number)| rule(one, number * 10)))
        .block(visibility(&unit.name.replace('_', "-")))
}

fn rule(rule: Rule, priority: u32) -> Block {
    let (name, group) = match rule {
        Rule::Managed(name) => (name, format!("AWSManagedRules{name}RuleSet")),
        Rule::Listed(name) => (name, format!("AWSManagedRules{name}")),
        Rule::Rate => ("Rate", String::new()),
    };
    let statement = if let Rule::Rate = rule {
        Block::new("rate_based_statement").set("limit", RATE).set("aggregate_key_type", "IP")
    } else {
        Block::new("managed_rule_group_statement").set("vendor_name", "AWS").set("name", group)
    };
    let action = if let Rule::Rate = rule {
        Block::new("action").block(Block::new("block"))
    } else {
        Block::new("override_action").block(Block::new("none"))
    };
    Block::new("rule")
        .set("name", name)
        .set("priority", priority)
        .block(action)
        .block(Block::new("statement").block(statement))
        .block(visibility(name))
}

fn visibility(name: &str) -> Block {
    Block::new("visibility_config")
        .set("metric_name", name)
        .set("cloudwatch_metrics_enabled", true)
        .set("sampled_requests_enabled", true)
}

/// Logs of what was stopped; what was let through is counted only.
fn logging(region: Region<'_, '_>, unit: &Unit<'_>, global: bool) -> Vec<Block> {
    let path = format!("aws-waf-logs-{}", region.layout.label(unit, 60));
    let group = if global {
        edge::global_logs(region, unit, &unit.name, &path)
    } else {
        super::parts::log_group(region, unit, &unit.name, &path)
    };
    let arn = code(format!("aws_cloudwatch_log_group.{}.arn", unit.name));
    let stopped = ["BLOCK", "COUNT"].map(|action| {
        Block::new("condition").block(Block::new("action_condition").set("action", action))
    });
    let filter = Block::new("filter")
        .set("behavior", "KEEP")
        .set("requirement", "MEETS_ANY")
        .blocks(stopped);
    let redacted = ["authorization", "cookie"].map(|header| {
        Block::new("redacted_fields").block(Block::new("single_header").set("name", header))
    });
    let logs = Block::resource("aws_wafv2_web_acl_logging_configuration", &unit.name)
        .when(global, |block| block.set("region", GLOBAL))
        .set("resource_arn", code(format!("aws_wafv2_web_acl.{}.arn", unit.name)))
        .set("log_destination_configs", Expr::List(vec![arn]))
        .blocks(redacted)
        .block(Block::new("logging_filter").set("default_behavior", "DROP").block(filter));
    vec![group, logs]
}

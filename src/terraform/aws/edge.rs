//! Ways in from outside of the networks: what other services have to know of a load balancer, a content
//! network, an interface or a bucket, wherever it stands.
//!
//! At its own site it is a reference; elsewhere in AWS it comes in through the root.

use crate::terms::{Kind, Provider};
use crate::terraform::hcl::{Block, Expr, code, template};
use crate::terraform::layout::{SiteView, Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::shape::Shape;

use super::site::Region;
use super::{ends, parts};

/// The region that holds what belongs to services without a region.
pub const GLOBAL: &str = "us-east-1";

/// A unit with its site.
pub type Placed<'l, 'a> = (&'l SiteView<'a>, &'l Unit<'a>);

/// What a unit is known by: `dns_name` and `zone_id` for names that point to it, `domain` for content
/// networks in front of it, `arn` for what attaches to it. `None` if AWS gives it no such thing.
fn local(unit: &Unit<'_>, site: &SiteView<'_>, what: &str) -> Option<Expr> {
    let name = &unit.name;
    let of = |resource: &str, attribute: &str| Some(code(format!("{resource}.{name}.{attribute}")));
    match (unit.service.kind, what) {
        (Kind::LoadBalancer, "dns_name" | "domain") if is_balancer(unit) => {
            of("aws_lb", "dns_name")
        }
        (Kind::LoadBalancer, "zone_id" | "arn") if is_balancer(unit) => of("aws_lb", what),
        (Kind::Cdn, "dns_name") => of("aws_cloudfront_distribution", "domain_name"),
        (Kind::Cdn, "zone_id") => of("aws_cloudfront_distribution", "hosted_zone_id"),
        (Kind::Cdn, "arn") => of("aws_cloudfront_distribution", "arn"),
        (Kind::ObjectStore, "domain") => of("aws_s3_bucket", "bucket_regional_domain_name"),
        (Kind::ApiGateway, "domain") if unit.is("api-gateway-rest") => Some(template([
            code(format!("aws_api_gateway_rest_api.{name}.id")),
            Expr::from(format!(".execute-api.{}.amazonaws.com", site.site.region)),
        ])),
        (Kind::ApiGateway, "domain") => Some(code(format!(
            "replace(aws_apigatewayv2_api.{name}.api_endpoint, \"https://\", \"\")"
        ))),
        (Kind::ApiGateway, "arn") if unit.is("api-gateway-rest") => {
            of("aws_api_gateway_stage", "arn")
        }
        (Kind::ApiGateway, "dns_name") if unit.is("api-gateway-rest") => {
            of("aws_api_gateway_domain_name", "regional_domain_name")
        }
        (Kind::ApiGateway, "zone_id") if unit.is("api-gateway-rest") => {
            of("aws_api_gateway_domain_name", "regional_zone_id")
        }
        (Kind::ApiGateway, "dns_name") => {
            of("aws_apigatewayv2_domain_name", "domain_name_configuration[0].target_domain_name")
        }
        (Kind::ApiGateway, "zone_id") => {
            of("aws_apigatewayv2_domain_name", "domain_name_configuration[0].hosted_zone_id")
        }
        (Kind::ApiGateway, "host") if unit.is("api-gateway-rest") => {
            of("aws_api_gateway_domain_name", "domain_name")
        }
        (Kind::ApiGateway, "host") => of("aws_apigatewayv2_domain_name", "domain_name"),
        _ => None,
    }
}

/// Whether it is a load balancer that AWS runs.
pub fn is_balancer(unit: &Unit<'_>) -> bool {
    unit.shape() == Shape::Balancer
}

/// What is known of a unit at its own site or at another one of AWS.
pub fn known(
    region: Region<'_, '_>,
    (view, unit): Placed<'_, '_>,
    what: &str,
    module: &mut Module,
) -> Option<Expr> {
    if view.site.provider != Provider::Aws {
        return None;
    }
    let value = local(unit, view, what)?;
    if view.id == region.view.id {
        return Some(value);
    }
    let name = format!("{}__{}__{what}", view.name, unit.name);
    let about = format!("The {} of a service at {}.", what.replace('_', " "), view.site.code);
    let given = code(format!("module.{}.{}__{what}", view.name, unit.name));
    module.input(Variable::new(name.as_str(), "string", about), given);
    Some(code(format!("var.{name}")))
}

/// What is known of a unit of this region.
pub fn known_here(region: Region<'_, '_>, unit: &Unit<'_>, what: &str) -> Option<Expr> {
    local(unit, region.view, what)
}

/// Hands what other sites of AWS ask for to them.
pub fn export(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let asks = |view: &SiteView<'_>| {
        view.id != region.view.id && view.units_of(&[Kind::Cdn, Kind::Dns]).next().is_some()
    };
    if !region.layout.sites_of(Provider::Aws).any(asks) {
        return;
    }
    let named = unit.service.kind != Kind::ApiGateway || has_name(region, unit);
    for what in ["dns_name", "zone_id", "domain", "arn", "host"] {
        let own = named || !matches!(what, "dns_name" | "zone_id" | "host");
        if let Some(value) = local(unit, region.view, what).filter(|_| own) {
            let about = format!("The {} of the service.", what.replace('_', " "));
            module.export(format!("{}__{what}", unit.name), about, value);
        }
    }
}

/// Whether an interface has a name of the organisation's own: people or the plan's DNS use it.
pub fn has_name(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    let by_dns = |(_, peer, _): &(&SiteView<'_>, &Unit<'_>, u16)| peer.service.kind == Kind::Dns;
    region.layout.is_public(unit.id) || ends::callers(region, unit).iter().any(by_dns)
}

/// The web application firewall in front of a unit.
pub fn firewall<'l, 'a>(region: Region<'l, 'a>, unit: &Unit<'_>) -> Option<&'l Unit<'a>> {
    let hosted = region.layout.topology.hosted_by(unit.id);
    let mut hosted = hosted.filter_map(|id| region.view.unit(id));
    hosted.find(|one| one.service.kind == Kind::WebFirewall && one.is("waf"))
}

/// The callees of a unit, all sites of a service together: the nearest that serves comes first.
pub fn targets<'l, 'a>(region: Region<'l, 'a>, unit: &Unit<'_>) -> Vec<Vec<(Placed<'l, 'a>, u16)>> {
    let mut services: Vec<Vec<(Placed<'l, 'a>, u16)>> = Vec::new();
    for (view, peer, port) in ends::called(region, unit) {
        match services.iter_mut().find(|all| all[0].0.1.id == peer.id) {
            Some(all) if all.iter().any(|((known, _), _)| known.id == view.id) => {}
            Some(all) => all.push(((view, peer), port)),
            None => services.push(vec![((view, peer), port)]),
        }
    }
    for all in &mut services {
        all.sort_by_key(|((view, peer), _)| (peer.is_recovery(), view.id != region.view.id));
    }
    services
}

/// A group of logs of a service without a region.
pub fn global_logs(region: Region<'_, '_>, unit: &Unit<'_>, name: &str, path: &str) -> Block {
    if region.view.site.region == GLOBAL {
        return parts::log_group(region, unit, name, path);
    }
    let days = parts::retention(region);
    Block::resource("aws_cloudwatch_log_group", name)
        .comment("checkov:skip=CKV_AWS_158:keys of the plan belong to its regions, these logs to another")
        .when(days < 365, |block| {
            block.comment("checkov:skip=CKV_AWS_338:the plan's monitoring keeps logs for less")
        })
        .set("region", GLOBAL)
        .set("name", path)
        .set("retention_in_days", days)
        .set("tags", own_tags(unit))
}

//! Content networks: a `CloudFront` distribution in front of what its flows name.
//!
//! Buckets are read with signed requests that they take from this distribution only; load balancers that
//! people do not reach stay private and are reached through the network of AWS.

use crate::terms::{Kind, Provider};
use crate::terraform::backend::is_plain;
use crate::terraform::hcl::{Block, Expr, code, list, object, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{ident, label, tag};

use super::edge::{self, Placed};
use super::site::{Region, statement};
use super::{cdn_logs, ends, web_firewall};

/// An origin, with what the behaviours have to know of it.
struct Origin {
    id: String,
    block: Block,
    objects: bool,
    /// Whether its certificate is for the names of the distribution, so that they are passed on.
    keeps_host: bool,
    service: String,
    extra: Vec<Block>,
}

/// Writes a content network.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    edge::export(region, unit, module);
    let mut blocks = cdn_logs::bucket(region, unit);
    let groups: Vec<Vec<Origin>> = edge::targets(region, unit)
        .into_iter()
        .map(|all| {
            all.into_iter().map(|(at, port)| origin(region, unit, at, port, module)).collect()
        })
        .collect();
    let mut groups: Vec<Vec<Origin>> = groups.into_iter().map(with_failover).collect();
    if groups.is_empty() {
        groups.push(vec![given(region, unit, "origin", "what stands behind it", module)]);
    }
    // Objects answer below their own names if there is anything else.
    groups.sort_by_key(|group| group[0].objects);
    blocks.extend(policies(region, unit, &groups));
    for origin in groups.iter_mut().flatten() {
        blocks.append(&mut origin.extra);
    }
    blocks.push(distribution(region, unit, &groups));
    module.service(unit).extend(blocks);
    inputs(region, unit, module);
    let name = code(format!("aws_cloudfront_distribution.{}.domain_name", unit.name));
    module.output(format!("{}__domain_name", unit.name), "Name under which it answers.", name);
}

/// Only buckets are read from a second place by themselves: other origins take writes, which are never sent twice.
fn with_failover(mut all: Vec<Origin>) -> Vec<Origin> {
    let least = if all[0].objects { 2 } else { 1 };
    all.truncate(least);
    all
}

fn origin(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    at: Placed<'_, '_>,
    port: u16,
    module: &mut Module,
) -> Origin {
    let (view, peer) = at;
    let domain = edge::known(region, at, "domain", module);
    let id = format!("{}-{}", label(&[&peer.service.name.value], 60), view.folder());
    let Some(domain) = domain else {
        let what = format!("{} at {}", tag(&peer.service.name.value), view.site.code);
        let mut origin =
            given(region, unit, &format!("{}__{}", view.name, peer.name), &what, module);
        origin.service.clone_from(&peer.service.name.value);
        return Origin { id, ..origin };
    };
    let objects = peer.service.kind == Kind::ObjectStore;
    let balancer = edge::is_balancer(peer);
    let mut extra = Vec::new();
    let block = Block::new("origin").set("origin_id", id.as_str()).set("domain_name", domain);
    let block = if objects {
        let access = format!("aws_cloudfront_origin_access_control.{}.id", unit.name);
        block.set("origin_access_control_id", code(access))
    } else if balancer && !region.layout.is_public(peer.id) {
        let name = format!("{}__{}__{}", unit.name, view.name, peer.name);
        let arn = edge::known(region, at, "arn", module).unwrap_or_else(|| code("null"));
        extra.push(private_way(region, unit, &name, arn, port));
        let of = code(format!("aws_cloudfront_vpc_origin.{name}.id"));
        block.block(Block::new("vpc_origin_config").set("vpc_origin_id", of))
    } else {
        let path = peer.is("api-gateway-rest").then(|| format!("/{}", super::api_rest::STAGE));
        block.maybe("origin_path", path).block(public_way(port))
    };
    let service = peer.service.name.value.clone();
    Origin { id, block, objects, keeps_host: balancer, service, extra }
}

/// An origin whose name has to be given.
fn given(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    what: &str,
    about: &str,
    module: &mut Module,
) -> Origin {
    let name = format!("{}__{what}__domain", unit.name);
    let about = format!("Name of {about}, for {}.", tag(&unit.service.name.value));
    let variable = Variable::new(name.as_str(), "string", about).example("origin.example.com");
    module.ask(format!("{}__{name}", region.view.name), variable);
    let block = Block::new("origin")
        .set("origin_id", what)
        .set("domain_name", code(format!("var.{name}")))
        .block(public_way(443));
    let id = what.to_owned();
    Origin {
        id,
        block,
        objects: false,
        keeps_host: false,
        service: String::new(),
        extra: Vec::new(),
    }
}

fn public_way(port: u16) -> Block {
    let (plain, secure) = if is_plain(port) { (port, 443) } else { (80, port) };
    Block::new("custom_origin_config")
        .set("http_port", u32::from(plain))
        .set("https_port", u32::from(secure))
        .set("origin_protocol_policy", protocol(port))
        .set("origin_ssl_protocols", list(["TLSv1.2"]))
}

fn protocol(port: u16) -> &'static str {
    if is_plain(port) { "http-only" } else { "https-only" }
}

fn private_way(region: Region<'_, '_>, unit: &Unit<'_>, name: &str, arn: Expr, port: u16) -> Block {
    let parts = [&*region.layout.topology.name, &*unit.service.name.value, name];
    let (plain, secure) = if is_plain(port) { (port, 443) } else { (80, port) };
    Block::resource("aws_cloudfront_vpc_origin", name).set("tags", own_tags(unit)).block(
        Block::new("vpc_origin_endpoint_config")
            .set("name", label(&parts, 64))
            .set("arn", arn)
            .set("http_port", u32::from(plain))
            .set("https_port", u32::from(secure))
            .set("origin_protocol_policy", protocol(port))
            .block(
                Block::new("origin_ssl_protocols")
                    .set("items", list(["TLSv1.2"]))
                    .set("quantity", 1_u32),
            ),
    )
}

/// Policies that AWS manages, as far as origins use them, and the identity towards buckets.
fn policies(region: Region<'_, '_>, unit: &Unit<'_>, groups: &[Vec<Origin>]) -> Vec<Block> {
    let data = |of: &str, name: &str, policy: &str| {
        Block::data(of, &format!("{}__{name}", unit.name)).set("name", policy)
    };
    let mut blocks = vec![data(
        "aws_cloudfront_response_headers_policy",
        "headers",
        "Managed-SecurityHeadersPolicy",
    )];
    if groups.iter().any(|group| group[0].objects) {
        blocks.push(data("aws_cloudfront_cache_policy", "objects", "Managed-CachingOptimized"));
        blocks.push(
            Block::resource("aws_cloudfront_origin_access_control", &unit.name)
                .set("name", region.global_label(unit, 64))
                .set("description", "Signs requests to buckets")
                .set("origin_access_control_origin_type", "s3")
                .set("signing_behavior", "always")
                .set("signing_protocol", "sigv4"),
        );
    }
    if groups.iter().any(|group| !group[0].objects) {
        let own = "Managed-UseOriginCacheControlHeaders-QueryStrings";
        blocks.push(data("aws_cloudfront_cache_policy", "origin", own));
    }
    for (keeps, name, policy) in [
        (true, "viewer", "Managed-AllViewer"),
        (false, "viewer_but_host", "Managed-AllViewerExceptHostHeader"),
    ] {
        if groups.iter().any(|group| !group[0].objects && group[0].keeps_host == keeps) {
            blocks.push(data("aws_cloudfront_origin_request_policy", name, policy));
        }
    }
    blocks
}

fn distribution(region: Region<'_, '_>, unit: &Unit<'_>, groups: &[Vec<Origin>]) -> Block {
    let wall = edge::firewall(region, unit);
    let objects = groups[0][0].objects;
    let main = excused(region, unit, groups)
        .set(
            "comment",
            tag(&format!("{} {}", region.layout.topology.name, unit.service.name.value)),
        )
        .set("enabled", true)
        .set("is_ipv6_enabled", true)
        .set("http_version", "http2and3")
        .set("price_class", "PriceClass_All")
        .set("aliases", code(format!("var.{}__names", unit.name)))
        .when(objects, |block| block.set("default_root_object", "index.html"))
        .maybe("web_acl_id", wall.map(|wall| code(format!("aws_wafv2_web_acl.{}.arn", wall.name))))
        .set("tags", own_tags(unit));
    let main = main.blocks(groups.iter().flatten().map(|origin| origin.block.clone()));
    let main = main.blocks(groups.iter().filter(|group| group.len() > 1).map(|g| pair(g)));
    let first = behaviour(Block::new("default_cache_behavior"), unit, &groups[0]);
    let others = groups.iter().skip(1).map(|group| {
        let name = ident(&group[0].service).replace('_', "-");
        let block = Block::new("ordered_cache_behavior")
            .comment("The plan does not say how requests are divided: adjust the pattern.")
            .set("path_pattern", format!("/{name}/*"));
        behaviour(block, unit, group)
    });
    main.block(first)
        .blocks(others)
        .block(
            Block::new("logging_config")
                .set(
                    "bucket",
                    code(format!("aws_s3_bucket.{}__logs.bucket_domain_name", unit.name)),
                )
                .set("include_cookies", false),
        )
        .block(
            Block::new("restrictions")
                .block(Block::new("geo_restriction").set("restriction_type", "none")),
        )
        .block(
            Block::new("viewer_certificate")
                .set("acm_certificate_arn", code(format!("var.{}__certificate_arn", unit.name)))
                .set("minimum_protocol_version", "TLSv1.2_2021")
                .set("ssl_support_method", "sni-only"),
        )
        .gap()
        .set("depends_on", code(format!("[aws_s3_bucket_acl.{}__logs]", unit.name)))
}

/// Checks of checkov that do not apply, with the reason.
fn excused(region: Region<'_, '_>, unit: &Unit<'_>, groups: &[Vec<Origin>]) -> Block {
    let no_wall = edge::firewall(region, unit).is_none();
    let block = Block::resource("aws_cloudfront_distribution", &unit.name)
        .comment("checkov:skip=CKV_AWS_374:the plan serves its users wherever they are");
    block
        .when(no_wall, |block| {
            block
                .comment("checkov:skip=CKV_AWS_68:the plan asks for no web application firewall here")
                .comment("checkov:skip=CKV2_AWS_47:the plan asks for no web application firewall here")
        })
        .when(edge::firewall(region, unit).is_some_and(web_firewall::is_small), |block| {
            block.comment("checkov:skip=CKV2_AWS_47:the plan counts on one rule")
        })
        .when(groups.iter().all(|group| group.len() == 1), |block| {
            block.comment("checkov:skip=CKV_AWS_310:origins that take writes have no second one; DNS moves them")
        })
        .when(!groups[0][0].objects, |block| {
            block.comment("checkov:skip=CKV_AWS_305:the origin answers for the root itself")
        })
}

fn pair(group: &[Origin]) -> Block {
    Block::new("origin_group")
        .set("origin_id", pair_id(group))
        .block(
            Block::new("failover_criteria")
                .set("status_codes", code("[403, 404, 500, 502, 503, 504]")),
        )
        .blocks(group.iter().map(|one| Block::new("member").set("origin_id", one.id.as_str())))
}

fn pair_id(group: &[Origin]) -> String {
    format!("{}-or-copy", group[0].id)
}

fn behaviour(block: Block, unit: &Unit<'_>, group: &[Origin]) -> Block {
    let origin = &group[0];
    let of = |kind: &str, name: &str| {
        code(format!("data.aws_cloudfront_{kind}.{}__{name}.id", unit.name))
    };
    let target = if group.len() > 1 { pair_id(group) } else { origin.id.clone() };
    let read = list(["GET", "HEAD", "OPTIONS"]);
    let write = list(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);
    let passed = if origin.keeps_host { "viewer" } else { "viewer_but_host" };
    let cached = if origin.objects { "objects" } else { "origin" };
    block
        .set("target_origin_id", target)
        .set("allowed_methods", if origin.objects { read } else { write })
        .set("cached_methods", list(["GET", "HEAD"]))
        .set("compress", true)
        .set("viewer_protocol_policy", "redirect-to-https")
        .set("cache_policy_id", of("cache_policy", cached))
        .maybe(
            "origin_request_policy_id",
            (!origin.objects).then(|| of("origin_request_policy", passed)),
        )
        .set("response_headers_policy_id", of("response_headers_policy", "headers"))
}

fn inputs(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let site = &region.view.name;
    let what = tag(&unit.service.name.value);
    let name = format!("{}__names", unit.name);
    let about = format!("Names under which people reach {what}.");
    let names =
        Variable::new(name.as_str(), "list(string)", about).example(list(["www.example.com"]));
    module.ask(format!("{site}__{name}"), names);
    let name = format!("{}__certificate_arn", unit.name);
    let about = format!("Certificate (ACM, us-east-1) for the names of {what}.");
    let example =
        "arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000";
    let variable =
        Variable::new(name.as_str(), "string", about).example(Expr::from(example)).check(
            format!("can(regex(\"^arn:[a-z-]+:acm:us-east-1:\", var.{site}__{name}))"),
            "An ARN of AWS Certificate Manager in us-east-1.",
        );
    module.ask(format!("{site}__{name}"), variable);
}

/// Statements with which a bucket lets the content networks of the plan read it.
pub fn readers(
    region: Region<'_, '_>,
    bucket: &Unit<'_>,
    module: &mut Module,
) -> Vec<Vec<(&'static str, Expr)>> {
    let arn = code(format!("aws_s3_bucket.{}.arn", bucket.name));
    let mut distributions = Vec::new();
    for (view, peer, _) in ends::callers(region, bucket) {
        if peer.is("cloudfront") && view.site.provider == Provider::Aws {
            distributions.extend(reader(region, (view, peer), module));
        }
    }
    if distributions.is_empty() {
        return Vec::new();
    }
    let principal = object([("Service", "cloudfront.amazonaws.com")]);
    let condition =
        object([("StringEquals", object([("AWS:SourceArn", Expr::List(distributions))]))]);
    let mut objects =
        statement("ContentNetwork", &["s3:GetObject"], vec![template([arn, Expr::from("/*")])]);
    objects.insert(2, ("Principal", principal));
    objects.push(("Condition", condition));
    vec![objects]
}

fn reader(region: Region<'_, '_>, at: Placed<'_, '_>, module: &mut Module) -> Option<Expr> {
    let (view, peer) = at;
    if view.id == region.view.id {
        return Some(code(format!("aws_cloudfront_distribution.{}.arn", peer.name)));
    }
    edge::known(region, at, "arn", module)
}

/// Whether a content network reaches into the network of the region, which AWS allows only where an
/// internet gateway is attached; no route leads to it.
pub fn needs_gateway(region: Region<'_, '_>) -> bool {
    region.view.units_of(&[Kind::LoadBalancer]).filter(|unit| edge::is_balancer(unit)).any(|unit| {
        let callers = ends::callers(region, unit);
        callers.iter().any(|(_, peer, _)| peer.is("cloudfront"))
    })
}

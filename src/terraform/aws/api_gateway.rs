//! Interfaces: an HTTP API in front of what its flows name, with tokens checked, and every request logged.
//!
//! Services in the network are reached through a link into it, functions and queues over AWS itself. REST
//! APIs are written by `api_rest`, from the same parts.

use crate::terms::Kind;
use crate::terraform::hcl::{Block, Expr, code, list, object, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{ident, tag};
use crate::terraform::shape::Shape;

use super::edge::{self, Placed};
use super::parts::{log_group, log_path};
use super::rights::Rights;
use super::site::{Region, assumed_by};
use super::{api_rest, ends, keys, parts};

/// The way to a callee.
pub enum Way {
    /// A listener of a load balancer, over the link into the network.
    Listener {
        /// The load balancer.
        balancer: String,
        /// Its port.
        port: u16,
    },
    /// A function.
    Function(String),
    /// A queue, which takes the body as a message.
    Queue(String),
    /// A stream, which takes the body as a record.
    Stream(String),
    /// A URL that has to be given: the name of the variable.
    Url(String),
}

/// A callee of an interface.
pub struct Callee {
    /// Its identifier.
    pub name: String,
    /// How it is called in paths.
    pub path: String,
    /// The way to it.
    pub way: Way,
}

/// Writes an interface.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    edge::export(region, unit, module);
    let callees = callees(region, unit, module);
    let logs = log_group(region, unit, &unit.name, &log_path(region, unit, "apigateway"));
    let mut blocks = vec![logs];
    if callees.iter().any(|callee| matches!(callee.way, Way::Listener { .. })) {
        blocks.push(link(region, unit));
    }
    if unit.is("api-gateway-rest") {
        blocks.extend(api_rest::blocks(region, unit, &callees, module));
    } else {
        blocks.extend(api(region, unit, &callees, module));
    }
    module.service(unit).extend(blocks);
    if edge::has_name(region, unit) {
        named(region, unit, module);
    }
}

/// The resources that callers with an identity may be allowed to call.
pub fn arn(unit: &Unit<'_>) -> [Expr; 1] {
    let of = if unit.is("api-gateway-rest") {
        "aws_api_gateway_rest_api"
    } else {
        "aws_apigatewayv2_api"
    };
    [template([code(format!("{of}.{}.execution_arn", unit.name)), Expr::from("/*")])]
}

/// What the interface calls: at this site if it is there, else by a URL.
fn callees(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Vec<Callee> {
    let mut callees = Vec::new();
    for sites in edge::targets(region, unit) {
        let (at, port) = sites[0];
        let (_, peer) = at;
        let path = ident(&peer.service.name.value).replace('_', "-");
        let name = format!("{}__to__{}", unit.name, peer.name);
        callees.push(Callee { name, path, way: way(region, unit, at, port, module) });
    }
    if callees.is_empty() {
        let way = asked(region, unit, "callee", "what stands behind it", module);
        callees.push(Callee { name: format!("{}__to__any", unit.name), path: String::new(), way });
    }
    callees
}

/// A URL that only the reader knows.
fn asked(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    what: &str,
    words: &str,
    module: &mut Module,
) -> Way {
    let name = format!("{}__{what}__url", unit.name);
    let own = tag(&unit.service.name.value);
    let about =
        format!("Where {words} answers for {own}: no load balancer of this site stands in front.");
    let variable =
        Variable::new(name.as_str(), "string", about).example("https://service.example.com");
    module.ask(format!("{}__{name}", region.view.name), variable);
    Way::Url(name)
}

fn way(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    (view, peer): Placed<'_, '_>,
    port: u16,
    module: &mut Module,
) -> Way {
    let here = view.id == region.view.id;
    match peer.service.kind {
        Kind::LoadBalancer if here && edge::is_balancer(peer) => {
            Way::Listener { balancer: peer.name.clone(), port }
        }
        Kind::Function if here && peer.shape() == Shape::Function => {
            Way::Function(peer.name.clone())
        }
        Kind::Queue if here && peer.is("sqs") => Way::Queue(peer.name.clone()),
        Kind::EventStream if here && peer.is("kinesis") => Way::Stream(peer.name.clone()),
        _ => asked(region, unit, &peer.name, &tag(&peer.service.name.value), module),
    }
}

/// The link into the network; rules say whom it may call.
fn link(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    Block::resource("aws_apigatewayv2_vpc_link", &unit.name)
        .set("name", region.layout.label(unit, 120))
        .set("subnet_ids", region.subnets(unit, "private", 1))
        .set("security_group_ids", code(format!("[aws_security_group.{}.id]", unit.name)))
        .set("tags", own_tags(unit))
}

/// Requests a second beyond which callers have to wait: twenty times the average, at least 100.
pub fn rate(unit: &Unit<'_>) -> u64 {
    (unit.service.demand.terms().count("requests") / 131_400 + 1).max(100)
}

fn api(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    callees: &[Callee],
    module: &mut Module,
) -> Vec<Block> {
    let name = &unit.name;
    let id = code(format!("aws_apigatewayv2_api.{name}.id"));
    let mut blocks = vec![
        Block::resource("aws_apigatewayv2_api", name)
            .set("name", region.layout.label(unit, 120))
            .set("protocol_type", "HTTP")
            .set("disable_execute_api_endpoint", hides(region, unit))
            .set("tags", own_tags(unit)),
        stage(unit, &id),
        Block::resource("aws_apigatewayv2_authorizer", name)
            .set("api_id", id.clone())
            .set("name", "tokens")
            .set("authorizer_type", "JWT")
            .set("identity_sources", list(["$request.header.Authorization"]))
            .block(
                Block::new("jwt_configuration")
                    .set("issuer", code(format!("var.{name}__token_issuer")))
                    .set("audience", code(format!("var.{name}__token_audience"))),
            ),
    ];
    blocks.extend(identity(region, unit, callees));
    for (index, callee) in callees.iter().enumerate() {
        blocks.push(integration(region, unit, callee, &id));
        let key = if index == 0 {
            "$default".to_owned()
        } else {
            format!("ANY /{}/{{proxy+}}", callee.path)
        };
        blocks.push(route(unit, callee, key, index > 0));
        if let Way::Function(function) = &callee.way {
            blocks.push(permission(unit, callee, function));
        }
    }
    tokens(region, unit, module);
    let address = code(format!("aws_apigatewayv2_api.{name}.api_endpoint"));
    module.output(format!("{name}__endpoint"), "Where the interface answers.", address);
    blocks
}

/// Whether the name that AWS gives is closed, because callers use the organisation's own.
pub fn hides(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    let behind =
        ends::callers(region, unit).iter().any(|(_, peer, _)| peer.service.kind != Kind::Dns);
    edge::has_name(region, unit) && !behind
}

/// What is written for each request: who, what and how it went, but neither bodies nor tokens.
pub fn format() -> Expr {
    let fields = [
        ("requestId", "$context.requestId"),
        ("ip", "$context.identity.sourceIp"),
        ("time", "$context.requestTime"),
        ("method", "$context.httpMethod"),
        ("path", "$context.path"),
        ("status", "$context.status"),
        ("length", "$context.responseLength"),
    ];
    crate::terraform::hcl::call("jsonencode", [object(fields)])
}

/// Where the log of requests goes.
pub fn access_log(unit: &Unit<'_>) -> Block {
    Block::new("access_log_settings")
        .set("destination_arn", code(format!("aws_cloudwatch_log_group.{}.arn", unit.name)))
        .set("format", format())
}

fn stage(unit: &Unit<'_>, id: &Expr) -> Block {
    Block::resource("aws_apigatewayv2_stage", &unit.name)
        .set("api_id", id.clone())
        .set("name", "$default")
        .set("auto_deploy", true)
        .set("tags", own_tags(unit))
        .block(access_log(unit))
        .block(
            Block::new("default_route_settings")
                .set("detailed_metrics_enabled", true)
                .set("throttling_rate_limit", rate(unit))
                .set("throttling_burst_limit", rate(unit) * 2),
        )
}

fn integration(region: Region<'_, '_>, unit: &Unit<'_>, callee: &Callee, id: &Expr) -> Block {
    let block =
        Block::resource("aws_apigatewayv2_integration", &callee.name).set("api_id", id.clone());
    let role = code(format!("aws_iam_role.{}.arn", unit.name));
    let action = |block: Block, subtype: &str| {
        block
            .set("integration_type", "AWS_PROXY")
            .set("integration_subtype", subtype)
            .set("credentials_arn", role.clone())
            .set("payload_format_version", "1.0")
    };
    match &callee.way {
        Way::Listener { balancer, port } => block
            .set("integration_type", "HTTP_PROXY")
            .set("integration_method", "ANY")
            .set("integration_uri", code(format!("aws_lb_listener.{balancer}__{port}.arn")))
            .set("connection_type", "VPC_LINK")
            .set("connection_id", code(format!("aws_apigatewayv2_vpc_link.{}.id", unit.name)))
            .when(*port != 80 && edge::has_name(region, unit), |block| {
                let host = code(format!("aws_apigatewayv2_domain_name.{}.domain_name", unit.name));
                block.block(Block::new("tls_config").set("server_name_to_verify", host))
            }),
        Way::Function(function) => block
            .set("integration_type", "AWS_PROXY")
            .set("integration_method", "POST")
            .set("integration_uri", code(format!("aws_lambda_function.{function}.invoke_arn")))
            .set("payload_format_version", "2.0"),
        Way::Queue(queue) => action(block, "SQS-SendMessage").set(
            "request_parameters",
            object([
                ("QueueUrl", code(format!("aws_sqs_queue.{queue}.url"))),
                ("MessageBody", "$request.body".into()),
            ]),
        ),
        Way::Stream(stream) => action(block, "Kinesis-PutRecord").set(
            "request_parameters",
            object([
                ("StreamName", code(format!("aws_kinesis_stream.{stream}.name"))),
                ("Data", "$request.body".into()),
                ("PartitionKey", "$context.requestId".into()),
            ]),
        ),
        Way::Url(variable) => block
            .set("integration_type", "HTTP_PROXY")
            .set("integration_method", "ANY")
            .set("integration_uri", code(format!("var.{variable}"))),
    }
}

fn route(unit: &Unit<'_>, callee: &Callee, key: String, guessed: bool) -> Block {
    let target = template([
        Expr::from("integrations/"),
        code(format!("aws_apigatewayv2_integration.{}.id", callee.name)),
    ]);
    Block::resource("aws_apigatewayv2_route", &callee.name)
        .when(guessed, |block| {
            block.comment("The plan does not say how requests are divided: adjust the path.")
        })
        .set("api_id", code(format!("aws_apigatewayv2_api.{}.id", unit.name)))
        .set("route_key", key)
        .set("target", target)
        .set("authorization_type", "JWT")
        .set("authorizer_id", code(format!("aws_apigatewayv2_authorizer.{}.id", unit.name)))
}

/// Lets the interface call a function, and no other interface.
pub fn permission(unit: &Unit<'_>, callee: &Callee, function: &str) -> Block {
    let [source] = arn(unit);
    Block::resource("aws_lambda_permission", &callee.name)
        .set("action", "lambda:InvokeFunction")
        .set("function_name", code(format!("aws_lambda_function.{function}.function_name")))
        .set("principal", "apigateway.amazonaws.com")
        .set("source_arn", source)
}

/// The role with which requests become messages and records.
pub fn identity(region: Region<'_, '_>, unit: &Unit<'_>, callees: &[Callee]) -> Vec<Block> {
    let mut rights = Rights::default();
    for callee in callees {
        match &callee.way {
            Way::Queue(queue) => {
                let of = code(format!("aws_sqs_queue.{queue}.arn"));
                rights.allow("Send", &["sqs:SendMessage"], [of]);
            }
            Way::Stream(stream) => {
                let of = code(format!("aws_kinesis_stream.{stream}.arn"));
                rights.allow("Put", &["kinesis:PutRecord"], [of]);
            }
            _ => {}
        }
    }
    if rights.is_empty() {
        return Vec::new();
    }
    for (peer, _) in ends::called_here(region, unit) {
        let key = keys::arn(region, peer);
        if matches!(peer.service.kind, Kind::Queue | Kind::EventStream) {
            rights.allow("Keys", &["kms:Decrypt", "kms:GenerateDataKey"], key);
        }
    }
    let role = parts::trusted(region, unit, "", assumed_by("apigateway.amazonaws.com"));
    let mut blocks = vec![role];
    blocks.extend(parts::role_policy(&unit.name, "callees", rights));
    blocks
}

/// Who issues the tokens that callers show.
fn tokens(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let what = tag(&unit.service.name.value);
    let name = format!("{}__token_issuer", unit.name);
    let about = format!("Issuer of the tokens (JWT) that callers of {what} show.");
    let variable =
        Variable::new(name.as_str(), "string", about).example("https://login.example.com");
    module.ask(format!("{}__{name}", region.view.name), variable);
    let name = format!("{}__token_audience", unit.name);
    let about = format!("For whom those tokens must be issued, to be taken by {what}.");
    let variable =
        Variable::new(name.as_str(), "list(string)", about).example(list([what.as_str()]));
    module.ask(format!("{}__{name}", region.view.name), variable);
}

/// The name of the organisation's own under which people call.
fn named(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let site = &region.view.name;
    let what = tag(&unit.service.name.value);
    let name = format!("{}__domain_name", unit.name);
    let about = format!("Name under which people reach {what}.");
    module.ask(
        format!("{site}__{name}"),
        Variable::new(name.as_str(), "string", about).example("api.example.com"),
    );
    let name = format!("{}__certificate_arn", unit.name);
    let about = format!("Certificate (ACM, {}) of {what}.", region.view.site.region);
    let example = format!(
        "arn:aws:acm:{}:000000000000:certificate/00000000-0000-0000-0000-000000000000",
        region.view.site.region
    );
    let variable = Variable::new(name.as_str(), "string", about).example(example).check(
        format!("can(regex(\"^arn:[a-z-]+:acm:\", var.{site}__{name}))"),
        "An ARN of AWS Certificate Manager.",
    );
    module.ask(format!("{site}__{name}"), variable);
    let blocks = if unit.is("api-gateway-rest") { api_rest::domain(unit) } else { domain(unit) };
    module.service(unit).extend(blocks);
}

fn domain(unit: &Unit<'_>) -> Vec<Block> {
    let name = &unit.name;
    vec![
        Block::resource("aws_apigatewayv2_domain_name", name)
            .set("domain_name", code(format!("var.{name}__domain_name")))
            .set("tags", own_tags(unit))
            .block(
                Block::new("domain_name_configuration")
                    .set("certificate_arn", code(format!("var.{name}__certificate_arn")))
                    .set("endpoint_type", "REGIONAL")
                    .set("security_policy", "TLS_1_2"),
            ),
        Block::resource("aws_apigatewayv2_api_mapping", name)
            .set("api_id", code(format!("aws_apigatewayv2_api.{name}.id")))
            .set("domain_name", code(format!("aws_apigatewayv2_domain_name.{name}.id")))
            .set("stage", code(format!("aws_apigatewayv2_stage.{name}.id"))),
    ]
}

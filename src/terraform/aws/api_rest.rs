//! REST APIs: the same callees as an HTTP API, with a stage that is deployed as a whole.

use crate::terraform::hcl::{Block, Expr, call, code, list, object, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::tag;

use super::api_gateway::{Callee, Way, access_log, hides, identity, permission, rate};
use super::site::Region;
use super::{edge, parts, web_firewall};

/// The name of the only stage.
pub const STAGE: &str = "live";

/// The API with everything below it.
pub fn blocks(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    callees: &[Callee],
    module: &mut Module,
) -> Vec<Block> {
    let name = &unit.name;
    let mut blocks = vec![
        Block::resource("aws_api_gateway_rest_api", name)
            .set("name", region.layout.label(unit, 120))
            .set("disable_execute_api_endpoint", hides(region, unit))
            .set("tags", own_tags(unit))
            .block(Block::new("endpoint_configuration").set("types", list(["REGIONAL"])))
            .block(Block::new("lifecycle").set("create_before_destroy", true)),
        Block::resource("aws_api_gateway_authorizer", name)
            .set("name", "tokens")
            .set("rest_api_id", id(unit))
            .set("type", "COGNITO_USER_POOLS")
            .set("provider_arns", code(format!("var.{name}__user_pool_arns"))),
    ];
    blocks.extend(identity(region, unit, callees));
    for (index, callee) in callees.iter().enumerate() {
        blocks.extend(method(region, unit, callee, index));
    }
    blocks.extend(deployment(unit, callees));
    blocks.extend(stage(region, unit));
    let what = tag(&unit.service.name.value);
    let pools = format!("{name}__user_pool_arns");
    let about = format!("User pools (Cognito) whose tokens {what} takes.");
    let example = format!(
        "arn:aws:cognito-idp:{0}:000000000000:userpool/{0}_example",
        region.view.site.region
    );
    let variable = Variable::new(pools.as_str(), "list(string)", about).example(list([example]));
    module.ask(format!("{}__{pools}", region.view.name), variable);
    let address = code(format!("aws_api_gateway_stage.{name}.invoke_url"));
    module.output(format!("{name}__endpoint"), "Where the interface answers.", address);
    blocks
}

fn id(unit: &Unit<'_>) -> Expr {
    code(format!("aws_api_gateway_rest_api.{}.id", unit.name))
}

fn root(unit: &Unit<'_>) -> Expr {
    code(format!("aws_api_gateway_rest_api.{}.root_resource_id", unit.name))
}

/// Everything below a path goes to its callee; the first has the root.
fn method(region: Region<'_, '_>, unit: &Unit<'_>, callee: &Callee, index: usize) -> Vec<Block> {
    let name = &callee.name;
    let resource = |name: &str, parent: Expr, part: &str| {
        Block::resource("aws_api_gateway_resource", name)
            .set("rest_api_id", id(unit))
            .set("parent_id", parent)
            .set("path_part", part)
    };
    let mut blocks = Vec::new();
    let parent = if index == 0 {
        root(unit)
    } else {
        let own = format!("{name}__path");
        blocks.push(resource(&own, root(unit), &callee.path));
        code(format!("aws_api_gateway_resource.{own}.id"))
    };
    blocks.push(resource(name, parent, "{proxy+}"));
    let of = code(format!("aws_api_gateway_resource.{name}.id"));
    blocks.push(
        Block::resource("aws_api_gateway_method", name)
            .comment("checkov:skip=CKV2_AWS_53:requests are checked by the services, whose schemas the plan does not know")
            .set("rest_api_id", id(unit))
            .set("resource_id", of.clone())
            .set("http_method", "ANY")
            .set("authorization", "COGNITO_USER_POOLS")
            .set("authorizer_id", code(format!("aws_api_gateway_authorizer.{}.id", unit.name)))
            .set("request_parameters", object([("method.request.path.proxy", true)])),
    );
    let base = Block::resource("aws_api_gateway_integration", name)
        .set("rest_api_id", id(unit))
        .set("resource_id", of)
        .set("http_method", code(format!("aws_api_gateway_method.{name}.http_method")));
    blocks.push(integration(region, unit, callee, base));
    if let Way::Function(function) = &callee.way {
        blocks.push(permission(unit, callee, function));
    }
    if let Way::Queue(_) | Way::Stream(_) = &callee.way {
        blocks.extend(answer(unit, callee));
    }
    blocks
}

fn integration(region: Region<'_, '_>, unit: &Unit<'_>, callee: &Callee, block: Block) -> Block {
    let proxied = object([("integration.request.path.proxy", "method.request.path.proxy")]);
    let role = code(format!("aws_iam_role.{}.arn", unit.name));
    let action = |service: &str| {
        template([
            Expr::from("arn:"),
            code("data.aws_partition.current.partition"),
            Expr::from(format!(":apigateway:{}:{service}", region.view.site.region)),
        ])
    };
    let sent = |block: Block, uri: Expr, kind: &str, body: Expr| {
        block
            .set("type", "AWS")
            .set("integration_http_method", "POST")
            .set("uri", uri)
            .set("credentials", role.clone())
            .set("passthrough_behavior", "NEVER")
            .set(
                "request_parameters",
                object([("integration.request.header.Content-Type", format!("'{kind}'"))]),
            )
            .set("request_templates", object([("application/json", body)]))
    };
    match &callee.way {
        Way::Listener { balancer, port } => listened(region, unit, (balancer, *port), block),
        Way::Function(function) => block
            .set("type", "AWS_PROXY")
            .set("integration_http_method", "POST")
            .set("uri", code(format!("aws_lambda_function.{function}.invoke_arn"))),
        Way::Queue(queue) => {
            let path = template([
                Expr::from("arn:"),
                code("data.aws_partition.current.partition"),
                Expr::from(format!(":apigateway:{}:sqs:path/", region.view.site.region)),
                code("data.aws_caller_identity.current.account_id"),
                Expr::from("/"),
                code(format!("aws_sqs_queue.{queue}.name")),
            ]);
            let body = Expr::from("Action=SendMessage&MessageBody=$util.urlEncode($input.body)");
            sent(block, path, "application/x-www-form-urlencoded", body)
        }
        Way::Stream(stream) => {
            let body = call(
                "jsonencode",
                [object([
                    ("StreamName", code(format!("aws_kinesis_stream.{stream}.name"))),
                    ("Data", "$util.base64Encode($input.body)".into()),
                    ("PartitionKey", "$context.requestId".into()),
                ])],
            );
            let kind = "application/x-amz-json-1.1";
            sent(block, action("kinesis:action/PutRecord"), kind, body)
        }
        Way::Url(variable) => block
            .set("type", "HTTP_PROXY")
            .set("integration_http_method", "ANY")
            .set("uri", template([code(format!("var.{variable}")), Expr::from("/{proxy}")]))
            .set("request_parameters", proxied),
    }
}

/// What the caller hears once a message or a record is kept.
fn answer(unit: &Unit<'_>, callee: &Callee) -> Vec<Block> {
    let part = |kind: &str| {
        Block::resource(kind, &callee.name)
            .set("rest_api_id", id(unit))
            .set("resource_id", code(format!("aws_api_gateway_resource.{}.id", callee.name)))
            .set("http_method", code(format!("aws_api_gateway_method.{}.http_method", callee.name)))
            .set("status_code", "200")
    };
    vec![
        part("aws_api_gateway_method_response"),
        part("aws_api_gateway_integration_response").set(
            "depends_on",
            code(format!(
                "[aws_api_gateway_integration.{0}, aws_api_gateway_method_response.{0}]",
                callee.name
            )),
        ),
    ]
}

/// A deployment for each change of what is behind.
fn deployment(unit: &Unit<'_>, callees: &[Callee]) -> Option<Block> {
    let name = &unit.name;
    let parts = callees.iter().map(|callee| format!("aws_api_gateway_integration.{}", callee.name));
    let parts: Vec<String> = parts.collect();
    let parts = parts.join(", ");
    (!callees.is_empty()).then(|| {
        Block::resource("aws_api_gateway_deployment", name)
            .set("rest_api_id", id(unit))
            .set("triggers", object([("content", code(format!("sha1(jsonencode([{parts}]))")))]))
            .gap()
            .set("depends_on", code(format!("[{parts}]")))
            .block(Block::new("lifecycle").set("create_before_destroy", true))
    })
}

fn stage(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Block> {
    let name = &unit.name;
    let stage = Block::resource("aws_api_gateway_stage", name)
        .comment("checkov:skip=CKV_AWS_120:the plan asks for no cache of answers, which is billed by the hour")
        .comment("checkov:skip=CKV2_AWS_51:callers show tokens; certificates of clients are not asked for")
        .when(edge::firewall(region, unit).is_none(), |block| {
            block.comment("checkov:skip=CKV2_AWS_29:the plan asks for no web application firewall here")
        })
        .when(edge::firewall(region, unit).is_some_and(web_firewall::is_small), |block| {
            block.comment("checkov:skip=CKV2_AWS_77:the plan counts on one rule")
        })
        .set("rest_api_id", id(unit))
        .set("deployment_id", code(format!("aws_api_gateway_deployment.{name}.id")))
        .set("stage_name", STAGE)
        .set("xray_tracing_enabled", true)
        .set("tags", own_tags(unit))
        .block(access_log(unit));
    let settings = Block::resource("aws_api_gateway_method_settings", name)
        .comment("checkov:skip=CKV_AWS_225:the plan asks for no cache of answers, which is billed by the hour")
        .set("rest_api_id", id(unit))
        .set("stage_name", code(format!("aws_api_gateway_stage.{name}.stage_name")))
        .set("method_path", "*/*")
        .block(
            Block::new("settings")
                .set("metrics_enabled", true)
                .set("logging_level", "ERROR")
                .set("data_trace_enabled", false)
                .set("cache_data_encrypted", true)
                .set("throttling_rate_limit", rate(unit))
                .set("throttling_burst_limit", rate(unit) * 2),
        );
    let role = format!("{name}__logs");
    let writer = parts::role(region, unit, "logs", "apigateway.amazonaws.com");
    let managed = "service-role/AmazonAPIGatewayPushToCloudWatchLogs";
    let account = Block::resource("aws_api_gateway_account", name)
        .comment("One setting for all APIs of the region.")
        .set("cloudwatch_role_arn", code(format!("aws_iam_role.{role}.arn")));
    vec![writer, parts::attach(&role, "write", managed), account, stage, settings]
}

/// The name of the organisation's own.
pub fn domain(unit: &Unit<'_>) -> Vec<Block> {
    let name = &unit.name;
    vec![
        Block::resource("aws_api_gateway_domain_name", name)
            .set("domain_name", code(format!("var.{name}__domain_name")))
            .set("regional_certificate_arn", code(format!("var.{name}__certificate_arn")))
            .set("security_policy", "TLS_1_2")
            .set("tags", own_tags(unit))
            .block(Block::new("endpoint_configuration").set("types", list(["REGIONAL"]))),
        Block::resource("aws_api_gateway_base_path_mapping", name)
            .set("api_id", id(unit))
            .set("stage_name", code(format!("aws_api_gateway_stage.{name}.stage_name")))
            .set("domain_name", code(format!("aws_api_gateway_domain_name.{name}.domain_name"))),
    ]
}

/// The way to a listener over the link into the network.
fn listened(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    (balancer, port): (&str, u16),
    block: Block,
) -> Block {
    let scheme = if port == 80 { "http" } else { "https" };
    let host = if edge::has_name(region, unit) {
        code(format!("var.{}__domain_name", unit.name))
    } else {
        code(format!("aws_lb.{balancer}.dns_name"))
    };
    block
        .set("type", "HTTP_PROXY")
        .set("integration_http_method", "ANY")
        .set(
            "uri",
            template([
                Expr::from(format!("{scheme}://")),
                host,
                Expr::from(format!(":{port}/{{proxy}}")),
            ]),
        )
        .set("connection_type", "VPC_LINK")
        .set("connection_id", code(format!("aws_apigatewayv2_vpc_link.{}.id", unit.name)))
        .set("integration_target", code(format!("aws_lb.{balancer}.arn")))
        .set(
            "request_parameters",
            object([("integration.request.path.proxy", "method.request.path.proxy")]),
        )
}

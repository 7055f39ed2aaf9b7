//! Devices: what they may publish and subscribe to, and rules that pass their messages to what the flows name.

use crate::terms::Kind;
use crate::terraform::hcl::{Block, Expr, code, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{ident, tag};
use crate::terraform::shape::Shape;

use super::edge::{self, Placed};
use super::keys;
use super::parts::{arn, log_group, log_path, role, role_name, role_policy};
use super::rights::Rights;
use super::site::{Region, policy, statement};

/// Writes an entry for devices.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let mut blocks = vec![
        Block::resource("aws_iot_thing_type", &unit.name)
            .set("name", region.layout.label(unit, 100))
            .set("tags", own_tags(unit)),
        devices(region, unit),
        log_group(region, unit, &unit.name, &log_path(region, unit, "iot")),
    ];
    blocks.extend(logging(region, unit));
    let mut rights = Rights::default();
    let mut rules = Vec::new();
    for sites in edge::targets(region, unit) {
        let (at, _) = sites[0];
        rules.extend(rule(region, unit, at, &mut rights, module));
    }
    let own = code(format!("aws_cloudwatch_log_group.{}.arn", unit.name));
    let streams = template([own, Expr::from(":*")]);
    rights.allow("Failures", &["logs:CreateLogStream", "logs:PutLogEvents"], [streams]);
    if !rules.is_empty() {
        blocks.push(role(region, unit, "", "iot.amazonaws.com"));
        blocks.extend(role_policy(&unit.name, "callees", rights));
    }
    blocks.extend(rules);
    blocks.push(Block::data("aws_iot_endpoint", &unit.name).set("endpoint_type", "iot:Data-ATS"));
    module.service(unit).extend(blocks);
    let address = code(format!("data.aws_iot_endpoint.{}.endpoint_address", unit.name));
    module.output(
        format!("{}__endpoint", unit.name),
        "Where devices connect (MQTT over TLS).",
        address,
    );
}

/// A device may connect as itself and use the topics below its own name.
fn devices(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let at = region.view.site.region.as_str();
    let thing = "{iot:Connection.Thing.ThingName}";
    let own = |kind: &str, before: &str, after: &str| {
        template([
            Expr::from("arn:"),
            code("data.aws_partition.current.partition"),
            Expr::from(format!(":iot:{at}:")),
            code("data.aws_caller_identity.current.account_id"),
            Expr::from(format!(":{kind}/{before}${thing}{after}")),
        ])
    };
    let below = format!("{}/", region.layout.label(unit, 60));
    let statements = vec![
        statement("Connect", &["iot:Connect"], vec![own("client", "", "")]),
        statement("Use", &["iot:Publish", "iot:Receive"], vec![own("topic", &below, "/*")]),
        statement("Listen", &["iot:Subscribe"], vec![own("topicfilter", &below, "/*")]),
    ];
    Block::resource("aws_iot_policy", &unit.name)
        .set("name", region.layout.label(unit, 100))
        .set("policy", policy(statements))
        .set("tags", own_tags(unit))
}

/// Where AWS writes what went wrong with devices; one setting for the region.
fn logging(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Block> {
    let name = role_name(unit, "logs");
    let at = region.view.site.region.as_str();
    let mut rights = Rights::default();
    let actions = &[
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "logs:PutMetricFilter",
        "logs:PutRetentionPolicy",
    ];
    rights.allow("Logs", actions, [arn("logs", at, "log-group:AWSIotLogsV2:*")]);
    let mut blocks = vec![role(region, unit, "logs", "iot.amazonaws.com")];
    blocks.extend(role_policy(&name, "logs", rights));
    blocks.push(
        Block::resource("aws_iot_logging_options", &unit.name)
            .comment("One setting for all devices of the region.")
            .set("default_log_level", "ERROR")
            .set("role_arn", code(format!("aws_iam_role.{name}.arn"))),
    );
    blocks
}

/// A rule that passes every message on, and keeps what could not be passed on in the logs.
fn rule(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    (view, peer): Placed<'_, '_>,
    rights: &mut Rights,
    module: &mut Module,
) -> Vec<Block> {
    let here = view.id == region.view.id;
    let name = format!("{}__to__{}", unit.name, peer.name);
    let role = || code(format!("aws_iam_role.{}.arn", unit.name));
    let of = |resource: &str, what: &str| code(format!("{resource}.{}.{what}", peer.name));
    let mut more = Vec::new();
    let action = match peer.service.kind {
        Kind::Queue if here && peer.is("sqs") => {
            rights.allow("Queues", &["sqs:SendMessage"], [of("aws_sqs_queue", "arn")]);
            Block::new("sqs")
                .set("queue_url", of("aws_sqs_queue", "url"))
                .set("role_arn", role())
                .set("use_base64", false)
        }
        Kind::Pubsub if here && peer.is("sns") => {
            rights.allow("Topics", &["sns:Publish"], [of("aws_sns_topic", "arn")]);
            Block::new("sns")
                .set("target_arn", of("aws_sns_topic", "arn"))
                .set("role_arn", role())
                .set("message_format", "RAW")
        }
        Kind::EventStream if here && peer.is("kinesis") => {
            rights.allow("Streams", &["kinesis:PutRecord"], [of("aws_kinesis_stream", "arn")]);
            Block::new("kinesis")
                .set("stream_name", of("aws_kinesis_stream", "name"))
                .set("role_arn", role())
                .set("partition_key", "${topic(2)}")
        }
        Kind::DocumentDb if here && peer.is("dynamodb") => {
            rights.allow("Tables", &["dynamodb:PutItem"], [of("aws_dynamodb_table", "arn")]);
            Block::new("dynamodbv2")
                .set("role_arn", role())
                .block(Block::new("put_item").set("table_name", of("aws_dynamodb_table", "name")))
        }
        Kind::ObjectStore if here && peer.is("s3") => {
            let inside = template([of("aws_s3_bucket", "arn"), Expr::from("/*")]);
            rights.allow("Buckets", &["s3:PutObject"], [inside]);
            Block::new("s3")
                .set("bucket_name", of("aws_s3_bucket", "bucket"))
                .set("key", "${topic()}/${timestamp()}")
                .set("role_arn", role())
        }
        Kind::Function if here && peer.shape() == Shape::Function => {
            more.push(
                Block::resource("aws_lambda_permission", &name)
                    .set("action", "lambda:InvokeFunction")
                    .set("function_name", of("aws_lambda_function", "function_name"))
                    .set("principal", "iot.amazonaws.com")
                    .set("source_arn", code(format!("aws_iot_topic_rule.{name}.arn"))),
            );
            Block::new("lambda").set("function_arn", of("aws_lambda_function", "arn"))
        }
        _ => asked(region, unit, peer, module),
    };
    if let Some(key) = keys::arn(region, peer).filter(|_| here) {
        rights.allow("Keys", &["kms:Decrypt", "kms:GenerateDataKey"], [key]);
    }
    more.push(passed_on(region, unit, peer, action));
    more
}

/// An address of a callee that only the reader knows.
fn asked(region: Region<'_, '_>, unit: &Unit<'_>, peer: &Unit<'_>, module: &mut Module) -> Block {
    let url = format!("{}__to__{}__url", unit.name, peer.name);
    let about = format!(
        "Where {} takes messages of {}: AWS asks it to confirm once.",
        tag(&peer.service.name.value),
        tag(&unit.service.name.value)
    );
    let variable =
        Variable::new(url.as_str(), "string", about).example("https://service.example.com");
    module.ask(format!("{}__{url}", region.view.name), variable);
    Block::new("http").set("url", code(format!("var.{url}")))
}

fn passed_on(region: Region<'_, '_>, unit: &Unit<'_>, peer: &Unit<'_>, action: Block) -> Block {
    let name = format!("{}__to__{}", unit.name, peer.name);
    let failed = Block::new("cloudwatch_logs")
        .set("log_group_name", code(format!("aws_cloudwatch_log_group.{}.name", unit.name)))
        .set("role_arn", code(format!("aws_iam_role.{}.arn", unit.name)));
    let sql = format!("SELECT * FROM '{}/#'", region.layout.label(unit, 60));
    let parts =
        [&*region.layout.topology.name, &*unit.service.name.value, &*peer.service.name.value];
    Block::resource("aws_iot_topic_rule", &name)
        .set("name", ident(&crate::terraform::name::label(&parts, 48)))
        .set("enabled", true)
        .set("sql", sql)
        .set("sql_version", "2016-03-23")
        .set("tags", own_tags(unit))
        .block(action)
        .block(Block::new("error_action").block(failed))
}

//! Queues: SQS with a queue for what cannot be handled.

use crate::terms::Kind;
use crate::terraform::hcl::{Block, Expr, call, code, object};
use crate::terraform::layout::{SiteView, Unit, own_tags};
use crate::terraform::module::Module;

use super::site::{Region, policy};
use super::{ends, keys};

fn is_ordered(unit: &Unit<'_>) -> bool {
    unit.service.demand.terms().flag("ordered")
}

fn name(region: Region<'_, '_>, unit: &Unit<'_>, suffix: &str) -> String {
    let end = if is_ordered(unit) { ".fifo" } else { "" };
    format!("{}{suffix}{end}", region.layout.label(unit, 60))
}

/// The queue as others name it.
pub fn arn(region: Region<'_, '_>, view: &SiteView<'_>, unit: &Unit<'_>) -> Expr {
    if view.id == region.view.id {
        return code(format!("aws_sqs_queue.{}.arn", unit.name));
    }
    super::parts::arn("sqs", &view.site.region, &name(region, unit, ""))
}

/// Writes a queue.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let dead = format!("{}__dead", unit.name);
    let blocks = vec![
        common(region, unit, &dead, "-dead").set("message_retention_seconds", 1_209_600_u32),
        main(region, unit, &dead),
        Block::resource("aws_sqs_queue_redrive_allow_policy", &unit.name)
            .set("queue_url", code(format!("aws_sqs_queue.{dead}.id")))
            .set(
                "redrive_allow_policy",
                call(
                    "jsonencode",
                    [object([
                        ("redrivePermission", Expr::from("byQueue")),
                        ("sourceQueueArns", code(format!("[aws_sqs_queue.{}.arn]", unit.name))),
                    ])],
                ),
            ),
        access(region, unit),
    ];
    module.service(unit).extend(blocks);
    let value = code(format!("aws_sqs_queue.{}.url", unit.name));
    module.output(format!("{}__url", unit.name), "Where messages are sent.", value);
}

fn common(region: Region<'_, '_>, unit: &Unit<'_>, resource: &str, suffix: &str) -> Block {
    let key = keys::arn(region, unit);
    let own = key.is_none();
    Block::resource("aws_sqs_queue", resource)
        .set("name", name(region, unit, suffix))
        .when(is_ordered(unit), |block| {
            block
                .set("fifo_queue", true)
                .set("content_based_deduplication", true)
                .set("deduplication_scope", "messageGroup")
                .set("fifo_throughput_limit", "perMessageGroupId")
        })
        .when(own, |block| block.set("sqs_managed_sse_enabled", true))
        .maybe("kms_master_key_id", key)
        .set("tags", own_tags(unit))
}

fn main(region: Region<'_, '_>, unit: &Unit<'_>, dead: &str) -> Block {
    // AWS wants a message hidden for six times as long as the slowest function that handles it may take.
    let readers = ends::called_here(region, unit).into_iter();
    let timeouts = readers.map(|(reader, _)| reader.service.demand.terms().count("timeout_s"));
    let hidden = timeouts.max().map_or(30, |slowest| (slowest * 6).clamp(30, 43_200));
    let redrive = object([
        ("deadLetterTargetArn", code(format!("aws_sqs_queue.{dead}.arn"))),
        ("maxReceiveCount", Expr::from(5_u32)),
    ]);
    common(region, unit, &unit.name, "")
        .gap()
        .set("max_message_size", 262_144_u32)
        .set("message_retention_seconds", 345_600_u32)
        .set("receive_wait_time_seconds", 20_u32)
        .set("visibility_timeout_seconds", hidden)
        .set("redrive_policy", call("jsonencode", [redrive]))
}

/// TLS only, and topics of the plan that may send.
fn access(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let own = code(format!("aws_sqs_queue.{}.arn", unit.name));
    let mut statements = vec![vec![
        ("Sid", Expr::from("TlsOnly")),
        ("Effect", "Deny".into()),
        ("Principal", "*".into()),
        ("Action", "sqs:*".into()),
        ("Resource", own.clone()),
        ("Condition", object([("Bool", object([("aws:SecureTransport", "false")]))])),
    ]];
    for (topic, _) in ends::callers_here(region, unit) {
        if topic.service.kind == Kind::Pubsub && topic.is("sns") {
            let source = code(format!("aws_sns_topic.{}.arn", topic.name));
            statements.push(vec![
                ("Effect", "Allow".into()),
                ("Principal", object([("Service", "sns.amazonaws.com")])),
                ("Action", "sqs:SendMessage".into()),
                ("Resource", own.clone()),
                ("Condition", object([("ArnEquals", object([("aws:SourceArn", source)]))])),
            ]);
        }
    }
    Block::resource("aws_sqs_queue_policy", &unit.name)
        .set("queue_url", code(format!("aws_sqs_queue.{}.id", unit.name)))
        .set("policy", policy(statements))
}

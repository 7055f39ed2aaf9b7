//! Topics: SNS, with a subscription for each queue or function at the other end of a flow.

use crate::terms::Kind;
use crate::terraform::hcl::{Block, Expr, code, object};
use crate::terraform::layout::{SiteView, Unit, own_tags};
use crate::terraform::module::Module;

use super::site::{Region, policy};
use super::{ends, function, keys, queue};

/// Queues that keep the order only take messages of topics that keep it.
fn is_ordered(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    ends::called(region, unit).iter().any(|(_, peer, _)| {
        peer.service.kind == Kind::Queue && peer.service.demand.terms().flag("ordered")
    })
}

fn name(region: Region<'_, '_>, unit: &Unit<'_>) -> String {
    let end = if is_ordered(region, unit) { ".fifo" } else { "" };
    format!("{}{end}", region.layout.label(unit, 200))
}

/// The topic as others name it.
pub fn arn(region: Region<'_, '_>, view: &SiteView<'_>, unit: &Unit<'_>) -> Expr {
    if view.id == region.view.id {
        return code(format!("aws_sns_topic.{}.arn", unit.name));
    }
    super::parts::arn("sns", &view.site.region, &name(region, unit))
}

/// Writes a topic.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let mut blocks = vec![topic(region, unit), tls_only(unit)];
    for (peer, _) in ends::called_here(region, unit) {
        let (protocol, endpoint) = match peer.service.kind {
            Kind::Queue if peer.is("sqs") => ("sqs", queue::arn(region, region.view, peer)),
            // Topics that keep the order deliver to queues only.
            Kind::Function if !is_ordered(region, unit) => {
                ("lambda", function::arn(region, region.view, peer))
            }
            _ => continue,
        };
        blocks.push(
            Block::resource(
                "aws_sns_topic_subscription",
                &format!("{}__to__{}", unit.name, peer.name),
            )
            .set("topic_arn", code(format!("aws_sns_topic.{}.arn", unit.name)))
            .set("protocol", protocol)
            .set("endpoint", endpoint)
            .when(protocol == "sqs", |block| block.set("raw_message_delivery", true)),
        );
    }
    module.service(unit).extend(blocks);
    let value = code(format!("aws_sns_topic.{}.arn", unit.name));
    module.output(format!("{}__topic", unit.name), "Where messages are published.", value);
}

fn topic(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let own_key = super::parts::arn("kms", &region.view.site.region, "alias/aws/sns");
    Block::resource("aws_sns_topic", &unit.name)
        .set("name", name(region, unit))
        .when(is_ordered(region, unit), |block| {
            block.set("fifo_topic", true).set("content_based_deduplication", true)
        })
        .set("kms_master_key_id", keys::arn(region, unit).unwrap_or(own_key))
        .set("tags", own_tags(unit))
}

fn tls_only(unit: &Unit<'_>) -> Block {
    let topic = code(format!("aws_sns_topic.{}.arn", unit.name));
    let statement = vec![
        ("Sid", Expr::from("TlsOnly")),
        ("Effect", "Deny".into()),
        ("Principal", "*".into()),
        ("Action", "sns:Publish".into()),
        ("Resource", topic.clone()),
        ("Condition", object([("Bool", object([("aws:SecureTransport", "false")]))])),
    ];
    Block::resource("aws_sns_topic_policy", &unit.name)
        .set("arn", topic)
        .set("policy", policy(vec![statement]))
}

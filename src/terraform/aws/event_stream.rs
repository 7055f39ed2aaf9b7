//! Streams of events: a Kafka cluster of MSK, or a Kinesis stream.

use crate::terms::Provider;
use crate::terraform::hcl::{Block, Expr, call, code, list};
use crate::terraform::layout::{SiteView, Unit, own_tags};
use crate::terraform::module::{Module, Variable};

use super::keys;
use super::parts::{log_group, log_path, role, role_policy};
use super::rights::Rights;
use super::site::Region;

fn name(region: Region<'_, '_>, unit: &Unit<'_>) -> String {
    region.layout.label(unit, 60)
}

/// The stream as others name it.
pub fn arn(region: Region<'_, '_>, view: &SiteView<'_>, unit: &Unit<'_>) -> Expr {
    let local = view.id == region.view.id;
    if unit.is("msk") {
        if local {
            return code(format!("aws_msk_cluster.{}.arn", unit.name));
        }
        let rest = format!("cluster/{}/*", name(region, unit));
        return super::parts::arn("kafka", &view.site.region, &rest);
    }
    if local {
        return code(format!("aws_kinesis_stream.{}.arn", unit.name));
    }
    super::parts::arn("kinesis", &view.site.region, &format!("stream/{}", name(region, unit)))
}

/// A cluster of MSK with its topics and groups of readers, as policies name them.
pub fn topics(region: Region<'_, '_>, view: &SiteView<'_>, unit: &Unit<'_>) -> Vec<Expr> {
    ["cluster", "topic", "group"]
        .map(|what| {
            let more = if what == "cluster" { "" } else { "/*" };
            let rest = format!("{what}/{}/*{more}", name(region, unit));
            super::parts::arn("kafka", &view.site.region, &rest)
        })
        .into()
}

/// Writes a stream.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    if unit.is("kinesis") {
        kinesis(region, unit, module);
    } else {
        msk(region, unit, module);
    }
}

fn kinesis(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let hours = unit.service.demand.terms().count("retention_days").saturating_mul(24);
    let own = Expr::from("alias/aws/kinesis");
    let stream = Block::resource("aws_kinesis_stream", &unit.name)
        .when(keys::arn(region, unit).is_none(), |block| {
            block.comment(
                "checkov:skip=CKV_AWS_185:the plan leaves the keys of this data to the provider",
            )
        })
        .set("name", name(region, unit))
        .set("shard_count", shards(unit))
        .set("retention_period", hours.clamp(24, 8760))
        .set("encryption_type", "KMS")
        .set("kms_key_id", keys::arn(region, unit).unwrap_or(own))
        .set("enforce_consumer_deletion", false)
        .set("tags", own_tags(unit))
        .block(Block::new("stream_mode_details").set("stream_mode", "PROVISIONED"));
    module.service(unit).push(stream);
    let value = code(format!("aws_kinesis_stream.{}.name", unit.name));
    module.output(format!("{}__stream", unit.name), "Stream of the service.", value);
}

/// Shards at the peak, as the bill counts them: each takes 1 MB or 1,000 records in a second, and gives
/// 2 MB.
fn shards(unit: &Unit<'_>) -> u64 {
    use crate::units::Decimal;
    let terms = unit.service.demand.terms();
    let seconds = Decimal::from(730_u32 * 3600);
    let peak = terms.number("peak").max(Decimal::ONE);
    let megabytes = terms.number("ingress_gib") * Decimal::new(1_073_741_824, 6) / seconds * peak;
    let records = terms.number("events") / seconds * peak / Decimal::from(1000);
    let read = terms.number("egress_gib") * Decimal::new(1_073_741_824, 6) / seconds * peak;
    let most = megabytes.max(records).max(read / Decimal::TWO);
    // Sites that serve together share what comes in.
    u64::try_from((most / Decimal::from(unit.deployment.among.max(1))).ceil()).unwrap_or(1).max(1)
}

fn msk(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let mut blocks = vec![
        log_group(region, unit, &unit.name, &log_path(region, unit, "msk")),
        configuration(region, unit),
        cluster(region, unit),
    ];
    blocks.extend(replicator(region, unit, module));
    module.service(unit).extend(blocks);
    let of = |what: &str| code(format!("aws_msk_cluster.{}.{what}", unit.name));
    let about = "Where brokers answer (TLS, signed in by IAM, port 9098).";
    module.output(format!("{}__brokers", unit.name), about, of("bootstrap_brokers_sasl_iam"));
    let about = "The cluster, for its copy.";
    module.export(format!("{}__arn", unit.name), about, of("arn"));
    let subnets = format!("aws_msk_cluster.{}.broker_node_group_info[0].client_subnets", unit.name);
    module.export(format!("{}__subnets", unit.name), "Subnets of the brokers.", code(subnets));
    let group = code(format!("aws_security_group.{}.id", unit.name));
    module.export(format!("{}__group", unit.name), "Security group of the brokers.", group);
}

fn configuration(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let terms = unit.service.demand.terms();
    let hours = terms.count("retention_days").saturating_mul(24).max(1);
    let partitions = terms.count("partitions").max(1);
    let lines = [
        "auto.create.topics.enable=false".to_owned(),
        "default.replication.factor=3".to_owned(),
        "min.insync.replicas=2".to_owned(),
        "unclean.leader.election.enable=false".to_owned(),
        format!("num.partitions={partitions}"),
        format!("log.retention.hours={hours}"),
    ];
    let lines = call("join", [Expr::from("\n"), list(lines)]);
    Block::resource("aws_msk_configuration", &unit.name)
        .set("name", name(region, unit))
        .set("kafka_versions", list([KAFKA]))
        .set("server_properties", lines)
}

const KAFKA: &str = "3.9.x";

fn cluster(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let running = unit.deployment.hardware.running().map_or(3, crate::plan::Load::peak);
    // MSK wants as many brokers in each zone: the bill has a multiple of three.
    let zones = region.view.zones().min(3);
    let brokers = running.max(zones).div_ceil(zones) * zones;
    let each = unit.kept.gib_ceil().div_ceil(u64::from(brokers)).clamp(10, 16_384);
    let sku = unit.sku.map_or("", |sku| sku.name.as_str());
    let class = if sku.starts_with("kafka.") { sku.to_owned() } else { format!("kafka.{sku}") };
    let logs = format!("aws_cloudwatch_log_group.{}.name", unit.name);
    Block::resource("aws_msk_cluster", &unit.name)
        .set("cluster_name", name(region, unit))
        .set("kafka_version", KAFKA)
        .set("number_of_broker_nodes", brokers)
        .set("tags", own_tags(unit))
        .block(
            Block::new("broker_node_group_info")
                .set("instance_type", class)
                .set("client_subnets", region.subnets(unit, "data", zones))
                .set("security_groups", code(format!("[aws_security_group.{}.id]", unit.name)))
                .block(
                    Block::new("storage_info")
                        .block(Block::new("ebs_storage_info").set("volume_size", each)),
                ),
        )
        .block(
            Block::new("client_authentication")
                .comment("Clients sign in with their role, on port 9098.")
                .set("unauthenticated", false)
                .block(Block::new("sasl").set("iam", true)),
        )
        .block(
            Block::new("configuration_info")
                .set("arn", code(format!("aws_msk_configuration.{}.arn", unit.name)))
                .set(
                    "revision",
                    code(format!("aws_msk_configuration.{}.latest_revision", unit.name)),
                ),
        )
        .block(
            Block::new("encryption_info")
                .maybe("encryption_at_rest_kms_key_arn", keys::arn(region, unit))
                .block(
                    Block::new("encryption_in_transit")
                        .set("client_broker", "TLS")
                        .set("in_cluster", true),
                ),
        )
        .block(Block::new("logging_info").block(Block::new("broker_logs").block(
            Block::new("cloudwatch_logs").set("enabled", true).set("log_group", code(logs)),
        )))
}

/// Copies topics to the cluster of a standby in another region of AWS, written where the copy is.
fn replicator(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Vec<Block> {
    let source = region.layout.partner(unit).filter(|_| unit.is_recovery());
    let Some((site, other)) = source.filter(|(site, _)| site.site.provider == Provider::Aws) else {
        return Vec::new();
    };
    let mut pass = |what: &str, of: &'static str| {
        let about = format!("The {what} of the cluster that this one follows.");
        let name = format!("{}__source_{what}", unit.name);
        let value = code(format!("module.{}.{}__{what}", site.name, other.name));
        module.input(Variable::new(name.as_str(), of, about), value);
        code(format!("var.{name}"))
    };
    let from = [pass("arn", "string"), pass("subnets", "list(string)"), pass("group", "string")];
    let own = |what: &str| code(format!("aws_msk_cluster.{}.{what}", unit.name));
    let to = [
        own("arn"),
        own("broker_node_group_info[0].client_subnets"),
        code(format!("aws_security_group.{}.id", unit.name)),
    ];
    let mut rights = Rights::default();
    let both: Vec<Expr> = [(region.view, unit), (site, other)]
        .into_iter()
        .flat_map(|(v, u)| topics(region, v, u))
        .collect();
    rights.allow("Copy", COPY, both);
    let role_name = format!("{}__copy", unit.name);
    let end = |[arn, subnets, group]: &[Expr; 3]| {
        Block::new("kafka_cluster")
            .block(Block::new("amazon_msk_cluster").set("msk_cluster_arn", arn.clone()))
            .block(
                Block::new("vpc_config")
                    .set("subnet_ids", subnets.clone())
                    .set("security_groups_ids", Expr::List(vec![group.clone()])),
            )
    };
    let mut blocks = vec![role(region, unit, "copy", "kafka.amazonaws.com")];
    blocks.extend(role_policy(&role_name, "copy", rights));
    blocks.push(
        Block::resource("aws_msk_replicator", &unit.name)
            .set("replicator_name", name(region, unit))
            .set("service_execution_role_arn", code(format!("aws_iam_role.{role_name}.arn")))
            .set("tags", own_tags(unit))
            .block(end(&from))
            .block(end(&to))
            .block(
                Block::new("replication_info_list")
                    .set("source_kafka_cluster_arn", from[0].clone())
                    .set("target_kafka_cluster_arn", to[0].clone())
                    .set("target_compression_type", "NONE")
                    .block(Block::new("topic_replication").set("topics_to_replicate", list([".*"])))
                    .block(
                        Block::new("consumer_group_replication")
                            .set("consumer_groups_to_replicate", list([".*"])),
                    ),
            ),
    );
    blocks
}

const COPY: &[&str] = &[
    "kafka-cluster:AlterCluster",
    "kafka-cluster:AlterGroup",
    "kafka-cluster:AlterTopic",
    "kafka-cluster:AlterTopicDynamicConfiguration",
    "kafka-cluster:Connect",
    "kafka-cluster:CreateTopic",
    "kafka-cluster:DescribeCluster",
    "kafka-cluster:DescribeGroup",
    "kafka-cluster:DescribeTopic",
    "kafka-cluster:DescribeTopicDynamicConfiguration",
    "kafka-cluster:ReadData",
    "kafka-cluster:WriteData",
    "kafka-cluster:WriteDataIdempotently",
];

//! What the identity of a unit may do: exactly what its flows need of the services of AWS, and no more.
//!
//! Who calls a queue, a topic or a stream may send. Who is at the other end of a flow out of it may
//! receive; where no flow leads out of it, its callers are its readers too.

use crate::terms::{Kind, Provider};
use crate::terraform::federation::{AZURE_AUDIENCE, Federation, Wish, leaves_its_cloud};
use crate::terraform::hcl::{Expr, code, object, template};
use crate::terraform::layout::{SiteView, Unit};
use crate::terraform::module::{Module, Variable};
use crate::terraform::shape::Shape;

use super::ends;
use super::parts::arn;
use super::site::{Region, statement};
use super::{document_db, event_stream, function, keys, pubsub, queue};

/// Permissions in the making: one statement for each purpose.
#[derive(Default)]
pub struct Rights {
    rows: Vec<(&'static str, &'static [&'static str], Vec<Expr>)>,
    tokens: bool,
}

const OBJECTS: &[&str] = &["s3:DeleteObject", "s3:GetObject", "s3:PutObject"];
const ITEMS: &[&str] = &[
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
];
const TABLE_CHANGES: &[&str] =
    &["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"];
const SEND: &[&str] = &["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"];
const RECEIVE: &[&str] = &[
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
];
const PUT_RECORDS: &[&str] = &[
    "kinesis:DescribeStreamSummary",
    "kinesis:ListShards",
    "kinesis:PutRecord",
    "kinesis:PutRecords",
];
const GET_RECORDS: &[&str] = &[
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
    "kinesis:SubscribeToShard",
];
const WRITE_TOPICS: &[&str] =
    &["kafka-cluster:Connect", "kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"];
const READ_TOPICS: &[&str] = &[
    "kafka-cluster:AlterGroup",
    "kafka-cluster:Connect",
    "kafka-cluster:DescribeGroup",
    "kafka-cluster:DescribeTopic",
    "kafka-cluster:ReadData",
];
const READ_SECRETS: &[&str] = &["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"];
const USE_KEYS: &[&str] = &["kms:Decrypt", "kms:GenerateDataKey"];
const WRITE_LOGS: &[&str] =
    &["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"];
const MOUNT: &[&str] = &["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"];

impl Rights {
    /// Adds a permission.
    pub fn allow(
        &mut self,
        sid: &'static str,
        actions: &'static [&'static str],
        resources: impl IntoIterator<Item = Expr>,
    ) {
        let found = self.rows.iter().position(|(known, ..)| *known == sid);
        let row = found.unwrap_or_else(|| {
            self.rows.push((sid, actions, Vec::new()));
            self.rows.len() - 1
        });
        for resource in resources {
            if !self.rows[row].2.contains(&resource) {
                self.rows[row].2.push(resource);
            }
        }
    }

    /// The statements, keys last.
    pub fn statements(mut self) -> Vec<Vec<(&'static str, Expr)>> {
        self.rows.sort_by_key(|(sid, ..)| *sid == "Keys");
        let rows = self.rows.into_iter().map(|(sid, actions, of)| statement(sid, actions, of));
        rows.chain(self.tokens.then(tokens)).collect()
    }

    /// Whether nothing is allowed.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && !self.tokens
    }
}

/// Lets a role get tokens about itself for Entra, and for nobody else.
fn tokens() -> Vec<(&'static str, Expr)> {
    let audience = "sts:IdentityTokenAudience";
    let condition = object([
        ("ForAllValues:StringEquals", object([(audience, AZURE_AUDIENCE)])),
        ("Null", object([(audience, "false")])),
    ]);
    let mut tokens = statement("Tokens", &["sts:GetWebIdentityToken"], vec![Expr::from("*")]);
    tokens.push(("Condition", condition));
    tokens
}

/// Whether a unit admits by the roles of those who call it.
#[must_use]
pub fn admits_by_identity(unit: &Unit<'_>) -> bool {
    let products =
        ["s3", "dynamodb", "sqs", "sns", "kinesis", "msk", "efs", "kms", "cloudwatch", "iot-core"];
    products.iter().any(|product| unit.is(product)) || unit.shape() == Shape::Function
}

/// What a caller from another provider needs in this region.
pub fn of_guest(
    region: Region<'_, '_>,
    federation: &Federation<'_, '_>,
    module: &mut Module,
) -> Rights {
    let mut rights = Rights::default();
    for (wish, peer) in &federation.asked {
        match wish {
            Wish::Call => call(region, region.view, peer, &mut rights, module),
            Wish::Read => {
                if read(region, region.view, peer, &mut rights) {
                    key(region, region.view, peer, &mut rights, module);
                }
            }
        }
    }
    rights
}

/// What the flows of a unit need.
pub fn of(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Rights {
    let tokens = leaves_its_cloud(region.layout, region.grants, region.view.id, unit);
    let mut rights = Rights { tokens, ..Rights::default() };
    let at_aws = |view: &SiteView<'_>| view.site.provider == Provider::Aws;
    for (view, peer, _) in ends::called(region, unit) {
        if at_aws(view) {
            call(region, view, peer, &mut rights, module);
        }
    }
    for (view, peer, _) in ends::callers(region, unit) {
        if at_aws(view) && read(region, view, peer, &mut rights) {
            key(region, view, peer, &mut rights, module);
        }
    }
    rights
}

/// Whether a flow leads out of a queue, topic or stream, so that its readers are known.
fn has_readers(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    let from = crate::plan::Endpoint::Service(unit.id);
    region.layout.topology.flows.iter().any(|flow| flow.from == from)
}

fn call(
    region: Region<'_, '_>,
    view: &SiteView<'_>,
    peer: &Unit<'_>,
    rights: &mut Rights,
    module: &mut Module,
) {
    let at = view.site.region.as_str();
    match peer.service.kind {
        Kind::ObjectStore if peer.is("s3") => {
            let bucket = bucket(region, view, peer, module);
            rights.allow("Objects", OBJECTS, [template([bucket.clone(), Expr::from("/*")])]);
            rights.allow("Buckets", &["s3:ListBucket"], [bucket]);
        }
        Kind::DocumentDb if peer.is("dynamodb") => {
            let table = document_db::arn(region, view, peer);
            let indexes = template([table.clone(), Expr::from("/index/*")]);
            rights.allow("Items", ITEMS, [table, indexes]);
        }
        Kind::Queue if peer.is("sqs") => {
            rights.allow("Send", SEND, [queue::arn(region, view, peer)]);
        }
        Kind::Pubsub if peer.is("sns") => {
            rights.allow("Publish", &["sns:Publish"], [pubsub::arn(region, view, peer)]);
        }
        Kind::EventStream if peer.is("kinesis") => {
            rights.allow("PutRecords", PUT_RECORDS, [event_stream::arn(region, view, peer)]);
        }
        Kind::EventStream if peer.is("msk") => {
            rights.allow("WriteTopics", WRITE_TOPICS, event_stream::topics(region, view, peer));
        }
        Kind::Function if peer.shape() == Shape::Function => {
            rights.allow("Invoke", &["lambda:InvokeFunction"], [function::arn(region, view, peer)]);
        }
        Kind::FileStore if peer.is("efs") && view.id == region.view.id => {
            rights.allow("Mount", MOUNT, [code(format!("aws_efs_file_system.{}.arn", peer.name))]);
        }
        Kind::Secrets if peer.is("kms") => {
            let own = format!("secret:{}/*", region.layout.label(peer, 60));
            rights.allow("Secrets", READ_SECRETS, [arn("secretsmanager", at, &own)]);
            if view.id == region.view.id {
                // As many as the plan has, and at least one: each is used by its applications.
                for index in 0..peer.service.demand.terms().count("keys").max(1) {
                    let own = code(format!("aws_kms_key.{}[{index}].arn", peer.name));
                    rights.allow("Keys", USE_KEYS, [own]);
                }
            }
            return;
        }
        Kind::Monitoring if peer.is("cloudwatch") => {
            if view.id == region.view.id {
                let group = code(format!("aws_cloudwatch_log_group.{}.arn", peer.name));
                rights.allow("Logs", WRITE_LOGS, [template([group, Expr::from(":*")])]);
            }
            return;
        }
        Kind::IotGateway if peer.is("iot-core") => {
            let own = format!("topic/{}/*", region.layout.label(peer, 60));
            rights.allow("Devices", &["iot:Publish"], [arn("iot", at, &own)]);
        }
        Kind::ApiGateway if peer.shape() == Shape::Platform && view.id == region.view.id => {
            rights.allow("Interfaces", &["execute-api:Invoke"], super::api_gateway::arn(peer));
        }
        _ => return,
    }
    if !has_readers(region, peer) {
        read(region, view, peer, rights);
    }
    key(region, view, peer, rights, module);
}

/// Allows to read what comes out of a unit; whether there is such a thing.
fn read(region: Region<'_, '_>, view: &SiteView<'_>, peer: &Unit<'_>, rights: &mut Rights) -> bool {
    match peer.service.kind {
        Kind::Queue if peer.is("sqs") => {
            rights.allow("Receive", RECEIVE, [queue::arn(region, view, peer)]);
        }
        Kind::EventStream if peer.is("kinesis") => {
            rights.allow("GetRecords", GET_RECORDS, [event_stream::arn(region, view, peer)]);
        }
        Kind::EventStream if peer.is("msk") => {
            let topics = event_stream::topics(region, view, peer);
            rights.allow("ReadTopics", READ_TOPICS, topics);
        }
        Kind::DocumentDb if peer.is("dynamodb") && has_readers(region, peer) => {
            let table = document_db::arn(region, view, peer);
            rights.allow("Changes", TABLE_CHANGES, [template([table, Expr::from("/stream/*")])]);
            rights.allow("Streams", &["dynamodb:ListStreams"], [Expr::from("*")]);
        }
        _ => return false,
    }
    true
}

/// Allows to use the key of a unit's data.
fn key(
    region: Region<'_, '_>,
    view: &SiteView<'_>,
    peer: &Unit<'_>,
    rights: &mut Rights,
    module: &mut Module,
) {
    let class = keys::class(region, peer);
    let Some(class) = class else { return };
    let key = if view.id == region.view.id {
        keys::of_class(&class)
    } else {
        let name = format!("{}__{class}__key_arn", view.name);
        let about = format!("Key of the data of a class at {}.", view.site.code);
        let value = code(format!("module.{}.key_{class}_arn", view.name));
        module.input(Variable::new(name.as_str(), "string", about), value);
        code(format!("var.{name}"))
    };
    rights.allow("Keys", USE_KEYS, [key]);
}

/// A bucket; one elsewhere comes in through the root.
fn bucket(
    region: Region<'_, '_>,
    view: &SiteView<'_>,
    store: &Unit<'_>,
    module: &mut Module,
) -> Expr {
    if view.id == region.view.id {
        return code(format!("aws_s3_bucket.{}.arn", store.name));
    }
    let name = format!("{}__{}__bucket_arn", view.name, store.name);
    let about = format!("The bucket arn of a bucket at {}.", view.site.code);
    let value = code(format!("module.{}.{}__bucket_arn", view.name, store.name));
    module.input(Variable::new(name.as_str(), "string", about), value);
    code(format!("var.{name}"))
}

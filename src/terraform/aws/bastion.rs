//! Ways in for people who look after machines: sessions of Systems Manager, without open ports, encrypted
//! and logged.
//!
//! Machines ask AWS for sessions themselves, by the role that the account gives to all of them.

use crate::terraform::hcl::{Block, Expr, call, code, list, object, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::Module;
use crate::terraform::name::tag;

use super::network::needs_nat;
use super::site::{Region, assumed_by, policy, statement};
use super::{ends, keys, parts};

/// Writes a way in.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let mut blocks = Vec::new();
    if keys::arn(region, unit).is_none() {
        blocks.extend(key(region, unit));
    }
    blocks.extend([logs(region, unit), preferences(region, unit), people(region, unit)]);
    blocks.extend(machines(region, unit));
    let file = module.service(unit);
    if !needs_nat(region) {
        file.comment(
            "Machines reach Systems Manager over port 443. This network has no way out: add interface endpoints \
             (ssm, ssmmessages), or a route of your own; the plan's bill contains neither.",
        );
    }
    file.extend(blocks);
    let about = "Policy for the people who may open sessions.";
    let arn = code(format!("aws_iam_policy.{}.arn", unit.name));
    module.output(format!("{}__policy", unit.name), about, arn);
    let about = "Document to open sessions with.";
    let name = code(format!("aws_ssm_document.{}.name", unit.name));
    module.output(format!("{}__document", unit.name), about, name);
}

/// The key of sessions: that of the data class, else one of their own.
fn session_key(region: Region<'_, '_>, unit: &Unit<'_>) -> Expr {
    keys::arn(region, unit).unwrap_or_else(|| code(format!("aws_kms_key.{}.arn", unit.name)))
}

fn key(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Block> {
    let groups = parts::arn("logs", &region.view.site.region, "*");
    let context = object([("kms:EncryptionContext:aws:logs:arn", groups)]);
    let rights = policy(vec![
        parts::account_decides(),
        vec![
            ("Sid", "Logs".into()),
            ("Effect", "Allow".into()),
            (
                "Principal",
                object([("Service", format!("logs.{}.amazonaws.com", region.view.site.region))]),
            ),
            (
                "Action",
                list([
                    "kms:Decrypt",
                    "kms:DescribeKey",
                    "kms:Encrypt",
                    "kms:GenerateDataKey*",
                    "kms:ReEncrypt*",
                ]),
            ),
            ("Resource", "*".into()),
            ("Condition", object([("ArnLike", context)])),
        ],
    ]);
    vec![
        Block::resource("aws_kms_key", &unit.name)
            .set("description", "Sessions and their logs")
            .set("enable_key_rotation", true)
            .set("deletion_window_in_days", 30_u32)
            .set("policy", rights)
            .set("tags", own_tags(unit)),
        Block::resource("aws_kms_alias", &unit.name)
            .set("name", format!("alias/{}", region.layout.label(unit, 200)))
            .set("target_key_id", code(format!("aws_kms_key.{}.key_id", unit.name))),
    ]
}

fn logs(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let days = parts::retention(region);
    Block::resource("aws_cloudwatch_log_group", &unit.name)
        .when(days < 365, |block| {
            block.comment("checkov:skip=CKV_AWS_338:the plan's monitoring keeps logs for less")
        })
        .set("name", parts::log_path(region, unit, "ssm"))
        .set("retention_in_days", days)
        .set("kms_key_id", session_key(region, unit))
        .set("tags", own_tags(unit))
}

fn preferences(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let group = code(format!("aws_cloudwatch_log_group.{}.name", unit.name));
    let inputs = object([
        ("kmsKeyId", session_key(region, unit)),
        ("cloudWatchLogGroupName", group),
        ("cloudWatchEncryptionEnabled", true.into()),
        ("cloudWatchStreamingEnabled", true.into()),
        ("s3BucketName", "".into()),
        ("s3KeyPrefix", "".into()),
        ("s3EncryptionEnabled", true.into()),
        ("idleSessionTimeout", "20".into()),
        ("maxSessionDuration", "480".into()),
        ("runAsEnabled", false.into()),
        ("runAsDefaultUser", "".into()),
    ]);
    let content = object([
        ("schemaVersion", Expr::from("1.0")),
        ("description", tag(&unit.service.name.value).into()),
        ("sessionType", "Standard_Stream".into()),
        ("inputs", inputs),
    ]);
    Block::resource("aws_ssm_document", &unit.name)
        .set("name", region.layout.label(unit, 100))
        .set("document_type", "Session")
        .set("document_format", "JSON")
        .set("content", call("jsonencode", [content]))
        .set("tags", own_tags(unit))
}

/// Sessions on the machines that the flows name, with these preferences and no others.
fn people(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let called = ends::called_here(region, unit);
    let names: Vec<String> = called.iter().map(|(peer, _)| tag(&peer.service.name.value)).collect();
    let at = region.view.site.region.as_str();
    let session = template([
        Expr::from("arn:"),
        code("data.aws_partition.current.partition"),
        Expr::from(format!(":ssm:{at}:")),
        code("data.aws_caller_identity.current.account_id"),
        Expr::from(":session/${aws:userid}-*"),
    ]);
    let mut open =
        statement("Machines", &["ssm:StartSession"], vec![parts::arn("ec2", at, "instance/*")]);
    open.push((
        "Condition",
        object([
            (
                "StringEquals",
                object([
                    ("aws:ResourceTag/plan", Expr::from(tag(&region.layout.topology.name))),
                    ("aws:ResourceTag/service", list(names)),
                ]),
            ),
            ("BoolIfExists", object([("ssm:SessionDocumentAccessCheck", "true")])),
        ]),
    ));
    let document = code(format!("aws_ssm_document.{}.arn", unit.name));
    let statements = vec![
        open,
        statement("Preferences", &["ssm:StartSession"], vec![document]),
        statement("OwnSessions", &["ssm:ResumeSession", "ssm:TerminateSession"], vec![session]),
        statement("Key", &["kms:GenerateDataKey"], vec![session_key(region, unit)]),
    ];
    Block::resource("aws_iam_policy", &unit.name)
        .set("name", region.global_label(unit, 100))
        .set("description", "Sessions on machines of the plan")
        .set("policy", policy(statements))
        .set("tags", own_tags(unit))
}

/// Lets machines of the region ask for sessions and write their logs.
fn machines(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Block> {
    let name = format!("{}__machines", unit.name);
    let at = region.view.site.region.as_str();
    let group = code(format!("aws_cloudwatch_log_group.{}.arn", unit.name));
    let rights = policy(vec![
        statement(
            "Logs",
            &["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            vec![template([group, Expr::from(":*")])],
        ),
        statement(
            "Groups",
            &["logs:DescribeLogGroups"],
            vec![parts::arn("logs", at, "log-group:*")],
        ),
        statement("Key", &["kms:Decrypt"], vec![session_key(region, unit)]),
    ]);
    let role = Block::resource("aws_iam_role", &name)
        .comment("For all machines of the region that have a role of their own or none.")
        .set("name", format!("{}-machines", region.global_label(unit, 50)))
        .set("path", "/service-role/")
        .set("assume_role_policy", assumed_by("ssm.amazonaws.com"))
        .set("tags", own_tags(unit));
    let setting = Block::resource("aws_ssm_service_setting", &unit.name)
        .set(
            "setting_id",
            parts::arn(
                "ssm",
                at,
                "servicesetting/ssm/managed-instance/default-ec2-instance-management-role",
            ),
        )
        .set(
            "setting_value",
            template([Expr::from("service-role/"), code(format!("aws_iam_role.{name}.name"))]),
        );
    let may = Block::resource("aws_iam_role_policy", &name)
        .set("name", "sessions")
        .set("role", code(format!("aws_iam_role.{name}.name")))
        .set("policy", rights);
    let attach = parts::attach(&name, "managed", "AmazonSSMManagedEC2InstanceDefaultPolicy");
    vec![role, attach, may, setting]
}

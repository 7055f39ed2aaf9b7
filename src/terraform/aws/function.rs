//! Functions: a Lambda function, who may call it, and the queues and streams that feed it.

use crate::terms::{Arch, Kind};
use crate::terraform::hcl::{Block, Expr, code, list, object, template};
use crate::terraform::layout::{SiteView, Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::tag;

use super::parts::{attach, log_group, log_path, role, role_policy};
use super::site::Region;
use super::{document_db, ends, event_stream, keys, queue, rights};

/// Name of a function; the same in every region.
fn name(region: Region<'_, '_>, unit: &Unit<'_>) -> String {
    region.layout.label(unit, 60)
}

/// The function as others name it.
pub fn arn(region: Region<'_, '_>, view: &SiteView<'_>, unit: &Unit<'_>) -> Expr {
    if view.id == region.view.id {
        return code(format!("aws_lambda_function.{}.arn", unit.name));
    }
    super::parts::arn("lambda", &view.site.region, &format!("function:{}", name(region, unit)))
}

/// Writes a function.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let in_network = ends::has_addresses(region, unit);
    let mut rights = rights::of(region, unit, module);
    let logs = format!("aws_cloudwatch_log_group.{}.arn", unit.name);
    let streams = template([code(logs), Expr::from(":*")]);
    rights.allow("OwnLogs", &["logs:CreateLogStream", "logs:PutLogEvents"], [streams]);
    let mut blocks = vec![
        log_group(region, unit, &unit.name, &log_path(region, unit, "lambda")),
        role(region, unit, "", "lambda.amazonaws.com"),
    ];
    blocks.extend(role_policy(&unit.name, "flows", rights));
    if in_network {
        let why = "service-role/AWSLambdaENIManagementAccess";
        blocks.push(attach(&unit.name, "network", why));
    }
    let fed = ends::callers_here(region, unit);
    if fed.iter().any(|(caller, _)| caller.is("msk")) {
        blocks.push(attach(&unit.name, "brokers", "service-role/AWSLambdaMSKExecutionRole"));
    }
    blocks.push(function(region, unit, in_network));
    blocks.extend(permissions(region, unit));
    blocks.extend(sources(region, unit, module));
    module.service(unit).extend(blocks);
    package(region, unit, module);
    let value = code(format!("aws_lambda_function.{}.arn", unit.name));
    module.output(format!("{}__function", unit.name), "Function of the service.", value);
}

fn package(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let of = "object({ image_uri = optional(string), s3_bucket = optional(string), s3_key = optional(string), handler = optional(string), runtime = optional(string) })";
    let about = format!(
        "What {} runs: an image in ECR, or an archive in S3 with its handler and runtime.",
        tag(&unit.service.name.value)
    );
    let name = format!("{}__package", unit.name);
    let root = format!("{}__{name}", region.view.name);
    let example = object([
        ("s3_bucket", "packages-000000000000"),
        ("s3_key", "function.zip"),
        ("handler", "index.handler"),
        ("runtime", "nodejs22.x"),
    ]);
    let condition = format!("(var.{root}.image_uri == null) != (var.{root}.s3_key == null)");
    let variable = Variable::new(name, of, about)
        .example(example)
        .check(condition, "Either an image or an archive.");
    module.ask(root, variable);
}

fn function(region: Region<'_, '_>, unit: &Unit<'_>, in_network: bool) -> Block {
    let terms = unit.service.demand.terms();
    let memory = (terms.data("memory_gib").bytes() >> 20).clamp(128, 10_240);
    let arm = unit.is("lambda-arm");
    let package = |what: &str| code(format!("var.{}__package.{what}", unit.name));
    let group = format!("[aws_security_group.{}.id]", unit.name);
    let keyed = keys::arn(region, unit).is_some();
    excused(Block::resource("aws_lambda_function", &unit.name), in_network)
        .when(keyed, |block| {
            block.comment(
                "checkov:skip=CKV_AWS_173:the key stands ready; the plan sets no variables yet",
            )
        })
        .set("function_name", name(region, unit))
        .set("role", code(format!("aws_iam_role.{}.arn", unit.name)))
        .set("architectures", list([if arm { "arm64" } else { Arch::X86.name() }]))
        .set("memory_size", memory)
        .set("timeout", terms.count("timeout_s").clamp(1, 900))
        .maybe("kms_key_arn", keys::arn(region, unit))
        .gap()
        .set(
            "package_type",
            code(format!("var.{}__package.image_uri == null ? \"Zip\" : \"Image\"", unit.name)),
        )
        .set("image_uri", package("image_uri"))
        .set("s3_bucket", package("s3_bucket"))
        .set("s3_key", package("s3_key"))
        .set("handler", package("handler"))
        .set("runtime", package("runtime"))
        .set("tags", own_tags(unit))
        .block(
            Block::new("logging_config")
                .set("log_format", "JSON")
                .set("log_group", code(format!("aws_cloudwatch_log_group.{}.name", unit.name))),
        )
        .when(in_network, |block| {
            block.block(
                Block::new("vpc_config")
                    .set("subnet_ids", region.subnets(unit, "private", 1))
                    .set("security_group_ids", code(group)),
            )
        })
        .when(in_network, |block| {
            block.gap().set(
                "depends_on",
                code(format!("[aws_iam_role_policy_attachment.{}__network]", unit.name)),
            )
        })
}

fn excused(block: Block, in_network: bool) -> Block {
    block
        .comment("checkov:skip=CKV_AWS_50:traces cost money that the plan does not ask for")
        .comment("checkov:skip=CKV_AWS_115:the plan sets no bound on calls at the same time; the account's holds")
        .comment("checkov:skip=CKV_AWS_116:callers wait for answers; what queues and streams bring has dead letters of its own")
        .comment("checkov:skip=CKV_AWS_272:signing is up to the pipeline that builds the package")
        .when(!in_network, |block| {
            block.comment("checkov:skip=CKV_AWS_117:the flows of the plan lead to nothing inside the network")
        })
}

/// Who may call the function without a role: other services of AWS.
fn permissions(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (caller, _) in ends::callers_here(region, unit) {
        // Interfaces and devices write theirs themselves.
        let (principal, source) = match caller.service.kind {
            Kind::Pubsub if caller.is("sns") => {
                ("sns.amazonaws.com", code(format!("aws_sns_topic.{}.arn", caller.name)))
            }
            _ => continue,
        };
        let name = format!("{}__from__{}", unit.name, caller.name);
        blocks.push(
            Block::resource("aws_lambda_permission", &name)
                .set("action", "lambda:InvokeFunction")
                .set(
                    "function_name",
                    code(format!("aws_lambda_function.{}.function_name", unit.name)),
                )
                .set("principal", principal)
                .set("source_arn", source),
        );
    }
    blocks
}

/// What feeds the function: flows out of queues, streams and tables into it.
fn sources(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (caller, _) in ends::callers_here(region, unit) {
        let name = format!("{}__from__{}", unit.name, caller.name);
        let block = Block::resource("aws_lambda_event_source_mapping", &name);
        let function = code(format!("aws_lambda_function.{}.arn", unit.name));
        let with =
            |source: Expr| block.set("function_name", function).set("event_source_arn", source);
        let block = match caller.service.kind {
            Kind::Queue if caller.is("sqs") => with(queue::arn(region, region.view, caller))
                .set("function_response_types", list(["ReportBatchItemFailures"])),
            Kind::EventStream if caller.is("kinesis") => {
                with(event_stream::arn(region, region.view, caller))
                    .set("starting_position", "LATEST")
                    .set("bisect_batch_on_function_error", true)
                    .set("maximum_retry_attempts", 10_u32)
            }
            Kind::EventStream if caller.is("msk") => {
                let topics = format!("{}__topics", caller.name);
                let about =
                    format!("Topics of {} that functions read.", tag(&caller.service.name.value));
                let variable = Variable::new(topics.as_str(), "list(string)", about);
                module.ask(
                    format!("{}__{topics}", region.view.name),
                    variable.default(list(["events"])),
                );
                with(event_stream::arn(region, region.view, caller))
                    .set("topics", code(format!("var.{topics}")))
                    .set("starting_position", "LATEST")
            }
            Kind::DocumentDb
                if caller.is("dynamodb") && !document_db::is_replica(region, caller) =>
            {
                with(code(format!("aws_dynamodb_table.{}.stream_arn", caller.name)))
                    .set("starting_position", "LATEST")
                    .set("bisect_batch_on_function_error", true)
                    .set("maximum_retry_attempts", 10_u32)
            }
            _ => continue,
        };
        blocks.push(
            block
                .set("tags", own_tags(unit))
                .gap()
                .set("depends_on", code(format!("[aws_iam_role_policy.{}]", unit.name))),
        );
    }
    blocks
}

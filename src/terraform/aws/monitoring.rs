//! Monitoring: a group of logs that callers write to, a dashboard, and alarms for what runs at the site.

use crate::terms::Kind;
use crate::terraform::hcl::{Block, Expr, call, code, list, object};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{label, tag};
use crate::terraform::shape::Shape;

use super::site::Region;
use super::{keys, parts};

/// A metric of a unit that says whether it is well.
struct Sign {
    namespace: &'static str,
    metric: &'static str,
    statistic: &'static str,
    /// Dimensions with their values.
    of: Vec<(&'static str, Expr)>,
    /// Beyond which somebody should look; placeholders that fit most services.
    threshold: u32,
    /// Whether less than the threshold is bad, rather than more.
    low: bool,
    unit: String,
}

/// Writes monitoring.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let terms = unit.service.demand.terms();
    let signs: Vec<Sign> = region.view.units.iter().flat_map(signs).collect();
    let path = format!("/mcplan/{}", region.layout.label(unit, 60));
    let mut blocks = vec![parts::log_group(region, unit, &unit.name, &path)];
    if !signs.is_empty() {
        blocks.push(dashboard(region, unit, &signs));
    }
    let wanted = usize::try_from(terms.count("alarms")).unwrap_or(usize::MAX);
    let mut alarms: Vec<Block> =
        signs.iter().take(wanted).map(|sign| alarm(region, unit, sign)).collect();
    let any = !alarms.is_empty();
    blocks.append(&mut alarms);
    if terms.flag("traces")
        && let Some(key) = keys::arn(region, unit)
    {
        blocks.push(
            Block::resource("aws_xray_encryption_config", &unit.name)
                .comment("One setting for all traces of the region.")
                .set("type", "KMS")
                .set("key_id", key),
        );
    }
    let file = module.service(unit);
    file.extend(blocks);
    if wanted > signs.len() {
        file.comment(&format!(
            "The plan counts {wanted} alarms; {} are here, the others are about metrics of its own.",
            signs.len()
        ));
    }
    if any {
        let name = format!("{}__alarm_actions", unit.name);
        let about = "What alarms call: ARNs of topics that reach the people on duty.";
        let none: [&str; 0] = [];
        module.ask(
            format!("{}__{name}", region.view.name),
            Variable::new(name, "list(string)", about).default(list(none)),
        );
    }
    let group = code(format!("aws_cloudwatch_log_group.{}.name", unit.name));
    module.output(format!("{}__log_group", unit.name), "Where services write their logs.", group);
}

fn signs(unit: &Unit<'_>) -> Vec<Sign> {
    let of =
        |resource: &str, attribute: &str| code(format!("{resource}.{}.{attribute}", unit.name));
    let sign = |namespace, metric, statistic, of, threshold| Sign {
        namespace,
        metric,
        statistic,
        of,
        threshold,
        low: false,
        unit: unit.name.clone(),
    };
    let cpu = "CPUUtilization";
    match (unit.service.kind, unit.shape()) {
        (_, Shape::Machines) if unit.service.kind == Kind::Vm => {
            let group = vec![("AutoScalingGroupName", of("aws_autoscaling_group", "name"))];
            vec![sign("AWS/EC2", cpu, "Average", group, 80)]
        }
        (_, Shape::Database) if unit.is("rds") => {
            let database = || vec![("DBInstanceIdentifier", of("aws_db_instance", "identifier"))];
            let free = sign("AWS/RDS", "FreeableMemory", "Minimum", database(), 268_435_456);
            vec![sign("AWS/RDS", cpu, "Average", database(), 80), Sign { low: true, ..free }]
        }
        (_, Shape::Balancer) => {
            let balancer = vec![("LoadBalancer", of("aws_lb", "arn_suffix"))];
            let (space, metric) = if unit.is("nlb") {
                ("AWS/NetworkELB", "TCP_Target_Reset_Count")
            } else {
                ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count")
            };
            vec![sign(space, metric, "Sum", balancer, 100)]
        }
        (_, Shape::Function) => {
            let function = vec![("FunctionName", of("aws_lambda_function", "function_name"))];
            vec![sign("AWS/Lambda", "Errors", "Sum", function, 10)]
        }
        (Kind::Queue, Shape::Platform) => {
            let queue = vec![("QueueName", of("aws_sqs_queue", "name"))];
            vec![sign("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", queue, 600)]
        }
        (Kind::ApiGateway, _) if unit.is("api-gateway-rest") => {
            let api = vec![("ApiName", of("aws_api_gateway_rest_api", "name"))];
            vec![sign("AWS/ApiGateway", "5XXError", "Sum", api, 100)]
        }
        (Kind::ApiGateway, Shape::Platform) => {
            let api = vec![("ApiId", of("aws_apigatewayv2_api", "id"))];
            vec![sign("AWS/ApiGateway", "5xx", "Sum", api, 100)]
        }
        (Kind::FileStore, Shape::Files) => {
            let files = vec![("FileSystemId", of("aws_efs_file_system", "id"))];
            vec![sign("AWS/EFS", "PercentIOLimit", "Maximum", files, 90)]
        }
        _ => Vec::new(),
    }
}

fn dashboard(region: Region<'_, '_>, unit: &Unit<'_>, signs: &[Sign]) -> Block {
    let widgets = signs.iter().map(|sign| {
        let mut metric = vec![Expr::from(sign.namespace), Expr::from(sign.metric)];
        for (name, value) in &sign.of {
            metric.extend([Expr::from(*name), value.clone()]);
        }
        object([
            ("type", Expr::from("metric")),
            ("width", 12_u32.into()),
            ("height", 6_u32.into()),
            (
                "properties",
                object([
                    (
                        "title",
                        Expr::from(format!("{} {}", sign.unit.replace('_', "-"), sign.metric)),
                    ),
                    ("region", region.view.site.region.as_str().into()),
                    ("stat", sign.statistic.into()),
                    ("period", 300_u32.into()),
                    ("metrics", Expr::List(vec![Expr::List(metric)])),
                ]),
            ),
        ])
    });
    let body = call("jsonencode", [object([("widgets", Expr::List(widgets.collect()))])]);
    Block::resource("aws_cloudwatch_dashboard", &unit.name)
        .set("dashboard_name", region.global_label(unit, 200))
        .set("dashboard_body", body)
}

fn alarm(region: Region<'_, '_>, unit: &Unit<'_>, sign: &Sign) -> Block {
    let metric = sign.metric.to_ascii_lowercase().replace('_', "-");
    let name = format!("{}__{}__{}", unit.name, sign.unit, metric.replace('-', "_"));
    let title = [&*region.layout.topology.name, &*sign.unit.replace('_', "-"), &*metric];
    let than = if sign.low { "LessThanThreshold" } else { "GreaterThanThreshold" };
    Block::resource("aws_cloudwatch_metric_alarm", &name)
        .set("alarm_name", label(&title, 200))
        .set("alarm_description", tag(&format!("{} of {}", sign.metric, sign.unit)))
        .set("namespace", sign.namespace)
        .set("metric_name", sign.metric)
        .set("dimensions", object(sign.of.iter().map(|(name, value)| (*name, value.clone()))))
        .set("statistic", sign.statistic)
        .set("comparison_operator", than)
        .comment("A placeholder: nothing in the plan says where trouble begins.")
        .set("threshold", sign.threshold)
        .set("period", 300_u32)
        .set("evaluation_periods", 3_u32)
        .set("treat_missing_data", "notBreaching")
        .set("alarm_actions", code(format!("var.{}__alarm_actions", unit.name)))
        .set("tags", own_tags(unit))
}

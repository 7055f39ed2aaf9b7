//! Uptime promises and durations of outages.

use crate::Failure;
use crate::output::{Draft, Files};
use crate::sheet::{Figures, Sheet};

/// Which promise of the figures holds for which kinds in which form.
struct Promise {
    provider: &'static str,
    service: &'static str,
    configuration: &'static str,
    kinds: &'static [&'static str],
    /// The realisations that it covers; empty for all of the kind.
    by: &'static [&'static str],
    forms: &'static [&'static str],
}

const SINGLE: &[&str] = &["single"];
const SPREAD: &[&str] = &["zone-redundant"];
const BOTH: &[&str] = &["single", "zone-redundant"];

/// Kinds that can be run on machines of our own, of which the provider promises the machines only.
const SELF_RUN: &[&str] = &[
    "postgres",
    "mysql",
    "sqlserver",
    "document-db",
    "cache",
    "analytics-db",
    "search",
    "file-store",
    "queue",
    "pubsub",
    "event-stream",
    "load-balancer",
    "bastion",
];

/// Where the figures hold no promise there is none here: `MySQL` of Azure, EFS in one zone, web
/// firewalls and monitoring of AWS, search, gateways for devices. Azure DNS has that of Traffic Manager, the lower.
#[rustfmt::skip]
const PROMISES: &[Promise] = &[
    Promise { provider: "aws", service: "ec2", configuration: "single instance", kinds: &["vm"], by: &[], forms: SINGLE },
    Promise { provider: "aws", service: "ec2", configuration: "instances spread over 2+ AZs (region level)", kinds: &["vm"], by: &[], forms: SPREAD },
    Promise { provider: "aws", service: "ec2", configuration: "single instance", kinds: SELF_RUN, by: &["self-hosted"], forms: SINGLE },
    Promise { provider: "aws", service: "ec2", configuration: "single instance", kinds: &["cache"], by: &["self-hosted-valkey"], forms: SINGLE },
    Promise { provider: "aws", service: "ec2", configuration: "instances spread over 2+ AZs (region level)", kinds: SELF_RUN, by: &["self-hosted"], forms: SPREAD },
    Promise { provider: "aws", service: "ec2", configuration: "instances spread over 2+ AZs (region level)", kinds: &["cache"], by: &["self-hosted-valkey"], forms: SPREAD },
    Promise { provider: "aws", service: "ec2", configuration: "single instance", kinds: &["monitoring"], by: &["self-hosted"], forms: SINGLE },
    Promise { provider: "aws", service: "rds", configuration: "single-AZ instance", kinds: &["postgres", "mysql"], by: &["rds"], forms: SINGLE },
    Promise { provider: "aws", service: "rds", configuration: "multi-AZ instance or cluster", kinds: &["postgres", "mysql"], by: &["rds"], forms: SPREAD },
    Promise { provider: "aws", service: "aurora", configuration: "single-AZ cluster", kinds: &["postgres", "mysql"], by: &["aurora"], forms: SINGLE },
    Promise { provider: "aws", service: "aurora", configuration: "multi-AZ cluster", kinds: &["postgres", "mysql"], by: &["aurora"], forms: SPREAD },
    Promise { provider: "aws", service: "s3", configuration: "Standard, Express One Zone, Glacier Flexible/Deep", kinds: &["object-store"], by: &[], forms: BOTH },
    Promise { provider: "aws", service: "elb", configuration: "single-AZ load balancer", kinds: &["load-balancer"], by: &["alb", "nlb"], forms: SINGLE },
    Promise { provider: "aws", service: "elb", configuration: "multi-AZ ALB/NLB", kinds: &["load-balancer"], by: &["alb", "nlb"], forms: SPREAD },
    Promise { provider: "aws", service: "eks", configuration: "cluster endpoint, standard control plane", kinds: &["kubernetes"], by: &[], forms: BOTH },
    Promise { provider: "aws", service: "lambda", configuration: "per region", kinds: &["function"], by: &[], forms: BOTH },
    Promise { provider: "aws", service: "ecs-fargate", configuration: "tasks in 2+ AZs", kinds: &["container"], by: &[], forms: SPREAD },
    Promise { provider: "aws", service: "dynamodb", configuration: "single region", kinds: &["document-db"], by: &["dynamodb"], forms: BOTH },
    Promise { provider: "aws", service: "elasticache", configuration: "single-AZ", kinds: &["cache"], by: &["elasticache-redis", "elasticache-valkey", "elasticache-memcached"], forms: SINGLE },
    Promise { provider: "aws", service: "elasticache", configuration: "multi-AZ with automatic failover (current generation)", kinds: &["cache"], by: &["elasticache-redis", "elasticache-valkey"], forms: SPREAD },
    Promise { provider: "aws", service: "efs", configuration: "regional", kinds: &["file-store"], by: &["efs"], forms: SPREAD },
    Promise { provider: "aws", service: "sqs", configuration: "per region", kinds: &["queue"], by: &["sqs"], forms: BOTH },
    Promise { provider: "aws", service: "sns", configuration: "per region", kinds: &["pubsub"], by: &["sns"], forms: BOTH },
    Promise { provider: "aws", service: "msk", configuration: "multi-AZ cluster", kinds: &["event-stream"], by: &["msk"], forms: BOTH },
    Promise { provider: "aws", service: "kinesis-data-streams", configuration: "per region", kinds: &["event-stream"], by: &["kinesis"], forms: BOTH },
    Promise { provider: "aws", service: "api-gateway", configuration: "per region", kinds: &["api-gateway"], by: &[], forms: BOTH },
    Promise { provider: "aws", service: "cloudfront", configuration: "global", kinds: &["cdn"], by: &[], forms: BOTH },
    Promise { provider: "aws", service: "route53", configuration: "hosted zone queries", kinds: &["dns"], by: &[], forms: BOTH },
    Promise { provider: "aws", service: "secrets-manager", configuration: "per region", kinds: &["secrets"], by: &[], forms: BOTH },
    Promise { provider: "azure", service: "virtual-machines", configuration: "single instance, Premium SSD or Ultra Disk", kinds: &["vm"], by: &[], forms: SINGLE },
    Promise { provider: "azure", service: "virtual-machines", configuration: "2+ instances over 2+ availability zones", kinds: &["vm"], by: &[], forms: SPREAD },
    Promise { provider: "azure", service: "virtual-machines", configuration: "single instance, Premium SSD or Ultra Disk", kinds: SELF_RUN, by: &["self-hosted"], forms: SINGLE },
    Promise { provider: "azure", service: "virtual-machines", configuration: "single instance, Premium SSD or Ultra Disk", kinds: &["cache"], by: &["self-hosted-valkey"], forms: SINGLE },
    Promise { provider: "azure", service: "virtual-machines", configuration: "2+ instances over 2+ availability zones", kinds: SELF_RUN, by: &["self-hosted"], forms: SPREAD },
    Promise { provider: "azure", service: "virtual-machines", configuration: "2+ instances over 2+ availability zones", kinds: &["cache"], by: &["self-hosted-valkey"], forms: SPREAD },
    Promise { provider: "azure", service: "virtual-machines", configuration: "single instance, Premium SSD or Ultra Disk", kinds: &["monitoring"], by: &["self-hosted"], forms: SINGLE },
    Promise { provider: "azure", service: "postgresql-flexible", configuration: "no HA", kinds: &["postgres"], by: &["flexible-server"], forms: SINGLE },
    Promise { provider: "azure", service: "postgresql-flexible", configuration: "zone-redundant HA", kinds: &["postgres"], by: &["flexible-server"], forms: SPREAD },
    Promise { provider: "azure", service: "sql-database", configuration: "any tier not zone redundant; Hyperscale with 2+ replicas", kinds: &["sqlserver"], by: &["azure-sql"], forms: BOTH },
    Promise { provider: "azure", service: "cosmos-db", configuration: "single region, no zones", kinds: &["document-db"], by: &["cosmos-db"], forms: SINGLE },
    Promise { provider: "azure", service: "cosmos-db", configuration: "single region with availability zones", kinds: &["document-db"], by: &["cosmos-db"], forms: SPREAD },
    Promise { provider: "azure", service: "redis", configuration: "Standard or Premium", kinds: &["cache"], by: &["azure-cache"], forms: BOTH },
    Promise { provider: "azure", service: "blob-storage", configuration: "LRS/ZRS/GRS/GZRS hot: reads and writes", kinds: &["object-store"], by: &[], forms: BOTH },
    Promise { provider: "azure", service: "blob-storage", configuration: "LRS/ZRS/GRS/GZRS hot: reads and writes", kinds: &["file-store"], by: &["azure-files"], forms: BOTH },
    Promise { provider: "azure", service: "application-gateway", configuration: "v2", kinds: &["load-balancer"], by: &["application-gateway"], forms: BOTH },
    Promise { provider: "azure", service: "load-balancer", configuration: "Standard", kinds: &["load-balancer"], by: &["azure-lb"], forms: BOTH },
    Promise { provider: "azure", service: "application-gateway", configuration: "v2", kinds: &["web-firewall"], by: &["application-gateway-waf"], forms: BOTH },
    Promise { provider: "azure", service: "front-door", configuration: "Standard/Premium", kinds: &["web-firewall"], by: &["front-door-waf"], forms: BOTH },
    Promise { provider: "azure", service: "aks", configuration: "control plane, Standard tier, no zones", kinds: &["kubernetes"], by: &[], forms: SINGLE },
    Promise { provider: "azure", service: "aks", configuration: "control plane, Standard tier, with availability zones", kinds: &["kubernetes"], by: &[], forms: SPREAD },
    Promise { provider: "azure", service: "functions", configuration: "Consumption", kinds: &["function"], by: &["functions-consumption"], forms: SINGLE },
    Promise { provider: "azure", service: "functions", configuration: "Premium/Dedicated/Flex", kinds: &["function"], by: &["functions-flex"], forms: SINGLE },
    Promise { provider: "azure", service: "container-apps", configuration: "ingress", kinds: &["container"], by: &[], forms: BOTH },
    Promise { provider: "azure", service: "service-bus", configuration: "Standard", kinds: &["queue"], by: &["service-bus"], forms: SINGLE },
    Promise { provider: "azure", service: "service-bus", configuration: "Premium", kinds: &["queue"], by: &["service-bus"], forms: SPREAD },
    Promise { provider: "azure", service: "event-grid", configuration: "topic", kinds: &["pubsub"], by: &["event-grid"], forms: BOTH },
    Promise { provider: "azure", service: "event-hubs", configuration: "Basic/Standard", kinds: &["event-stream"], by: &["event-hubs"], forms: BOTH },
    Promise { provider: "azure", service: "api-management", configuration: "Basic/Standard/Premium", kinds: &["api-gateway"], by: &["api-management-v2"], forms: SINGLE },
    Promise { provider: "azure", service: "front-door", configuration: "Standard/Premium", kinds: &["cdn"], by: &[], forms: BOTH },
    Promise { provider: "azure", service: "traffic-manager", configuration: "profile", kinds: &["dns"], by: &[], forms: BOTH },
    Promise { provider: "azure", service: "key-vault", configuration: "vault", kinds: &["secrets"], by: &[], forms: BOTH },
];

/// Promises that the figures lack, as their pages state them.
#[rustfmt::skip]
const STATED: &[[&str; 6]] = &[
    ["aws", "iot-gateway", "iot-core", "single", "99.9", "per region: aws.amazon.com/iot-core/sla (version of 2019-01-02; the same figure in 2021)"],
];

/// Which rate of the figures gives the mean duration of a region's outage: widely published events.
const OUTAGES: &[(&str, &str)] = &[("aws", "region"), ("azure", "region (broad events, 2022+)")];

/// `common/sla.csv` and `common/outages.csv`.
pub fn write(figures: &Figures, files: &mut Files) -> Result<(), Failure> {
    files.add("common/sla.csv", slas(&figures.sheet("facts/sla.csv")?)?);
    files.add("common/outages.csv", outages(&figures.sheet("facts/rates.csv")?)?);
    Ok(())
}

fn slas(sheet: &Sheet) -> Result<Draft, Failure> {
    let headers =
        [("unit", "per cent of the minutes of a month"), ("as-of", "2026-07"), ("source", "sla")];
    let columns = ["provider", "kind", "realisation", "form", "percent", "source"];
    let mut draft = Draft::new("sla", &headers, &columns);
    for promise in PROMISES {
        let found = sheet.rows().find(|line| {
            line.get("provider") == promise.provider
                && line.get("service") == promise.service
                && line.get("configuration") == promise.configuration
        });
        let line = found.ok_or_else(|| format!("no promise for {}", promise.configuration))?;
        let source = format!("{}: {}", promise.configuration, line.get("source"));
        let percent = line.get("monthly_uptime_pct");
        let by = if promise.by.is_empty() { &[""] } else { promise.by };
        for (kind, by) in promise.kinds.iter().flat_map(|kind| by.iter().map(move |by| (kind, by)))
        {
            for form in promise.forms {
                draft.row(&[promise.provider, kind, by, form, percent, &source]);
            }
        }
    }
    for row in STATED {
        draft.row(row);
    }
    Ok(draft)
}

fn outages(sheet: &Sheet) -> Result<Draft, Failure> {
    let headers = [
        (
            "unit",
            "seconds until full mitigation, mean over events; an upper bound for one customer",
        ),
        ("as-of", "2026-11-22"),
        ("source", "outages"),
    ];
    let columns = ["provider", "mean_duration_s", "events", "events_per_region_year", "source"];
    let mut draft = Draft::new("outages", &headers, &columns);
    for (provider, scope) in OUTAGES {
        let found =
            sheet.rows().find(|l| l.get("provider") == *provider && l.get("scope") == *scope);
        let line = found.ok_or_else(|| format!("no rate for {provider} {scope}"))?;
        let seconds =
            seconds(line.get("mean_duration_h")).ok_or("a mean duration is not a number")?;
        let [events, rate, method] =
            ["n_with_duration", "events_per_unit_year", "method"].map(|column| line.get(column));
        draft.row(&[provider, &seconds.to_string(), events, rate, method]);
    }
    Ok(draft)
}

/// Hours with up to two decimal places in seconds, exactly: 6.13 h are 22,068 s.
fn seconds(hours: &str) -> Option<u64> {
    let (whole, fraction) = hours.split_once('.').unwrap_or((hours, "0"));
    let hundredths = format!("{fraction:0<2}");
    let total = whole.parse::<u64>().ok()? * 100 + hundredths.parse::<u64>().ok()?;
    (hundredths.len() == 2).then_some(total * 36)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn hours_become_seconds() {
        assert_eq!(seconds("6.13"), Some(22_068));
        assert_eq!(seconds("10.5"), Some(37_800));
        assert_eq!(seconds("2"), Some(7_200));
        assert_eq!(seconds("1.234"), None);
    }
}

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
    forms: &'static [&'static str],
}

const SINGLE: &[&str] = &["single"];
const SPREAD: &[&str] = &["zone-redundant"];
const BOTH: &[&str] = &["single", "zone-redundant"];

/// Azure publishes no promise for `MySQL` that the figures hold, so there is none here.
#[rustfmt::skip]
const PROMISES: &[Promise] = &[
    Promise { provider: "aws", service: "ec2", configuration: "single instance", kinds: &["vm"], forms: SINGLE },
    Promise { provider: "aws", service: "ec2", configuration: "instances spread over 2+ AZs (region level)", kinds: &["vm"], forms: SPREAD },
    Promise { provider: "aws", service: "rds", configuration: "single-AZ instance", kinds: &["postgres", "mysql"], forms: SINGLE },
    Promise { provider: "aws", service: "rds", configuration: "multi-AZ instance or cluster", kinds: &["postgres", "mysql"], forms: SPREAD },
    Promise { provider: "aws", service: "s3", configuration: "Standard, Express One Zone, Glacier Flexible/Deep", kinds: &["object-store"], forms: BOTH },
    Promise { provider: "aws", service: "elb", configuration: "single-AZ load balancer", kinds: &["load-balancer"], forms: SINGLE },
    Promise { provider: "aws", service: "elb", configuration: "multi-AZ ALB/NLB", kinds: &["load-balancer"], forms: SPREAD },
    Promise { provider: "azure", service: "virtual-machines", configuration: "single instance, Premium SSD or Ultra Disk", kinds: &["vm"], forms: SINGLE },
    Promise { provider: "azure", service: "virtual-machines", configuration: "2+ instances over 2+ availability zones", kinds: &["vm"], forms: SPREAD },
    Promise { provider: "azure", service: "postgresql-flexible", configuration: "no HA", kinds: &["postgres"], forms: SINGLE },
    Promise { provider: "azure", service: "postgresql-flexible", configuration: "zone-redundant HA", kinds: &["postgres"], forms: SPREAD },
    Promise { provider: "azure", service: "blob-storage", configuration: "LRS/ZRS/GRS/GZRS hot: reads and writes", kinds: &["object-store"], forms: BOTH },
    Promise { provider: "azure", service: "application-gateway", configuration: "v2", kinds: &["load-balancer"], forms: BOTH },
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
    let mut draft = Draft::new("sla", &headers, &["provider", "kind", "form", "percent", "source"]);
    for promise in PROMISES {
        let found = sheet.rows().find(|line| {
            line.get("provider") == promise.provider
                && line.get("service") == promise.service
                && line.get("configuration") == promise.configuration
        });
        let line = found.ok_or_else(|| format!("no promise for {}", promise.configuration))?;
        let source = format!("{}: {}", promise.configuration, line.get("source"));
        for kind in promise.kinds {
            for form in promise.forms {
                draft.row(&[promise.provider, kind, form, line.get("monthly_uptime_pct"), &source]);
            }
        }
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

//! Nodes of managed services beside RDS and flexible servers: Aurora, caches, Kafka brokers, Azure SQL.
//!
//! A row has the price of one node; how many a service has in a form is said in `common/realisations.csv`.

use std::collections::{BTreeMap, BTreeSet};

use mcplan::units::Decimal;

use crate::Failure;
use crate::compute::{SKU_COLUMNS, Size, Sizes, number, sku_row};
use crate::output::{Draft, Files};
use crate::sheet::{Figures, Line, Sheet};
use crate::sites::Zones;

const BOTH: &[&str] = &["single", "zone-redundant"];

/// Rows of a list by region: the SKU, its price and date.
type Rows<'s> = BTreeMap<&'s str, BTreeSet<[&'s str; 3]>>;

/// Classes that Aurora no longer offers, or never did.
const NO_AURORA: &[&str] = &["db.r3.", "db.t2.", "db.t4g.small", "db.t3.xlarge", "db.t3.2xlarge"];

/// Classes that Aurora offers for one engine only; its price is the same for both.
const ONE_ENGINE: &[(&str, &str)] =
    &[("db.t3.small", "mysql"), ("db.r6gd.", "postgres"), ("db.r6id.", "postgres")];

/// Aurora Standard: a file a region and engine. Adds classes that RDS lacks to `skus`.
pub fn write_aurora(figures: &Figures, skus: &mut Sizes, files: &mut Files) -> Result<(), Failure> {
    let sheet = figures.sheet("prices/aws_aurora.csv")?;
    for engine in ["postgres", "mysql"] {
        let mut rows = Rows::new();
        for line in sheet.rows() {
            let class = line.get("instance_class");
            let price = line.get("aurora_standard_hourly_usd");
            let starts = |start: &str| class.starts_with(start);
            let other = |(start, only): &(&str, &str)| starts(start) && *only != engine;
            if price.is_empty()
                || NO_AURORA.iter().any(|start| starts(start))
                || ONE_ENGINE.iter().any(other)
            {
                continue;
            }
            skus.entry(class.to_owned()).or_insert_with(|| size(line, class));
            rows.entry(line.get("region")).or_default().insert([class, price, line.get("as_of")]);
        }
        write_aws_lists(&format!("aurora-{engine}"), "coroot@af03ead", BOTH, &rows, files);
    }
    Ok(())
}

/// Node types that cannot be started any more.
const RETIRED: &[&str] =
    &["cache.c1.", "cache.m1.", "cache.m2.", "cache.m3.", "cache.r3.", "cache.t1."];

/// `ElastiCache`: a file a region and engine, and `aws/cache_skus.csv`.
pub fn write_caches(figures: &Figures, files: &mut Files) -> Result<(), Failure> {
    let sheet = figures.sheet("prices/aws_elasticache.csv")?;
    let mut skus = Sizes::new();
    // Memcached keeps no copies.
    for (engine, forms) in [("redis", BOTH), ("valkey", BOTH), ("memcached", &["single"])] {
        let mut rows = Rows::new();
        for line in sheet.rows().filter(|line| line.get("engine") == engine) {
            let node = line.get("node_type");
            if RETIRED.iter().any(|retired| node.starts_with(retired)) {
                continue;
            }
            skus.entry(node.to_owned()).or_insert_with(|| size(line, node));
            let row = [node, line.get("od_hourly_usd"), line.get("as_of")];
            rows.entry(line.get("region")).or_default().insert(row);
        }
        write_aws_lists(engine, "ec2shop", forms, &rows, files);
    }
    write_skus("aws/cache_skus.csv", "ec2shop", &skus, files);
    Ok(())
}

/// MSK: a file of brokers a region, and `aws/kafka_skus.csv` with the facts of the machine of the same name.
pub fn write_brokers(figures: &Figures, files: &mut Files) -> Result<(), Failure> {
    let specs = figures.sheet("prices/aws_instance_specs.csv")?;
    let sheets = figures.sheets(SERVICES)?;
    let (mut rows, mut skus) = (Rows::new(), Sizes::new());
    for line in sheets.iter().flat_map(Sheet::rows).filter(|line| line.get("service") == "msk") {
        let Some(broker) = line.get("sku").strip_prefix("broker_") else { continue };
        let machine = broker.trim_start_matches("kafka.");
        let Some(spec) = specs.rows().find(|spec| spec.get("sku") == machine) else { continue };
        skus.entry(broker.to_owned()).or_insert_with(|| size(spec, broker));
        let row = [broker, line.get("price_usd"), line.get("as_of")];
        rows.entry(line.get("region")).or_default().insert(row);
    }
    // Always spread; a demand for one zone has it too.
    write_aws_lists("kafka", "awsfeed", BOTH, &rows, files);
    write_skus("aws/kafka_skus.csv", "moto", &skus, files);
    Ok(())
}

const SERVICES: &[&str] = &["prices/managed_services.csv", "prices/managed_services_more.csv"];

fn size(line: Line<'_>, name: &str) -> Size {
    let family = name.rsplit_once('.').map_or(name, |(family, _)| family);
    // Graviton families end in g, or in g and letters for what is added, after the generation.
    let generation = family.rfind(|c: char| c.is_ascii_digit()).map_or(family.len(), |at| at + 1);
    let arm = family[generation..].contains('g');
    let burstable = family.rsplit('.').next().is_some_and(|last| last.starts_with('t'));
    Size {
        vcpu: line.get("vcpu").to_owned(),
        memory_gib: number(line.get("memory_gib")),
        arch: if arm { "arm64" } else { "x86_64" }.to_owned(),
        gpus: "0".to_owned(),
        family: family.to_owned(),
        burstable,
    }
}

fn write_aws_lists(list: &str, source: &str, forms: &[&str], rows: &Rows<'_>, files: &mut Files) {
    for (region, rows) in rows {
        let site = format!("aws:{region}");
        let headers = [
            ("site", site.as_str()),
            ("unit", "USD per hour and node, in one zone or spread"),
            ("source", source),
        ];
        let mut draft = Draft::new(list, &headers, &["sku", "form", "on-demand", "as_of"]);
        for [sku, price, as_of] in rows {
            for form in forms {
                draft.row(&[sku, form, price, as_of]);
            }
        }
        files.add(format!("aws/{list}/{region}.csv"), draft);
    }
}

fn write_skus(file: &str, source: &str, skus: &Sizes, files: &mut Files) {
    let provider = file.split('/').next().unwrap_or_default();
    let mut draft = Draft::new("skus", &[("provider", provider), ("source", source)], SKU_COLUMNS);
    for (name, size) in skus {
        sku_row(name, size, &mut draft);
    }
    files.add(file, draft);
}

/// Azure Cache for Redis: the size in the price list, our name, processors and GiB.
const AZURE_CACHES: &[(&str, &str, &str, &str)] = &[
    ("azure_redis_cache_standard/c0/c0_cache_instance", "Standard_C0", "1", "0.25"),
    ("azure_redis_cache_standard/c1/c1_cache_instance", "Standard_C1", "1", "1"),
    ("azure_redis_cache_standard/c2/c2_cache_instance", "Standard_C2", "2", "2.5"),
    ("azure_redis_cache_standard/c3/c3_cache_instance", "Standard_C3", "4", "6"),
    ("azure_redis_cache_standard/c4/c4_cache_instance", "Standard_C4", "2", "13"),
    ("azure_redis_cache_standard/c5/c5_cache_instance", "Standard_C5", "4", "26"),
    ("azure_redis_cache_standard/c6/c6_cache_instance", "Standard_C6", "8", "53"),
    ("azure_redis_cache_premium/p1/p1_cache_instance", "Premium_P1", "2", "6"),
    ("azure_redis_cache_premium/p2/p2_cache_instance", "Premium_P2", "4", "13"),
    ("azure_redis_cache_premium/p3/p3_cache_instance", "Premium_P3", "4", "26"),
    ("azure_redis_cache_premium/p4/p4_cache_instance", "Premium_P4", "8", "53"),
    ("azure_redis_cache_premium/p5/p5_cache_instance", "Premium_P5", "20", "120"),
];

/// Azure Cache for Redis: a file a region, and `azure/cache_skus.csv`. A cache is two instances.
pub fn write_azure_caches(
    figures: &Figures,
    zones: &Zones,
    files: &mut Files,
) -> Result<(), Failure> {
    let sheets = figures.sheets(SERVICES)?;
    let mut rows: BTreeMap<&str, BTreeSet<[&str; 4]>> = BTreeMap::new();
    let mut skus = Sizes::new();
    for line in sheets.iter().flat_map(Sheet::rows).filter(|line| line.get("service") == "redis") {
        let found = AZURE_CACHES.iter().find(|(listed, ..)| *listed == line.get("sku"));
        let Some((_, name, vcpu, memory)) = found else { continue };
        skus.insert((*name).to_owned(), azure_size(name, vcpu, memory));
        let (price, as_of, region) = (line.get("price_usd"), line.get("as_of"), line.get("region"));
        let here = rows.entry(region).or_default();
        here.insert([name, "single", as_of, price]);
        if spread(zones, region) && name.starts_with("Premium") {
            here.insert([name, "zone-redundant", as_of, price]);
        }
    }
    for (region, rows) in &rows {
        let site = format!("azure:{region}");
        let headers = [
            ("site", site.as_str()),
            ("unit", "USD per hour and instance"),
            ("source", "msretail; eastus: infracost"),
            (
                "note",
                "a cache is a primary and a replica: units 2; Premium spreads them at no charge",
            ),
        ];
        let columns = ["sku", "form", "units", "as_of", "on-demand"];
        let mut draft = Draft::new("redis", &headers, &columns);
        for [name, form, as_of, price] in rows {
            draft.row(&[name, form, "2", as_of, price]);
        }
        files.add(format!("azure/redis/{region}.csv"), draft);
    }
    write_skus("azure/cache_skus.csv", "azure-redis-sizes", &skus, files);
    Ok(())
}

/// Whether an Azure region has zones to spread over.
fn spread(zones: &Zones, region: &str) -> bool {
    zones.get(&format!("azure:{region}")).is_some_and(|&count| count > 1)
}

fn azure_size(name: &str, vcpu: &str, memory: &str) -> Size {
    let family = name.rsplit_once('_').map_or(name, |(family, _)| family);
    Size {
        vcpu: vcpu.to_owned(),
        memory_gib: memory.to_owned(),
        arch: "x86_64".to_owned(),
        gpus: "0".to_owned(),
        family: family.to_owned(),
        burstable: false,
    }
}

/// The vCores of General Purpose databases on Gen5 hardware.
const SQL_VCORES: &[u32] = &[2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 32, 40, 80];

/// GB of memory for each of them.
const SQL_GB_PER_VCORE: Decimal = Decimal::from_parts(51, 0, 0, false, 1);

const SQL_VCORE: &str = "sql_database_single_elastic_pool_general_purpose_compute_gen5/vcore/vcore";

/// Azure SQL Database, General Purpose: a file a region, and `azure/sql_skus.csv`. The price is that without the
/// licence, which has a meter of its own, as has zone redundancy.
pub fn write_azure_sql(figures: &Figures, zones: &Zones, files: &mut Files) -> Result<(), Failure> {
    let sheets = figures.sheets(SERVICES)?;
    for line in sheets.iter().flat_map(Sheet::rows).filter(|line| line.get("sku") == SQL_VCORE) {
        let region = line.get("region");
        let site = format!("azure:{region}");
        let headers = [
            ("site", site.as_str()),
            ("unit", "USD per hour and vCore, without licence"),
            ("source", "msretail; eastus: infracost"),
            ("note", "the licence and zone redundancy have meters of their own"),
        ];
        let columns = ["sku", "per", "form", "as_of", "on-demand"];
        let mut draft = Draft::new("sqlserver", &headers, &columns);
        let forms = if spread(zones, region) { BOTH } else { &BOTH[..1] };
        for vcores in SQL_VCORES {
            let name = format!("GP_Gen5_{vcores}");
            for form in forms {
                draft.row(&[&name, "vcpu", form, line.get("as_of"), line.get("price_usd")]);
            }
        }
        files.add(format!("azure/sqlserver/{region}.csv"), draft);
    }
    let mut skus = Sizes::new();
    for &vcores in SQL_VCORES {
        let memory = SQL_GB_PER_VCORE * Decimal::from(vcores);
        let name = format!("GP_Gen5_{vcores}");
        let size = azure_size(&name, &vcores.to_string(), &memory.normalize().to_string());
        skus.insert(name, size);
    }
    write_skus("azure/sql_skus.csv", "azure-sql-gen5", &skus, files);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::size;
    use crate::sheet::Sheet;

    #[test]
    fn graviton_nodes_are_told_by_their_family() {
        let sheet = Sheet::parse("vcpu,memory_gib\n2,6.38\n").unwrap();
        let line = sheet.rows().next().unwrap();
        let arch = |name| size(line, name).arch;
        assert_eq!(arch("cache.r7g.large"), "arm64");
        assert_eq!(arch("cache.c7gn.large"), "arm64");
        assert_eq!(arch("db.r6gd.xlarge"), "arm64");
        assert_eq!(arch("cache.m5.large"), "x86_64");
        assert!(size(line, "cache.t4g.micro").burstable);
        assert!(!size(line, "kafka.m7g.large").burstable);
    }
}

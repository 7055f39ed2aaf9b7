//! Prices of metered services and of block storage.

use std::collections::BTreeMap;

use crate::Failure;
use crate::output::{Draft, Files};
use crate::sheet::{Figures, Line, Sheet};
use crate::sites::Zones;

/// Which listed item is which meter.
struct Mapping {
    meter: &'static str,
    form: &'static str,
    service: &'static str,
    sku: &'static str,
    /// How many times the price is paid for one unit (2 where a standby's share is billed as well).
    units: &'static str,
}

const fn map(
    meter: &'static str,
    form: &'static str,
    service: &'static str,
    sku: &'static str,
    units: &'static str,
) -> Mapping {
    Mapping { meter, form, service, sku, units }
}

/// S3 Standard always spreads objects over zones, so it is listed once, as zone-redundant.
const AWS: &[Mapping] = &[
    map("object-storage", "zone-redundant", "s3", "storage_standard", ""),
    map("object-put", "zone-redundant", "s3", "requests_put", ""),
    map("object-get", "zone-redundant", "s3", "requests_get", ""),
    map("postgres-storage", "single", "rds_postgresql", "storage_gp3_single_az", ""),
    map("postgres-storage", "zone-redundant", "rds_postgresql", "storage_gp3_multi_az", ""),
    map("mysql-storage", "single", "rds_mysql", "storage_gp3_single_az", ""),
    map("mysql-storage", "zone-redundant", "rds_mysql", "storage_gp3_multi_az", ""),
    map("load-balancer", "", "elb", "alb", ""),
    map("load-balancer-capacity", "", "elb", "alb_lcu", ""),
    map("nat", "", "nat_gateway", "gateway", ""),
    map("nat-data", "", "nat_gateway", "data_processed", ""),
    map("public-ip", "", "vpc", "public_ipv4", ""),
];

const POSTGRES_STORAGE: &str =
    "az_db_for_postgresql_flexible_server_storage/storage/storage_data_stored";
const MYSQL_STORAGE: &str =
    "azure_database_for_mysql_flexible_server_storage/storage/storage_data_stored";
const HOT_LRS: &str = "general_block_blob_v2/hot_lrs/hot_lrs_data_stored";
const HOT_ZRS: &str = "general_block_blob_v2/hot_zrs/hot_zrs_data_stored";
const LRS_WRITES: &str = "general_block_blob_v2/hot_lrs/hot_lrs_write_operations";
const ZRS_WRITES: &str = "general_block_blob_v2/hot_zrs/hot_zrs_write_operations";
const LRS_READS: &str = "general_block_blob_v2/hot_lrs/hot_read_operations";
const ZRS_READS: &str = "general_block_blob_v2/hot_zrs/hot_zrs_read_operations";
const GATEWAY: &str = "application_gateway_standard_v2/standard/standard_fixed_cost";
const GATEWAY_UNITS: &str = "application_gateway_standard_v2/standard/standard_capacity_units";
const PUBLIC_IP: &str = "ip_addresses/standard/standard_ipv4_static_public_ip";

const AZURE: &[Mapping] = &[
    map("object-storage", "single", "storage", HOT_LRS, ""),
    map("object-storage", "zone-redundant", "storage", HOT_ZRS, ""),
    map("object-put", "single", "storage", LRS_WRITES, ""),
    map("object-put", "zone-redundant", "storage", ZRS_WRITES, ""),
    map("object-get", "single", "storage", LRS_READS, ""),
    map("object-get", "zone-redundant", "storage", ZRS_READS, ""),
    map("postgres-storage", "single", "postgresql", POSTGRES_STORAGE, ""),
    map("postgres-storage", "zone-redundant", "postgresql", POSTGRES_STORAGE, "2"),
    map("mysql-storage", "single", "mysql", MYSQL_STORAGE, ""),
    map("mysql-storage", "zone-redundant", "mysql", MYSQL_STORAGE, "2"),
    map("load-balancer", "", "application_gateway", GATEWAY, ""),
    map("load-balancer-capacity", "", "application_gateway", GATEWAY_UNITS, ""),
    map("nat", "", "nat_gateway", "standard/gateway", ""),
    map("nat-data", "", "nat_gateway", "standard/data_processed", ""),
    map("public-ip", "", "virtual_network", PUBLIC_IP, ""),
];

/// Premium SSD with local redundancy: the name of the size and its GiB.
const PREMIUM_SSD: &[(&str, &str)] = &[
    ("p4", "32"),
    ("p6", "64"),
    ("p10", "128"),
    ("p15", "256"),
    ("p20", "512"),
    ("p30", "1024"),
    ("p40", "2048"),
    ("p50", "4096"),
    ("p60", "8192"),
    ("p70", "16384"),
    ("p80", "32767"),
];

/// `services.csv` and `disks.csv` of both providers.
pub fn write(figures: &Figures, zones: &Zones, files: &mut Files) -> Result<(), Failure> {
    let sheets =
        figures.sheets(&["prices/managed_services.csv", "prices/managed_services_more.csv"])?;
    for (provider, mappings) in [("aws", AWS), ("azure", AZURE)] {
        write_services(provider, mappings, &sheets, zones, files);
        write_disks(provider, &sheets, files);
    }
    Ok(())
}

fn write_services(
    provider: &str,
    mappings: &[Mapping],
    sheets: &[Sheet],
    zones: &Zones,
    files: &mut Files,
) {
    let headers = [
        ("provider", provider),
        ("unit", "USD per unit of the row; tier_from is the lower bound of the tier in that unit"),
    ];
    let columns =
        ["meter", "form", "site", "sku", "unit", "tier_from", "price", "units", "as_of", "source"];
    let mut draft = Draft::new("services", &headers, &columns);
    for mapping in mappings {
        for line in listed(sheets, provider, mapping.service, mapping.sku) {
            let code = format!("{provider}:{}", line.get("region"));
            // A standby in another zone needs another zone.
            if mapping.units == "2" && zones.get(&code).is_none_or(|&zones| zones < 2) {
                continue;
            }
            draft.row(&[
                mapping.meter,
                mapping.form,
                line.get("region"),
                mapping.sku,
                line.get("unit"),
                line.get("tier_from"),
                line.get("price_usd"),
                mapping.units,
                line.get("as_of"),
                line.get("source"),
            ]);
        }
    }
    files.add(format!("{provider}/services.csv"), draft);
}

/// The rows of a listed item, by region and tier.
fn listed<'s>(sheets: &'s [Sheet], provider: &str, service: &str, sku: &str) -> Vec<Line<'s>> {
    let wanted = |line: &Line<'_>| {
        line.get("provider") == provider && line.get("service") == service && line.get("sku") == sku
    };
    let mut lines: Vec<Line<'_>> = sheets.iter().flat_map(Sheet::rows).filter(wanted).collect();
    lines.sort_by_key(|line| (line.get("region"), line.get("tier_from").parse().unwrap_or(0_u64)));
    lines
}

fn write_disks(provider: &str, sheets: &[Sheet], files: &mut Files) {
    let headers = [
        ("provider", provider),
        ("unit", "USD per GiB-month, or per month for a disk of a fixed size"),
    ];
    let columns = ["site", "sku", "size_gib", "unit", "price", "as_of", "source"];
    let mut draft = Draft::new("disks", &headers, &columns);
    let mut rows: BTreeMap<(&str, usize), Vec<String>> = BTreeMap::new();
    let mut add = |order: usize, line: Line<'_>, region, sku: &str, size: &str| {
        let rest =
            ["unit", "price_usd", "as_of", "source"].map(|column| line.get(column).to_owned());
        let mut row = vec![line.get("region").to_owned(), sku.to_owned(), size.to_owned()];
        row.extend(rest);
        rows.insert((region, order), row);
    };
    if provider == "aws" {
        for line in listed(sheets, provider, "ebs", "volume_gp3") {
            add(0, line, line.get("region"), "gp3", "");
        }
    } else {
        for (order, (name, size)) in PREMIUM_SSD.iter().enumerate() {
            let sku = format!("premium_ssd_managed_disks/{name}_lrs/{name}_lrs_disk");
            for line in listed(sheets, provider, "storage", &sku) {
                add(order, line, line.get("region"), &name.to_uppercase(), size);
            }
        }
    }
    for row in rows.values() {
        draft.row(&row.iter().map(String::as_str).collect::<Vec<_>>());
    }
    files.add(format!("{provider}/disks.csv"), draft);
}

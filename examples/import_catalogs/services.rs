//! Prices of metered services and of block storage.

use std::collections::BTreeMap;

use mcplan::units::Decimal;

use crate::Failure;
use crate::meters::{AWS, AZURE, Mapping};
use crate::output::{Draft, Files};
use crate::price_zones;
use crate::sheet::{Figures, Line, Sheet};
use crate::sites::Zones;

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
    let regions = figures.sheet("facts/regions.csv")?;
    for (provider, mappings) in [("aws", AWS), ("azure", AZURE)] {
        write_services(provider, mappings, (&sheets, &regions), zones, files)?;
        write_disks(provider, &sheets, files);
    }
    Ok(())
}

fn write_services(
    provider: &str,
    mappings: &[Mapping],
    (sheets, regions): (&[Sheet], &Sheet),
    zones: &Zones,
    files: &mut Files,
) -> Result<(), Failure> {
    let headers = [
        ("provider", provider),
        ("unit", "USD per unit of the row; tier_from is the lower bound of the tier in that unit"),
        ("note", "* stands for every site of the provider that has no row of its own"),
    ];
    let columns =
        ["meter", "form", "site", "sku", "unit", "tier_from", "price", "units", "as_of", "source"];
    let mut draft = Draft::new("services", &headers, &columns);
    for mapping in mappings {
        for (site, line, price) in priced(provider, mapping, sheets, regions)? {
            // A standby in another zone needs another zone.
            let count = zones.get(&format!("{provider}:{site}")).copied().unwrap_or(0);
            if mapping.units == "2" && count < 2 {
                continue;
            }
            draft.row(&[
                mapping.meter,
                mapping.form,
                site,
                mapping.sku,
                mapping.unit.unwrap_or(line.get("unit")),
                line.get("tier_from"),
                &price,
                mapping.units,
                line.get("as_of"),
                line.get("source"),
            ]);
        }
    }
    files.add(format!("{provider}/services.csv"), draft);
    Ok(())
}

/// The listed prices of a mapping with the sites where they hold, in order of sites and tiers.
fn priced<'s>(
    provider: &str,
    mapping: &Mapping,
    sheets: &'s [Sheet],
    regions: &'s Sheet,
) -> Result<Vec<(&'s str, Line<'s>, String)>, Failure> {
    let mut found = Vec::new();
    for line in listed(sheets, provider, mapping.service, mapping.sku) {
        if mapping.listed.is_some_and(|unit| unit != line.get("unit")) {
            continue;
        }
        let Some(price) = price(provider, mapping, line, sheets)? else { continue };
        let sites = price_zones::sites(provider, line, regions);
        found.extend(sites.into_iter().map(|site| (site, line, price.clone())));
    }
    found.sort_by_key(|(site, line, _)| (*site, tier(*line)));
    Ok(found)
}

/// The price to write; nothing where the item that it is less by is not listed.
fn price(
    provider: &str,
    mapping: &Mapping,
    line: Line<'_>,
    sheets: &[Sheet],
) -> Result<Option<String>, Failure> {
    let whole = line.get("price_usd");
    let Some(less) = mapping.less else { return Ok(Some(whole.to_owned())) };
    let part = listed(sheets, provider, mapping.service, less)
        .into_iter()
        .find(|other| other.get("region") == line.get("region"));
    let Some(part) = part else { return Ok(None) };
    let difference = whole.parse::<Decimal>()? - part.get("price_usd").parse::<Decimal>()?;
    Ok(Some(difference.normalize().to_string()))
}

fn tier(line: Line<'_>) -> u64 {
    line.get("tier_from").parse().unwrap_or(0)
}

/// The rows of a listed item, by region and tier.
fn listed<'s>(sheets: &'s [Sheet], provider: &str, service: &str, sku: &str) -> Vec<Line<'s>> {
    let wanted = |line: &Line<'_>| {
        line.get("provider") == provider && line.get("service") == service && line.get("sku") == sku
    };
    let mut lines: Vec<Line<'_>> = sheets.iter().flat_map(Sheet::rows).filter(wanted).collect();
    lines.sort_by_key(|line| (line.get("region"), tier(*line)));
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

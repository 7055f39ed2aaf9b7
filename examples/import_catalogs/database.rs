//! Managed databases: RDS nodes, and Azure flexible servers from their meters per vCore and per size.

use std::collections::{BTreeMap, BTreeSet};

use crate::Failure;
use crate::compute::{SKU_COLUMNS, Size, Sizes, number, sku_row};
use crate::nodes;
use crate::output::{Draft, Files};
use crate::sheet::{Figures, Line, Sheet};
use crate::sites::Zones;

/// Engines: the name in the figures and the catalog's word.
const ENGINES: &[(&str, &str)] = &[("postgresql", "postgres"), ("mysql", "mysql")];

/// Forms of RDS: the deployment in the figures and the catalog's word. The cluster with two readable
/// standbys is left out: its price is for three nodes and its storage is priced otherwise.
const RDS_FORMS: &[(&str, &str)] = &[("single_az", "single"), ("multi_az", "zone-redundant")];

/// AWS: a file of offers a region and engine, and `aws/database_skus.csv`.
pub fn write_aws(figures: &Figures, files: &mut Files) -> Result<(), Failure> {
    let sheet = figures.sheet("prices/aws_rds.csv")?;
    let mut skus = Sizes::new();
    for (figure, engine) in ENGINES {
        let mut rows: BTreeMap<&str, BTreeSet<[&str; 5]>> = BTreeMap::new();
        for line in sheet.rows().filter(|line| line.get("engine") == *figure) {
            let Some((_, form)) =
                RDS_FORMS.iter().find(|(name, _)| *name == line.get("deployment"))
            else {
                continue;
            };
            let class = line.get("instance_class");
            skus.entry(class.to_owned()).or_insert_with(|| rds_size(line));
            let prices =
                ["od_hourly_usd", "ri1y_no_upfront_hourly_usd", "as_of"].map(|c| line.get(c));
            let row = [class, form, prices[0], prices[1], prices[2]];
            rows.entry(line.get("region")).or_default().insert(row);
        }
        for (region, rows) in rows {
            let site = format!("aws:{region}");
            let headers = [
                ("site", site.as_str()),
                (
                    "unit",
                    "USD per hour of the deployment: a zone-redundant price covers both nodes",
                ),
                ("as-of 1y-no-upfront", "2025-04-04"),
                ("source", "ec2shop"),
            ];
            let columns = ["sku", "form", "on-demand", "1y-no-upfront", "as_of"];
            let mut draft = Draft::new(engine, &headers, &columns);
            for row in &rows {
                draft.row(row);
            }
            files.add(format!("aws/{engine}/{region}.csv"), draft);
        }
    }
    nodes::write_aurora(figures, &mut skus, files)?;
    write_skus("aws", "ec2shop; Aurora: coroot@af03ead", &skus, files);
    Ok(())
}

fn rds_size(line: Line<'_>) -> Size {
    let class = line.get("instance_class");
    let family = class.rsplit_once('.').map_or(class, |(family, _)| family);
    Size {
        vcpu: line.get("vcpu").to_owned(),
        memory_gib: number(line.get("memory_gib")),
        arch: line.get("arch").to_owned(),
        gpus: "0".to_owned(),
        family: family.to_owned(),
        burstable: family.starts_with("db.t"),
    }
}

/// A series of flexible servers whose compute is priced per vCore.
struct Series {
    engine: &'static str,
    /// The product in the price list, without its common beginning.
    product: &'static str,
    /// Terraform's name of a size, `#` standing for the vCores.
    name: &'static str,
    /// The vCores that can be had.
    vcores: &'static [u32],
}

const UP_TO_64: &[u32] = &[2, 4, 8, 16, 32, 48, 64];
const UP_TO_96: &[u32] = &[2, 4, 8, 16, 32, 48, 64, 96];
const E_UP_TO_64: &[u32] = &[2, 4, 8, 16, 20, 32, 48, 64];
const E_UP_TO_96: &[u32] = &[2, 4, 8, 16, 20, 32, 48, 64, 96];

/// The series that Terraform's provider accepts by name. Others are listed but cannot be built.
#[rustfmt::skip]
const SERIES: &[Series] = &[
    Series { engine: "postgresql", product: "general_purpose_dsv3_series_compute", name: "GP_Standard_D#s_v3", vcores: UP_TO_64 },
    Series { engine: "postgresql", product: "general_purpose_ddsv4_series_compute", name: "GP_Standard_D#ds_v4", vcores: UP_TO_64 },
    Series { engine: "postgresql", product: "general_purpose_ddsv5_series_compute", name: "GP_Standard_D#ds_v5", vcores: UP_TO_96 },
    Series { engine: "postgresql", product: "general_purpose_dadsv5_series_compute", name: "GP_Standard_D#ads_v5", vcores: UP_TO_96 },
    Series { engine: "postgresql", product: "memory_optimized_esv3_series_compute", name: "MO_Standard_E#s_v3", vcores: E_UP_TO_64 },
    Series { engine: "postgresql", product: "memory_optimized_edsv4_series_compute", name: "MO_Standard_E#ds_v4", vcores: E_UP_TO_64 },
    Series { engine: "postgresql", product: "memory_optimized_edsv5_series_compute", name: "MO_Standard_E#ds_v5", vcores: E_UP_TO_96 },
    Series { engine: "postgresql", product: "memory_optimized_eadsv5_series_compute", name: "MO_Standard_E#ads_v5", vcores: UP_TO_96 },
    Series { engine: "mysql", product: "general_purpose_dadsv5_series_compute", name: "GP_Standard_D#ads_v5", vcores: UP_TO_64 },
    Series { engine: "mysql", product: "memory_optimized_eadsv5_series_compute", name: "MO_Standard_E#ads_v5", vcores: UP_TO_64 },
];

/// The sizes that are priced as a whole: the engine, the product, the meter, Terraform's name.
/// `MySQL`'s sizes of the Edsv5 series have meters of their own.
#[rustfmt::skip]
const SIZES: &[(&str, &str, &str, &str)] = &[
    ("postgresql", "burstable_bs_series_compute", "b1ms/b1ms", "B_Standard_B1ms"),
    ("postgresql", "burstable_bs_series_compute", "b2s/b2s", "B_Standard_B2s"),
    ("postgresql", "burstable_bs_series_compute", "b2ms/b2ms_vcore", "B_Standard_B2ms"),
    ("postgresql", "burstable_bs_series_compute", "b4ms/b4ms_vcore", "B_Standard_B4ms"),
    ("postgresql", "burstable_bs_series_compute", "b8ms/b8ms_vcore", "B_Standard_B8ms"),
    ("postgresql", "burstable_bs_series_compute", "b12ms/b12ms_vcore", "B_Standard_B12ms"),
    ("postgresql", "burstable_bs_series_compute", "b16ms/b16ms_vcore", "B_Standard_B16ms"),
    ("postgresql", "burstable_bs_series_compute", "b20ms/b20ms_vcore", "B_Standard_B20ms"),
    ("mysql", "burstable_bs_series_compute", "b1ms/b1ms", "B_Standard_B1ms"),
    ("mysql", "burstable_bs_series_compute", "b2s/b2s", "B_Standard_B2s"),
    ("mysql", "burstable_bs_series_compute", "standard_b2ms2/b2ms", "B_Standard_B2ms"),
    ("mysql", "burstable_bs_series_compute", "standard_b4ms/b4ms", "B_Standard_B4ms"),
    ("mysql", "burstable_bs_series_compute", "standard_b8ms/b8ms", "B_Standard_B8ms"),
    ("mysql", "burstable_bs_series_compute", "standard_b12ms/b12ms", "B_Standard_B12ms"),
    ("mysql", "burstable_bs_series_compute", "standard_b16ms/b16ms", "B_Standard_B16ms"),
    ("mysql", "burstable_bs_series_compute", "standard_b20ms/b20ms", "B_Standard_B20ms"),
    ("mysql", "memory_optimized_edsv5_series_compute", "standard_e2d_v5/2_vcore", "MO_Standard_E2ds_v5"),
    ("mysql", "memory_optimized_edsv5_series_compute", "standard_e4d_v5/4_vcore", "MO_Standard_E4ds_v5"),
    ("mysql", "memory_optimized_edsv5_series_compute", "standard_e8d_v5/8_vcore", "MO_Standard_E8ds_v5"),
    ("mysql", "memory_optimized_edsv5_series_compute", "standard_e16d_v5/16_vcore", "MO_Standard_E16ds_v5"),
    ("mysql", "memory_optimized_edsv5_series_compute", "standard_e32d_v5/32_vcore", "MO_Standard_E32ds_v5"),
    ("mysql", "memory_optimized_edsv5_series_compute", "standard_e48d_v5/48_vcore", "MO_Standard_E48ds_v5"),
    ("mysql", "memory_optimized_edsv5_series_compute", "standard_e64d_v5/64_vcore", "MO_Standard_E64ds_v5"),
    ("mysql", "memory_optimized_edsv5_series_compute", "standard_e96d_v5/96_vcore", "MO_Standard_E96ds_v5"),
];

/// A listed price of a meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Listed<'s> {
    usd: &'s str,
    as_of: &'s str,
    source: &'s str,
}

/// Prices by region and meter (`product/meter`, without the common beginning of products).
type Meters<'s> = BTreeMap<&'s str, BTreeMap<&'s str, Listed<'s>>>;

/// Azure: a file of offers a region and engine, and `azure/database_skus.csv`.
pub fn write_azure(
    figures: &Figures,
    zones: &Zones,
    machines: &Sizes,
    files: &mut Files,
) -> Result<(), Failure> {
    let sheets =
        figures.sheets(&["prices/managed_services.csv", "prices/managed_services_more.csv"])?;
    let mut skus = Sizes::new();
    for (figure, engine) in ENGINES {
        for (region, meters) in meters(&sheets, figure) {
            let count = zones.get(&format!("azure:{region}")).copied().unwrap_or(0);
            let rows = server_rows(figure, &meters, machines, &mut skus);
            write_servers(engine, region, count > 1, &rows, files);
        }
    }
    write_skus(
        "azure",
        "memory of the virtual machine of the same size (azure/skus.csv)",
        &skus,
        files,
    );
    Ok(())
}

fn meters<'s>(sheets: &'s [Sheet], engine: &str) -> Meters<'s> {
    let mut meters = Meters::new();
    let prefix = format!("azure_database_for_{engine}_flexible_server_");
    for line in sheets.iter().flat_map(Sheet::rows) {
        let ours = line.get("provider") == "azure" && line.get("service") == engine;
        let Some(meter) = line.get("sku").strip_prefix(&prefix).filter(|_| ours) else { continue };
        if line.get("unit") == "hour" {
            let [usd, as_of, source] =
                ["price_usd", "as_of", "source"].map(|column| line.get(column));
            meters
                .entry(line.get("region"))
                .or_default()
                .insert(meter, Listed { usd, as_of, source });
        }
    }
    meters
}

/// A row of a table of servers, by Terraform's name.
type ServerRows<'s> = BTreeMap<String, (&'static str, Listed<'s>)>;

fn server_rows<'s>(
    engine: &str,
    meters: &BTreeMap<&'s str, Listed<'s>>,
    sizes: &Sizes,
    skus: &mut Sizes,
) -> ServerRows<'s> {
    let mut rows = ServerRows::new();
    for series in SERIES.iter().filter(|series| series.engine == engine) {
        let Some(listed) = per_vcore(meters, series.product) else { continue };
        for vcores in series.vcores {
            let name = series.name.replace('#', &vcores.to_string());
            if add_sku(&name, sizes, skus) {
                rows.insert(name, ("vcpu", listed));
            }
        }
    }
    for (_, product, meter, name) in SIZES.iter().filter(|(of, ..)| *of == engine) {
        let Some(listed) = meters.get(format!("{product}/{meter}").as_str()) else { continue };
        if add_sku(name, sizes, skus) {
            rows.insert((*name).to_owned(), ("node", *listed));
        }
    }
    rows
}

/// The price of one vCore. The list has it under two meters, which agree where both are there.
fn per_vcore<'s>(meters: &BTreeMap<&'s str, Listed<'s>>, product: &str) -> Option<Listed<'s>> {
    let of = |meter: &str| meters.get(format!("{product}/{meter}").as_str()).copied();
    let named = of("vcore/vcore");
    let single = of("1_vcore/vcore").or_else(|| of("1_vcore/1_vcore"));
    if let (Some(named), Some(single)) = (named, single)
        && named.usd != single.usd
    {
        return None;
    }
    named.or(single)
}

/// Adds the SKU of a server with the facts of the virtual machine of the same size.
fn add_sku(name: &str, sizes: &Sizes, skus: &mut Sizes) -> bool {
    let Some((tier, size)) = name.split_once('_') else { return false };
    let Some(machine) = sizes.get(size) else { return false };
    let family = format!("{tier}_{}", machine.family);
    let burstable = tier == "B";
    skus.insert(
        name.to_owned(),
        Size { family, burstable, gpus: "0".to_owned(), ..machine.clone() },
    );
    true
}

fn write_servers(
    engine: &str,
    region: &str,
    zoned: bool,
    rows: &ServerRows<'_>,
    files: &mut Files,
) {
    let site = format!("azure:{region}");
    let headers = [
        ("site", site.as_str()),
        ("unit", "USD per hour and node, or per hour and vCore where `per` says vcpu"),
        ("source", "msretail; eastus and westus: infracost"),
        ("note", "zone redundancy bills the standby at the same price: units 2"),
    ];
    let columns = ["sku", "per", "form", "units", "as_of", "on-demand"];
    let mut draft = Draft::new(engine, &headers, &columns);
    for (name, (per, listed)) in rows {
        draft.row(&[name, per, "single", "1", listed.as_of, listed.usd]);
        // Burstable servers cannot have a standby.
        if zoned && !name.starts_with("B_") {
            draft.row(&[name, per, "zone-redundant", "2", listed.as_of, listed.usd]);
        }
    }
    if draft.len() > 0 {
        files.add(format!("azure/{engine}/{region}.csv"), draft);
    }
}

fn write_skus(provider: &str, source: &str, skus: &Sizes, files: &mut Files) {
    let headers = [("provider", provider), ("source", source)];
    let mut draft = Draft::new("skus", &headers, SKU_COLUMNS);
    for (name, size) in skus {
        sku_row(name, size, &mut draft);
    }
    files.add(format!("{provider}/database_skus.csv"), draft);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Listed, per_vcore};

    #[test]
    fn meters_that_disagree_give_no_price() {
        let listed = |usd| Listed { usd, as_of: "2026-08-15", source: "msretail" };
        let mut meters = BTreeMap::new();
        meters.insert("p/vcore/vcore", listed("0.122"));
        meters.insert("p/1_vcore/vcore", listed("0.122"));
        assert_eq!(per_vcore(&meters, "p"), Some(listed("0.122")));
        meters.insert("p/1_vcore/vcore", listed("0.123"));
        assert_eq!(per_vcore(&meters, "p"), None);
        assert_eq!(per_vcore(&meters, "q"), None);
    }
}

//! Virtual machines: what a size is, and what it costs in each region.

use std::collections::BTreeMap;

use crate::Failure;
use crate::output::{Draft, Files};
use crate::sheet::{Figures, Line, Sheet};

/// The columns of a table of SKUs.
pub const SKU_COLUMNS: &[&str] =
    &["sku", "vcpu", "memory_gib", "arch", "gpus", "family", "burstable"];

/// A size of virtual machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    pub vcpu: String,
    pub memory_gib: String,
    pub arch: String,
    pub gpus: String,
    pub family: String,
    pub burstable: bool,
}

/// Sizes by name.
pub type Sizes = BTreeMap<String, Size>;

/// Price columns of a provider: the name in the figures and the purchase option.
type Columns = &'static [(&'static str, &'static str)];

const AWS_COLUMNS: Columns = &[
    ("od_hourly_usd", "on-demand"),
    ("spot_hourly_usd", "spot"),
    ("ri1y_no_upfront_hourly_usd", "1y-no-upfront"),
    ("ri1y_all_upfront_hourly_usd", "1y-all-upfront"),
    ("ri3y_no_upfront_hourly_usd", "3y-no-upfront"),
    ("ri3y_all_upfront_hourly_usd", "3y-all-upfront"),
];

const AZURE_COLUMNS: Columns = &[
    ("od_hourly_usd", "on-demand"),
    ("spot_hourly_usd", "spot"),
    ("sp1y_hourly_usd", "1y-savings-plan"),
    ("sp3y_hourly_usd", "3y-savings-plan"),
];

const AWS_HEADERS: &[(&str, &str)] = &[
    ("unit", "USD per hour; Linux, shared tenancy; reserved prices are effective hourly prices"),
    ("as-of", "2026-07-05"),
    ("as-of 1y-no-upfront", "2025-04-04"),
    ("as-of 3y-no-upfront", "2025-04-04"),
    ("source", "vantage-mirror; 66 newest types of us-east-1: karpenter-aws; no-upfront: ec2shop"),
];

const AZURE_HEADERS: &[(&str, &str)] = &[
    ("unit", "USD per hour; Linux"),
    ("as-of", "2026-06-18"),
    ("as-of spot", "2026-07"),
    ("as-of 1y-savings-plan", "2026-07"),
    ("as-of 3y-savings-plan", "2026-07"),
    (
        "source",
        "karpenter-azure; replaced by msretail and azradar where they have the size; spot and savings plans: msretail and azradar",
    ),
];

/// AWS: `aws/skus.csv` and a file of offers a region.
pub fn write_aws(figures: &Figures, files: &mut Files) -> Result<(), Failure> {
    let specs = figures.sheet("prices/aws_instance_specs.csv")?;
    let sizes = aws_sizes(&specs);
    let offers = figures.sheet("prices/aws_compute.csv")?;
    let by_region = offers_by_region(&[&offers], AWS_COLUMNS, &sizes);
    write_offers("aws", AWS_HEADERS, AWS_COLUMNS, &by_region, files);
    write_skus("aws", &sizes, &by_region, files);
    Ok(())
}

fn aws_sizes(specs: &Sheet) -> Sizes {
    // The memory of one whole graphics processor, by model.
    let whole = specs.rows().filter(|line| line.get("gpu_count") == "1");
    let whole: BTreeMap<&str, &str> =
        whole.map(|line| (line.get("gpu_model"), line.get("gpu_memory_gib"))).collect();
    specs.rows().map(|line| (line.get("sku").to_owned(), aws_size(line, &whole))).collect()
}

fn aws_size(line: Line<'_>, whole: &BTreeMap<&str, &str>) -> Size {
    let mut gpus = number(line.get("gpu_count"));
    if gpus == "0" && !line.get("gpu_model").is_empty() {
        let part = whole.get(line.get("gpu_model"));
        let part = part.and_then(|memory| fraction_of(line.get("gpu_memory_gib"), memory));
        part.unwrap_or("0").clone_into(&mut gpus);
    }
    Size {
        vcpu: line.get("vcpu").to_owned(),
        memory_gib: number(line.get("memory_gib")),
        arch: line.get("arch").to_owned(),
        gpus,
        family: line.get("family").to_owned(),
        burstable: line.get("burstable") == "1",
    }
}

/// Sizes with a part of a graphics processor are listed with the memory of that part: an eighth, a quarter
/// or a half of the memory of the whole.
fn fraction_of(part: &str, whole: &str) -> Option<&'static str> {
    let (part, whole) = (hundredths(part)?, hundredths(whole)?);
    let near = |share: u64| (part * share).abs_diff(whole) * 100 <= whole;
    [(8, "0.125"), (4, "0.25"), (2, "0.5")]
        .into_iter()
        .find(|&(share, _)| near(share))
        .map(|(_, text)| text)
}

fn hundredths(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction: String = fraction.chars().chain("00".chars()).take(2).collect();
    Some(whole.parse::<u64>().ok()? * 100 + fraction.parse::<u64>().ok()?)
}

/// Azure: `azure/skus.csv`, a file of offers a region, and reserved prices in `azure/commitments.csv`.
pub fn write_azure(figures: &Figures, files: &mut Files) -> Result<Sizes, Failure> {
    let offers = figures.sheet("prices/azure_compute.csv")?;
    let newer = figures.sheet("prices/azure_compute_no_specs.csv")?;
    let specs = figures.sheet("prices/azure_specs_more.csv")?;
    let sizes = azure_sizes(&offers, &specs);
    let by_region = offers_by_region(&[&offers, &newer], AZURE_COLUMNS, &sizes);
    write_offers("azure", AZURE_HEADERS, AZURE_COLUMNS, &by_region, files);
    write_skus("azure", &sizes, &by_region, files);
    write_reserved(&figures.sheet("prices/azure_reserved.csv")?, &by_region, files);
    Ok(sizes)
}

/// Sizes from the offers themselves, and from the list of newer sizes that are offered without specs.
fn azure_sizes(offers: &Sheet, newer: &Sheet) -> Sizes {
    newer
        .rows()
        .chain(offers.rows())
        .map(|line| (line.get("sku").to_owned(), azure_size(line)))
        .collect()
}

fn azure_size(line: Line<'_>) -> Size {
    let name = line.get("sku");
    let stated = line.get("vcpu").to_owned();
    let stated = constrained_vcpu(name).map_or(stated, |count| count.to_string());
    Size {
        vcpu: stated,
        memory_gib: number(line.get("memory_gib")),
        arch: line.get("arch").to_owned(),
        gpus: number(line.get("gpu_count")),
        family: azure_family(name),
        burstable: azure_family(name).starts_with('B'),
    }
}

/// The active processors of a constrained size: 2 for `Standard_E4-2s_v5`.
pub fn constrained_vcpu(name: &str) -> Option<u32> {
    let (_, after) = name.split_once('-')?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The series that a size belongs to, as Microsoft spells it: `Ddsv5` for `Standard_D4ds_v5`.
pub fn azure_family(name: &str) -> String {
    let name = name.trim_start_matches("Standard_");
    let letters = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let rest = &name[letters..];
    let features = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    let (features, version) = features.rsplit_once("_v").unwrap_or((features, ""));
    let version = if version.is_empty() { String::new() } else { format!("v{version}") };
    format!("{}{features}{version}", &name[..letters])
}

/// Prices by region and size, in the order of the provider's columns.
type Offers<'s> = BTreeMap<&'s str, BTreeMap<&'s str, Vec<&'s str>>>;

fn offers_by_region<'s>(sheets: &[&'s Sheet], columns: Columns, sizes: &Sizes) -> Offers<'s> {
    let mut offers = Offers::new();
    for line in sheets.iter().flat_map(|sheet| sheet.rows()) {
        let sku = line.get("sku");
        if sizes.contains_key(sku) {
            let prices = columns.iter().map(|(figure, _)| line.get(figure)).collect();
            offers.entry(line.get("region")).or_default().insert(sku, prices);
        }
    }
    offers
}

fn write_offers(
    provider: &str,
    headers: &[(&str, &str)],
    columns: Columns,
    offers: &Offers<'_>,
    files: &mut Files,
) {
    let names: Vec<&str> = std::iter::once("sku").chain(columns.iter().map(|(_, o)| *o)).collect();
    for (region, offers) in offers {
        let site = format!("{provider}:{region}");
        let mut head = vec![("site", site.as_str())];
        head.extend_from_slice(headers);
        let mut draft = Draft::new("vm", &head, &names);
        for (sku, prices) in offers {
            let fields: Vec<&str> = std::iter::once(*sku).chain(prices.iter().copied()).collect();
            draft.row(&fields);
        }
        files.add(format!("{provider}/vm/{region}.csv"), draft);
    }
}

fn write_skus(provider: &str, sizes: &Sizes, offers: &Offers<'_>, files: &mut Files) {
    let source = match provider {
        "aws" => "moto",
        _ => "k8s-autoscaler; newer sizes: azure-compute-docs, aspire",
    };
    let mut draft = Draft::new("skus", &[("provider", provider), ("source", source)], SKU_COLUMNS);
    for (name, size) in sizes {
        if offers.values().any(|region| region.contains_key(name.as_str())) {
            sku_row(name, size, &mut draft);
        }
    }
    files.add(format!("{provider}/skus.csv"), draft);
}

/// A row of a table of SKUs.
pub fn sku_row(name: &str, size: &Size, draft: &mut Draft) {
    let gpus = if size.gpus == "0" { "" } else { &size.gpus };
    let burstable = if size.burstable { "yes" } else { "" };
    draft.row(&[name, &size.vcpu, &size.memory_gib, &size.arch, gpus, &size.family, burstable]);
}

fn write_reserved(sheet: &Sheet, offers: &Offers<'_>, files: &mut Files) {
    let headers = [
        ("provider", "azure"),
        ("unit", "USD per hour: the listed price of the term over its hours"),
    ];
    let columns = ["site", "sku", "1y-reserved", "3y-reserved", "as_of", "source"];
    let mut draft = Draft::new("commitments", &headers, &columns);
    let mut rows: Vec<[&str; 6]> = sheet
        .rows()
        .map(|l| {
            ["region", "sku", "ri1y_hourly_usd", "ri3y_hourly_usd", "as_of", "source"]
                .map(|c| l.get(c))
        })
        .filter(|[region, sku, ..]| offers.get(region).is_some_and(|o| o.contains_key(sku)))
        .collect();
    rows.sort_unstable();
    for row in &rows {
        draft.row(row);
    }
    files.add("azure/commitments.csv", draft);
}

/// A number without a fraction of zero: `16.0` is `16`.
pub fn number(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, fraction)) => match fraction.trim_end_matches('0') {
            "" => whole.to_owned(),
            rest => format!("{whole}.{rest}"),
        },
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{azure_family, azure_sizes, constrained_vcpu, fraction_of, number};
    use crate::sheet::Sheet;

    #[test]
    fn constrained_sizes_carry_their_count() {
        assert_eq!(constrained_vcpu("Standard_E4-2s_v5"), Some(2));
        assert_eq!(constrained_vcpu("Standard_M416-208ms_v2"), Some(208));
        assert_eq!(constrained_vcpu("Standard_D4s_v5"), None);
        let offers = Sheet::parse("sku,vcpu,memory_gib,arch,gpu_count\n").unwrap();
        let base = "sku,vcpu,memory_gib,arch,gpu_count\nStandard_E16-4ds_v6,16,128,x86_64,0\n";
        let sizes = azure_sizes(&offers, &Sheet::parse(base).unwrap());
        assert_eq!(sizes["Standard_E16-4ds_v6"].vcpu, "4");
        assert_eq!(sizes["Standard_E16-4ds_v6"].memory_gib, "128");
    }

    #[test]
    fn parts_of_a_graphics_processor_follow_from_its_memory() {
        assert_eq!(fraction_of("2.79395", "22.3516"), Some("0.125"));
        assert_eq!(fraction_of("11.1758", "22.3516"), Some("0.5"));
        assert_eq!(fraction_of("7", "22.3516"), None);
    }

    #[test]
    fn names_tell_the_series() {
        assert_eq!(azure_family("Standard_D4ds_v5"), "Ddsv5");
        assert_eq!(azure_family("Standard_E16-4ds_v6"), "Edsv6");
        assert_eq!(azure_family("Standard_B2ms"), "Bms");
        assert_eq!(azure_family("Standard_NC24ads_A100_v4"), "NCads_A100v4");
    }

    #[test]
    fn numbers_lose_an_empty_fraction() {
        assert_eq!(
            (number("16.0").as_str(), number("0.50").as_str(), number("8").as_str()),
            ("16", "0.5", "8")
        );
    }
}

//! Prices of moving data.

use std::collections::BTreeMap;

use crate::Failure;
use crate::output::{Draft, Files};
use crate::sheet::{Figures, Line, Sheet};

/// Azure's two ways to the internet; the first is the default of a public address.
const AZURE_INTERNET: [&str; 2] =
    ["internet (Microsoft Global Network)", "internet (routing preference: Internet)"];

/// A row of the table, ordered by its first three fields.
type Rows = BTreeMap<(String, String, u64), [String; 3]>;

/// `transfer.csv` of both providers.
pub fn write(figures: &Figures, files: &mut Files) -> Result<(), Failure> {
    let sheets = figures.sheets(&["prices/transfer.csv", "prices/transfer_more.csv"])?;
    let lines: Vec<Line<'_>> = sheets.iter().flat_map(Sheet::rows).collect();
    for provider in ["aws", "azure"] {
        let lines: Vec<Line<'_>> =
            lines.iter().copied().filter(|l| l.get("provider") == provider).collect();
        let mut rows = Rows::new();
        for line in &lines {
            if let Some(to) = destination(*line, &lines) {
                let tier = line.get("tier_from_gb").parse().unwrap_or(0);
                let rest = ["price_usd_per_gb", "as_of", "source"]
                    .map(|column| line.get(column).to_owned());
                rows.insert((line.get("from_region").to_owned(), to, tier), rest);
            }
        }
        if provider == "azure" {
            let free = ["free", "2024-05", "azure-zones"].map(str::to_owned);
            rows.insert(("*".to_owned(), "zone".to_owned(), 0), free);
        }
        files.add(format!("{provider}/transfer.csv"), draft(provider, &rows));
    }
    Ok(())
}

/// The catalog's word for a destination; `None` for rows that another row of the site replaces.
fn destination(line: Line<'_>, all: &[Line<'_>]) -> Option<String> {
    let to = line.get("to");
    let same_site = |other: &&Line<'_>| other.get("from_region") == line.get("from_region");
    match to {
        "internet" => Some("internet".to_owned()),
        "inter-az (each direction)" => Some("zone".to_owned()),
        "inter-region same continent group" => Some("group:same".to_owned()),
        "inter-region other continent" => Some("group:other".to_owned()),
        _ if to == AZURE_INTERNET[0] => Some("internet".to_owned()),
        _ if to == AZURE_INTERNET[1] => {
            let default =
                all.iter().filter(same_site).any(|other| other.get("to") == AZURE_INTERNET[0]);
            (!default).then(|| "internet".to_owned())
        }
        _ => to.strip_prefix("region:").map(str::to_owned),
    }
}

fn draft(provider: &str, rows: &Rows) -> Draft {
    let headers = [
        ("provider", provider),
        ("unit", "USD per GiB (the lists write GB and meter 2^30 bytes); zone: one direction"),
    ];
    let mut draft =
        Draft::new("transfer", &headers, &["from", "to", "tier_from", "price", "as_of", "source"]);
    for ((from, to, tier), [price, as_of, source]) in rows {
        let tier = if *tier == 0 { String::new() } else { tier.to_string() };
        draft.row(&[from, to, &tier, price, as_of, source]);
    }
    draft
}

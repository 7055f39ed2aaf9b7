//! Prices of moving data.

use std::collections::BTreeMap;

use crate::Failure;
use crate::output::{Draft, Files};
use crate::sheet::{Figures, Line, Sheet};

/// Azure's two ways to the internet; the first is the default of a public address.
const AZURE_INTERNET: [&str; 2] =
    ["internet (Microsoft Global Network)", "internet (routing preference: Internet)"];

/// A row of the table, ordered by its first three fields: price, scope, date and source.
type Rows = BTreeMap<(String, String, u64), [String; 4]>;

/// GB a month that AWS gives every account free of charge, over all regions; the price lists leave it out.
const AWS_FREE_GB: u64 = 100;

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
                let [price, as_of, source] = ["price_usd_per_gb", "as_of", "source"]
                    .map(|column| line.get(column).to_owned());
                let rest = [price, String::new(), as_of, source];
                rows.insert((line.get("from_region").to_owned(), to, tier), rest);
            }
        }
        let mut rows = counted(provider, &rows);
        if provider == "azure" {
            let free = ["free", "", "2024-05", "azure-zones"].map(str::to_owned);
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

/// Rows with the scope of their tiers. Transfer to the internet counts over the whole account: on AWS over all
/// regions of a partition, on Azure over all of a price zone, which its first price tells.
fn counted(provider: &str, rows: &Rows) -> Rows {
    let first = |from: &String| {
        let mut tiers = rows.range((from.clone(), "internet".to_owned(), 0)..);
        tiers.next().map_or("", |(_, rest)| rest[0].as_str())
    };
    let mut all = Rows::new();
    for ((from, to, tier), rest) in rows {
        let (mut tier, mut rest) = (*tier, rest.clone());
        if to == "internet" {
            let government = from.starts_with("us-gov-");
            let scope = match (provider, first(from)) {
                ("aws", _) if government => "account:gov",
                ("azure", "0.087") => "account:zone-1",
                ("azure", "0.12") => "account:zone-2",
                ("azure", "0.181") => "account:zone-3",
                _ => "account",
            };
            scope.clone_into(&mut rest[1]);
            if provider == "aws" && tier == 0 && !government {
                tier = AWS_FREE_GB;
            }
        }
        all.insert((from.clone(), to.clone(), tier), rest);
    }
    all
}

fn draft(provider: &str, rows: &Rows) -> Draft {
    let headers = [
        ("provider", provider),
        ("unit", "USD per GiB (the lists write GB and meter 2^30 bytes); zone: one direction"),
    ];
    let mut draft = Draft::new(
        "transfer",
        &headers,
        &["from", "to", "tier_from", "price", "scope", "as_of", "source"],
    );
    for ((from, to, tier), [price, scope, as_of, source]) in rows {
        let tier = if *tier == 0 { String::new() } else { tier.to_string() };
        draft.row(&[from, to, &tier, price, scope, as_of, source]);
    }
    draft
}

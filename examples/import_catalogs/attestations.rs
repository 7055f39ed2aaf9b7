//! Attestations of providers: which framework is attested for which regions, with source and date. What
//! the figures do not hold as attested (claims, laws, oversight, "not held") is left out: unknown is not yes.

use std::collections::{BTreeMap, BTreeSet};

use crate::Failure;
use crate::output::{Draft, Files};
use crate::sheet::{Figures, Line};

/// Framework of the figures, how its level begins, and the name that plans use.
const FRAMEWORKS: &[(&str, &str, &str)] = &[
    ("C5", "", "c5"),
    ("CSA STAR", "", "csa-star"),
    ("Cyber Essentials Plus", "", "cyber-essentials-plus"),
    ("ENS", "High", "ens-high"),
    ("FedRAMP", "High", "fedramp-high"),
    ("FedRAMP", "Moderate", "fedramp-moderate"),
    ("HDS", "", "hds"),
    ("HIPAA", "BAA", "hipaa"),
    ("HITRUST CSF", "", "hitrust-csf"),
    ("IRAP", "PROTECTED", "irap-protected"),
    ("ISMAP", "", "ismap"),
    ("ISO 22301", "", "iso-22301"),
    ("ISO 27001", "", "iso-27001"),
    ("ISO 27017", "", "iso-27017"),
    ("ISO 27018", "", "iso-27018"),
    ("ISO 27701", "", "iso-27701"),
    ("ISO 9001", "", "iso-9001"),
    ("K-ISMS", "", "k-isms"),
    ("MTCS", "Level 3", "mtcs-3"),
    ("OSPAR", "", "ospar"),
    ("PCI DSS", "", "pci-dss"),
    ("SOC 1", "", "soc-1"),
    ("SOC 1/2/3", "", "soc-1"),
    ("SOC 1/2/3", "", "soc-2"),
    ("SOC 1/2/3", "", "soc-3"),
    ("SOC 2", "", "soc-2"),
    ("SOC 3", "", "soc-3"),
];

/// How sources begin that nobody else can look up, or that are about somebody else's use: left out.
const UNTRACEABLE: &[&str] = &["GitHub", "Snowflake", "qovery.com"];

/// How the status of a row begins that says that the framework is attested.
const HELD: &[&str] =
    &["attested", "certified", "authorized", "assessed", "registered", "held", "BAA"];

/// `common/attestations.csv`.
pub fn write(figures: &Figures, files: &mut Files) -> Result<(), Failure> {
    let columns = ["framework", "provider", "region", "document", "source", "date"];
    let mut draft =
        Draft::new("attestations", &[("as-of", "2026-11"), ("source", "compliance")], &columns);
    let mut newest: BTreeMap<[String; 3], [String; 3]> = BTreeMap::new();
    for sheet in figures.sheets(&["facts/compliance.csv", "facts/compliance_more.csv"])? {
        for line in sheet.rows().filter(|line| is_held(*line)) {
            for (key, [document, source, date]) in rows_of(line) {
                let known = newest.entry(key).or_default();
                if known[2] < date {
                    *known = [document, source, date];
                }
            }
        }
    }
    // Where some regions are named, a row that names none does not speak of all the others.
    let regional: BTreeSet<[String; 2]> =
        newest.keys().filter(|key| key[2] != "*").map(|[f, p, _]| [f.clone(), p.clone()]).collect();
    for (key, facts) in &newest {
        let [framework, provider, region] = key;
        if region != "*" || !regional.contains(&[framework.clone(), provider.clone()]) {
            let [document, source, date] = facts;
            draft.row(&[framework, provider, region, document, source, date]);
        }
    }
    files.add("common/attestations.csv", draft);
    Ok(())
}

fn is_held(line: Line<'_>) -> bool {
    let sure = matches!(line.get("confidence"), "high" | "medium");
    let dated = !line.get("source_date").is_empty();
    let traceable = !UNTRACEABLE.iter().any(|begin| line.get("source").starts_with(begin));
    sure && dated && traceable && HELD.iter().any(|word| line.get("status").starts_with(word))
}

/// One row for each name and region; a row "of regions" that lists no codes says nothing certain.
fn rows_of(line: Line<'_>) -> Vec<([String; 3], [String; 3])> {
    let (framework, level) = (line.get("framework"), line.get("level"));
    let names = FRAMEWORKS.iter().filter(|f| f.0 == framework && level.starts_with(f.1));
    let regions = if line.get("scope") == "global" { "*" } else { line.get("regions") };
    let document = [framework, level].join(" ").trim().to_owned() + ": " + line.get("status");
    names
        .flat_map(|name| regions.split(';').map(move |region| (name.2, region.trim())))
        .filter(|(_, region)| *region == "*" || is_code(region))
        .map(|(name, region)| {
            let fields = [name, line.get("provider"), region, &document];
            let [name, provider, region, document] = fields.map(str::to_owned);
            let (source, date) = (restated(line.get("source")), line.get("source_date").to_owned());
            ([name, provider, region], [document, source, date])
        })
        .collect()
}

/// A source without remarks in brackets on where a copy of it was read.
fn restated(source: &str) -> String {
    let mut text = String::new();
    let mut depth = 0_u32;
    for c in source.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => text.push(c),
            _ => {}
        }
    }
    let first = text.split(';').next().unwrap_or_default();
    first.replace(',', ":").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_code(text: &str) -> bool {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.chars().all(letters)
}

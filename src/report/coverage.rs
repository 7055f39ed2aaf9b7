//! Which kinds have a price where: the coverage of the catalogs as a table.

use std::fmt::Write as _;

use crate::catalog::Coverage;

use super::number::count;
use super::section::Section;
use super::table::{Align, Table};

const COLUMNS: &[(&str, Align)] = &[
    ("Kind", Align::Left),
    ("Provider", Align::Left),
    ("Product", Align::Left),
    ("Priced", Align::Right),
    ("Without a price", Align::Prose),
];

/// Sites of a hole that are named; the others are only counted.
const SITES_NAMED: usize = 4;

/// Kinds, providers and products with the number of sites that price them, and what is missing elsewhere.
#[must_use]
pub fn coverage(all: &[Coverage]) -> String {
    let mut table = Table::new(COLUMNS);
    for one in all {
        let missing: usize = one.missing.values().map(Vec::len).sum();
        table.row([
            one.kind.to_string(),
            one.provider.to_string(),
            one.realisation.clone(),
            format!("{} of {}", count(one.priced.len()), count(one.priced.len() + missing)),
            one.missing
                .iter()
                .map(|(what, sites)| hole(what, sites))
                .collect::<Vec<_>>()
                .join("; "),
        ]);
    }
    Section::new("Coverage").table(table).text()
}

/// The same as a Markdown table, with every site named.
#[must_use]
pub fn coverage_markdown(all: &[Coverage]) -> String {
    let mut out =
        "| kind | provider | product | priced at | without a price |\n|---|---|---|---|---|\n"
            .to_owned();
    for one in all {
        let regions = |sites: &[String]| {
            let codes =
                sites.iter().map(|code| code.split_once(':').map_or(code.as_str(), |c| c.1));
            codes.collect::<Vec<_>>().join(" ")
        };
        let missing = one.missing.iter().map(|(what, sites)| format!("{what}: {}", regions(sites)));
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            one.kind,
            one.provider,
            one.realisation,
            regions(&one.priced),
            missing.collect::<Vec<_>>().join("; ")
        );
    }
    out
}

fn hole(what: &str, sites: &[String]) -> String {
    let shown: Vec<&str> = sites.iter().take(SITES_NAMED).map(String::as_str).collect();
    let more = match sites.len() - shown.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{what} at {}{more}", shown.join(", "))
}

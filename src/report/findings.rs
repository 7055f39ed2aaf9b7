//! Findings about catalogs, grouped by what is wrong.

use crate::catalog::{Finding, Problem};
use crate::diag;

use super::number::count;
use super::section::Section;
use super::table::{Align, Table};

const INVALID: &[(&str, Align)] = &[("Row", Align::Left), ("Mistake", Align::Prose)];
const UNKNOWN: &[(&str, Align)] =
    &[("Source", Align::Left), ("Rows", Align::Right), ("Table", Align::Prose)];
const HOLES: &[(&str, Align)] = &[
    ("Provider", Align::Left),
    ("Without a price", Align::Left),
    ("Sites", Align::Right),
    ("At", Align::Prose),
];
const STALE: &[(&str, Align)] = &[
    ("As of", Align::Left),
    ("Days", Align::Right),
    ("Rows", Align::Right),
    ("Where", Align::Prose),
];

/// Sites of a hole that are named; the others are only counted.
const SITES_NAMED: usize = 6;

/// The findings for a terminal.
#[must_use]
pub fn findings(findings: &[Finding]) -> String {
    let (mut invalid, mut unknown) = (Table::new(INVALID), Table::new(UNKNOWN));
    let (mut holes, mut stale) = (Table::new(HOLES), Table::new(STALE));
    for Finding { problem, place } in findings {
        match problem {
            Problem::Invalid { message } => invalid.row([place.clone(), message.clone()]),
            Problem::UnknownSource { id, rows } => {
                unknown.row([id.clone(), count(*rows), place.clone()]);
            }
            Problem::Hole { what, sites, of } => {
                let share = format!("{} of {}", count(sites.len()), count(*of));
                holes.row([place.clone(), what.clone(), share, named(sites)]);
            }
            Problem::Stale { as_of, days, rows } => {
                stale.row([as_of.clone(), count(*days as usize), count(*rows), place.clone()]);
            }
        }
    }
    let sections = [
        ("Rows that cannot be used", invalid),
        ("Sources that are not explained", unknown),
        ("Old prices", stale),
        ("Holes", holes),
    ];
    let mut out = format!("{}\n", diag::count(findings.len(), "finding"));
    for (title, table) in sections {
        if !table.is_empty() {
            out.push('\n');
            out.push_str(&Section::new(title).table(table).text());
        }
    }
    out
}

fn named(sites: &[String]) -> String {
    let shown: Vec<&str> = sites.iter().take(SITES_NAMED).map(String::as_str).collect();
    match sites.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

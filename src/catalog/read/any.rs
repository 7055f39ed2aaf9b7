//! Sends a table to the reader that its `# table:` line asks for.

use super::{
    Input, attestations, facts, latency, links, nodes, runbook, services, sites, transfer,
};
use crate::catalog::offers;
use crate::catalog::query::Catalog;
use crate::diag::{Diagnostic, Diagnostics, nearest};

/// The words that say what a table is, for hints.
const WORDS: &[&str] = &[
    "sites",
    "skus",
    "vm",
    "postgres",
    "mysql",
    "meters",
    "realisations",
    "components",
    "links",
    "commitments",
    "services",
    "disks",
    "transfer",
    "latency",
    "latency-modelled",
    "latency-fit",
    "latency-inside",
    "places",
    "residency",
    "attestations",
    "sla",
    "recovery",
    "runbook",
    "outage-rates",
    "outages",
    "sources",
];

/// Reads any table but those of sites and SKUs, which come first.
pub fn table(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    if offers::list_of(&input.table).is_some() {
        return nodes::offers(input, catalog, problems);
    }
    match input.word() {
        "sites" | "skus" | "sources" | "meters" | "realisations" | "components" => {}
        "commitments" => nodes::commitments(input, catalog, problems),
        "services" => services::services(input, catalog, problems),
        "links" => links::links(input, catalog, problems),
        "disks" => services::disks(input, catalog, problems),
        "transfer" => transfer::transfer(input, catalog, problems),
        "latency" | "latency-modelled" => latency::pairs(input, catalog, problems),
        "latency-fit" => latency::fits(input, catalog, problems),
        "latency-inside" => latency::inside(input, catalog, problems),
        "places" => sites::places(input, catalog, problems),
        "residency" => facts::residency(input, catalog, problems),
        "attestations" => attestations::attestations(input, catalog, problems),
        "sla" => facts::slas(input, catalog, problems),
        "recovery" => facts::recovery(input, catalog, problems),
        "outage-rates" => facts::outage_rates(input, catalog, problems),
        "runbook" => runbook::runbook(input, catalog, problems),
        "outages" => facts::outages(input, catalog, problems),
        other => {
            let message = match other {
                "" => "the table does not say what it holds".to_owned(),
                word => format!("`{word}` is not a table of a catalog"),
            };
            let near = nearest(other, WORDS.iter().copied()).filter(|_| !other.is_empty());
            let hint = match near {
                Some(near) => format!("did you mean `# table: {near}`?"),
                None => format!("start with a line `# table: ...`, one of {}", WORDS.join(", ")),
            };
            problems.push(Diagnostic::error(message, input.table.top()).hint(hint));
        }
    }
}

/// Completes what needs all tables: lists of the sites' zones of law and cities.
pub fn finish(catalog: &mut Catalog) {
    facts::finish_residency(catalog);
    sites::finish_places(catalog);
}

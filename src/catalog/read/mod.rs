//! Readers of the catalog's tables, one concern a file, each from a [`Table`] into the [`Catalog`].

mod facts;
mod latency;
mod nodes;
mod services;
mod sites;
mod transfer;

use std::borrow::Cow;

use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::terms::Provider;

use super::query::Catalog;
use super::table::{Row, Table};
use super::{SiteId, offers};

pub(super) use nodes::skus;
pub(super) use sites::sites;

/// A table, and whether rows about unknown sites are mistakes.
///
/// Bundled tables speak of all sites although only some catalogs may be loaded; a user's table that
/// names an unknown site has a typing mistake.
pub(super) struct Input<'t> {
    pub table: Table<'t>,
    pub strict: bool,
}

/// The words that say what a table is, for hints.
const WORDS: &[&str] = &[
    "sites",
    "skus",
    "vm",
    "postgres",
    "mysql",
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
    "sla",
    "recovery",
    "outages",
    "sources",
];

impl<'t> Input<'t> {
    /// The `# table:` word.
    pub(super) fn word(&self) -> &'t str {
        self.table.header("table").unwrap_or_default()
    }

    /// The `# provider:` of the table.
    pub(super) fn provider(&self) -> Option<Provider> {
        self.table.header("provider").and_then(Provider::parse)
    }

    /// A place to quote: file and line.
    pub(super) fn row(&self, row: &Row<'_>) -> String {
        format!("{}:{}", self.table.name, row.line)
    }

    /// The full code of a site named in a field: as it stands, or with the table's provider in front.
    fn code<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.provider() {
            Some(provider) if !text.contains(':') => Cow::Owned(format!("{provider}:{text}")),
            _ => Cow::Borrowed(text),
        }
    }

    /// The site named in a field.
    fn site(
        &self,
        catalog: &Catalog,
        row: &Row<'_>,
        column: usize,
        problems: &mut Diagnostics,
    ) -> Option<SiteId> {
        let code = self.code(row.get(column));
        let found = catalog.find(&code);
        if found.is_none() && self.strict {
            let mut problem = Diagnostic::error(format!("unknown site `{code}`"), row.span(column));
            let known = catalog.sites().iter().map(|site| site.code.as_str());
            if let Some(near) = nearest(&code, known) {
                problem = problem.hint(format!("did you mean `{near}`?"));
            }
            problems.push(problem);
        }
        found
    }

    /// The date of a row: its own, else the file's.
    fn as_of<'a>(&self, row: &Row<'a>, column: Option<usize>) -> &'a str
    where
        't: 'a,
    {
        match row.maybe(column) {
            "" => self.table.header("as-of").unwrap_or_default(),
            date => date,
        }
    }
}

/// Reports a row whose key stands in the same table already.
fn report_duplicate(row: &Row<'_>, column: usize, problems: &mut Diagnostics) {
    let problem = Diagnostic::error("the table has this row already", row.span(column));
    problems.push(problem.hint("remove one of the two"));
}

/// Reads any table but those of sites and SKUs, which come first.
pub(super) fn table(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    if offers::kind_of(&input.table).is_some() {
        return nodes::offers(input, catalog, problems);
    }
    match input.word() {
        "sites" | "skus" | "sources" => {}
        "commitments" => nodes::commitments(input, catalog, problems),
        "services" => services::services(input, catalog, problems),
        "disks" => services::disks(input, catalog, problems),
        "transfer" => transfer::transfer(input, catalog, problems),
        "latency" | "latency-modelled" => latency::pairs(input, catalog, problems),
        "latency-fit" => latency::fits(input, catalog, problems),
        "latency-inside" => latency::inside(input, catalog, problems),
        "places" => sites::places(input, catalog, problems),
        "residency" => facts::residency(input, catalog, problems),
        "sla" => facts::slas(input, catalog, problems),
        "recovery" => facts::recovery(input, catalog, problems),
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
pub(super) fn finish(catalog: &mut Catalog) {
    facts::finish_residency(catalog);
    sites::finish_places(catalog);
}

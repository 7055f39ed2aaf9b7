//! What is wrong or missing in catalogs, as data: invalid rows, holes, stale prices, unknown sources.
//!
//! Loading refuses invalid rows; this goes further and judges catalogs as a whole. Wording is left to the
//! command that shows the findings.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostics, SourceId, Sources};
use crate::terms::{Form, NodeList, Provider};

use super::load::{CatalogText, load};
use super::query::Catalog;
use super::table::Table;
use super::{Destination, Meter, SiteId, offers};

/// Something that a person should know about the catalogs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What is wrong.
    pub problem: Problem,
    /// Where: a file and line, a folder of files, or a provider.
    pub place: String,
}

/// What is wrong, most serious first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// A row or file that cannot be read: a price that is not positive, a key given twice, an unknown site.
    Invalid {
        /// One sentence.
        message: String,
    },
    /// A source that the table of sources does not explain.
    UnknownSource {
        /// As written.
        id: String,
        /// How many rows name it.
        rows: usize,
    },
    /// Open sites of a provider that lack the price of something.
    Hole {
        /// A kind, a meter, or a way of moving data.
        what: String,
        /// The codes of the sites, sorted.
        sites: Vec<String>,
        /// How many open sites the provider has.
        of: usize,
    },
    /// Prices that are older than the limit.
    Stale {
        /// As written; where only a month or year is known, its first day counts.
        as_of: String,
        /// The age on the given day.
        days: u32,
        /// How many rows.
        rows: usize,
    },
}

/// When prices count as stale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freshness {
    /// The day to count from, such as `2026-11-22`.
    pub today: String,
    /// How many days a price may be old.
    pub days: u32,
}

/// Checks catalogs that belong together, such as all bundled texts with the user's own after them.
///
/// Every text is read in full, and every site it names must be known. Without `freshness` nothing is stale.
/// The findings are sorted.
#[must_use]
pub fn check(texts: Vec<CatalogText>, freshness: Option<&Freshness>) -> Vec<Finding> {
    let mut findings = unknown_sources(&texts);
    if let Some(freshness) = freshness {
        findings.extend(stale(&texts, freshness));
    }
    let mut sources = Sources::default();
    match load(&[], texts, &mut sources) {
        Ok(catalog) => findings.extend(holes(&catalog)),
        Err(problems) => findings.extend(invalid(&problems, &sources)),
    }
    findings.sort();
    findings
}

fn invalid(problems: &Diagnostics, sources: &Sources) -> Vec<Finding> {
    let finding = |problem: &crate::diag::Diagnostic| {
        let place = problem.labels.first().map_or_else(String::new, |label| {
            let (line, _) = sources.position(label.span);
            format!("{}:{line}", sources.get(label.span.source).name)
        });
        Finding { problem: Problem::Invalid { message: problem.message.clone() }, place }
    };
    problems.sorted().into_iter().map(finding).collect()
}

/// Runs `visit` over the tables among the texts.
fn each_table(texts: &[CatalogText], mut visit: impl FnMut(&Table<'_>)) {
    let mut ignored = Diagnostics::default();
    for text in texts {
        let parsed = Table::parse(&text.name, SourceId::default(), &text.text, &mut ignored);
        if let Some(table) = parsed.filter(|table| table.header("table").is_some()) {
            visit(&table);
        }
    }
}

/// Tables whose `source` column holds an id of the table of sources; others quote in prose.
const WITH_SOURCE_IDS: &[&str] = &["services", "disks", "transfer", "commitments", "latency"];

fn unknown_sources(texts: &[CatalogText]) -> Vec<Finding> {
    let mut known = BTreeSet::new();
    let mut used: BTreeMap<(String, String), usize> = BTreeMap::new();
    each_table(texts, |table| {
        let word = table.header("table").unwrap_or_default();
        if word == "sources" {
            let ids = table.optional("id");
            known.extend(table.rows().map(|row| row.maybe(ids).to_owned()));
        }
        let Some(column) = table.optional("source").filter(|_| WITH_SOURCE_IDS.contains(&word))
        else {
            return;
        };
        for row in table.rows() {
            *used.entry((table.name.to_owned(), row.get(column).to_owned())).or_default() += 1;
        }
    });
    let explained = |id: &str| {
        let part = id.split([':', '#', ' ']).next().unwrap_or(id);
        known.contains(id) || known.contains(part)
    };
    let unexplained = used.into_iter().filter(|((_, id), _)| !explained(id));
    unexplained
        .map(|((place, id), rows)| Finding { problem: Problem::UnknownSource { id, rows }, place })
        .collect()
}

fn stale(texts: &[CatalogText], freshness: &Freshness) -> Vec<Finding> {
    let Some(today) = day_number(&freshness.today) else { return Vec::new() };
    let mut ages: BTreeMap<(String, String), usize> = BTreeMap::new();
    each_table(texts, |table| {
        let column = table.optional("as_of");
        let header = table.header("as-of").unwrap_or_default();
        let place = place_of(table);
        for row in table.rows() {
            let own = row.maybe(column);
            let date = if own.is_empty() { header } else { own };
            *ages.entry((place.clone(), date.to_owned())).or_default() += 1;
        }
    });
    let finding = |((place, as_of), rows): ((String, String), usize)| {
        let days = u32::try_from(today - day_number(&as_of)?).ok()?;
        let problem = Problem::Stale { as_of, days, rows };
        (days > freshness.days).then_some(Finding { problem, place })
    };
    ages.into_iter().filter_map(finding).collect()
}

/// The folder of offers of many sites, else the file.
fn place_of(table: &Table<'_>) -> String {
    let folder = table.name.rsplit_once('/').filter(|_| offers::list_of(table).is_some());
    folder.map_or_else(|| table.name.to_owned(), |(folder, _)| folder.to_owned())
}

/// Days since a fixed day for `2026-07-05`, `2026-07` or `2026`; a missing part counts as its first.
fn day_number(date: &str) -> Option<i64> {
    let mut parts = date.split('-').map(str::parse::<i64>);
    let year = parts.next()?.ok().filter(|year| (1970..=9999).contains(year))?;
    let month = parts.next().unwrap_or(Ok(1)).ok().filter(|month| (1..=12).contains(month))?;
    let day = parts.next().unwrap_or(Ok(1)).ok().filter(|day| (1..=31).contains(day))?;
    // Years counted from March, so that the leap day comes last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year / 4 - year / 100 + year / 400;
    Some(year * 365 + leap_days + (month * 153 + 2) / 5 + day)
}

/// What a site should have a price for: its name and whether it has one.
type Need = (&'static str, Test);

/// Whether a site has a price.
type Test = fn(&Catalog, SiteId) -> bool;

/// The prices that sites of AWS and Azure are expected to have.
fn needs() -> Vec<Need> {
    vec![
        ("vm", |catalog, site| !catalog.vm_offers(site).is_empty()),
        ("postgres", |catalog, site| !catalog.offers(site, NodeList::Postgres).is_empty()),
        ("mysql", |catalog, site| !catalog.offers(site, NodeList::Mysql).is_empty()),
        ("disks", |catalog, site| !catalog.disks(site).is_empty()),
        ("transfer to the internet", |catalog, site| {
            catalog.transfer(site, Destination::Internet).is_some()
        }),
        ("transfer between zones", |catalog, site| {
            catalog.site(site).zones < 2 || catalog.transfer(site, Destination::Zone).is_some()
        }),
        ("transfer to any other site", reaches_another),
        ("nat", |c, s| c.tariff(s, Meter::NAT, Form::Single).is_some()),
        ("nat-data", |c, s| c.tariff(s, Meter::NAT_DATA, Form::Single).is_some()),
        ("public-ip", |c, s| c.tariff(s, Meter::PUBLIC_IP, Form::Single).is_some()),
        ("object-storage", |c, s| c.tariff(s, Meter::OBJECT_STORAGE, Form::Single).is_some()),
        ("object-put", |c, s| c.tariff(s, Meter::OBJECT_PUT, Form::Single).is_some()),
        ("object-get", |c, s| c.tariff(s, Meter::OBJECT_GET, Form::Single).is_some()),
    ]
}

fn reaches_another(catalog: &Catalog, site: SiteId) -> bool {
    let provider = catalog.site(site).provider;
    let mut others =
        catalog.site_ids().filter(|&to| to != site && catalog.site(to).provider == provider);
    others.any(|to| catalog.transfer(site, Destination::Site(to)).is_some())
}

fn holes(catalog: &Catalog) -> Vec<Finding> {
    let mut findings = Vec::new();
    for provider in [Provider::Aws, Provider::Azure] {
        let open = |id: &SiteId| {
            let site = catalog.site(*id);
            site.provider == provider && site.open
        };
        let sites: Vec<SiteId> = catalog.site_ids().filter(open).collect();
        for (what, has) in needs() {
            let lacking = sites.iter().filter(|&&site| !has(catalog, site));
            let codes: Vec<String> = lacking.map(|&site| catalog.site(site).code.clone()).collect();
            if !codes.is_empty() {
                let problem =
                    Problem::Hole { what: what.to_owned(), sites: codes, of: sites.len() };
                findings.push(Finding { problem, place: provider.name().to_owned() });
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{CatalogText, Freshness, Problem, check, day_number};

    fn text(name: &str, text: &str) -> CatalogText {
        CatalogText { name: name.to_owned(), text: text.to_owned() }
    }

    const SITES: &str = "# table: sites\n# provider: aws\n\
        site,name,city,country,latitude,longitude,zones\nx-1,X,Xtown,DE,50,8,3\n";

    #[test]
    fn days_are_counted_over_leap_years() {
        let apart = |a, b| day_number(b).unwrap() - day_number(a).unwrap();
        assert_eq!(apart("2024-02-28", "2024-03-01"), 2);
        assert_eq!(apart("2025-02-28", "2025-03-01"), 1);
        assert_eq!(apart("2025-11-22", "2026-11-22"), 365);
        assert_eq!(apart("2026", "2026-02"), 31);
        assert_eq!(day_number("soon"), None);
    }

    #[test]
    fn holes_stale_prices_and_unknown_sources_are_found() {
        let disks = "# table: disks\n# provider: aws\nsite,sku,size_gib,unit,price,as_of,source\n\
            x-1,gp3,,GB-month,0.08,2020-01-01,hearsay#7\n";
        let freshness = Freshness { today: "2020-03-01".to_owned(), days: 30 };
        let findings =
            check(vec![text("sites.csv", SITES), text("disks.csv", disks)], Some(&freshness));
        let unknown = Problem::UnknownSource { id: "hearsay#7".to_owned(), rows: 1 };
        let stale = Problem::Stale { as_of: "2020-01-01".to_owned(), days: 60, rows: 1 };
        let hole = |name: &str| Problem::Hole {
            what: name.to_owned(),
            sites: vec!["aws:x-1".to_owned()],
            of: 1,
        };
        let problems: Vec<&Problem> = findings.iter().map(|finding| &finding.problem).collect();
        assert!(problems.contains(&&unknown) && problems.contains(&&stale));
        assert!(problems.contains(&&hole("vm")) && !problems.contains(&&hole("disks")));
    }

    #[test]
    fn invalid_rows_are_found_with_their_line() {
        let disks = "# table: disks\nsite,sku,size_gib,unit,price\naws:x-2,gp3,,GB-month,0\n";
        let findings = check(vec![text("sites.csv", SITES), text("disks.csv", disks)], None);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(findings[0].place, "disks.csv:3");
    }
}

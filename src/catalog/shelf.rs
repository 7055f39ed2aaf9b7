//! A site's offers of one kind, read when first asked for.
//!
//! A shelf knows the bundled file it comes from and the rows that the user's own catalogs add; the two
//! are merged on first use, the user's rows winning.

use std::sync::OnceLock;

use crate::diag::{Diagnostics, SourceId};
use crate::terms::{Form, Provider, Purchase};

use super::bundle::Entry;
use super::offers::{self, Names};
use super::skus::Skus;
use super::table::Table;
use super::{NodeOffer, SiteId, SkuId};

/// A file and a date that rows of a shelf have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    /// The catalog file.
    pub file: String,
    /// The date of the prices.
    pub as_of: String,
    /// Dates of purchase options that differ from `as_of`.
    pub exceptions: Vec<(Purchase, String)>,
}

impl Origin {
    /// The file's header, with the date of a row if it has its own.
    pub(super) fn of(table: &Table<'_>, row_date: &str) -> Self {
        let header = table.header("as-of").unwrap_or_default();
        let as_of = if row_date.is_empty() { header } else { row_date };
        let exceptions = table.headers().iter().filter_map(|(key, value)| {
            let option = Purchase::parse(key.strip_prefix("as-of ")?)?;
            Some((option, (*value).to_owned()))
        });
        let exceptions = exceptions.collect();
        Origin { file: table.name.to_owned(), as_of: as_of.to_owned(), exceptions }
    }

    /// The date of a price under a purchase option.
    pub(super) fn date(&self, option: Purchase) -> &str {
        let own = self.exceptions.iter().find(|(known, _)| *known == option);
        own.map_or(self.as_of.as_str(), |(_, date)| date.as_str())
    }
}

/// Offers with the origins their rows refer to.
#[derive(Debug, Clone, Default)]
pub(super) struct Offers {
    pub list: Vec<NodeOffer>,
    pub origins: Vec<Origin>,
}

impl Offers {
    /// Adds an offer of a table row.
    pub(super) fn push(&mut self, mut offer: NodeOffer, table: &Table<'_>, row_date: &str) {
        let same = |origin: &Origin| {
            origin.file == table.name && (row_date.is_empty() || origin.as_of == row_date)
        };
        let known = self.origins.iter().rposition(same).unwrap_or_else(|| {
            self.origins.push(Origin::of(table, row_date));
            self.origins.len() - 1
        });
        offer.origin = u16::try_from(known).unwrap_or(u16::MAX);
        self.list.push(offer);
    }

    /// Sorts by (SKU, form); returns the lines of rows that repeat the key of another.
    pub(super) fn sort(&mut self) -> Vec<u32> {
        self.list.sort_by_key(key);
        let pairs = self.list.windows(2);
        pairs.filter(|pair| key(&pair[0]) == key(&pair[1])).map(|pair| pair[1].line).collect()
    }

    /// Takes over the rows of `added`, which replace rows of the same key.
    fn replace_with(&mut self, added: &Offers) {
        let shift = self.origins.len();
        self.origins.extend(added.origins.iter().cloned());
        for offer in &added.list {
            let mut offer = offer.clone();
            offer.origin = u16::try_from(usize::from(offer.origin) + shift).unwrap_or(u16::MAX);
            match self.list.binary_search_by_key(&key(&offer), key) {
                Ok(at) => self.list[at] = offer,
                Err(at) => self.list.insert(at, offer),
            }
        }
    }
}

fn key(offer: &NodeOffer) -> (SkuId, Form) {
    (offer.sku, offer.form)
}

/// The offers of a site and kind.
#[derive(Debug, Clone, Default)]
pub(super) struct Shelf {
    bundled: Option<Entry>,
    added: Offers,
    read: OnceLock<Offers>,
}

impl Shelf {
    /// A shelf whose offers come from a bundled file, if there is one.
    pub(super) fn new(bundled: Option<Entry>) -> Self {
        Shelf { bundled, ..Shelf::default() }
    }

    /// Adds rows of a user's own table, which replace those of earlier tables.
    pub(super) fn add(&mut self, offers: &Offers) {
        self.added.replace_with(offers);
    }

    /// Forgets what was read, so that it is completed anew.
    pub(super) fn forget(&mut self) {
        self.read = OnceLock::new();
    }

    /// The offers, read now if they were not before. `finish` completes what other tables add.
    pub(super) fn offers(
        &self,
        site: (SiteId, Provider),
        skus: &Skus,
        finish: impl Fn(&mut Offers),
    ) -> &Offers {
        self.read.get_or_init(|| {
            let mut offers =
                self.bundled.map_or_else(Offers::default, |file| read(&file, site, skus));
            offers.replace_with(&self.added);
            finish(&mut offers);
            offers
        })
    }
}

/// Reads a bundled file. Its rows were checked when the bundle was tested, so nothing is reported.
fn read(file: &Entry, site: (SiteId, Provider), skus: &Skus) -> Offers {
    let text = file.text();
    let mut ignored = Diagnostics::default();
    let mut offers = Offers::default();
    if let Some(table) = Table::parse(file.name, SourceId::default(), &text, &mut ignored) {
        let names = Names { skus, site: &|_| None, default_site: Some(site) };
        offers.list.reserve(table.rows_hint());
        let keep = &mut |found: offers::Found<'_>| offers.push(found.offer, &table, found.as_of);
        offers::read(&table, &names, &mut ignored, keep);
    }
    offers.sort();
    offers
}

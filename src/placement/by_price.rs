//! Offers of a site in the order of their prices, worked out once for all services that ask alike.
//!
//! Whatever size and load is asked, nothing after an offer costs less than what that says it costs at least, so a search for
//! the cheapest one soon ends.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::catalog::{Catalog, SiteId};
use crate::terms::{Arch, Form, NodeList};
use crate::units::Decimal;

use super::sizing::{Options, Wanted, is_fit, is_sold_as};

/// What tells lists of offers apart, beside size and load.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    site: SiteId,
    list: NodeList,
    form: Form,
    gpus: u32,
    arch: Vec<Arch>,
    burstable: bool,
    interruptible: bool,
    waiting: bool,
}

/// An offer with the least that it costs.
#[derive(Debug)]
pub struct Ranked {
    /// Its place among the offers of its site and list.
    pub at: usize,
    /// Dollars for each hour that a node runs, however it is bought.
    pub hour: Decimal,
}

/// By what is asked but for size and load: offers that are sold so, the cheapest first. Filled as it is asked, by any number of
/// threads.
#[derive(Debug, Default)]
pub struct ByPrice {
    known: Mutex<BTreeMap<Key, Arc<OnceLock<Vec<Ranked>>>>>,
}

impl ByPrice {
    /// The offers of a site that can do what is wanted, whatever their size, and are sold at all.
    pub fn offers(
        &self,
        catalog: &Catalog,
        (site, form): (SiteId, Form),
        wanted: &Wanted,
        options: &Options<'_>,
    ) -> Offers {
        let key = Key {
            site,
            list: wanted.list,
            form,
            gpus: wanted.gpus,
            arch: wanted.arch.clone(),
            burstable: wanted.burstable,
            interruptible: wanted.interruptible,
            waiting: wanted.waiting,
        };
        // A list is whole or not there, whatever happened to another thread.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let list = Arc::clone(known.entry(key).or_default());
        drop(known);
        list.get_or_init(|| ranked(catalog, (site, form), wanted, options));
        Offers(list)
    }
}

/// Offers in the order of their prices.
pub struct Offers(Arc<OnceLock<Vec<Ranked>>>);

impl Offers {
    /// One by one.
    pub fn iter(&self) -> impl Iterator<Item = &Ranked> {
        self.0.get().into_iter().flatten()
    }
}

fn ranked(
    catalog: &Catalog,
    (site, form): (SiteId, Form),
    wanted: &Wanted,
    options: &Options<'_>,
) -> Vec<Ranked> {
    let offers = catalog.offers(site, wanted.list);
    let mut ranked: Vec<Ranked> = offers
        .iter()
        .enumerate()
        .filter(|(_, offer)| {
            is_sold_as(offers, wanted.list, form, offer) && is_fit(wanted, catalog.sku(offer.sku))
        })
        .map(|(at, offer)| Ranked { at, hour: options.least_hour(offer).unwrap_or_default() })
        .collect();
    ranked.sort_by_key(|one| (one.hour, one.at));
    ranked
}

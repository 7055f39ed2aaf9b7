//! Offers of a site that are the cheapest for some size and load, worked out once for all services that ask alike.
//!
//! An offer is left out if another one is at least as large and never costs more: whatever size and load is asked, it is
//! never chosen.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::catalog::{Catalog, NodeOffer, SiteId, Sku};
use crate::terms::{Arch, Form, NodeList, Purchase};
use crate::units::{Data, Decimal};

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

/// The lists that were asked for so far.
#[derive(Debug, Default)]
pub struct Undominated {
    known: RefCell<BTreeMap<Key, List>>,
}

#[derive(Debug)]
enum List {
    /// Asked for so often, and not worked out yet.
    Asked(u32),
    /// Worked out.
    Known(Rc<[usize]>),
}

/// To work a list out takes about as long as to look so often at all offers.
const WORTH_IT: u32 = 6;

impl Undominated {
    /// Indices of the offers of a site that can be the cheapest for what is wanted, whatever its size and load; `None`
    /// while that is not worth to be worked out.
    pub fn offers(
        &self,
        catalog: &Catalog,
        (site, form): (SiteId, Form),
        wanted: &Wanted,
        options: &Options<'_>,
    ) -> Option<Rc<[usize]>> {
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
        let mut known = self.known.borrow_mut();
        let list = known.entry(key).or_insert(List::Asked(0));
        match list {
            List::Known(known) => return Some(Rc::clone(known)),
            List::Asked(often) if *often < WORTH_IT => {
                *often += 1;
                return None;
            }
            List::Asked(_) => {}
        }
        let offers = catalog.offers(site, wanted.list);
        let sold = |at: &usize| {
            is_sold_as(offers, wanted.list, form, &offers[*at])
                && is_fit(wanted, catalog.sku(offers[*at].sku))
        };
        let all = (0..offers.len()).filter(sold);
        let front =
            front(all.map(|at| Ranked::of(at, &offers[at], catalog.sku(offers[at].sku), options)));
        *list = List::Known(Rc::clone(&front));
        Some(front)
    }
}

/// An offer by what decides when it is the cheapest.
struct Ranked<'c> {
    at: usize,
    sku: &'c Sku,
    /// The least prices of an hour: run when needed, and run all month; none where it is not sold so.
    prices: [Option<Decimal>; 2],
}

impl<'c> Ranked<'c> {
    fn of(at: usize, offer: &NodeOffer, sku: &'c Sku, options: &Options<'_>) -> Self {
        let units = Decimal::from(offer.units);
        let least = |among: &[Purchase]| Some(options.best(offer, among)?.1.usd() * units);
        let hourly = least(&[Purchase::OnDemand, Purchase::Spot]);
        Ranked { at, sku, prices: [hourly, least(options.commitments)] }
    }

    /// Whether this one is chosen over another wherever both fit.
    fn dominates(&self, other: &Self) -> bool {
        let large = self.sku.vcpu >= other.sku.vcpu && self.sku.memory >= other.sku.memory;
        let pairs = || self.prices.iter().zip(&other.prices);
        let never_dearer = pairs().all(|(own, others)| match (own, others) {
            (Some(own), Some(others)) => own <= others,
            (own, None) => own.is_some() || others.is_none(),
            (None, Some(_)) => false,
        });
        let always_cheaper = pairs().all(|(own, others)| own < others && own.is_some());
        large && never_dearer && (always_cheaper || self.sku.name < other.sku.name)
    }
}

/// Those that no other one dominates: first among those of one size, of which there are many, then among all.
fn front<'c>(all: impl Iterator<Item = Ranked<'c>>) -> Rc<[usize]> {
    let mut sizes: BTreeMap<(Decimal, Data), Vec<Ranked<'c>>> = BTreeMap::new();
    for one in all {
        add(sizes.entry((one.sku.vcpu, one.sku.memory)).or_default(), one);
    }
    let mut kept = Vec::new();
    // Larger ones first: only they can dominate.
    for one in sizes.into_values().rev().flatten() {
        add(&mut kept, one);
    }
    let mut front: Vec<usize> = kept.iter().map(|one| one.at).collect();
    front.sort_unstable();
    front.into()
}

/// Adds an offer to some of which none dominates another.
fn add<'c>(kept: &mut Vec<Ranked<'c>>, one: Ranked<'c>) {
    if !kept.iter().any(|other| other.dominates(&one)) {
        kept.retain(|other| !one.dominates(other));
        kept.push(one);
    }
}

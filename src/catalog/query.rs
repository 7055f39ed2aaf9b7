//! The catalog and what can be asked of it.
//!
//! A catalog does not change after it is loaded. Offers of a site are read on the first question about
//! them, so that a plan over five sites does not pay for a hundred.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::terms::{Engine, Form, Kind, Provider, Purchase};
use crate::units::{Price, Seconds, Unit};

use super::distance;
use super::latency::{Latency, Scope};
use super::shelf::{Offers, Shelf};
use super::skus::Skus;
use super::transfer::{Route, Transfers};
use super::{
    Destination, DiskOffer, Mechanism, Meter, NodeOffer, Position, RecoveryFact, Rtt, Site, SiteId,
    Sku, SkuId, Sla, Tariff, Term,
};

/// Everything known about sites, offers, prices and facts. See the module for how to load one.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    pub(super) sites: Vec<Site>,
    pub(super) skus: Skus,
    pub(super) shelves: BTreeMap<(SiteId, Kind), Shelf>,
    pub(super) commitments: BTreeMap<(SiteId, SkuId), Vec<Commitment>>,
    pub(super) disks: BTreeMap<SiteId, Vec<DiskOffer>>,
    pub(super) tariffs: BTreeMap<(SiteId, Meter), (Tariff, u32)>,
    pub(super) transfers: Transfers,
    pub(super) latency: Latency,
    pub(super) residency: BTreeMap<(SiteId, String), String>,
    pub(super) zones_of_law: Vec<String>,
    pub(super) slas: BTreeMap<(Provider, Kind, Form), Sla>,
    pub(super) recovery: BTreeMap<RecoveryKey, RecoveryFact>,
    pub(super) outages: BTreeMap<Provider, Seconds>,
    pub(super) places: BTreeMap<String, Place>,
}

/// Whose recovery figure for which kind, mechanism and term; `None` stands for any.
pub(super) type RecoveryKey = (Option<Provider>, Option<Kind>, Mechanism, Term);

/// A city with its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// As spelled in the catalog.
    pub name: String,
    /// Where it is.
    pub position: Position,
}

/// A price under a commitment that stands in a table of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Commitment {
    pub purchase: Purchase,
    pub usd: crate::units::Decimal,
    pub row: String,
    pub as_of: String,
}

/// A tariff with how many times it is paid for one unit of what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metered<'c> {
    /// The listed price.
    pub tariff: &'c Tariff,
    /// As [`NodeOffer::units`]: 2 where a standby's share is billed at the listed price.
    pub units: u32,
}

impl Catalog {
    /// All sites, sorted by code.
    #[must_use]
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// The ids of all sites, in order of code.
    pub fn site_ids(&self) -> impl Iterator<Item = SiteId> + use<> {
        (0..u16::MAX).take(self.sites.len()).map(SiteId)
    }

    /// The site with this id.
    ///
    /// # Panics
    /// If the id comes from another catalog.
    #[must_use]
    pub fn site(&self, id: SiteId) -> &Site {
        &self.sites[usize::from(id.0)]
    }

    /// The site with this code, such as `aws:eu-central-1`.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<SiteId> {
        let at = self.sites.binary_search_by(|site| site.code.as_str().cmp(code)).ok()?;
        u16::try_from(at).ok().map(SiteId)
    }

    /// The SKU with this id.
    ///
    /// # Panics
    /// If the id comes from another catalog.
    #[must_use]
    pub fn sku(&self, id: SkuId) -> &Sku {
        self.skus.get(id)
    }

    /// All SKUs, sorted by name.
    #[must_use]
    pub fn skus(&self) -> &[Sku] {
        self.skus.all()
    }

    /// Virtual machines at a site, sorted by (SKU name, form).
    #[must_use]
    pub fn vm_offers(&self, site: SiteId) -> &[NodeOffer] {
        self.offers(site, Kind::Vm)
    }

    /// Nodes of a managed database at a site, sorted by (SKU name, form).
    #[must_use]
    pub fn database_offers(&self, site: SiteId, engine: Engine) -> &[NodeOffer] {
        match engine {
            Engine::Postgres => self.offers(site, Kind::Postgres),
            Engine::Mysql => self.offers(site, Kind::Mysql),
        }
    }

    /// Nodes of a kind at a site, sorted by (SKU name, form); empty for kinds without nodes.
    #[must_use]
    pub fn offers(&self, site: SiteId, kind: Kind) -> &[NodeOffer] {
        self.read_offers(site, kind).map_or(&[], |offers| offers.list.as_slice())
    }

    fn read_offers(&self, site: SiteId, kind: Kind) -> Option<&Offers> {
        let held = self.shelves.get(&(site, kind))?;
        let owner = (site, self.site(site).provider);
        Some(held.offers(owner, &self.skus, |offers| self.add_commitments(site, kind, offers)))
    }

    fn add_commitments(&self, site: SiteId, kind: Kind, offers: &mut Offers) {
        if kind != Kind::Vm {
            return;
        }
        let here = (site, SkuId(0))..=(site, SkuId(u32::MAX));
        for (&(_, sku), commitments) in self.commitments.range(here) {
            let Ok(at) = offers.list.binary_search_by_key(&sku, |offer| offer.sku) else {
                continue;
            };
            let offer = &mut offers.list[at];
            for commitment in commitments {
                if offer.price(commitment.purchase).is_none() {
                    offer.prices.push((commitment.purchase, commitment.usd));
                }
            }
            offer.prices.sort_by_key(|&(option, _)| option);
        }
    }

    /// The price of an offer under a purchase option, per hour and node, with its row and date.
    #[must_use]
    pub fn node_tariff(
        &self,
        site: SiteId,
        kind: Kind,
        offer: &NodeOffer,
        purchase: Purchase,
    ) -> Option<Tariff> {
        let price = offer.price(purchase)?;
        let sku = self.sku(offer.sku).name.as_str();
        let committed = self.commitments.get(&(site, offer.sku)).filter(|_| kind == Kind::Vm);
        let apart = committed.and_then(|all| {
            all.iter().find(|c| c.purchase == purchase && Price::new(c.usd, Unit::Hour) == price)
        });
        if let Some(commitment) = apart {
            return Some(Tariff::flat(sku, price, &*commitment.row, &*commitment.as_of));
        }
        let origin = self.read_offers(site, kind)?.origins.get(usize::from(offer.origin))?;
        let row = format!("{}:{}", origin.file, offer.line);
        Some(Tariff::flat(sku, price, row, origin.date(purchase)))
    }

    /// Block storage (SSD) at a site, by size; an offer without a size is sold by the GiB and comes first.
    #[must_use]
    pub fn disks(&self, site: SiteId) -> &[DiskOffer] {
        self.disks.get(&site).map_or(&[], Vec::as_slice)
    }

    /// The price of a meter at a site.
    ///
    /// Object storage that is always spread over zones also serves a demand for the single-zone form:
    /// it is listed once, as zone-redundant.
    #[must_use]
    pub fn tariff(&self, site: SiteId, meter: Meter) -> Option<Metered<'_>> {
        let found = self.tariffs.get(&(site, meter)).or_else(|| {
            let spread = Form::ZoneRedundant;
            let wider = match meter {
                Meter::ObjectStorage(Form::Single) => Meter::ObjectStorage(spread),
                Meter::ObjectPut(Form::Single) => Meter::ObjectPut(spread),
                Meter::ObjectGet(Form::Single) => Meter::ObjectGet(spread),
                _ => return None,
            };
            self.tariffs.get(&(site, wider))
        });
        found.map(|(tariff, units)| Metered { tariff, units: *units })
    }

    /// The price of moving data out of a site, per GiB. To a site of another provider this is the price
    /// to the internet, as it is from one site of the user's own to another; within one zone nothing is charged
    /// and nothing is listed.
    #[must_use]
    pub fn transfer(&self, from: SiteId, to: Destination) -> Option<&Tariff> {
        let provider = self.site(from).provider;
        match to {
            Destination::Zone => self.transfers.tariffs.get(&Route::Zone(from)),
            Destination::Site(to)
                if self.site(to).provider == provider && provider != Provider::OnPrem =>
            {
                self.transfers.between(from, to, provider)
            }
            Destination::Site(_) | Destination::Internet => {
                self.transfers.tariffs.get(&Route::Internet(from))
            }
        }
    }

    /// The round-trip time between two sites: measured or stated if known, else tabled, else from the
    /// distance. Within a site, the figure stated for the site or its provider.
    #[must_use]
    pub fn rtt(&self, a: SiteId, b: SiteId) -> Option<Rtt> {
        let (one, other) = (self.site(a), self.site(b));
        if a == b {
            return self.latency.same(a, one.provider);
        }
        self.latency.pair(a, b).or_else(|| {
            let fit = self.latency.fit(one.provider, other.provider)?;
            Some(fit.at(self.distance_km(a, b)?))
        })
    }

    /// The round-trip time from a place to a site, from the distance.
    #[must_use]
    pub fn rtt_from(&self, place: Position, to: SiteId) -> Option<Rtt> {
        let position = self.site(to).position?;
        let fit = self.latency.fits.get(&Scope::Any)?;
        Some(fit.at(distance::kilometres(place, position)))
    }

    /// The position of a city known to the catalog, or of a site.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<Position> {
        if let Some(site) = self.find(name) {
            return self.site(site).position;
        }
        self.places.get(&name.to_lowercase()).map(|place| place.position)
    }

    /// The names of all known cities, sorted.
    #[must_use]
    pub fn places(&self) -> Vec<&str> {
        self.places.values().map(|place| place.name.as_str()).collect()
    }

    /// The distance between two sites over the surface of the earth.
    #[must_use]
    pub fn distance_km(&self, a: SiteId, b: SiteId) -> Option<u32> {
        Some(distance::kilometres(self.site(a).position?, self.site(b).position?))
    }

    /// All zones of law that some site lies in, sorted.
    #[must_use]
    pub fn residency_zones(&self) -> &[String] {
        &self.zones_of_law
    }

    /// Why a site counts as lying in a zone of law: row and source.
    #[must_use]
    pub fn residency_row(&self, site: SiteId, zone: &str) -> Option<&str> {
        self.residency.get(&(site, zone.to_owned())).map(String::as_str)
    }

    /// The uptime that a provider promises for a kind in a form.
    #[must_use]
    pub fn sla(&self, provider: Provider, kind: Kind, form: Form) -> Option<&Sla> {
        self.slas.get(&(provider, kind, form))
    }

    /// A figure of a recovery estimate: the provider's own for the kind, else its own for any kind, else
    /// the one that holds for any provider.
    #[must_use]
    pub fn recovery(
        &self,
        provider: Provider,
        kind: Kind,
        mechanism: Mechanism,
        term: Term,
    ) -> Option<&RecoveryFact> {
        let scopes = [
            (Some(provider), Some(kind)),
            (Some(provider), None),
            (None, Some(kind)),
            (None, None),
        ];
        scopes.iter().find_map(|&(who, what)| self.recovery.get(&(who, what, mechanism, term)))
    }

    /// The mean duration of a published outage of a whole region.
    #[must_use]
    pub fn mean_outage(&self, provider: Provider) -> Option<Seconds> {
        self.outages.get(&provider).copied()
    }

    /// Reads every offer of every site now, on all processors, for benchmarks and checks; returns their
    /// number.
    #[must_use]
    pub fn load_everything(&self) -> usize {
        let shelves: Vec<(SiteId, Kind)> = self.shelves.keys().copied().collect();
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (next, total) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = || {
            while let Some(&(site, kind)) = shelves.get(next.fetch_add(1, Ordering::Relaxed)) {
                total.fetch_add(self.offers(site, kind).len(), Ordering::Relaxed);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..workers {
                scope.spawn(work);
            }
            work();
        });
        total.into_inner()
    }
}

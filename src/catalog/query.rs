//! The catalog and what can be asked of it.
//!
//! A catalog does not change after it is loaded. Offers of a site are read on the first question about
//! them, so that a plan over five sites does not pay for a hundred.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::terms::{Form, Kind, LinkMode, NodeList, Provider, Purchase, RecoveryTerm};
use crate::units::{Price, Seconds, Unit};

use super::distance;
use super::latency::{Latency, Scope};
use super::price_book::PriceBook;
use super::shelf::{Offers, Shelf};
use super::skus::Skus;
use super::transfer::{Route, Transfers};
use super::{
    Attestation, Component, Destination, DiskOffer, Instruction, LinkPart, Mechanism, Meter,
    MeterId, MeterInfo, Metered, NodeOffer, Outage, OutageScope, Position, Realisation,
    RealisationId, RecoveryFact, Rtt, Site, SiteId, Situation, Sku, SkuId, Sla, Tariff, Task,
    meter,
};

/// Everything known about sites, offers, prices and facts. See the module for how to load one.
#[derive(Debug, Clone)]
pub struct Catalog {
    pub(super) sites: Vec<Site>,
    pub(super) skus: Skus,
    pub(super) shelves: BTreeMap<(SiteId, NodeList), Shelf>,
    pub(super) commitments: BTreeMap<(SiteId, SkuId), Vec<Commitment>>,
    pub(super) disks: BTreeMap<SiteId, Vec<DiskOffer>>,
    pub(super) meters: Vec<MeterInfo>,
    pub(super) realisations: Vec<Realisation>,
    pub(super) links: Vec<LinkPart>,
    pub(super) tariffs: BTreeMap<TariffKey, (Tariff, u32)>,
    pub(super) transfers: Transfers,
    pub(super) latency: Latency,
    pub(super) residency: BTreeMap<(SiteId, String), String>,
    pub(super) attestations: BTreeMap<(String, Provider, Option<String>), Attestation>,
    pub(super) zones_of_law: Vec<String>,
    pub(super) slas: BTreeMap<SlaKey, Sla>,
    pub(super) recovery: BTreeMap<RecoveryKey, RecoveryFact>,
    pub(super) outage_rates: BTreeMap<(Option<Provider>, OutageScope), Outage>,
    pub(super) runbook: BTreeMap<(Task, Situation), Instruction>,
    pub(super) outages: BTreeMap<Provider, Seconds>,
    pub(super) places: BTreeMap<String, Place>,
    pub(super) price_book: Option<PriceBook>,
}

/// What a price holds for: a site, or every site of a provider that has none of its own; and the form of
/// what is sold, if it matters.
pub(super) type TariffKey = (Seller, Meter, Option<Form>);

/// Where a price holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seller {
    Site(SiteId),
    Provider(Provider),
}

impl Seller {
    /// Who bills it.
    pub(super) fn provider(self, catalog: &Catalog) -> Provider {
        match self {
            Seller::Site(site) => catalog.site(site).provider,
            Seller::Provider(provider) => provider,
        }
    }
}

/// Whose promise for which kind, by which realisation (`None`: any), in which form.
pub(super) type SlaKey = (Provider, Kind, Option<String>, Form);

/// Whose recovery figure for which kind, mechanism and term; `None` stands for any.
pub(super) type RecoveryKey = (Option<Provider>, Option<Kind>, Mechanism, RecoveryTerm);

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

impl Default for Catalog {
    /// An empty catalog, which knows the meters that the program itself asks for.
    fn default() -> Self {
        Catalog {
            sites: Vec::new(),
            skus: Skus::default(),
            shelves: BTreeMap::new(),
            commitments: BTreeMap::new(),
            disks: BTreeMap::new(),
            meters: meter::built_in(),
            realisations: Vec::new(),
            links: Vec::new(),
            tariffs: BTreeMap::new(),
            transfers: Transfers::default(),
            latency: Latency::default(),
            residency: BTreeMap::new(),
            attestations: BTreeMap::new(),
            zones_of_law: Vec::new(),
            slas: BTreeMap::new(),
            recovery: BTreeMap::new(),
            outage_rates: BTreeMap::new(),
            runbook: BTreeMap::new(),
            outages: BTreeMap::new(),
            places: BTreeMap::new(),
            price_book: None,
        }
    }
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

    /// The SKU of a provider with this name.
    #[must_use]
    pub fn find_sku(&self, provider: Provider, name: &str) -> Option<SkuId> {
        self.skus.find(provider, name, self.skus.all().len())
    }

    /// All SKUs, sorted by name.
    #[must_use]
    pub fn skus(&self) -> &[Sku] {
        self.skus.all()
    }

    /// Virtual machines at a site, sorted by (SKU name, form).
    #[must_use]
    pub fn vm_offers(&self, site: SiteId) -> &[NodeOffer] {
        self.offers(site, NodeList::Vm)
    }

    /// Nodes of a list at a site, sorted by (SKU name, form); empty where none are sold.
    #[must_use]
    pub fn offers(&self, site: SiteId, list: NodeList) -> &[NodeOffer] {
        self.read_offers(site, list).map_or(&[], |offers| offers.list.as_slice())
    }

    fn read_offers(&self, site: SiteId, list: NodeList) -> Option<&Offers> {
        let held = self.shelves.get(&(site, list))?;
        let owner = (site, self.site(site).provider);
        Some(held.offers(owner, &self.skus, |offers| {
            self.add_commitments(site, list, offers);
            self.change_offers(site, list, offers);
        }))
    }

    fn add_commitments(&self, site: SiteId, list: NodeList, offers: &mut Offers) {
        if list != NodeList::Vm {
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
        list: NodeList,
        offer: &NodeOffer,
        purchase: Purchase,
    ) -> Option<Tariff> {
        let price = offer.price(purchase)?;
        let listed = offer.list_price(purchase)?;
        let with_list = |tariff| self.with_list((site, list), offer, purchase, tariff);
        let sku = self.sku(offer.sku).name.as_str();
        let committed = self.commitments.get(&(site, offer.sku)).filter(|_| list == NodeList::Vm);
        let apart = committed.and_then(|all| {
            all.iter().find(|c| c.purchase == purchase && Price::new(c.usd, Unit::Hour) == listed)
        });
        if let Some(commitment) = apart {
            let tariff = Tariff::flat(sku, price, &*commitment.row, &*commitment.as_of);
            return Some(with_list(tariff));
        }
        let origin = self.read_offers(site, list)?.origins.get(usize::from(offer.origin))?;
        let row = format!("{}:{}", origin.file, offer.line);
        Some(with_list(Tariff::flat(sku, price, row, origin.date(purchase))))
    }

    /// Block storage (SSD) at a site, by size; an offer without a size is sold by the GiB and comes first.
    #[must_use]
    pub fn disks(&self, site: SiteId) -> &[DiskOffer] {
        self.disks.get(&site).map_or(&[], Vec::as_slice)
    }

    /// The price of a meter in a form at a site.
    ///
    /// A price for any form serves each of them, and what is always spread over zones also serves a demand
    /// for the single-zone form. A site's own price comes before one for all sites of its provider.
    #[must_use]
    pub fn tariff(&self, site: SiteId, meter: Meter, form: Form) -> Option<Metered<'_>> {
        let sellers = [Seller::Site(site), Seller::Provider(self.site(site).provider)];
        let forms = [Some(form), None, Some(Form::ZoneRedundant)];
        let mut keys = sellers.iter().flat_map(|&seller| forms.map(|form| (seller, meter, form)));
        let found = keys.find_map(|key| self.tariffs.get(&key));
        found.map(|(tariff, units)| Metered { tariff, units: *units })
    }

    /// All listed meters.
    #[must_use]
    pub fn meters(&self) -> &[MeterInfo] {
        &self.meters
    }

    /// The meter with this name.
    #[must_use]
    pub fn meter(&self, name: &str) -> Option<Meter> {
        let at = self.meters.iter().position(|meter| meter.name == name)?;
        u16::try_from(at).ok().map(|id| Meter::Listed(MeterId(id)))
    }

    /// What is known of a meter; nothing for those of the user's own sites.
    #[must_use]
    pub fn meter_info(&self, meter: Meter) -> Option<&MeterInfo> {
        match meter {
            Meter::Listed(id) => self.meters.get(usize::from(id.0)),
            Meter::PoolVcpu | Meter::PoolMemory | Meter::PoolStorage => None,
        }
    }

    /// The unit in which a meter counts.
    ///
    /// # Panics
    /// If the meter comes from another catalog.
    #[must_use]
    pub fn unit(&self, meter: Meter) -> Unit {
        match meter {
            Meter::Listed(id) => self.meters[usize::from(id.0)].unit,
            Meter::PoolVcpu => Unit::VcpuHour,
            Meter::PoolMemory => Unit::GibHour,
            Meter::PoolStorage => Unit::GibMonth,
        }
    }

    /// Adds a meter; whether it is new or the same as before.
    pub(super) fn add_meter(&mut self, info: MeterInfo) -> bool {
        if let Some(known) = self.meters.iter().find(|known| known.name == info.name) {
            return known.unit == info.unit;
        }
        self.meters.push(info);
        true
    }

    /// What connecting a site of a provider to a hub is billed for; without a spoke, the hub itself.
    pub fn links(
        &self,
        mode: LinkMode,
        spoke: Option<Provider>,
        hub: Provider,
    ) -> impl Iterator<Item = &LinkPart> {
        let of = move |part: &&LinkPart| (part.mode, part.spoke, part.hub) == (mode, spoke, hub);
        self.links.iter().filter(of)
    }

    /// All realisations, sorted by provider, kind and name.
    #[must_use]
    pub fn realisations(&self) -> &[Realisation] {
        &self.realisations
    }

    /// The realisation with this id.
    ///
    /// # Panics
    /// If the id comes from another catalog.
    #[must_use]
    pub fn realisation(&self, id: RealisationId) -> &Realisation {
        &self.realisations[usize::from(id.0)]
    }

    /// What a provider can serve a kind by, sorted by name.
    pub fn realisations_of(
        &self,
        provider: Provider,
        kind: Kind,
    ) -> impl Iterator<Item = (RealisationId, &Realisation)> {
        let all = (0..u16::MAX).map(RealisationId).zip(&self.realisations);
        all.filter(move |(_, found)| found.provider == provider && found.kind == kind)
    }

    /// Adds realisations, which replace those of the same name.
    pub(super) fn add_realisations(&mut self, added: impl Iterator<Item = Realisation>) {
        let key = |one: &Realisation| (one.provider, one.kind, one.name.clone());
        for realisation in added {
            self.realisations.retain(|known| key(known) != key(&realisation));
            self.realisations.push(realisation);
        }
        self.realisations.sort_by_key(key);
    }

    /// Adds what a realisation is billed for, in place of what was said of the meter and form before; whether
    /// there is such a realisation.
    pub(super) fn add_component(
        &mut self,
        provider: Provider,
        kind: Kind,
        name: &str,
        component: &Component,
    ) -> bool {
        let named = |one: &&mut Realisation| {
            one.provider == provider && one.kind == kind && one.name == name
        };
        let found = self.realisations.iter_mut().find(named);
        let known = found.is_some();
        if let Some(one) = found {
            let same =
                |known: &Component| (known.meter, known.form) == (component.meter, component.form);
            one.components.retain(|known| !same(known));
            one.components.push(component.clone());
        }
        known
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

    /// What is attested of the provider of a site for a framework: for its region, else for all regions.
    /// `None` says that the catalogs do not know, not that there is nothing.
    #[must_use]
    pub fn attestation(&self, site: SiteId, framework: &str) -> Option<&Attestation> {
        let site = self.site(site);
        let region = site.code.split_once(':').map(|(_, region)| region.to_owned());
        let framework = super::attestation::framework(framework);
        let of = |region| self.attestations.get(&(framework.clone(), site.provider, region));
        of(region).or_else(|| of(None))
    }

    /// The uptime that a provider promises for a kind in a form: for the realisation, else for any.
    #[must_use]
    pub fn sla(
        &self,
        provider: Provider,
        kind: Kind,
        realisation: Option<&str>,
        form: Form,
    ) -> Option<&Sla> {
        let own = realisation.map(str::to_owned);
        // What is spread over zones is promised at least what one zone is.
        let forms = [form, Form::Single];
        let mut keys = [own, None]
            .into_iter()
            .flat_map(|name| forms.map(|f| (provider, kind, name.clone(), f)));
        keys.find_map(|key| self.slas.get(&key))
    }

    /// The least uptime that a provider promises for a kind in a form, whichever product it is.
    #[must_use]
    pub fn least_sla(&self, provider: Provider, kind: Kind, form: Form) -> Option<&Sla> {
        let of = |sla: &&Sla| (sla.provider, sla.kind, sla.form) == (provider, kind, form);
        self.slas.values().filter(of).min_by_key(|sla| sla.availability)
    }

    /// A figure of a recovery estimate: the provider's own for the kind, else its own for any kind, else
    /// the one that holds for any provider.
    #[must_use]
    pub fn recovery(
        &self,
        provider: Provider,
        kind: Kind,
        mechanism: Mechanism,
        term: RecoveryTerm,
    ) -> Option<&RecoveryFact> {
        let scopes = [
            (Some(provider), Some(kind)),
            (Some(provider), None),
            (None, Some(kind)),
            (None, None),
        ];
        scopes.iter().find_map(|&(who, what)| self.recovery.get(&(who, what, mechanism, term)))
    }

    /// What a person does in a step of a recovery: the row that names most of the situation.
    #[must_use]
    pub fn instruction(&self, task: Task, situation: &Situation) -> Option<&Instruction> {
        let of = self.runbook.iter().filter(|((known, _), _)| *known == task);
        let fitting = of.filter_map(|((_, row), found)| Some((row.fit(situation)?, found)));
        fitting.max_by_key(|(fit, _)| *fit).map(|(_, found)| found)
    }

    /// How often a failure domain of a provider is out, and for how long: its own figure, else the one for any.
    #[must_use]
    pub fn outage(&self, provider: Provider, scope: OutageScope) -> Option<&Outage> {
        let known = |who| self.outage_rates.get(&(who, scope));
        known(Some(provider)).or_else(|| known(None))
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
        let shelves: Vec<(SiteId, NodeList)> = self.shelves.keys().copied().collect();
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (next, total) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = || {
            while let Some(&(site, list)) = shelves.get(next.fetch_add(1, Ordering::Relaxed)) {
                total.fetch_add(self.offers(site, list).len(), Ordering::Relaxed);
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

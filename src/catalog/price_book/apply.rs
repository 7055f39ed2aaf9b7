//! Puts the rules of a price book on the prices of a catalog.

use std::collections::BTreeSet;

use super::read::{Known, Said, said};
use super::record::records;
use super::rule::{Effect, PriceBook, PriceFactor, Subject};
use crate::catalog::query::Seller;
use crate::catalog::shelf::Offers;
use crate::catalog::tariff::Listed;
use crate::catalog::transfer::Route;
use crate::catalog::{Catalog, CatalogText, Meter, MeterInfo, NodeOffer, SiteId, Tariff};
use crate::diag::{Diagnostic, Diagnostics, Sources};
use crate::terms::{Form, NodeList, Provider, Purchase};
use crate::units::{Date, Decimal, Unit};

/// What disks are called in a price book.
const DISK: &str = "disk";
/// What moving data is called in a price book: to the internet, to another zone, to another site.
const TRANSFER: [&str; 3] = ["transfer-internet", "transfer-zone", "transfer-sites"];

/// Reads a price book from its texts and puts it on a catalog, and `factors` on top of it. `as_of` is the day
/// that prices are for.
///
/// The texts are added to `sources`, so that the errors can be shown with their lines.
///
/// # Errors
/// All mistakes of the texts, and factors that fit nothing; the catalog is as it was.
pub fn add_price_book(
    texts: Vec<CatalogText>,
    as_of: Option<Date>,
    factors: Vec<PriceFactor>,
    catalog: &mut Catalog,
    sources: &mut Sources,
) -> Result<(), Diagnostics> {
    let ids: Vec<_> = texts.into_iter().map(|text| sources.add(text.name, text.text)).collect();
    let mut problems = Diagnostics::default();
    let mut book = PriceBook::default();
    let known = Known { catalog, sources, as_of, services: services(catalog) };
    for id in ids {
        for record in records(id, sources, &mut problems) {
            match said(&record, &known, &mut problems) {
                Some(Said::Rule(rule)) => book.rules.push(rule),
                Some(Said::Owned(owned)) => book.owned.push(owned),
                None => {}
            }
        }
    }
    report_idle(&factors, catalog, &mut problems);
    if problems.has_errors() {
        return Err(problems);
    }
    book.factors = factors;
    catalog.take(book);
    Ok(())
}

/// Reports factors on what nobody sells.
fn report_idle(factors: &[PriceFactor], catalog: &Catalog, problems: &mut Diagnostics) {
    let skus = if factors.is_empty() { BTreeSet::new() } else { catalog.sku_names() };
    for one in factors {
        let (what, pattern) = if !catalog.sites().iter().any(|s| one.sites.matches(&s.code)) {
            ("site", &one.sites)
        } else if !skus.iter().any(|sku| one.skus.matches(sku)) {
            ("SKU", &one.skus)
        } else {
            continue;
        };
        let message = format!("this change of prices fits no {what}: `{pattern}`");
        let hint =
            "name provider, region and SKU, as in aws:*:m7*; `mcplan catalog list` has the sites";
        problems.push(Diagnostic::error(message, one.label.span).hint(hint));
    }
}

/// What prices are about, with the unit of each.
fn services(catalog: &Catalog) -> BTreeSet<(&str, Unit)> {
    let nodes = catalog.shelves.keys().map(|(_, list)| (list.name(), Unit::Hour));
    let meters = catalog.tariffs.keys();
    let meters =
        meters.map(|&(_, meter, _)| (meter_name(&catalog.meters, meter), catalog.unit(meter)));
    let moved = TRANSFER.map(|name| (name, Unit::Gib));
    let disks = [(DISK, Unit::GibMonth), (DISK, Unit::Month)];
    nodes.chain(meters).chain(moved).chain(disks).collect()
}

/// The spelling of a meter.
fn meter_name(listed: &[MeterInfo], meter: Meter) -> &str {
    match meter {
        Meter::Listed(id) => listed.get(id.index()).map_or("", |info| info.name.as_str()),
        Meter::PoolVcpu => "pool-vcpu",
        Meter::PoolMemory => "pool-memory",
        Meter::PoolStorage => "pool-storage",
    }
}

impl Catalog {
    /// The names of all SKUs.
    pub(super) fn sku_names(&self) -> BTreeSet<&str> {
        let nodes = self.skus().iter().map(|sku| sku.name.as_str());
        let metered = self.tariffs.values().map(|(tariff, _)| tariff.sku.as_str());
        let disks = self.disks.values().flatten().map(|disk| disk.tariff.sku.as_str());
        let moved = self.transfers.tariffs.values().map(|tariff| tariff.sku.as_str());
        nodes.chain(metered).chain(disks).chain(moved).collect()
    }

    /// Whether rules of a price book were put on this catalog.
    #[must_use]
    pub fn has_price_book(&self) -> bool {
        self.price_book.as_ref().is_some_and(|book| *book != PriceBook::default())
    }

    /// Gives every site a price of its own for what has one price at all sites of its provider.
    fn spell_out_sites(&mut self) {
        let mut own = Vec::new();
        for (&(seller, meter, form), priced) in &self.tariffs {
            let Seller::Provider(provider) = seller else { continue };
            for site in self.site_ids().filter(|&id| self.site(id).provider == provider) {
                let from = (Seller::Site(site), meter, None);
                let to = (Seller::Site(site), meter, Some(Form::ZoneRedundant));
                if self.tariffs.range(from..=to).next().is_none() {
                    own.push(((Seller::Site(site), meter, form), priced.clone()));
                }
            }
        }
        self.tariffs.extend(own);
    }

    fn take(&mut self, book: PriceBook) {
        if book.changes_prices() {
            self.spell_out_sites();
        }
        let sites = &self.sites;
        let of = |id: SiteId| {
            let site = &sites[usize::from(id.0)];
            (site.provider, site.code.as_str())
        };
        for ((seller, meter, _), (tariff, _)) in &mut self.tariffs {
            let subject = match seller {
                Seller::Site(site) => of(*site),
                // Only for sites that price the meter in another form themselves.
                Seller::Provider(provider) => (*provider, ""),
            };
            book.change(tariff, subject, meter_name(&self.meters, *meter));
        }
        for (&site, disks) in &mut self.disks {
            for disk in disks {
                book.change(&mut disk.tariff, of(site), DISK);
            }
        }
        if book.changes_prices() {
            self.transfers.spell_out_groups(|id| of(id).0);
        }
        for (route, tariff) in &mut self.transfers.tariffs {
            let (site, name) = match route {
                Route::Internet(site) => (*site, TRANSFER[0]),
                Route::Zone(site) => (*site, TRANSFER[1]),
                Route::Pair(site, _) => (*site, TRANSFER[2]),
                // Every pair of sites stands for itself by now.
                Route::WithinGroup(..) | Route::BetweenGroups(..) => continue,
            };
            book.change(tariff, of(site), name);
        }
        // Offers that were read already had list prices.
        for shelf in self.shelves.values_mut() {
            shelf.forget();
        }
        self.price_book = Some(book);
    }

    /// Puts the price book, if there is one, on the offers of a site.
    pub(in crate::catalog) fn change_offers(
        &self,
        site: SiteId,
        list: NodeList,
        offers: &mut Offers,
    ) {
        let Some(book) = self.price_book.as_ref().filter(|book| book.changes_prices()) else {
            return;
        };
        let found = self.site(site);
        for offer in &mut offers.list {
            let sku = &self.sku(offer.sku).name;
            book.change_offer(offer, (found.provider, &found.code), (list, sku));
        }
    }

    /// A tariff of nodes with the list price that its effective one was made from.
    pub(in crate::catalog) fn with_list(
        &self,
        (site, list): (SiteId, NodeList),
        offer: &NodeOffer,
        purchase: Purchase,
        mut tariff: Tariff,
    ) -> Tariff {
        let changed = offer.list_prices.iter().find(|(option, _)| *option == purchase);
        if let (Some(&(_, usd)), Some(book)) = (changed, &self.price_book) {
            let found = self.site(site);
            let subject = Subject {
                provider: found.provider,
                service: list.name(),
                sku: &tariff.sku,
                site: &found.code,
                purchase: Some(purchase),
                unit: Unit::Hour,
            };
            let rule = book.effect(&subject).map(|effect| effect.label);
            tariff.listed = rule.map(|rule| Listed { usd: vec![usd], rules: vec![Some(rule)] });
        }
        if purchase == Purchase::OnDemand {
            return self.after_owned((site, list, offer.sku), tariff);
        }
        tariff
    }
}

impl PriceBook {
    fn change(&self, tariff: &mut Tariff, (provider, site): (Provider, &str), service: &str) {
        let sku = tariff.sku.clone();
        let unit = tariff.unit;
        let subject = Subject { provider, service, sku: &sku, site, purchase: None, unit };
        if let Some(effect) = self.effect(&subject) {
            effect.change(tariff);
        }
    }

    fn change_offer(
        &self,
        offer: &mut NodeOffer,
        (provider, site): (Provider, &str),
        (list, sku): (NodeList, &str),
    ) {
        for (purchase, usd) in &mut offer.prices {
            let subject = Subject {
                provider,
                service: list.name(),
                sku,
                site,
                purchase: Some(*purchase),
                unit: Unit::Hour,
            };
            if let Some(effect) = self.effect(&subject) {
                offer.list_prices.push((*purchase, *usd));
                *usd = effect.price(*usd);
            }
        }
    }
}

impl Effect<'_> {
    fn change(&self, tariff: &mut Tariff) {
        let usd: Vec<Decimal> = tariff.tiers.iter().map(|tier| tier.usd).collect();
        let rules = vec![Some(self.label.clone()); usd.len()];
        tariff.listed = Some(Listed { usd, rules });
        for tier in &mut tariff.tiers {
            tier.usd = self.price(tier.usd);
        }
    }
}

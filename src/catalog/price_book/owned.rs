//! Commitments that are bought already: what an entry must name, and what becomes of the price of its nodes.

use super::read::Reader;
use super::rule::Owned;
use crate::catalog::tariff::Listed;
use crate::catalog::{Catalog, SiteId, SkuId, Tariff, Tier};
use crate::diag::Diagnostic;
use crate::terms::{NodeList, Provider, Purchase};
use crate::units::{Decimal, Price, Quantity, Unit};

/// More nodes of one SKU than anybody commits to at one site.
const COUNT_MAX: u32 = 100_000;

impl Reader<'_, '_> {
    /// The list that the nodes are of; machines if nothing is said.
    pub(super) fn node_list(&mut self) -> Option<NodeList> {
        let Some(field) = self.field("service") else { return Some(NodeList::Vm) };
        let found = NodeList::parse(&field.text);
        if found.is_none() {
            let names: Vec<&str> = NodeList::ALL.iter().map(|list| list.name()).collect();
            let message = format!("`{}` are no nodes", field.text);
            let problem = Diagnostic::error(message, field.place);
            self.problems.push(match crate::diag::nearest(&field.text, names.iter().copied()) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint(format!("known: {}", names.join(", "))),
            });
        }
        found
    }

    /// The site, by its whole code; nothing if its catalog is not loaded.
    pub(super) fn owned_site(&mut self) -> Option<SiteId> {
        let field = self.need("site", "\"aws:eu-central-1\"")?;
        let catalog = self.known.catalog;
        if let Some(site) = catalog.find(&field.text) {
            return Some(site);
        }
        let provider = field.text.split(':').next().unwrap_or_default();
        let loaded = catalog.sites().iter().any(|site| site.provider.name() == provider);
        if loaded || Provider::parse(provider).is_none() {
            let codes: Vec<&str> = catalog.sites().iter().map(|site| site.code.as_str()).collect();
            let problem =
                Diagnostic::error(format!("no site is called `{}`", field.text), field.place);
            self.problems.push(match crate::diag::nearest(&field.text, codes) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint("a commitment names one site, without `*`"),
            });
        }
        None
    }

    /// The SKU, which must be sold by the hour at the site.
    pub(super) fn owned_sku(&mut self, list: NodeList, site: SiteId) -> Option<SkuId> {
        let field = self.need("sku", "\"m6g.large\"")?;
        let catalog = self.known.catalog;
        let sold = catalog.offers(site, list).iter();
        let sold: Vec<SkuId> = sold
            .filter(|offer| offer.price(Purchase::OnDemand).is_some())
            .map(|offer| offer.sku)
            .collect();
        let found = sold.iter().copied().find(|&sku| catalog.sku(sku).name == field.text);
        if found.is_none() {
            let names = sold.iter().map(|&sku| catalog.sku(sku).name.as_str());
            let message =
                format!("`{}` is not sold by the hour at {}", field.text, catalog.site(site).code);
            let problem = Diagnostic::error(message, field.place);
            self.problems.push(match crate::diag::nearest(&field.text, names) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem,
            });
        }
        found
    }

    /// How many nodes.
    pub(super) fn count(&mut self) -> Option<u32> {
        let field = self.need("count", "4")?;
        let count = field.text.parse().ok().filter(|count| (1..=COUNT_MAX).contains(count));
        if count.is_none() {
            let message = format!("`count` must be a whole number from 1 to {COUNT_MAX}");
            self.problems.push(Diagnostic::error(message, field.place));
        }
        count
    }
}

impl Catalog {
    /// Whether nodes of a SKU are paid for already at a site.
    #[must_use]
    pub fn owns(&self, site: SiteId, list: NodeList, sku: SkuId) -> bool {
        self.owned().any(|owned| (owned.site, owned.list, owned.sku) == (site, list, sku))
    }

    /// Whether anything is paid for already.
    #[must_use]
    pub fn owns_any(&self) -> bool {
        self.owned().next().is_some()
    }

    /// What is paid for already and goes on costing: site, list, tariff and hours of a month.
    #[must_use]
    pub fn bought(&self) -> Vec<(SiteId, NodeList, Tariff, Quantity)> {
        let bought = |owned: &Owned| {
            let price = Price::new(owned.hourly, Unit::Hour);
            let mut tariff =
                Tariff::flat(&*self.sku(owned.sku).name, price, &*owned.label, String::new());
            let rules = vec![Some(owned.label.clone())];
            // At list prices nothing would be committed: the hours in use are listed where they are used.
            tariff.listed = Some(Listed { usd: vec![Decimal::ZERO], rules });
            (owned.site, owned.list, tariff, Quantity::new(owned.hours(), Unit::Hour))
        };
        self.owned().map(bought).collect()
    }

    fn owned(&self) -> impl Iterator<Item = &Owned> {
        self.price_book.iter().flat_map(|book| &book.owned)
    }

    /// The tariff of nodes by the hour, of which the first hours are paid for already.
    pub(super) fn after_owned(
        &self,
        (site, list, sku): (SiteId, NodeList, SkuId),
        tariff: Tariff,
    ) -> Tariff {
        let here = |owned: &&Owned| (owned.site, owned.list, owned.sku) == (site, list, sku);
        let Some(first) = self.owned().find(here) else { return tariff };
        let Some(price) = tariff.flat_price() else { return tariff };
        let hours: u64 = self.owned().filter(here).map(Owned::hours).sum();
        let (usd, rule) = (tariff.list_price(Some(0)), tariff.rule(Some(0)).map(str::to_owned));
        Tariff {
            tiers: vec![
                Tier { from: Decimal::ZERO, usd: Decimal::ZERO },
                Tier { from: Decimal::from(hours), usd: price.usd() },
            ],
            listed: Some(Listed {
                usd: vec![usd; 2],
                rules: vec![Some(first.label.clone()), rule],
            }),
            // All forms of a SKU use the same hours up.
            count: Some(format!("{}/{list}/{}", self.site(site).code, tariff.sku)),
            ..tariff
        }
    }
}

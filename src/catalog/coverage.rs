//! Coverage: which kinds have a price where, product by product, and what is missing elsewhere.
//!
//! Only prices are looked at; whether a product can serve a demand is the placement's part.

use std::collections::BTreeMap;

use crate::terms::{Form, Kind, NodeList, Provider};

use super::query::Catalog;
use super::{Realisation, SiteId};

/// A product (or machines) with the open sites of its provider that price all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// What it serves.
    pub kind: Kind,
    /// Who sells it.
    pub provider: Provider,
    /// Its short name; `machines` for kinds that are nothing but machines.
    pub realisation: String,
    /// Codes of sites with every price, sorted.
    pub priced: Vec<String>,
    /// Codes of sites without, by the first thing that has no price there.
    pub missing: BTreeMap<String, Vec<String>>,
}

/// Every product of AWS and Azure, sorted by kind, provider and name.
#[must_use]
pub fn coverage(catalog: &Catalog) -> Vec<Coverage> {
    let mut all: Vec<Coverage> =
        [Provider::Aws, Provider::Azure].into_iter().map(|p| of_machines(catalog, p)).collect();
    let products = catalog.realisations().iter();
    let sold = products.filter(|product| product.provider != Provider::OnPrem);
    all.extend(sold.map(|product| of_product(catalog, product)));
    all.sort_by(|a, b| key(a).cmp(&key(b)));
    all
}

fn key(one: &Coverage) -> (Kind, Provider, &str) {
    (one.kind, one.provider, &one.realisation)
}

fn of_machines(catalog: &Catalog, provider: Provider) -> Coverage {
    let lacks = |site| machines_lack(catalog, site, true);
    gather(catalog, provider, Kind::Vm, "machines", lacks)
}

fn of_product(catalog: &Catalog, product: &Realisation) -> Coverage {
    let lacks = |site| product_lacks(catalog, product, site);
    gather(catalog, product.provider, product.kind, &product.name, lacks)
}

fn gather(
    catalog: &Catalog,
    provider: Provider,
    kind: Kind,
    realisation: &str,
    lacks: impl Fn(SiteId) -> Option<String>,
) -> Coverage {
    let mut priced = Vec::new();
    let mut missing: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for id in catalog.site_ids() {
        let site = catalog.site(id);
        if site.provider != provider || !site.open {
            continue;
        }
        match lacks(id) {
            None => priced.push(site.code.clone()),
            Some(what) => missing.entry(what).or_default().push(site.code.clone()),
        }
    }
    Coverage { kind, provider, realisation: realisation.to_owned(), priced, missing }
}

fn machines_lack(catalog: &Catalog, site: SiteId, disks: bool) -> Option<String> {
    if catalog.vm_offers(site).is_empty() {
        return Some("machines".to_owned());
    }
    (disks && catalog.disks(site).is_empty()).then(|| "block storage".to_owned())
}

/// The first thing of a product that has no price at a site.
fn product_lacks(catalog: &Catalog, product: &Realisation, site: SiteId) -> Option<String> {
    if let Some(nodes) = &product.nodes {
        if nodes.list == NodeList::Vm {
            if let Some(what) = machines_lack(catalog, site, nodes.disk_gib.is_some()) {
                return Some(what);
            }
        } else if catalog.offers(site, nodes.list).is_empty() {
            return Some(format!("{} nodes", nodes.list));
        }
    }
    product.components.iter().find_map(|component| {
        let forms = component.form.map_or(Form::ALL.to_vec(), |form| vec![form]);
        let sold = |form: &Form| {
            product.forms.contains(form) && catalog.tariff(site, component.meter, *form).is_some()
        };
        let known = forms.iter().any(sold);
        let info = catalog.meter_info(component.meter).filter(|_| !known)?;
        Some(info.title.clone())
    })
}

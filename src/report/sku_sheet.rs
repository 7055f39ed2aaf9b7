//! One SKU: what it is, and its prices at all sites, each with its catalog row and date.

use crate::catalog::{Catalog, NodeOffer, SiteId, SkuId};
use crate::terms::NodeList;

use super::number::count;
use super::section::Section;
use super::table::{Align, Table};

const COLUMNS: &[(&str, Align)] = &[
    ("Site", Align::Left),
    ("Kind", Align::Prose),
    ("Purchase", Align::Left),
    ("USD/hour", Align::Right),
    ("Row, as of", Align::Prose),
];

/// The SKU with this name, as far as the catalogs have one. Prices are exact, as listed.
#[must_use]
pub fn sku(catalog: &Catalog, name: &str) -> Option<String> {
    let ids: Vec<SkuId> = (0..)
        .map(SkuId)
        .zip(catalog.skus())
        .filter(|(_, s)| s.name == name)
        .map(|(id, _)| id)
        .collect();
    let first = catalog.sku(*ids.first()?);
    let mut section = Section::new("SKU").say(format!(
        "{name} ({}): {} vCPU, {} memory, {}, {} GPU, family {}{}.",
        first.provider,
        first.vcpu.normalize(),
        first.memory,
        first.arch,
        first.gpus.normalize(),
        first.family,
        if first.burstable { ", burstable" } else { "" }
    ));
    let (table, sites) = prices(catalog, &ids);
    section = section.say(format!("Offered at {} sites.", count(sites)));
    if !table.is_empty() {
        section = section
            .table(table)
            .note("Spot prices and commitments are effective prices per hour, as in the catalog.");
    }
    Some(section.text())
}

/// All prices, and the number of sites that have any.
fn prices(catalog: &Catalog, ids: &[SkuId]) -> (Table, usize) {
    let mut table = Table::new(COLUMNS);
    let mut sites = 0;
    for site in catalog.site_ids() {
        let mut offered = false;
        for &list in NodeList::ALL {
            let offers = catalog.offers(site, list).iter();
            for offer in offers.filter(|offer| ids.contains(&offer.sku)) {
                offered = true;
                add(&mut table, catalog, (site, list), offer);
            }
        }
        sites += usize::from(offered);
    }
    (table, sites)
}

fn add(table: &mut Table, catalog: &Catalog, (site, list): (SiteId, NodeList), offer: &NodeOffer) {
    let units = match offer.units {
        1 => String::new(),
        n => format!("{n} x "),
    };
    for &(purchase, _) in &offer.prices {
        let Some(tariff) = catalog.node_tariff(site, list, offer, purchase) else { continue };
        let Some(price) = tariff.flat_price() else { continue };
        table.row([
            catalog.site(site).code.clone(),
            format!("{list}, {}", offer.form),
            purchase.name().to_owned(),
            format!("{units}{}", price.usd().normalize()),
            format!("{}, {}", tariff.row, tariff.as_of),
        ]);
    }
}

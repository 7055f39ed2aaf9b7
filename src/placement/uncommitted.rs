//! What a charge would cost without a commitment: the on-demand price of the same node at the same site.

use crate::catalog::{Catalog, NodeOffer, SiteId, Tariff};
use crate::terms::{NodeList, Purchase};

use super::Charge;

/// The on-demand tariff of what a charge pays for under a commitment; `None` if it is under none, or if the
/// node is not sold by the hour.
#[must_use]
pub fn uncommitted(catalog: &Catalog, charge: &Charge) -> Option<Tariff> {
    let purchase = charge.purchase.filter(|purchase| purchase.is_commitment())?;
    let site = charge.site?;
    let sku = catalog.find_sku(charge.provider, &charge.sku)?;
    NodeList::ALL.iter().find_map(|&list| {
        let offers = catalog.offers(site, list).iter().filter(|offer| offer.sku == sku);
        let mut charged =
            offers.filter(|offer| is_of(catalog, (site, list), offer, purchase, charge));
        let offer = charged.next()?;
        catalog.node_tariff(site, list, offer, Purchase::OnDemand)
    })
}

/// Whether a charge is for an offer: rows are read once, so that file and line tell offers apart.
fn is_of(
    catalog: &Catalog,
    (site, list): (SiteId, NodeList),
    offer: &NodeOffer,
    purchase: Purchase,
    charge: &Charge,
) -> bool {
    let tariff = catalog.node_tariff(site, list, offer, purchase);
    tariff.is_some_and(|tariff| tariff.row == charge.row)
}

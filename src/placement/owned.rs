//! Commitments that are bought already: what they cost anyway, and the hardware that makes use of them.
//!
//! Their hours are used before anything new is bought, by all services together. So the cheapest hardware of
//! one service alone may not be the best: each SKU with hours left is kept beside it.

use super::sizing::{Wanted, is_sold_as, running};
use super::usage::Context;
use super::{Hardware, Lot, Usage};
use crate::catalog::SiteId;
use crate::plan::Service;
use crate::terms::{Category, Form, NodeList, Purchase};

/// More splits of the nodes of one deployment between old and new commitments are not considered.
const SPLITS_MAX: u32 = 12;

/// What commitments that are bought already cost, whatever runs.
#[must_use]
pub fn bought_usage(context: Context<'_>) -> Vec<Usage<'_>> {
    let bought = context.catalog.bought().into_iter();
    let paid =
        bought.filter(|(_, _, tariff, _)| tariff.tiers.iter().any(|tier| !tier.usd.is_zero()));
    paid.map(|(site, list, tariff, quantity)| Usage {
        service: None,
        site: Some(site),
        provider: context.catalog.site(site).provider,
        category: if list == NodeList::Vm { Category::Compute } else { Category::Database },
        tariff: std::borrow::Cow::Owned(tariff),
        purchase: None,
        quantity,
    })
    .collect()
}

/// Hardware at a site whose hours are paid for already: every such SKU that fits, paid by the hour where
/// they do not last, with none or some of its nodes under the cheapest commitment that may still be bought.
#[must_use]
pub fn on_owned(
    context: Context<'_>,
    service: &Service,
    (site, form): (SiteId, Form),
    wanted: &Wanted,
) -> Vec<Hardware> {
    let catalog = context.catalog;
    let offers = catalog.offers(site, wanted.list);
    let mut all = Vec::new();
    for offer in offers.iter().filter(|offer| catalog.owns(site, wanted.list, offer.sku)) {
        if !is_sold_as(offers, wanted.list, form, offer)
            || offer.price(Purchase::OnDemand).is_none()
        {
            continue;
        }
        let Some(running) = running(service, wanted, catalog.sku(offer.sku)) else { continue };
        let peak = running.peak();
        let commitments = context.topology.commitments.iter();
        let commitment = commitments
            .filter_map(|&purchase| Some((offer.price(purchase)?.usd(), purchase)))
            .min()
            .map(|(_, purchase)| purchase);
        let most = if commitment.is_some() { (peak - 1).min(SPLITS_MAX) } else { 0 };
        for new in 0..=most {
            let hourly = Lot { purchase: Purchase::OnDemand, count: peak - new };
            let committed =
                commitment.filter(|_| new > 0).map(|purchase| Lot { purchase, count: new });
            let lots = committed.into_iter().chain([hourly]).collect();
            all.push(Hardware::Nodes {
                sku: offer.sku,
                lots,
                running: running.clone().into_owned(),
            });
        }
    }
    all
}

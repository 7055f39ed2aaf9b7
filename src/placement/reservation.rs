//! Capacity that a provider keeps for machines which are started only after a loss: paid for all month at
//! the price on demand, whether it is used or not. Without it everybody who lost the same region asks for
//! machines at once.
//!
//! Only machines can be kept so. Nodes of managed products cannot; what a pool of the user's own keeps free
//! is the pool's business.

use std::borrow::Cow;

use crate::catalog::SkuId;
use crate::plan::ServiceId;
use crate::terms::{Category, NodeList, Purchase};
use crate::units::{HOURS_PER_MONTH, Quantity, Unit};

use super::sizing::{is_sold_as, list_of};
use super::usage::Context;
use super::{Deployment, Hardware, Rejection, Usage};

/// Machines of which capacity is kept for a deployment: how many, of which SKU.
#[must_use]
pub fn reserved<'d>(
    context: Context<'_>,
    id: ServiceId,
    deployment: &'d Deployment,
) -> Option<(u32, &'d SkuId)> {
    let service = context.topology.service(id);
    let machines = list_of(context, service.kind, deployment) == Some(NodeList::Vm);
    match &deployment.hardware {
        Hardware::Nodes { sku, running, .. }
            if service.reserve_capacity && deployment.is_asleep() && machines =>
        {
            Some((running.peak(), sku))
        }
        _ => None,
    }
}

/// What keeping capacity for a deployment uses in a month.
///
/// # Errors
/// If the machines have no price on demand.
pub fn reservation_usage<'a>(
    context: Context<'a>,
    id: ServiceId,
    deployment: &Deployment,
) -> Result<Option<Usage<'a>>, Rejection> {
    let Some((count, sku)) = reserved(context, id, deployment) else { return Ok(None) };
    let (catalog, site) = (context.catalog, deployment.site);
    let missing = || Rejection::no_price("reserved capacity");
    let offers = catalog.offers(site, NodeList::Vm);
    let sold = |offer: &&_| is_sold_as(offers, NodeList::Vm, deployment.form, offer);
    let offer = offers.iter().filter(sold).find(|offer| offer.sku == *sku).ok_or_else(missing)?;
    let tariff =
        catalog.node_tariff(site, NodeList::Vm, offer, Purchase::OnDemand).ok_or_else(missing)?;
    let hours = u64::from(count) * u64::from(HOURS_PER_MONTH) * u64::from(offer.units);
    Ok(Some(Usage {
        service: Some(id),
        site: Some(site),
        provider: catalog.site(site).provider,
        category: Category::Reservation,
        tariff: Cow::Owned(tariff),
        purchase: Some(Purchase::OnDemand),
        quantity: Quantity::new(hours, Unit::Hour),
    }))
}

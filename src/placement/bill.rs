//! The bill: metered use priced by its tariffs. The one place where use becomes money.
//!
//! Tiers count the use of all services together, at a site or over the account; where tariffs with different
//! prices share a count, they fill it in the order of their ladders. Each slice is shared out in proportion.

use std::collections::BTreeMap;

use crate::units::{Decimal, Price, Quantity, Usd};

use super::downtime::downtime_usage;
use super::owned::bought_usage;
use super::shared::{opening_usage, openings};
use super::supposed::supposed_usage;
use super::traffic::{active_sites, flow_usage, replication_usage};
use super::usage::{Context, deployment_usage};
use super::{Charge, Placement, Rejection, Usage};
use crate::catalog::{Ladder, Slice};
use crate::plan::{Endpoint, Topology};

/// Everything that a placement uses in a month.
///
/// # Errors
/// If anything in use has no price.
pub fn placement_usage<'a>(
    context: Context<'a>,
    placement: &Placement,
) -> Result<Vec<Usage<'a>>, Rejection> {
    let mut used = Vec::new();
    for (id, deployment) in placement.deployments() {
        used.extend(deployment_usage(context, id, deployment)?);
    }
    for id in context.topology.service_ids() {
        let arrangement = placement.of(id);
        for recovery in super::traffic::recovery_sites(arrangement) {
            for active in active_sites(arrangement) {
                used.extend(replication_usage(context, id, active, recovery)?);
            }
        }
        used.extend(downtime_usage(context, id, arrangement)?);
        used.extend(supposed_usage(context, id, arrangement));
    }
    for id in context.topology.flow_ids() {
        let (from, to) = ends(context.topology, placement, id);
        used.extend(flow_usage(context, id, &from, &to)?);
    }
    for opening in openings(context, placement) {
        used.extend(opening_usage(context, opening)?);
    }
    used.extend(bought_usage(context));
    Ok(used)
}

/// The active sites of a flow's ends; empty for ends that are not services.
#[must_use]
pub fn ends(
    topology: &Topology,
    placement: &Placement,
    id: crate::plan::FlowId,
) -> (Vec<super::ActiveSite>, Vec<super::ActiveSite>) {
    let sites = |end| match end {
        Endpoint::Service(service) => active_sites(placement.of(service)),
        Endpoint::Users(_) | Endpoint::Internet => Vec::new(),
    };
    let flow = topology.flow(id);
    (sites(flow.from), sites(flow.to))
}

/// The charges for some use, sorted by service, site, category, SKU, row and tier.
#[must_use]
pub fn bill(used: Vec<Usage<'_>>) -> Vec<Charge> {
    let mut charges = Vec::with_capacity(used.len());
    let mut counts: BTreeMap<String, BTreeMap<Ladder, Vec<Usage<'_>>>> = BTreeMap::new();
    for usage in used.into_iter().filter(|usage| usage.quantity.amount > Decimal::ZERO) {
        if let Some(price) = usage.tariff.sole_price() {
            let whole = Slice { quantity: usage.quantity, price, tier: Some(0) };
            charges.push(charge(&usage, usage.quantity.amount, &whole));
        } else {
            let count = counts.entry(usage.tariff.counted_by().to_owned()).or_default();
            count.entry(usage.tariff.ladder()).or_default().push(usage);
        }
    }
    charges.extend(counts.into_values().flat_map(price_count));
    charges.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
    merge(charges)
}

/// The exact cost of some use.
#[must_use]
pub fn cost(used: Vec<Usage<'_>>) -> Usd {
    bill(used).iter().map(|charge| charge.monthly).sum()
}

/// Prices all use that tiers count together: ladder after ladder, each from where the one before ended.
fn price_count(ladders: BTreeMap<Ladder, Vec<Usage<'_>>>) -> Vec<Charge> {
    let mut charges = Vec::new();
    let mut before = Decimal::ZERO;
    for mut used in ladders.into_values() {
        used.sort_by_key(|usage| (usage.service, usage.site, usage.category));
        let total = used.iter().map(|usage| usage.quantity).reduce(|a, b| a + b);
        let Some((first, total)) = used.first().zip(total) else { continue };
        let slices = first.tariff.slices_after(before, total);
        charges.extend(slices.iter().flat_map(|slice| share_out(&used, slice)));
        before += total.amount;
    }
    charges
}

/// Shares a slice out over the use that fills it, in proportion to six decimal places; the last part is
/// what is left, so the parts add up exactly.
fn share_out(pool: &[Usage<'_>], slice: &Slice) -> Vec<Charge> {
    let total: Decimal = pool.iter().map(|usage| usage.quantity.amount).sum();
    let mut left = slice.quantity.amount;
    let last = pool.len() - 1;
    let mut charges = Vec::with_capacity(pool.len());
    for (i, usage) in pool.iter().enumerate() {
        let part = if i == last {
            left
        } else {
            (slice.quantity.amount * usage.quantity.amount / total).round_dp(6).min(left)
        };
        left -= part;
        if part > Decimal::ZERO {
            charges.push(charge(usage, part, slice));
        }
    }
    charges
}

fn charge(usage: &Usage<'_>, amount: Decimal, slice: &Slice) -> Charge {
    let price = slice.price;
    let quantity = Quantity::new(amount, price.unit());
    let list_price = Price::new(usage.tariff.list_price(slice.tier), price.unit());
    Charge {
        service: usage.service,
        site: usage.site,
        provider: usage.provider,
        category: usage.category,
        sku: usage.tariff.sku.clone(),
        purchase: usage.purchase,
        quantity,
        price,
        monthly: price * quantity,
        list_price,
        list_monthly: list_price * quantity,
        rule: usage.tariff.rule(slice.tier).map(str::to_owned),
        row: usage.tariff.row.clone(),
        as_of: usage.tariff.as_of.clone(),
    }
}

type SortKey<'c> = (
    Option<crate::plan::ServiceId>,
    Option<crate::catalog::SiteId>,
    crate::terms::Provider,
    crate::terms::Category,
    &'c str,
    Option<crate::terms::Purchase>,
    &'c str,
    std::cmp::Reverse<Price>,
    std::cmp::Reverse<Price>,
);

/// Shared charges come last; within a row, the tier that is filled first is usually the dearest.
fn sort_key(charge: &Charge) -> (bool, SortKey<'_>) {
    let key = (
        charge.service,
        charge.site,
        charge.provider,
        charge.category,
        charge.sku.as_str(),
        charge.purchase,
        charge.row.as_str(),
        std::cmp::Reverse(charge.price),
        std::cmp::Reverse(charge.list_price),
    );
    (charge.service.is_none(), key)
}

/// Joins neighbours that differ in quantity only (several flows over one row).
fn merge(sorted: Vec<Charge>) -> Vec<Charge> {
    let mut merged: Vec<Charge> = Vec::with_capacity(sorted.len());
    for charge in sorted {
        match merged.last_mut() {
            Some(last) if sort_key(last) == sort_key(&charge) => {
                last.quantity = last.quantity + charge.quantity;
                last.monthly += charge.monthly;
                last.list_monthly += charge.list_monthly;
            }
            _ => merged.push(charge),
        }
    }
    merged
}

//! The loss that is to be expected from outages: for how long an arrangement is away, and what that costs.
//!
//! Each failure domain is out as often and for as long as the catalogs' table `outage-rates` says. An outage
//! counts until the arrangement is back or the outage is over, whichever comes first. Outages at the same
//! time are left to `drill --simulate`: they are rare, and this stays a sum that a model can hold.

use std::borrow::Cow;

use crate::catalog::{Catalog, OutageScope, Tariff};
use crate::plan::ServiceId;
use crate::terms::{Category, Kind, Strategy, Survives};
use crate::units::{Decimal, Price, Quantity, Seconds, Unit};

use super::failover::{Loss, active_suffice, losses, survivors, taking_over};
use super::usage::Context;
use super::{Arrangement, Deployment, Rejection, Usage, recovery};

/// Digits of the hours away in a month that the bill holds: a hundred-thousandth is a thirtieth of a second.
const DIGITS: u32 = 5;
const MONTHS_PER_YEAR: u32 = 12;

/// The expected loss of a service in a month, where the plan says what an hour without it costs.
///
/// # Errors
/// If the catalogs do not say how often something is out that it runs on.
pub fn downtime_usage(
    context: Context<'_>,
    id: ServiceId,
    arrangement: &Arrangement,
) -> Result<Option<Usage<'static>>, Rejection> {
    let Some(cost) = &context.topology.service(id).downtime_cost else { return Ok(None) };
    let Some(first) = arrangement.active().next() else { return Ok(None) };
    let hours = hours_away(context, id, arrangement)
        .ok_or_else(|| Rejection::no_price("downtime (no figure of how often it is out)"))?;
    let price = Price::new(cost.hourly.dollars(), Unit::Hour);
    let row = format!("plan:{}", cost.place);
    Ok(Some(Usage {
        service: Some(id),
        site: None,
        provider: context.catalog.site(first.site).provider,
        category: Category::Downtime,
        tariff: Cow::Owned(Tariff::flat("expected-downtime", price, row, "")),
        purchase: None,
        quantity: Quantity::new(hours.round_dp(DIGITS), Unit::Hour),
    }))
}

/// Hours of a month in which an arrangement is expected to be away; `None` if a figure is missing.
#[must_use]
pub fn hours_away(
    context: Context<'_>,
    id: ServiceId,
    arrangement: &Arrangement,
) -> Option<Decimal> {
    let mut seconds = Decimal::ZERO;
    for loss in losses(context.catalog, Survives::Provider, arrangement) {
        let (rate, mean) = match outage(context.catalog, loss) {
            Figures::None => continue,
            Figures::Missing => return None,
            Figures::Known(rate, mean) => (rate, mean),
        };
        let away = time_away(context, id, arrangement, loss, mean);
        let part = part_hit(context, id, arrangement, loss);
        seconds += rate * part * Decimal::from(away.min(mean).0);
    }
    Some(seconds / Decimal::from(3_600 * MONTHS_PER_YEAR))
}

/// How often a year a failure domain is out, and for how long.
enum Figures {
    /// The domain is none: a site without zones has no zone to lose.
    None,
    /// The catalogs do not say.
    Missing,
    /// Times a year, and the mean duration.
    Known(Decimal, Seconds),
}

fn outage(catalog: &Catalog, loss: Loss) -> Figures {
    let (provider, scope) = match loss {
        Loss::Zone(site) if catalog.site(site).zones < 2 => return Figures::None,
        Loss::Zone(site) => (catalog.site(site).provider, OutageScope::Zone),
        Loss::Site(site) => (catalog.site(site).provider, OutageScope::Region),
        Loss::Provider(provider) => (provider, OutageScope::Provider),
    };
    match catalog.outage(provider, scope) {
        Some(outage) => Figures::Known(outage.per_year, outage.mean),
        None => Figures::Missing,
    }
}

/// The part of a service that a loss touches: some of its places, where nobody takes over for a place.
fn part_hit(context: Context<'_>, id: ServiceId, arrangement: &Arrangement, loss: Loss) -> Decimal {
    let hit = arrangement.active().filter(|d| is_hit(context, id, d, loss)).count();
    match context.topology.service(id).kind {
        Kind::Edge => Decimal::from(hit) / Decimal::from(arrangement.active().count().max(1)),
        _ => Decimal::from(u8::from(hit > 0)),
    }
}

fn is_hit(context: Context<'_>, id: ServiceId, deployment: &Deployment, loss: Loss) -> bool {
    let kind = context.topology.service(id).kind;
    let running = deployment.load.peak().max(1);
    let zone = loss == Loss::Zone(deployment.site) && !kind.is_global();
    zone || survivors(context.catalog, kind, deployment, &[loss], running) < running
}

/// For how long an arrangement that a loss touches is away, if the loss lasts for `mean`.
fn time_away(
    context: Context<'_>,
    id: ServiceId,
    arrangement: &Arrangement,
    loss: Loss,
    mean: Seconds,
) -> Seconds {
    let (catalog, service) = (context.catalog, context.topology.service(id));
    if service.kind == Kind::Edge {
        return mean;
    }
    let back = |strategy| {
        let by = Arrangement { strategy, ..arrangement.clone() };
        recovery::estimate(context, id, Survives::Zone, &by).rto_seconds()
    };
    let across = taking_over(catalog, service.kind, arrangement, &[loss])
        .and_then(|_| back(arrangement.strategy));
    let within = match arrangement.strategy {
        _ if !active_suffice(catalog, service, arrangement, &[loss]) => None,
        Strategy::ActiveActive => back(Strategy::ActiveActive),
        _ => back(Strategy::Single),
    };
    // What nobody knows the time of lasts as long as the outage.
    across.into_iter().chain(within).min().unwrap_or(mean)
}

//! What data moved between services and people costs, and which way it goes.
//!
//! The routing rule: people reach the active site nearest to them; a call goes from each active site of
//! the caller, which carry equal parts, to the nearest active site of the callee. Nearness is round-trip
//! time, ties go to the site that comes first by code.

use std::borrow::Cow;

use crate::catalog::{Catalog, Destination, Meter, Position, Rtt, SiteId};
use crate::plan::{Endpoint, Flow, FlowId, ServiceId, Topology, UserGroup};
use crate::terms::{Category, Form};
use crate::units::{Data, Decimal, Millis, Quantity, Unit};

use super::shared::reaches_out;
use super::usage::Context;
use super::{Arrangement, Rejection, Usage};

/// An active site of a service and the zones it uses there: all that traffic depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActiveSite {
    /// The site.
    pub site: SiteId,
    /// Zones in use there.
    pub zones: u32,
}

/// The active sites of an arrangement, sorted by site.
#[must_use]
pub fn active_sites(arrangement: &Arrangement) -> Vec<ActiveSite> {
    arrangement.active().map(|d| ActiveSite { site: d.site, zones: d.zones }).collect()
}

/// The recovery sites of an arrangement, sorted by site.
#[must_use]
pub fn recovery_sites(arrangement: &Arrangement) -> Vec<ActiveSite> {
    arrangement.recovery().map(|d| ActiveSite { site: d.site, zones: d.zones }).collect()
}

/// What a flow uses in a month, given the active sites of its ends (ignored for ends that are not
/// services).
///
/// # Errors
/// If a leg of the way has no price or no round-trip time.
pub fn flow_usage<'a>(
    context: Context<'a>,
    id: FlowId,
    from: &[ActiveSite],
    to: &[ActiveSite],
) -> Result<Vec<Usage<'a>>, Rejection> {
    let flow = context.topology.flow(id);
    let payer = match (flow.from, flow.to) {
        (Endpoint::Service(caller), _) => Some(caller),
        (_, Endpoint::Service(callee)) => Some(callee),
        _ => None,
    };
    let moving = Moving { context, flow, payer, category: Category::Transfer };
    match (flow.from, flow.to) {
        (Endpoint::Users(users), _) => moving.to_people(context.topology.user_group(users), to),
        (_, Endpoint::Internet) => moving.outside(from),
        _ => moving.between(from, to),
    }
}

/// What keeping the recovery sites of an arrangement in step uses in a month.
///
/// # Errors
/// If the way from an active to a recovery site has no price.
pub fn replication_usage(
    context: Context<'_>,
    id: ServiceId,
    active: ActiveSite,
    recovery: ActiveSite,
) -> Result<Vec<Usage<'_>>, Rejection> {
    copy_usage(context, id, active, recovery, written(context.topology, id))
}

/// What copying data of a service from one of its sites to another uses, once.
///
/// # Errors
/// If the way between the sites has no price.
pub fn copy_usage(
    context: Context<'_>,
    id: ServiceId,
    from: ActiveSite,
    to: ActiveSite,
    data: Data,
) -> Result<Vec<Usage<'_>>, Rejection> {
    one_way(context, Some(id), Category::Replication, from, to, data)
}

/// Data that a service writes in a month and a copy elsewhere must receive.
fn written(topology: &Topology, id: ServiceId) -> Data {
    let service = topology.service(id);
    if service.kind.keeps_data() { service.demand.writes() } else { Data::ZERO }
}

/// The active site that a call from `site` reaches. A site is nearest to itself, whatever the figure for
/// trips within it is, and even if there is none.
#[must_use]
pub fn nearest(catalog: &Catalog, site: SiteId, to: &[ActiveSite]) -> Option<ActiveSite> {
    let trip = |there: SiteId| catalog.rtt(site, there).map(|rtt| rtt.millis);
    nearest_by(site, to.iter().map(|&active| (active, trip(active.site))))
}

/// The same among active sites with the known round trips to them.
pub fn nearest_by(
    site: SiteId,
    to: impl Iterator<Item = (ActiveSite, Option<Millis>)>,
) -> Option<ActiveSite> {
    let distance = |(active, trip): (ActiveSite, Option<Millis>)| {
        let here = active.site == site;
        Some((!here, if here { None } else { Some(trip?) }, active.site, active))
    };
    to.filter_map(distance).min().map(|(.., active)| active)
}

/// The active site that a call from `site` reaches, with the round trip to it.
#[must_use]
pub fn nearest_rtt(
    catalog: &Catalog,
    site: SiteId,
    to: &[ActiveSite],
) -> Option<(ActiveSite, Rtt)> {
    let reached = nearest(catalog, site, to)?;
    Some((reached, catalog.rtt(site, reached.site)?))
}

/// The active site that a group of people reaches, with the round trip to it.
#[must_use]
pub fn nearest_to_users(
    catalog: &Catalog,
    users: &UserGroup,
    to: &[ActiveSite],
) -> Option<(ActiveSite, Rtt)> {
    let (latitude, longitude) = users.position;
    let place = Position { latitude, longitude };
    to.iter()
        .filter_map(|&active| Some((active, catalog.rtt_from(place, active.site)?)))
        .min_by_key(|(active, rtt)| (rtt.millis, active.site))
}

struct Moving<'a> {
    context: Context<'a>,
    flow: &'a Flow,
    payer: Option<ServiceId>,
    category: Category,
}

impl<'a> Moving<'a> {
    fn to_people(&self, users: &UserGroup, to: &[ActiveSite]) -> Result<Vec<Usage<'a>>, Rejection> {
        let (reached, _) = nearest_to_users(self.context.catalog, users, to)
            .ok_or_else(|| Rejection::no_price("the way to its users"))?;
        // Data that comes in is free everywhere; what goes back to people leaves the site.
        let back = self.back(self.flow.volume);
        Ok(vec![self.to_internet(reached.site, back)?])
    }

    fn outside(&self, from: &[ActiveSite]) -> Result<Vec<Usage<'a>>, Rejection> {
        let mut used = Vec::new();
        for (active, part) in equal_parts(from, self.flow.volume) {
            used.push(self.to_internet(active.site, part - self.back(part))?);
            let behind_nat = self.payer.is_some_and(|id| {
                let topology = self.context.topology;
                reaches_out(topology, topology.host_of(id))
            });
            if let Some(handled) = self.nat_data(active.site, part)?.filter(|_| behind_nat) {
                used.push(handled);
            }
        }
        Ok(used)
    }

    fn between(&self, from: &[ActiveSite], to: &[ActiveSite]) -> Result<Vec<Usage<'a>>, Rejection> {
        let mut used = Vec::new();
        for (caller, part) in equal_parts(from, self.flow.volume) {
            let callee = nearest(self.context.catalog, caller.site, to)
                .ok_or_else(|| Rejection::no_price("the way between the sites"))?;
            let back = self.back(part);
            let leg = |a, b, data| one_way(self.context, self.payer, self.category, a, b, data);
            used.extend(leg(caller, callee, part - back)?);
            used.extend(leg(callee, caller, back)?);
        }
        Ok(used)
    }

    fn back(&self, volume: Data) -> Data {
        volume.fraction(u64::from(self.flow.reply.millionths()), 1_000_000)
    }

    fn to_internet(&self, site: SiteId, data: Data) -> Result<Usage<'a>, Rejection> {
        let tariff = self
            .context
            .catalog
            .transfer(site, Destination::Internet)
            .ok_or_else(|| Rejection::no_price("transfer to the internet"))?;
        Ok(usage(self.context, self.payer, self.category, site, tariff, data.quantity(Unit::Gib)))
    }

    /// Data to and from the outside passes a NAT gateway, except in the user's own network.
    fn nat_data(&self, site: SiteId, data: Data) -> Result<Option<Usage<'a>>, Rejection> {
        if self.context.catalog.site(site).pool.is_some() {
            return Ok(None);
        }
        let metered = self
            .context
            .catalog
            .tariff(site, Meter::NAT_DATA, Form::Single)
            .ok_or_else(|| Rejection::no_price("NAT gateways"))?;
        let quantity = data.quantity(Unit::Gib);
        let network = Category::Network;
        Ok(Some(usage(self.context, self.payer, network, site, metered.tariff, quantity)))
    }
}

/// What moving data from one active site to another uses; nothing within one zone.
fn one_way(
    context: Context<'_>,
    payer: Option<ServiceId>,
    category: Category,
    from: ActiveSite,
    to: ActiveSite,
    data: Data,
) -> Result<Vec<Usage<'_>>, Rejection> {
    if data == Data::ZERO {
        return Ok(Vec::new());
    }
    let catalog = context.catalog;
    if from.site == to.site {
        return across_zones(context, payer, category, from, to, data);
    }
    let same_provider = catalog.site(from.site).provider == catalog.site(to.site).provider;
    let destination =
        if same_provider { Destination::Site(to.site) } else { Destination::Internet };
    let tariff = catalog
        .transfer(from.site, destination)
        .ok_or_else(|| Rejection::no_price("transfer between the sites"))?;
    Ok(vec![usage(context, payer, category, from.site, tariff, data.quantity(Unit::Gib))])
}

/// Within a site, a call reaches any of the zones in use with the same chance, so all but one part in
/// `zones` crosses a zone border; crossing is billed on the way out and on the way in.
fn across_zones(
    context: Context<'_>,
    payer: Option<ServiceId>,
    category: Category,
    from: ActiveSite,
    to: ActiveSite,
    data: Data,
) -> Result<Vec<Usage<'_>>, Rejection> {
    let zones = u64::from(from.zones.max(to.zones));
    let crossing = data.fraction(zones - 1, zones);
    if crossing == Data::ZERO {
        return Ok(Vec::new());
    }
    let tariff = context
        .catalog
        .transfer(from.site, Destination::Zone)
        .ok_or_else(|| Rejection::no_price("transfer between zones"))?;
    let both = Quantity::new(crossing.gib() * Decimal::TWO, Unit::Gib);
    Ok(vec![usage(context, payer, category, from.site, tariff, both)])
}

fn usage<'a>(
    context: Context<'a>,
    service: Option<ServiceId>,
    category: Category,
    site: SiteId,
    tariff: &'a crate::catalog::Tariff,
    quantity: Quantity,
) -> Usage<'a> {
    Usage {
        service,
        site: Some(site),
        provider: context.catalog.site(site).provider,
        category,
        tariff: Cow::Borrowed(tariff),
        purchase: None,
        quantity,
    }
}

/// A volume in equal parts over sites; bytes that do not divide go to the first.
fn equal_parts(sites: &[ActiveSite], volume: Data) -> Vec<(ActiveSite, Data)> {
    let n = sites.len() as u64;
    let part = if n == 0 { Data::ZERO } else { volume.fraction(1, n) };
    let rest = volume - Data::from_bytes(part.bytes() * n);
    sites
        .iter()
        .enumerate()
        .map(|(i, &site)| (site, if i == 0 { part + rest } else { part }))
        .collect()
}

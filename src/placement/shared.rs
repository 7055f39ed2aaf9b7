//! What services share: gateways of a site, and the organisation's cost of using a provider.
//!
//! Each is opened by the first deployment that needs it and costs the same for all, so the model has
//! one opening column for it.

use std::borrow::Cow;

use crate::catalog::{Meter, Metered, SiteId, Tariff, Values};
use crate::plan::{Endpoint, FlowId, ServiceId, Topology};
use crate::terms::{Category, Form, Kind, Provider, Survives};
use crate::units::{Decimal, HOURS_PER_MONTH, Price, Quantity, Unit};

use super::usage::Context;
use super::{Deployment, Placement, Rejection, Usage};

/// Something that is paid once however many services use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Opening {
    /// The NAT gateway of a site.
    Nat(SiteId),
    /// NAT gateways in the other zones of a site, for services that must survive the loss of a zone.
    NatSpare(SiteId),
    /// A private zone of names at a site.
    Zone(SiteId, Names),
    /// Running anything on a provider.
    Provider(Provider),
    /// The hub of the network, which is needed as soon as anything runs anywhere.
    Hub,
    /// The link of a site to the hub.
    Link(SiteId),
}

/// What a private zone of a site names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Names {
    /// Machines that last, of all services.
    Machines,
    /// Containers, which find each other by it.
    Containers,
}

/// Whether machines of a service, or of what it hosts, reach out to the internet.
#[must_use]
pub fn reaches_out(topology: &Topology, id: ServiceId) -> bool {
    let leaves = |flow: &FlowId| topology.flow(*flow).to == Endpoint::Internet;
    is_in_network(topology.service(id).kind) && topology.flows_of_host(id).iter().any(leaves)
}

/// Whether a kind runs inside the network of a site, so that it reaches out through its gateway.
const fn is_in_network(kind: Kind) -> bool {
    matches!(kind, Kind::Vm | Kind::Kubernetes | Kind::Container | Kind::Edge)
}

/// What a service opens by being at a site, in whatever role. Where it is asleep there is no network yet.
#[must_use]
pub fn openings_at(context: Context<'_>, id: ServiceId, deployment: &Deployment) -> Vec<Opening> {
    let site = deployment.site;
    let place = context.catalog.site(site);
    let mut opened = vec![Opening::Provider(place.provider)];
    if deployment.is_asleep() {
        return opened;
    }
    if place.pool.is_none() && reaches_out(context.topology, id) {
        opened.push(Opening::Nat(site));
        if super::widest(context.topology, id) >= Survives::Zone {
            opened.push(Opening::NatSpare(site));
        }
    }
    opened.extend(names(context, deployment).map(|names| Opening::Zone(site, names)));
    if let Some(network) = &context.topology.network {
        opened.push(Opening::Hub);
        if place.code != network.hub {
            opened.push(Opening::Link(site));
        }
    }
    opened
}

/// The private zone in which a deployment is named beside others. On a site of one's own, names are its owners' part.
fn names(context: Context<'_>, deployment: &Deployment) -> Option<Names> {
    let provider = context.catalog.site(deployment.site).provider;
    let product = context.catalog.realisation(deployment.realisation?);
    match provider {
        Provider::OnPrem => None,
        _ if product.has_lasting_machines() => Some(Names::Machines),
        // Each environment of Azure has a zone of its own, which is part of its product.
        Provider::Aws if product.kind == Kind::Container => Some(Names::Containers),
        Provider::Aws | Provider::Azure => None,
    }
}

/// Everything that a placement opens, sorted, each once.
#[must_use]
pub fn openings(context: Context<'_>, placement: &Placement) -> Vec<Opening> {
    let mut opened: Vec<Opening> = placement
        .deployments()
        .flat_map(|(id, deployment)| openings_at(context, id, deployment))
        .collect();
    opened.sort_unstable();
    opened.dedup();
    opened
}

/// What an opening uses in a month.
///
/// # Errors
/// If it has no price.
pub fn opening_usage(context: Context<'_>, opening: Opening) -> Result<Vec<Usage<'_>>, Rejection> {
    match opening {
        Opening::Nat(site) => nat_usage(context, site, 1),
        Opening::NatSpare(site) => nat_usage(context, site, zones(context, site) - 1),
        Opening::Zone(site, _) => Ok(vec![zone_usage(context, site)?]),
        Opening::Provider(provider) => Ok(operating_usage(context, provider)),
        Opening::Hub => link_usage(context, None),
        Opening::Link(site) => link_usage(context, Some(site)),
    }
}

/// What the hub of the network costs, or what linking a site to it does.
fn link_usage(context: Context<'_>, spoke: Option<SiteId>) -> Result<Vec<Usage<'_>>, Rejection> {
    let Some(network) = &context.topology.network else { return Ok(Vec::new()) };
    let catalog = context.catalog;
    let hub = catalog.find(&network.hub).ok_or(Rejection::NotOffered)?;
    let provider = |site: SiteId| catalog.site(site).provider;
    let values = Values::from([("month", Decimal::from(HOURS_PER_MONTH))]);
    catalog
        .links(network.mode, spoke.map(provider), provider(hub))
        .map(|part| {
            let site = if part.at_hub { hub } else { spoke.unwrap_or(hub) };
            let title = catalog.meter_info(part.meter).map_or("links", |info| &info.title);
            let Metered { tariff, units } = catalog
                .tariff(site, part.meter, Form::Single)
                .ok_or_else(|| Rejection::no_price(title))?;
            let amount = part.quantity.value(&values).ok_or(Rejection::TooSmall)?;
            let quantity = Quantity::new(amount * Decimal::from(units), catalog.unit(part.meter));
            Ok(of_site(context, site, tariff, quantity))
        })
        .collect()
}

fn nat_usage(
    context: Context<'_>,
    site: SiteId,
    gateways: u32,
) -> Result<Vec<Usage<'_>>, Rejection> {
    let hours = u64::from(gateways) * u64::from(HOURS_PER_MONTH);
    [Meter::NAT, Meter::PUBLIC_IP]
        .into_iter()
        .map(|meter| {
            let Metered { tariff, units } = context
                .catalog
                .tariff(site, meter, Form::Single)
                .ok_or_else(|| Rejection::no_price("NAT gateways"))?;
            let quantity = Quantity::new(hours * u64::from(units), Unit::Hour);
            Ok(of_site(context, site, tariff, quantity))
        })
        .collect()
}

fn zone_usage(context: Context<'_>, site: SiteId) -> Result<Usage<'_>, Rejection> {
    let Metered { tariff, units } = context
        .catalog
        .tariff(site, Meter::DNS_ZONE, Form::Single)
        .ok_or_else(|| Rejection::no_price("private zones of names"))?;
    Ok(of_site(context, site, tariff, Quantity::new(u64::from(units), Unit::Month)))
}

/// Use that no service of a site causes alone.
fn of_site<'a>(
    context: Context<'a>,
    site: SiteId,
    tariff: &'a Tariff,
    quantity: Quantity,
) -> Usage<'a> {
    Usage {
        service: None,
        site: Some(site),
        provider: context.catalog.site(site).provider,
        category: Category::Network,
        tariff: Cow::Borrowed(tariff),
        purchase: None,
        quantity,
    }
}

/// NAT gateways that a placement has at a site: one in each zone in use if a service there that reaches out
/// must survive the loss of a zone, else one.
#[must_use]
pub fn nat_gateways(context: Context<'_>, placement: &Placement, site: SiteId) -> u32 {
    let opened = openings(context, placement);
    if opened.contains(&Opening::NatSpare(site)) {
        zones(context, site)
    } else {
        u32::from(opened.contains(&Opening::Nat(site)))
    }
}

fn zones(context: Context<'_>, site: SiteId) -> u32 {
    super::capacity::zones_in_use(context.catalog.site(site), Form::ZoneRedundant).max(1)
}

fn operating_usage(context: Context<'_>, provider: Provider) -> Vec<Usage<'_>> {
    let cost = context.topology.operating_cost_per_provider.dollars();
    if cost == Decimal::ZERO {
        return Vec::new();
    }
    let price = Price::new(cost, Unit::Month);
    let tariff =
        Tariff::flat("operating-cost", price, "plan:policy.operating_cost_per_provider", "");
    vec![Usage {
        service: None,
        site: None,
        provider,
        category: Category::Operations,
        tariff: Cow::Owned(tariff),
        purchase: None,
        quantity: Quantity::new(1, Unit::Month),
    }]
}

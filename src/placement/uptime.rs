//! Estimated availability of an arrangement, from the uptime promises for its deployments.
//!
//! One site: its promise. Several active sites: in parallel. With a recovery site, an outage of the active
//! site counts only until the other has taken over.

use crate::catalog::Catalog;
use crate::plan::ServiceId;
use crate::terms::{Kind, NodeList, Strategy};
use crate::units::{Availability, Decimal, Seconds};

use super::sizing::list_of;
use super::usage::Context;
use super::{Arrangement, Deployment, recovery};

/// The estimate, given the recovery time of the arrangement; `None` if a promise or the mean length of an
/// outage is missing from the catalogs.
#[must_use]
pub fn estimate(
    context: Context<'_>,
    id: ServiceId,
    rto: Option<Seconds>,
    arrangement: &Arrangement,
) -> Option<Availability> {
    let promised = |d: &Deployment| promise(context, id, d).map(Availability::unavailability);
    if context.topology.service(id).kind == Kind::Edge {
        // Nobody takes over for a place, so each is up as much as it is alone.
        let places = arrangement.active().map(promised).collect::<Option<Vec<_>>>()?;
        let worst = places.into_iter().max()?;
        return Some(Availability::from_fraction(Decimal::ONE - worst));
    }
    match arrangement.strategy {
        Strategy::Single | Strategy::ActiveActive => {
            let outages = arrangement.active().map(promised).collect::<Option<Vec<_>>>()?;
            let all_out: Decimal = outages.into_iter().product();
            Some(Availability::from_fraction(Decimal::ONE - all_out))
        }
        Strategy::BackupRestore | Strategy::PilotLight | Strategy::WarmStandby => {
            let active = arrangement.active().next()?;
            let counted = promised(active)? * part_until_back(context.catalog, active, rto?);
            Some(Availability::from_fraction(Decimal::ONE - counted))
        }
    }
}

/// The estimate for an arrangement of a service, given the loss that the plan wants survived.
#[must_use]
pub fn of_service(
    context: Context<'_>,
    id: ServiceId,
    arrangement: &Arrangement,
) -> Option<Availability> {
    let survives = context.topology.service(id).survives;
    let rto = recovery::estimate(context, id, survives, arrangement).rto_seconds();
    estimate(context, id, rto, arrangement)
}

/// The uptime promised for one deployment.
pub fn promise(
    context: Context<'_>,
    id: ServiceId,
    deployment: &Deployment,
) -> Option<Availability> {
    let site = context.catalog.site(deployment.site);
    if let Some(pool) = &site.pool {
        return pool.availability;
    }
    let kind = context.topology.service(id).kind;
    let catalog = context.catalog;
    let product = deployment.realisation.map(|id| catalog.realisation(id));
    let name = product.map(|product| product.name.as_str());
    let form = deployment.form;
    let own = catalog.sla(site.provider, kind, name, form);
    // What runs on machines without a promise of its own is up while enough machines are.
    let machines = kind == Kind::Workload
        || kind == Kind::Edge
        || list_of(context, kind, deployment) == Some(NodeList::Vm);
    let sla = own.or_else(|| match context.topology.service(id).host {
        _ if machines => catalog.sla(site.provider, Kind::Vm, None, form),
        // What stands before its host is promised with it.
        Some(host) => {
            let kind = context.topology.service(host).kind;
            catalog.least_sla(site.provider, kind, form)
        }
        None => None,
    });
    let assumed = context.topology.service(id).assumed_availability;
    sla.map(|sla| sla.availability).or(assumed)
}

/// The part of a mean outage of the active site that passes before the standby has taken over; all of it
/// where the catalogs do not know how long outages last.
fn part_until_back(catalog: &Catalog, active: &Deployment, rto: Seconds) -> Decimal {
    match catalog.mean_outage(catalog.site(active.site).provider) {
        Some(outage) if outage > rto => Decimal::from(rto.0) / Decimal::from(outage.0),
        _ => Decimal::ONE,
    }
}

//! Whether arrangements are well formed: roles, forms, replicas, hardware and capacity.

use crate::catalog::{Catalog, NodeOffer, Pool};
use crate::plan::{Demand, Load, Rule, Service, ServiceId, strategies_for};
use crate::terms::Strategy;

use super::Violation;
use crate::placement::capacity::{Standing, allowed_forms, demand, zones_in_use};
use crate::placement::sizing::{fits, interruptible, machine, offered_form};
use crate::placement::usage::Context;
use crate::placement::{Arrangement, Deployment, Hardware, Lot, Placement, failover, pool_use};

/// Everything that is malformed.
pub fn check(context: Context<'_>, placement: &Placement) -> Vec<Violation> {
    if placement.arrangements.len() != context.topology.services.len() {
        let text = "not one arrangement for each service".to_owned();
        return vec![Violation::Structure(ServiceId(0), text)];
    }
    let mut violations = Vec::new();
    for id in context.topology.service_ids() {
        if let Err(text) = arrangement(context, id, placement.of(id)) {
            violations.push(Violation::Structure(id, text));
        }
    }
    for site in placement.sites() {
        let capacity = pool_use::capacity(context, site);
        let taken = pool_use::at_site(context, placement, site);
        if capacity.is_some_and(|capacity| !taken.within(capacity)) {
            violations.push(Violation::OverCapacity(site));
        }
    }
    violations
}

fn arrangement(
    context: Context<'_>,
    id: ServiceId,
    arrangement: &Arrangement,
) -> Result<(), String> {
    let service = context.topology.service(id);
    let allowed = strategies_for(service.kind, service.survives, asked_strategy(context, id));
    if !allowed.contains(&arrangement.strategy) {
        return Err(format!("{} cannot be {}", service.kind, arrangement.strategy));
    }
    roles(arrangement)?;
    for deployment in &arrangement.deployments {
        deployed(context, service, arrangement.strategy, deployment)?;
    }
    serves_demand(service, arrangement)
}

fn asked_strategy(context: Context<'_>, id: ServiceId) -> Option<Strategy> {
    context.topology.requirements.iter().find_map(|requirement| match requirement.rule {
        Rule::UseStrategy { service, strategy } if service == id => Some(strategy),
        _ => None,
    })
}

fn roles(arrangement: &Arrangement) -> Result<(), String> {
    let (active, recovery) = (arrangement.active().count(), arrangement.recovery().count());
    let right = match arrangement.strategy {
        Strategy::Single => active == 1 && recovery == 0,
        Strategy::WarmStandby => active == 1 && recovery == 1,
        Strategy::ActiveActive => active >= 2 && recovery == 0,
    };
    if !right {
        return Err(format!("{active} active and {recovery} recovery sites"));
    }
    let mut sites: Vec<_> = arrangement.deployments.iter().map(|d| d.site).collect();
    sites.sort_unstable();
    sites.dedup();
    if sites.len() == arrangement.deployments.len() {
        Ok(())
    } else {
        Err("a site twice".to_owned())
    }
}

/// In normal times each active site carries an equal part of the demand.
fn serves_demand(service: &Service, arrangement: &Arrangement) -> Result<(), String> {
    let sites = u32::try_from(arrangement.active().count()).unwrap_or(u32::MAX);
    for (i, level) in demand(service).levels().iter().enumerate() {
        let part = level.replicas.div_ceil(sites);
        let running = |d: &Deployment| d.load.levels().get(i).map_or(0, |l| l.replicas);
        if let Some(short) = arrangement.active().map(running).find(|&n| n < part) {
            return Err(format!("{short} replicas where {part} are asked"));
        }
    }
    Ok(())
}

fn deployed(
    context: Context<'_>,
    service: &Service,
    strategy: Strategy,
    deployment: &Deployment,
) -> Result<(), String> {
    let site = context.catalog.site(deployment.site);
    let standing = Standing { strategy, survives: service.survives, role: deployment.role };
    if !allowed_forms(service, site, standing).contains(&deployment.form) {
        return Err(format!("cannot be {} at {}", deployment.form, site.code));
    }
    if deployment.zones != zones_in_use(site, deployment.form) {
        return Err(format!("{} zones at {}", deployment.zones, site.code));
    }
    if !site.open {
        return Err(format!("{} is not open to everybody", site.code));
    }
    same_hours(&demand(service), &deployment.load)?;
    if !failover::standby_runs(service, deployment) {
        return Err(format!("too small a standby at {}", site.code));
    }
    hardware(context, service, deployment)
}

fn same_hours(asked: &Load, running: &Load) -> Result<(), String> {
    let hours = |load: &Load| load.levels().iter().map(|l| l.hours).collect::<Vec<_>>();
    if hours(asked) == hours(running) { Ok(()) } else { Err("another load profile".to_owned()) }
}

fn hardware(
    context: Context<'_>,
    service: &Service,
    deployment: &Deployment,
) -> Result<(), String> {
    let site = context.catalog.site(deployment.site);
    match (&deployment.hardware, machine(service), &site.pool) {
        (Hardware::Managed, None, _) => Ok(()),
        (Hardware::Pool { vcpu, memory }, Some((cpu, asked)), Some(pool)) => {
            if !runs_in(service, pool) {
                return Err("machines of another kind".to_owned());
            }
            if *vcpu >= cpu && *memory >= asked {
                Ok(())
            } else {
                Err("too small a machine".to_owned())
            }
        }
        (Hardware::Nodes { sku, lots }, Some(_), None) => {
            let offer = offer(context.catalog, service, deployment, *sku)
                .ok_or_else(|| format!("SKU not offered at {}", site.code))?;
            if !fits(service, context.catalog.sku(*sku)) {
                return Err(format!("{} does not fit", context.catalog.sku(*sku).name));
            }
            bought(context, service, deployment, offer, lots)
        }
        _ => Err(format!("hardware that {} does not have", site.code)),
    }
}

/// Whether a pool's machines have the architecture (and no graphics processors are asked).
fn runs_in(service: &Service, pool: &Pool) -> bool {
    match &service.demand {
        Demand::Vm(vm) => vm.gpus == 0 && vm.arch.contains(&pool.arch),
        _ => true,
    }
}

fn offer<'c>(
    catalog: &'c Catalog,
    service: &Service,
    deployment: &Deployment,
    sku: crate::catalog::SkuId,
) -> Option<&'c NodeOffer> {
    let form = offered_form(service.kind, deployment.form);
    let offers = catalog.offers(deployment.site, service.kind);
    offers.iter().find(|offer| offer.sku == sku && offer.form == form)
}

fn bought(
    context: Context<'_>,
    service: &Service,
    deployment: &Deployment,
    offer: &NodeOffer,
    lots: &[Lot],
) -> Result<(), String> {
    let count: u32 = lots.iter().map(|lot| lot.count).sum();
    if count != deployment.load.peak() {
        return Err(format!("{count} nodes bought for {} replicas", deployment.load.peak()));
    }
    let hourly = lots.iter().filter(|lot| !lot.purchase.is_commitment()).count();
    if hourly > 1
        || lots.windows(2).any(|w| !w[0].purchase.is_commitment() && w[1].purchase.is_commitment())
    {
        return Err("lots out of order".to_owned());
    }
    for lot in lots {
        let allowed = match lot.purchase {
            crate::terms::Purchase::OnDemand => true,
            crate::terms::Purchase::Spot => interruptible(service),
            commitment => context.topology.commitments.contains(&commitment),
        };
        if !allowed || offer.price(lot.purchase).is_none() {
            return Err(format!("cannot be bought {}", lot.purchase));
        }
    }
    Ok(())
}

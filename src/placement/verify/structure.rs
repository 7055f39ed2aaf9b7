//! Whether arrangements are well formed: roles, forms, replicas, hardware and capacity.

use crate::catalog::NodeOffer;
use crate::plan::{Load, Rule, Service, ServiceId, strategies_for};
use crate::terms::{Form, Kind, NodeList, Role, Strategy};

use super::Violation;
use crate::placement::capacity::{Standing, allowed_forms, demand, forms_of, zones_in_use};
use crate::placement::cluster::Pods;
use crate::placement::needs::Needs;
use crate::placement::sizing::{Wanted, Wish, is_sold_as, running, wanted};
use crate::placement::usage::{Context, deployment_usage};
use crate::placement::{
    Arrangement, Deployment, Hardware, Lot, Placement, cluster, failover, pool_use,
};

/// Everything that is malformed.
pub fn check(context: Context<'_>, placement: &Placement) -> Vec<Violation> {
    if placement.arrangements.len() != context.topology.services.len() {
        let text = "not one arrangement for each service".to_owned();
        return vec![Violation::Structure(ServiceId(0), text)];
    }
    let mut violations = Vec::new();
    for id in context.topology.service_ids() {
        if let Err(text) = arrangement(context, placement, id, placement.of(id)) {
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
    placement: &Placement,
    id: ServiceId,
    arrangement: &Arrangement,
) -> Result<(), String> {
    let service = context.topology.service(id);
    let scope = crate::placement::widest(context.topology, id);
    let at_risk = context.topology.downtime_costs(id);
    let allowed = strategies_for(service.kind, scope, asked_strategy(context, id), at_risk);
    match service.host {
        Some(host) => {
            stands_with(arrangement, placement.of(host))?;
            fits_before(context, arrangement, placement.of(host))?;
        }
        None if !allowed.contains(&arrangement.strategy) => {
            return Err(format!("{} cannot be {}", service.kind, arrangement.strategy));
        }
        None => {}
    }
    roles(service.kind, arrangement)?;
    one_engine(context, arrangement)?;
    let sites = u32::try_from(arrangement.active().count()).unwrap_or(u32::MAX);
    for deployment in &arrangement.deployments {
        let share = if deployment.role == Role::Active { sites } else { 1 };
        if deployment.among != if service.kind == Kind::Edge { 1 } else { share } {
            return Err(format!("use shared among {}", deployment.among));
        }
        deployed(context, placement, (id, service), arrangement.strategy, deployment)?;
    }
    serves_demand(service, arrangement)
}

/// Whether what is hosted stands exactly where its host does.
fn stands_with(arrangement: &Arrangement, host: &Arrangement) -> Result<(), String> {
    let standing = |a: &Arrangement| -> Vec<_> {
        a.deployments.iter().map(|d| (d.site, d.role, d.form, d.zones)).collect()
    };
    if arrangement.strategy == host.strategy && standing(arrangement) == standing(host) {
        Ok(())
    } else {
        Err("elsewhere than its host".to_owned())
    }
}

/// Whether each product can stand before what its host is at the same site.
fn fits_before(
    context: Context<'_>,
    arrangement: &Arrangement,
    host: &Arrangement,
) -> Result<(), String> {
    let product = |one: &Deployment| one.realisation.map(|id| context.catalog.realisation(id));
    for (one, host) in arrangement.deployments.iter().zip(&host.deployments) {
        let (Some(own), Some(host)) = (product(one), product(host)) else { continue };
        if !own.hosts.is_empty() && own.hosts.iter().all(|known| *known != host.name) {
            return Err(format!("{} before {}", own.title, host.title));
        }
    }
    Ok(())
}

/// Whether all sites of an arrangement speak the same protocol, so that data can be kept in step.
fn one_engine(context: Context<'_>, arrangement: &Arrangement) -> Result<(), String> {
    let product = |d: &Deployment| d.realisation.map(|id| context.catalog.realisation(id));
    let mut engines: Vec<&str> =
        arrangement.deployments.iter().filter_map(|d| Some(product(d)?.engine.as_str())).collect();
    engines.dedup();
    if engines.len() > 1 { Err(format!("{} at once", engines.join(" and "))) } else { Ok(()) }
}

fn asked_strategy(context: Context<'_>, id: ServiceId) -> Option<Strategy> {
    context.topology.asked_of(id).find_map(|(_, requirement)| match requirement.rule {
        Rule::UseStrategy { strategy, .. } => Some(strategy),
        _ => None,
    })
}

fn roles(kind: Kind, arrangement: &Arrangement) -> Result<(), String> {
    let (active, recovery) = (arrangement.active().count(), arrangement.recovery().count());
    let right = match arrangement.strategy {
        Strategy::Single => active == 1 && recovery == 0,
        Strategy::BackupRestore | Strategy::PilotLight | Strategy::WarmStandby => {
            active == 1 && recovery == 1
        }
        Strategy::ActiveActive if kind == Kind::Edge => active >= 1 && recovery == 0,
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
    let active = u32::try_from(arrangement.active().count()).unwrap_or(u32::MAX);
    // Each place of an edge service carries its own whole demand.
    let sites = if service.kind == Kind::Edge { 1 } else { active };
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
    placement: &Placement,
    (id, service): (ServiceId, &Service),
    strategy: Strategy,
    deployment: &Deployment,
) -> Result<(), String> {
    let site = context.catalog.site(deployment.site);
    if service.host.is_none() && !form_allowed(context, (id, service), strategy, deployment) {
        return Err(format!("cannot be {} at {}", deployment.form, site.code));
    }
    if deployment.zones != zones_in_use(site, deployment.form) {
        return Err(format!("{} zones at {}", deployment.zones, site.code));
    }
    if !site.open {
        return Err(format!("{} is not open to everybody", site.code));
    }
    same_hours(&demand(service), &deployment.load)?;
    if !service.kind.has_replicas() && deployment.load.peak() > 1 {
        return Err(format!("replicas of what has none at {}", site.code));
    }
    if !failover::waits_as_asked(service, strategy, deployment) {
        return Err(format!("too little or too much waits at {}", site.code));
    }
    hardware(context, placement, (id, service), deployment)
}

fn form_allowed(
    context: Context<'_>,
    (id, service): (ServiceId, &Service),
    strategy: Strategy,
    deployment: &Deployment,
) -> bool {
    let site = context.catalog.site(deployment.site);
    let survives = crate::placement::widest(context.topology, id);
    let standing = Standing { strategy, survives, role: deployment.role };
    let allowed = allowed_forms(service, site, standing);
    match deployment.realisation {
        Some(product) => {
            let offered = &context.catalog.realisation(product).forms;
            forms_of(allowed, site, offered).contains(&deployment.form)
        }
        None => allowed.contains(&deployment.form),
    }
}

fn same_hours(asked: &Load, running: &Load) -> Result<(), String> {
    let hours = |load: &Load| load.levels().iter().map(|l| l.hours).collect::<Vec<_>>();
    if hours(asked) == hours(running) { Ok(()) } else { Err("another load profile".to_owned()) }
}

/// Whether the product is one of the site's provider that can serve, on hardware that can carry it.
fn hardware(
    context: Context<'_>,
    placement: &Placement,
    (id, service): (ServiceId, &Service),
    deployment: &Deployment,
) -> Result<(), String> {
    let site = context.catalog.site(deployment.site);
    // What is asleep must be able to serve once it is woken, and at a price.
    let woken = deployment.woken(service);
    if deployment.is_asleep() && deployment_usage(context, id, &woken).is_err() {
        return Err(format!("without a price once it serves at {}", site.code));
    }
    let values = Needs::of(context.topology, id).at(&woken);
    if let Some(product) = deployment.realisation.map(|id| context.catalog.realisation(id)) {
        if product.provider != site.provider || product.kind != service.kind {
            return Err(format!("{} is not to be had at {}", product.title, site.code));
        }
        if !product.can_serve(&values) {
            return Err(format!("{} cannot serve what is asked", product.title));
        }
    } else if !service.kind.is_machine() && service.kind != Kind::Workload {
        return Err("no product".to_owned());
    }
    let pods = (service.kind == Kind::Kubernetes).then(|| pods(context, placement, id, deployment));
    let wanted = wanted(context, service, &woken, &values, pods)
        .map_err(|_| "no size for what is asked".to_owned())?;
    match (&deployment.hardware, wanted) {
        (Hardware::Managed, None) => Ok(()),
        (Hardware::Pool { .. }, Some(wanted)) => in_pool(context, service, deployment, &wanted),
        (Hardware::Nodes { .. }, Some(wanted)) => nodes(context, service, deployment, &wanted),
        _ => Err(format!("hardware that {} does not have", site.code)),
    }
}

/// The pods that a cluster carries at a site.
fn pods(
    context: Context<'_>,
    placement: &Placement,
    cluster: ServiceId,
    deployment: &Deployment,
) -> Pods {
    let load = |id: ServiceId, hosted: &Deployment| {
        let awake = !deployment.is_asleep();
        if awake { hosted.load.clone() } else { hosted.woken(context.topology.service(id)).load }
    };
    let workloads: Vec<(ServiceId, Load)> = context
        .topology
        .hosted_by(cluster)
        .flat_map(|id| placement.of(id).deployments.iter().map(move |d| (id, d)))
        .filter(|(_, d)| d.site == deployment.site)
        .map(|(id, d)| (id, load(id, d)))
        .collect();
    Pods::new(context.topology, &workloads, deployment.zones)
}

fn in_pool(
    context: Context<'_>,
    service: &Service,
    deployment: &Deployment,
    wanted: &Wanted,
) -> Result<(), String> {
    let Hardware::Pool { vcpu, memory, running } = &deployment.hardware else {
        return Err("no pool".to_owned());
    };
    let Some(pool) = &context.catalog.site(deployment.site).pool else {
        return Err("no pool".to_owned());
    };
    if wanted.gpus > 0 || !wanted.arch.contains(&pool.arch) || wanted.list != NodeList::Vm {
        return Err("machines of another kind".to_owned());
    }
    let enough = match &wanted.nodes {
        Wish::Each { vcpu: cpu, memory: asked, running: needed } => {
            *vcpu >= *cpu && *memory >= *asked && at_least(running, needed)
        }
        Wish::Holding(pods) => {
            let needed = pods.nodes(cluster::room(service, *vcpu, *memory));
            needed.is_some_and(|needed| at_least(running, &needed))
        }
    };
    if enough { Ok(()) } else { Err("too small a machine, or too few".to_owned()) }
}

fn nodes(
    context: Context<'_>,
    service: &Service,
    deployment: &Deployment,
    wanted: &Wanted,
) -> Result<(), String> {
    let Hardware::Nodes { sku, lots, running: bought_for } = &deployment.hardware else {
        return Err("no nodes".to_owned());
    };
    let site = context.catalog.site(deployment.site);
    if site.pool.is_some() {
        return Err(format!("{} sells no nodes", site.code));
    }
    let offer = offer(context, deployment.site, wanted.list, deployment.form, *sku)
        .ok_or_else(|| format!("SKU not offered at {}", site.code))?;
    let sku = context.catalog.sku(*sku);
    match running(service, wanted, sku) {
        Some(needed) if at_least(bought_for, &needed) => {}
        _ => return Err(format!("{} does not fit, or too few of it", sku.name)),
    }
    if deployment.is_asleep() {
        return if lots.is_empty() { Ok(()) } else { Err("nodes bought for nothing".to_owned()) };
    }
    bought(context, wanted, bought_for, offer, lots)
}

/// Whether as many run as are needed, over the same hours.
fn at_least(running: &Load, needed: &Load) -> bool {
    let pairs = || running.levels().iter().zip(needed.levels());
    running.levels().len() == needed.levels().len()
        && pairs().all(|(runs, needs)| runs.hours == needs.hours && runs.replicas >= needs.replicas)
}

fn offer(
    context: Context<'_>,
    site: crate::catalog::SiteId,
    list: NodeList,
    form: Form,
    sku: crate::catalog::SkuId,
) -> Option<&NodeOffer> {
    let offers = context.catalog.offers(site, list);
    offers.iter().find(|offer| offer.sku == sku && is_sold_as(offers, list, form, offer))
}

fn bought(
    context: Context<'_>,
    wanted: &Wanted,
    running: &Load,
    offer: &NodeOffer,
    lots: &[Lot],
) -> Result<(), String> {
    let count: u32 = lots.iter().map(|lot| lot.count).sum();
    if count != running.peak() {
        return Err(format!("{count} nodes bought for {}", running.peak()));
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
            crate::terms::Purchase::Spot => wanted.interruptible,
            commitment => context.topology.commitments.contains(&commitment),
        };
        if !allowed || offer.price(lot.purchase).is_none() {
            return Err(format!("cannot be bought {}", lot.purchase));
        }
    }
    Ok(())
}

//! What serving from what is left costs more, by the one cost function.
//!
//! Only what is added at the sites that are left: what a lost site no longer costs is not set off. Use is
//! priced as if it were alone in its tiers.

use std::collections::BTreeSet;

use crate::placement::{
    ActiveSite, Context, Deployment, Opening, Placement, Usage, active_sites, copy_usage, cost,
    deployment_usage, ends, flow_usage, opening_usage, openings_at,
};
use crate::plan::{FlowId, ServiceId};
use crate::terms::Category;
use crate::units::{Decimal, Usd};

use super::course::Course;
use super::fate::Fate;

/// What a loss costs while it lasts, and once. `None` where something has no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Costs {
    /// What runs more at the sites that are left, a month: services, and gateways that they share.
    pub running: Option<Usd>,
    /// What the flows cost more that take other ways, a month; below zero if they cost less.
    pub traffic: Option<Usd>,
    /// How many GiB more go over ways that are paid for, a month; below zero if fewer do.
    pub moved: Option<Decimal>,
    /// Copying data back from where it was served, once.
    pub copied_back: Option<Usd>,
}

/// What a service's sites cost more in a month than before.
pub fn of_service(
    context: Context<'_>,
    (before, after): (&Placement, &Placement),
    id: ServiceId,
) -> Option<Usd> {
    let mut more = Usd::ZERO;
    for now in &after.of(id).deployments {
        let was = before.of(id).deployments.iter().find(|d| d.site == now.site);
        // Backups are kept while what is restored from them runs.
        let was = was.filter(|d| !d.is_asleep());
        if was != Some(now) && !now.is_asleep() {
            let used = |d: &Deployment| Some(cost(deployment_usage(context, id, d).ok()?));
            more += used(now)? - was.map_or(Some(Usd::ZERO), used)?;
        }
    }
    Some(more)
}

/// What the whole loss costs.
pub fn of_event(
    context: Context<'_>,
    (before, after): (&Placement, &Placement),
    fates: &[Fate],
) -> Costs {
    let services: Option<Usd> = fates.iter().map(|fate| fate.extra).sum();
    let shared = opened(context, before, after);
    let traffic = traffic(context, before, after);
    Costs {
        running: services.zip(shared).map(|(services, shared)| services + shared),
        traffic: traffic.map(|(usd, _)| usd),
        moved: traffic.map(|(_, moved)| moved),
        copied_back: copied_back(context, before, fates),
    }
}

/// Gateways and links that only what has taken over needs.
fn opened(context: Context<'_>, before: &Placement, after: &Placement) -> Option<Usd> {
    let all = |placement: &Placement| -> BTreeSet<Opening> {
        let deployments = placement.deployments();
        deployments.flat_map(|(id, deployment)| openings_at(context, id, deployment)).collect()
    };
    let known = all(before);
    let mut used = Vec::new();
    for opening in all(after).difference(&known) {
        used.extend(opening_usage(context, *opening).ok()?);
    }
    Some(cost(used))
}

/// What the flows between ends that serve cost and carry after the loss, less what they did before.
fn traffic(context: Context<'_>, before: &Placement, after: &Placement) -> Option<(Usd, Decimal)> {
    let topology = context.topology;
    let serves = |end| !matches!(end, crate::plan::Endpoint::Service(id) if after.of(id).deployments.is_empty());
    let changed = |id: &FlowId| ends(topology, before, *id) != ends(topology, after, *id);
    let flows = topology.flow_ids().filter(|&id| {
        let flow = topology.flow(id);
        serves(flow.from) && serves(flow.to)
    });
    let mut used: [Vec<Usage<'_>>; 2] = [Vec::new(), Vec::new()];
    for id in flows.filter(changed) {
        for (used, placement) in used.iter_mut().zip([before, after]) {
            let (from, to) = ends(topology, placement, id);
            used.extend(flow_usage(context, id, &from, &to).ok()?);
        }
    }
    let [was, is] = used;
    let moved = carried(&is) - carried(&was);
    Some((cost(is) - cost(was), moved))
}

/// The GiB of transfer among what is used.
fn carried(used: &[Usage<'_>]) -> Decimal {
    let transfer = used.iter().filter(|usage| usage.category == Category::Transfer);
    transfer.map(|usage| usage.quantity.amount).sum()
}

/// What it takes to bring the data of what failed over back to where it was active.
fn copied_back(context: Context<'_>, before: &Placement, fates: &[Fate]) -> Option<Usd> {
    let mut used = Vec::new();
    for fate in fates {
        let Course::FailsOver(site) = fate.course else { continue };
        let service = context.topology.service(fate.service);
        if !service.kind.keeps_data() {
            continue;
        }
        let from = ActiveSite { site, zones: 1 };
        for to in active_sites(before.of(fate.service)) {
            let data = service.demand.data();
            used.extend(copy_usage(context, fate.service, from, to, data).ok()?);
        }
    }
    Some(cost(used))
}

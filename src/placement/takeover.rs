//! A recovery site once it has taken over: woken, or scaled out to what must be served after a loss.
//!
//! The other end of `waiting`. Nodes beyond those that run already are paid by the hour.

use crate::plan::{Load, LoadLevel, Service, ServiceId};
use crate::terms::{Kind, Purchase, Role};

use super::cluster::{self, Pods};
use super::needs::Needs;
use super::sizing::{Wanted, Wish, running, wanted};
use super::usage::Context;
use super::waiting::load_after_loss;
use super::{Deployment, Hardware, Lot, Placement};

/// A recovery deployment as it serves once it has taken over.
#[must_use]
pub fn taken_over(
    context: Context<'_>,
    placement: &Placement,
    id: ServiceId,
    deployment: &Deployment,
) -> Deployment {
    let service = context.topology.service(id);
    let mut after = deployment.woken(service);
    after.role = Role::Active;
    after.load = higher(&after.load, &load_after_loss(service));
    let pods = (service.kind == Kind::Kubernetes).then(|| pods(context, placement, id, &after));
    let values = Needs::of(context.topology, id).at(&after);
    let wanted = wanted(context, service, &after, &values, pods).ok().flatten();
    if let Some(needed) = wanted.and_then(|wanted| needed(context, service, &after, &wanted)) {
        grow(&mut after.hardware, &needed);
    }
    after
}

/// The pods of a cluster that has taken over, with all of its workloads.
fn pods(
    context: Context<'_>,
    placement: &Placement,
    cluster: ServiceId,
    deployment: &Deployment,
) -> Pods {
    let here = |id| placement.of(id).deployments.iter().find(|d| d.site == deployment.site);
    let load = |id, d: &Deployment| higher(&d.load, &load_after_loss(context.topology.service(id)));
    let hosted = context.topology.hosted_by(cluster);
    let workloads: Vec<(ServiceId, Load)> =
        hosted.filter_map(|id| Some((id, load(id, here(id)?)))).collect();
    Pods::new(context.topology, &workloads, deployment.zones)
}

/// The nodes or machines that are needed of the kind that is there.
fn needed(
    context: Context<'_>,
    service: &Service,
    deployment: &Deployment,
    wanted: &Wanted,
) -> Option<Load> {
    match (&deployment.hardware, &wanted.nodes) {
        (Hardware::Nodes { sku, .. }, _) => {
            running(service, wanted, context.catalog.sku(*sku)).map(std::borrow::Cow::into_owned)
        }
        (Hardware::Pool { .. }, Wish::Each { running, .. }) => Some(running.clone()),
        (Hardware::Pool { vcpu, memory, .. }, Wish::Holding(pods)) => {
            pods.nodes(cluster::room(service, *vcpu, *memory))
        }
        (Hardware::Managed, _) => None,
    }
}

fn grow(hardware: &mut Hardware, needed: &Load) {
    match hardware {
        Hardware::Nodes { lots, running, .. } => {
            *running = higher(running, needed);
            let bought: u32 = lots.iter().map(|lot| lot.count).sum();
            let count = running.peak().saturating_sub(bought);
            match lots.last_mut().filter(|last| last.purchase == Purchase::OnDemand) {
                Some(last) => last.count += count,
                None if count > 0 => lots.push(Lot { purchase: Purchase::OnDemand, count }),
                None => {}
            }
        }
        Hardware::Pool { running, .. } => *running = higher(running, needed),
        Hardware::Managed => {}
    }
}

/// The larger of two loads at each level; the second where their hours differ.
fn higher(one: &Load, other: &Load) -> Load {
    let (a, b) = (one.levels(), other.levels());
    if a.len() != b.len() || a.iter().zip(b).any(|(a, b)| a.hours != b.hours) {
        return other.clone();
    }
    let level = |(a, b): (&LoadLevel, &LoadLevel)| LoadLevel {
        replicas: a.replicas.max(b.replicas),
        hours: a.hours,
    };
    Load::new(a.iter().zip(b).map(level).collect())
}

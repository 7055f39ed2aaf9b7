//! What a loss does to one service by itself: what is left of it, what takes over, by which mechanism.
//!
//! Whether the rest of the plan lets it work again is for `fate` to say.

use crate::catalog::SiteId;
use crate::placement::{
    Arrangement, Context, Deployment, Loss, Placement, RecoveryEstimate, active_left,
    active_suffice, recovery_estimate, survivors, taken_over, taking_over,
};
use crate::plan::ServiceId;
use crate::terms::{Kind, Strategy, Survives};
use crate::units::Seconds;

/// What becomes of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Course {
    /// Nothing of it is lost.
    Untouched,
    /// It serves on, but a recovery site of it is lost.
    Unprotected,
    /// What is left serves on with enough capacity: the other zones, or the other active sites.
    GoesOn,
    /// What is left serves on, with less than must be served after a loss.
    Short,
    /// Its recovery site takes over.
    FailsOver(SiteId),
    /// Nothing is left that could serve.
    Lost,
}

/// Replicas in the busiest hours, with those that must be left after a loss and those of normal times. One
/// each for kinds without replicas; of one place, for what runs at each of several places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// What serves now.
    pub left: u32,
    /// What must be served after a loss.
    pub degraded: u32,
    /// The demand of normal times.
    pub full: u32,
}

/// A service after a loss, by itself.
pub struct After {
    /// What becomes of it.
    pub course: Course,
    /// Sites where a deployment of it is lost, or a part of one.
    pub lost: Vec<SiteId>,
    /// What there is of it then; nothing if it is lost.
    pub arrangement: Arrangement,
    /// What serves.
    pub capacity: Capacity,
    /// How it comes back.
    pub estimate: RecoveryEstimate,
}

/// Plays losses on one service.
pub fn after(context: Context<'_>, placement: &Placement, id: ServiceId, losses: &[Loss]) -> After {
    let (catalog, service) = (context.catalog, context.topology.service(id));
    let arrangement = placement.of(id);
    let course = course(context, id, arrangement, losses);
    let touched = |d: &&Deployment| is_touched(context, id, d, losses);
    let lost = arrangement.deployments.iter().filter(touched).map(|d| d.site).collect();
    let remaining = match course {
        Course::Untouched => arrangement.clone(),
        Course::Lost => Arrangement { deployments: Vec::new(), ..*arrangement },
        Course::FailsOver(_) => {
            let stands_in = taking_over(catalog, service.kind, arrangement, losses);
            let stands_in = stands_in.map(|d| taken_over(context, placement, id, d));
            Arrangement { deployments: stands_in.into_iter().collect(), ..*arrangement }
        }
        Course::Unprotected | Course::GoesOn | Course::Short => {
            what_remains(context, id, arrangement, losses)
        }
    };
    let estimate = estimate(context, id, (arrangement, &remaining), &course);
    let capacity = capacity(context, id, &remaining, losses);
    After { course, lost, arrangement: remaining, capacity, estimate }
}

fn course(
    context: Context<'_>,
    id: ServiceId,
    arrangement: &Arrangement,
    losses: &[Loss],
) -> Course {
    let (catalog, service) = (context.catalog, context.topology.service(id));
    let touched = |d: &Deployment| is_touched(context, id, d, losses);
    let stands_in = taking_over(catalog, service.kind, arrangement, losses);
    if !arrangement.active().any(touched) {
        let unprotected = arrangement.strategy.has_recovery() && stands_in.is_none();
        if unprotected { Course::Unprotected } else { Course::Untouched }
    } else if active_suffice(catalog, service, arrangement, losses) {
        Course::GoesOn
    } else if let Some(recovery) = stands_in {
        Course::FailsOver(recovery.site)
    } else if active_left(catalog, service.kind, arrangement, losses, 0).is_empty() {
        Course::Lost
    } else {
        Course::Short
    }
}

/// Whether losses take a deployment or one of its zones. What runs at many places of its provider does not
/// notice the loss of one of them.
fn is_touched(
    context: Context<'_>,
    id: ServiceId,
    deployment: &Deployment,
    losses: &[Loss],
) -> bool {
    let kind = context.topology.service(id).kind;
    let running = deployment.load.peak().max(1);
    let zone = !kind.is_global() && losses.contains(&Loss::Zone(deployment.site));
    zone || survivors(context.catalog, kind, deployment, losses, running) < running
}

/// The active sites that are left, which share what is counted, and the recovery sites that are.
fn what_remains(
    context: Context<'_>,
    id: ServiceId,
    arrangement: &Arrangement,
    losses: &[Loss],
) -> Arrangement {
    let (catalog, kind) = (context.catalog, context.topology.service(id).kind);
    let active = active_left(catalog, kind, arrangement, losses, 0);
    let among = u32::try_from(active.len()).unwrap_or(u32::MAX);
    let active = active.into_iter().map(|(d, _)| Deployment { among, ..d.clone() });
    let recovery = taking_over(catalog, kind, arrangement, losses).cloned();
    Arrangement { deployments: active.chain(recovery).collect(), ..*arrangement }
}

fn capacity(
    context: Context<'_>,
    id: ServiceId,
    remaining: &Arrangement,
    losses: &[Loss],
) -> Capacity {
    let service = context.topology.service(id);
    let full = service.demand.load().peak();
    let kind = service.kind;
    let left = active_left(context.catalog, kind, remaining, losses, 0);
    let least = left.iter().map(|&(_, n)| n).min().unwrap_or(0);
    // Each place of an edge service is for itself; else the parts are equal, so the least site decides.
    let sites = if kind == Kind::Edge { 1 } else { u32::try_from(left.len()).unwrap_or(1) };
    let degraded = service.degraded_capacity.of_count_ceil(full);
    Capacity { left: least.saturating_mul(sites), degraded, full }
}

/// The figures of the way back. A single site comes back by its other zones, and so does the active site of
/// another strategy that has enough of them, unless its recovery site is quicker.
fn estimate(
    context: Context<'_>,
    id: ServiceId,
    (before, remaining): (&Arrangement, &Arrangement),
    course: &Course,
) -> RecoveryEstimate {
    let by = |strategy, from: &Arrangement| {
        let arrangement = Arrangement { strategy, deployments: from.deployments.clone() };
        recovery_estimate(context, id, Survives::Zone, &arrangement)
    };
    match course {
        Course::Untouched | Course::Unprotected | Course::Lost => RecoveryEstimate::default(),
        Course::FailsOver(_) => by(before.strategy, before),
        Course::GoesOn | Course::Short if before.strategy == Strategy::ActiveActive => {
            by(before.strategy, remaining)
        }
        Course::GoesOn | Course::Short => {
            let active = remaining.active().cloned().collect();
            let alone = Arrangement { deployments: active, ..*remaining };
            let within = by(Strategy::Single, &alone);
            // Where the recovery site is there sooner than the zones recover, it takes over.
            let across = remaining.recovery().next().map(|_| by(before.strategy, before));
            across.filter(|across| time(across) < time(&within)).unwrap_or(within)
        }
    }
}

/// For comparing estimates: the recovery time, after all others if a figure is missing.
fn time(estimate: &RecoveryEstimate) -> (bool, Option<Seconds>) {
    let known = estimate.rto.is_some() && estimate.rpo.is_some();
    (!known, estimate.rto_seconds())
}

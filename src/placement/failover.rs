//! What is left of an arrangement when a failure domain is lost.
//!
//! The second route to the capacity rules: `capacity` says how many replicas to run, this plays every
//! loss and counts what remains. `verify` relies on this one alone.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, SiteId};
use crate::plan::Service;
use crate::terms::{Form, Kind, Provider, Role, Strategy, Survives};

use super::capacity::demand;
use super::waiting::load_before_loss;
use super::{Arrangement, Deployment};

/// A failure domain that is lost whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// The fullest zone of a site.
    Zone(SiteId),
    /// A site.
    Site(SiteId),
    /// A provider with all its sites.
    Provider(Provider),
}

/// Every loss of the scope and of the smaller ones that touches an arrangement.
#[must_use]
pub fn losses(catalog: &Catalog, scope: Survives, arrangement: &Arrangement) -> Vec<Loss> {
    let mut all = BTreeSet::new();
    for deployment in &arrangement.deployments {
        if scope >= Survives::Zone {
            all.insert(Loss::Zone(deployment.site));
        }
        if scope >= Survives::Region {
            all.insert(Loss::Site(deployment.site));
        }
        if scope >= Survives::Provider {
            all.insert(Loss::Provider(catalog.site(deployment.site).provider));
        }
    }
    all.into_iter().collect()
}

/// Whether enough is left of an arrangement after a loss, at each level of the load: a recovery site that
/// takes over and scales out; or active sites of which each carries an equal part of the degraded demand.
#[must_use]
pub fn enough_left(
    catalog: &Catalog,
    service: &Service,
    arrangement: &Arrangement,
    loss: Loss,
) -> bool {
    let losses = [loss];
    taking_over(catalog, service.kind, arrangement, &losses).is_some()
        || active_suffice(catalog, service, arrangement, &losses)
}

/// The recovery site that takes over after losses, whatever runs there now: it is started or scaled out.
#[must_use]
pub fn taking_over<'a>(
    catalog: &Catalog,
    kind: Kind,
    arrangement: &'a Arrangement,
    losses: &[Loss],
) -> Option<&'a Deployment> {
    let remains = |d: &&Deployment| survivors(catalog, kind, d, losses, d.load.peak().max(1)) > 0;
    arrangement.recovery().find(remains)
}

/// Whether the active sites that losses leave carry the degraded demand in equal parts, at each level.
#[must_use]
pub fn active_suffice(
    catalog: &Catalog,
    service: &Service,
    arrangement: &Arrangement,
    losses: &[Loss],
) -> bool {
    demand(service).levels().iter().enumerate().all(|(level, asked)| {
        let needed = service.degraded_capacity.of_count_ceil(asked.replicas);
        let remaining = active_left(catalog, service.kind, arrangement, losses, level);
        let sites = u32::try_from(remaining.len()).unwrap_or(u32::MAX);
        needed == 0 || (sites > 0 && remaining.iter().all(|&(_, n)| n >= needed.div_ceil(sites)))
    })
}

/// The active sites that losses leave something of, with the replicas left at a level of the load. Where
/// there are several active sites, one that loses a zone is not counted on: the others are there for it.
#[must_use]
pub fn active_left<'a>(
    catalog: &Catalog,
    kind: Kind,
    arrangement: &'a Arrangement,
    losses: &[Loss],
    level: usize,
) -> Vec<(&'a Deployment, u32)> {
    let whole = |&loss: &Loss| match (arrangement.strategy, loss) {
        (Strategy::ActiveActive, Loss::Zone(site)) => Loss::Site(site),
        _ => loss,
    };
    let losses: Vec<Loss> = losses.iter().map(whole).collect();
    let running = |d: &Deployment| d.load.levels().get(level).map_or(0, |l| l.replicas);
    let left = |d: &'a Deployment| (d, survivors(catalog, kind, d, &losses, running(d)));
    arrangement.active().map(left).filter(|&(_, n)| n > 0).collect()
}

/// Replicas of a deployment that losses leave of `running` ones.
#[must_use]
pub fn survivors(
    catalog: &Catalog,
    kind: Kind,
    deployment: &Deployment,
    losses: &[Loss],
    running: u32,
) -> u32 {
    let lost_whole = |&loss: &Loss| match loss {
        // What runs at many places of its provider loses neither a zone nor a site.
        Loss::Zone(_) | Loss::Site(_) if kind.is_global() => false,
        Loss::Zone(site) => site == deployment.site && deployment.form == Form::Single,
        Loss::Site(site) => site == deployment.site,
        Loss::Provider(provider) => catalog.site(deployment.site).provider == provider,
    };
    let touched = losses.contains(&Loss::Zone(deployment.site));
    match (losses.iter().any(lost_whole), touched) {
        (true, _) => 0,
        // Replicas are spread evenly, so the fullest zone holds a rounded-up part. Kinds without
        // replicas are redundant over zones as a whole.
        (false, true) if kind.has_replicas() => running - running.div_ceil(deployment.zones),
        (false, _) => running,
    }
}

/// Whether a recovery site runs what its strategy asks, level by level: nothing where everything is
/// started after a loss, else at least the standby part.
#[must_use]
pub fn waits_as_asked(service: &Service, strategy: Strategy, deployment: &Deployment) -> bool {
    if deployment.role == Role::Active {
        return true;
    }
    let asked = load_before_loss(service, strategy);
    let pairs = || asked.levels().iter().zip(deployment.load.levels());
    (asked.peak() == 0) == deployment.is_asleep()
        && pairs().all(|(asked, running)| running.replicas >= asked.replicas)
}

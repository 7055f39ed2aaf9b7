//! How many replicas run where, so that enough remain after the loss that must be survived.
//!
//! Only counts; what they run on is `sizing`, whether a finished placement really has enough is
//! checked by another route in `failover`.

use crate::catalog::Site;
use crate::plan::{Load, Service};
use crate::terms::{Form, Kind, Role, Strategy, Survives};

/// More zones than this bring no more safety against the loss of one, only more traffic.
const ZONES_MAX: u32 = 3;

/// Zones that a deployment of this form uses at a site.
#[must_use]
pub fn zones_in_use(site: &Site, form: Form) -> u32 {
    match form {
        Form::Single => 1,
        Form::ZoneRedundant => site.zones.min(ZONES_MAX),
    }
}

/// Where a deployment stands in an arrangement, as far as its form goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// How the service recovers.
    pub strategy: Strategy,
    /// The largest loss to survive.
    pub survives: Survives,
    /// Serving or waiting.
    pub role: Role,
}

/// The forms in which a service may be deployed at a site; never empty.
///
/// A site without zones leaves no choice. A standby is kept in one zone: the active site is there for the loss of a zone at the standby's. A
/// single site that must survive the loss of a zone is spread, and so are machines at several active
/// sites. One replica cannot be in two zones. Else both forms compete.
#[must_use]
pub fn allowed_forms(service: &Service, site: &Site, standing: Standing) -> &'static [Form] {
    const SINGLE: &[Form] = &[Form::Single];
    const SPREAD: &[Form] = &[Form::ZoneRedundant];
    let machines = service.kind.has_replicas();
    let fewest = demand(service).levels().iter().map(|level| level.replicas).min().unwrap_or(0);
    let single = standing.strategy == Strategy::Single;
    if site.zones < 2 || standing.role == Role::Recovery {
        SINGLE
    } else if single && standing.survives >= Survives::Zone {
        SPREAD
    } else if machines && fewest < 2 {
        SINGLE
    } else if standing.strategy == Strategy::ActiveActive {
        SPREAD
    } else {
        Form::ALL
    }
}

/// The load profile of a service's demand: constantly one for kinds without replicas.
#[must_use]
pub fn demand(service: &Service) -> Load {
    service.demand.load()
}

/// The forms in which a product may be deployed where these forms are asked for; empty if it has none of
/// them. One that only comes spread over zones is taken as it comes, and a site without zones has but one form.
#[must_use]
pub fn forms_of(asked: &[Form], site: &Site, offered: &[Form]) -> Vec<Form> {
    if site.zones < 2 || offered == [Form::ZoneRedundant] {
        let only = if site.zones < 2 { Form::Single } else { Form::ZoneRedundant };
        return vec![only];
    }
    asked.iter().copied().filter(|form| offered.contains(form)).collect()
}

/// What an active site has to carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ActivePart {
    /// How the service recovers.
    pub strategy: Strategy,
    /// The largest loss to survive.
    pub survives: Survives,
    /// Active sites in all.
    pub sites: u32,
    /// The most other active sites that one loss can take, which this one must then make up for.
    pub lost: u32,
    /// Zones in use at this site.
    pub zones: u32,
}

/// Replicas at one active site, level by level.
///
/// With a single site and zones to lose, the smallest count of which enough remain in the other zones.
/// With several active sites, an equal part each, and enough in the sites that remain (even where only a
/// zone must be survivable: the sites are there for it). A recovery site
/// leaves the active site as the demand is: it covers the loss.
#[must_use]
pub fn active_load(service: &Service, part: ActivePart) -> Load {
    let demand = demand(service);
    if !service.kind.has_replicas() {
        return demand;
    }
    let degraded = |n: u32| service.degraded_capacity.of_count_ceil(n);
    match part.strategy {
        // Every place carries its own whole demand.
        _ if service.kind == Kind::Edge => demand,
        Strategy::Single if part.survives >= Survives::Zone && part.zones > 1 => {
            // n - ceil(n / zones) >= needed  <=>  n >= needed * zones / (zones - 1)
            demand.map(|n| n.max((degraded(n) * part.zones).div_ceil(part.zones - 1)))
        }
        Strategy::Single
        | Strategy::BackupRestore
        | Strategy::PilotLight
        | Strategy::WarmStandby => demand,
        Strategy::ActiveActive if part.survives >= Survives::Zone && part.sites > part.lost => {
            let remaining = part.sites - part.lost;
            demand.map(|n| n.div_ceil(part.sites).max(degraded(n).div_ceil(remaining)))
        }
        Strategy::ActiveActive => demand.map(|n| n.div_ceil(part.sites)),
    }
}

/// Hours of the month that the `k`-th replica runs (from 0; the first ones run longest).
#[must_use]
pub fn hours_of_replica(load: &Load, k: u32) -> u32 {
    load.levels().iter().filter(|level| level.replicas > k).map(|level| level.hours).sum()
}

/// Hours of the month that replicas `from..` run, added up.
#[must_use]
pub fn hours_from(load: &Load, from: u32) -> u64 {
    let levels = load.levels().iter();
    levels.map(|l| u64::from(l.replicas.saturating_sub(from)) * u64::from(l.hours)).sum()
}

#[cfg(test)]
mod tests {
    use super::{hours_from, hours_of_replica};
    use crate::plan::{Load, LoadLevel};

    #[test]
    fn the_first_replicas_run_longest() {
        let load = Load::new(vec![
            LoadLevel { replicas: 4, hours: 500 },
            LoadLevel { replicas: 12, hours: 230 },
        ]);
        assert_eq!(hours_of_replica(&load, 3), 730);
        assert_eq!(hours_of_replica(&load, 4), 230);
        assert_eq!(hours_of_replica(&load, 12), 0);
        assert_eq!(hours_from(&load, 4), 8 * 230);
        assert_eq!(hours_from(&load, 0), 4 * 500 + 12 * 230);
    }
}

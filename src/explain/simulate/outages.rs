//! What can fail by itself in a placement, how often and for how long, and when it does in one year.

use crate::catalog::{Catalog, Outage, OutageScope};
use crate::placement::{Loss, Placement};
use crate::terms::Provider;

/// Seconds of a year of 12 months of 730 hours.
pub const YEAR: f64 = 12.0 * 730.0 * 3_600.0;

/// A failure domain in use, with the figures of the catalogs.
#[derive(Debug, Clone, PartialEq)]
pub struct OutageRate {
    /// What is lost.
    pub loss: Loss,
    /// How often a year, how long, and how well that is known.
    pub outage: Outage,
}

/// A failure domain as a process that is up and down for exponential times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Process {
    /// What is lost while it is down.
    pub loss: Loss,
    /// Mean seconds from the end of an outage to the next one.
    pub mean_up: f64,
    /// Mean seconds of an outage.
    pub mean_down: f64,
}

/// A failure domain that goes down or comes back at a time of the year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Seconds from the start of the year.
    pub at: f64,
    /// What.
    pub loss: Loss,
    /// Whether it goes down.
    pub down: bool,
}

/// All failure domains of the sites in use for which the catalogs have figures: zones of sites that have
/// several, sites, and providers.
pub fn rates(catalog: &Catalog, placement: &Placement) -> Vec<OutageRate> {
    let sites = placement.sites();
    let mut found = Vec::new();
    let mut providers: Vec<Provider> = Vec::new();
    for &id in &sites {
        let site = catalog.site(id);
        let mut add = |scope, loss| {
            let known = catalog.outage(site.provider, scope).cloned();
            found.extend(known.map(|outage| OutageRate { loss, outage }));
        };
        if site.zones > 1 {
            add(OutageScope::Zone, Loss::Zone(id));
        }
        add(OutageScope::Region, Loss::Site(id));
        if !providers.contains(&site.provider) {
            providers.push(site.provider);
            add(OutageScope::Provider, Loss::Provider(site.provider));
        }
    }
    found
}

impl Process {
    /// The process of a failure domain.
    pub fn new(rate: &OutageRate) -> Option<Self> {
        let per_year: f64 = rate.outage.per_year.try_into().ok()?;
        let seconds = u32::try_from(rate.outage.mean.0).ok()?;
        (per_year > 0.0 && seconds > 0).then(|| Process {
            loss: rate.loss,
            mean_up: YEAR / per_year,
            mean_down: f64::from(seconds),
        })
    }

    /// What happens to the domain in a year. It starts as it is found at any time: down with the
    /// probability of being down, and what is left of an outage is as long as an outage.
    pub fn changes(&self, dice: &mut fastrand::Rng) -> Vec<Change> {
        let mut found = Vec::new();
        let mut down = dice.f64() < self.mean_down / (self.mean_up + self.mean_down);
        let mut at = 0.0;
        if down {
            found.push(Change { at, loss: self.loss, down });
        }
        loop {
            let mean = if down { self.mean_down } else { self.mean_up };
            // One minus a number below one is above zero.
            at -= mean * (1.0 - dice.f64()).ln();
            if at >= YEAR {
                return found;
            }
            down = !down;
            found.push(Change { at, loss: self.loss, down });
        }
    }
}

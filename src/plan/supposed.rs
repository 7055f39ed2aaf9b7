//! A cost that nobody bills: supposed to see what would change if it were real. No plan can say it.

use crate::terms::SitePattern;
use crate::units::Usd;

use super::{Rule, ServiceId, Topology};

/// What a service costs more wherever it uses none of some sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supposed {
    /// The service; not one that stands with a host.
    pub service: ServiceId,
    /// The sites at which it costs what it does.
    pub sites: SitePattern,
    /// What it costs more a month everywhere else.
    pub monthly: Usd,
}

impl Topology {
    /// The same as if a service were cheaper by so much a month wherever it uses one of some sites.
    ///
    /// It is made dearer everywhere else, and the budget larger by as much: placements rank the same, and no cost is
    /// below zero.
    #[must_use]
    pub fn cheaper_at(&self, service: ServiceId, sites: &SitePattern, monthly: Usd) -> Self {
        let mut changed = self.clone();
        let service = self.host_of(service);
        changed.supposed = Some(Supposed { service, sites: sites.clone(), monthly });
        for requirement in &mut changed.requirements {
            if let Rule::Budget(limit) = &mut requirement.rule {
                *limit += monthly;
            }
        }
        changed
    }
}

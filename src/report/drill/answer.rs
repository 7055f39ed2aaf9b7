//! What every report of a drill starts from, with names for ids.

use crate::catalog::{Catalog, SiteId};
use crate::explain::Drill;
use crate::placement::Placement;
use crate::plan::{ServiceId, Topology};

/// A drill with the plan and the placement that it was played on.
#[derive(Debug, Clone, Copy)]
pub struct DrillAnswer<'a> {
    /// The plan.
    pub topology: &'a Topology,
    /// The catalogs.
    pub catalog: &'a Catalog,
    /// The placement before any loss.
    pub placement: &'a Placement,
    /// What the losses come to.
    pub drill: &'a Drill,
    /// Whether tables tell every loss in full, and not only those that break a promise.
    pub in_full: bool,
}

impl<'a> DrillAnswer<'a> {
    /// A service's name.
    pub(super) fn service(&self, id: ServiceId) -> &'a str {
        &self.topology.service(id).name.value
    }

    /// A site's code.
    pub(super) fn site(&self, id: SiteId) -> &'a str {
        &self.catalog.site(id).code
    }

    /// Codes of sites.
    pub(super) fn sites(&self, ids: &[SiteId]) -> Vec<&'a str> {
        ids.iter().map(|&id| self.site(id)).collect()
    }
}

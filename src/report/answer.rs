//! What every report starts from: the plan, the catalog and the outcome, with names for ids.

use crate::catalog::{Catalog, SiteId};
use crate::diag::Sources;
use crate::explain::{Alternatives, Conflict, Risk, Why};
use crate::milp::Outcome;
use crate::placement::Context;
use crate::plan::{ServiceId, Topology};
use crate::units::Decimal;

/// A solved plan with everything that is known about its answer.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The plan.
    pub topology: &'a Topology,
    /// The catalogs it was matched against.
    pub catalog: &'a Catalog,
    /// The texts that were read, for file and line of a requirement.
    pub sources: &'a Sources,
    /// What the solve came to.
    pub outcome: &'a Outcome,
    /// The decisions, one per service; empty without a placement.
    pub why: &'a [Why],
    /// What outages are expected to cost; empty if the plan does not say what an hour costs.
    pub risks: &'a [Risk],
    /// Why there is no placement, if that was proven.
    pub conflict: Option<&'a Conflict>,
    /// The next cheapest placements, if asked for.
    pub alternatives: Option<&'a Alternatives>,
    /// The gap that was asked for, as a fraction.
    pub asked_gap: Decimal,
}

/// What stands in place of a service's name on charges that services share.
pub(super) const SHARED: &str = "(shared)";
/// What stands in place of a site on charges of a whole provider.
pub(super) const PROVIDER_WIDE: &str = "(provider-wide)";

impl<'a> Answer<'a> {
    /// The plan and the catalogs together.
    pub(super) const fn context(&self) -> Context<'a> {
        Context { topology: self.topology, catalog: self.catalog }
    }

    /// A service's name.
    pub(super) fn service(&self, id: ServiceId) -> &str {
        &self.topology.service(id).name.value
    }

    /// A site's code.
    pub(super) fn site(&self, id: SiteId) -> &str {
        &self.catalog.site(id).code
    }

    /// The name on a charge.
    pub(super) fn service_or_shared(&self, id: Option<ServiceId>) -> &str {
        id.map_or(SHARED, |id| self.service(id))
    }

    /// The site of a charge.
    pub(super) fn site_or_provider(&self, id: Option<SiteId>) -> &str {
        id.map_or(PROVIDER_WIDE, |id| self.site(id))
    }
}

//! A placement that passed [`super::verify()`], with everything that follows from it.
//!
//! The only way to a [`Verified`] is through `verify`, and every report takes one: what was not
//! checked cannot be printed.

use crate::catalog::{Basis, RecoveryFact, Rtt, SiteId};
use crate::plan::{FlowId, JourneyId, RequirementId, ServiceId, UsersId};
use crate::terms::{RecoveryTerm, Strategy, Survives};
use crate::units::{Availability, Millis, Seconds, Usd};

use super::{Charge, Leg, Placement};

/// A placement that meets every requirement of its plan, with its bill and estimates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub(super) placement: Placement,
    pub(super) charges: Vec<Charge>,
    pub(super) recovery: Vec<RecoveryLine>,
    pub(super) availability: Vec<AvailabilityLine>,
    pub(super) latency: Vec<LatencyLine>,
    pub(super) journeys: Vec<JourneyLine>,
    pub(super) budgets: Vec<BudgetLine>,
    pub(super) compliance: Vec<ComplianceLine>,
}

impl Verified {
    /// Who runs where.
    #[must_use]
    pub const fn placement(&self) -> &Placement {
        &self.placement
    }

    /// The bill, sorted by service, site, category, SKU and tier.
    #[must_use]
    pub fn charges(&self) -> &[Charge] {
        &self.charges
    }

    /// The exact sum of the bill.
    #[must_use]
    pub fn total(&self) -> Usd {
        self.charges.iter().map(|charge| charge.monthly).sum()
    }

    /// Recovery estimates, one per service.
    #[must_use]
    pub fn recovery(&self) -> &[RecoveryLine] {
        &self.recovery
    }

    /// Availability estimates, one per service.
    #[must_use]
    pub fn availability(&self) -> &[AvailabilityLine] {
        &self.availability
    }

    /// Latency figures: users to services and bounded flows.
    #[must_use]
    pub fn latency(&self) -> &[LatencyLine] {
        &self.latency
    }

    /// Estimates for journeys, in order of the plan.
    #[must_use]
    pub fn journeys(&self) -> &[JourneyLine] {
        &self.journeys
    }

    /// How much of what may fail does, by tier and target and by journey with a target.
    #[must_use]
    pub fn budgets(&self) -> &[BudgetLine] {
        &self.budgets
    }

    /// Residency and frameworks of services that have a class of data, with evidence.
    #[must_use]
    pub fn compliance(&self) -> &[ComplianceLine] {
        &self.compliance
    }
}

/// How a service comes back after the largest loss it must survive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryLine {
    /// The service.
    pub service: ServiceId,
    /// The largest loss survived.
    pub survives: Survives,
    /// By which strategy.
    pub strategy: Strategy,
    /// Recovery time: the terms of the sum; `None` if nothing is survived or a figure is missing.
    pub rto: Option<Vec<(RecoveryTerm, RecoveryFact)>>,
    /// The objective, if there is one: its own, or a shorter one of what depends on it.
    pub rto_target: Option<Seconds>,
    /// What it requires and what is back later than it, with the time; the latest of these.
    pub waits_for: Option<(ServiceId, Seconds)>,
    /// Data lost; `None` if nothing is survived or a figure is missing.
    pub rpo: Option<RecoveryFact>,
    /// The objective, if there is one.
    pub rpo_target: Option<Seconds>,
}

impl RecoveryLine {
    /// The sum of the terms of the recovery time.
    #[must_use]
    pub fn rto_seconds(&self) -> Option<Seconds> {
        self.rto.as_ref().map(|terms| terms.iter().map(|(_, fact)| fact.seconds).sum())
    }
}

/// Estimated availability of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvailabilityLine {
    /// The service.
    pub service: ServiceId,
    /// The estimate; `None` if a promise is missing from the catalogs.
    pub achieved: Option<Availability>,
    /// The target, if it is a requirement.
    pub target: Option<Availability>,
}

/// A round trip, with the service's own time where users wait for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatencyLine {
    /// What is measured.
    pub subject: LatencySubject,
    /// From which site of the caller; `None` for users.
    pub from: Option<SiteId>,
    /// To which site of the callee.
    pub to: SiteId,
    /// The figure.
    pub achieved: Millis,
    /// The bound, if there is one.
    pub target: Option<Millis>,
    /// Where the figure comes from.
    pub basis: Basis,
}

/// What a latency figure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LatencySubject {
    /// A group of users and a service they call.
    Users(UsersId, ServiceId),
    /// A flow between two services.
    Flow(FlowId),
}

/// What a journey comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JourneyLine {
    /// The journey.
    pub journey: JourneyId,
    /// How much of the time all its services are there; `None` if an estimate is missing.
    pub availability: Option<Availability>,
    /// The target, if there is one.
    pub availability_target: Option<Availability>,
    /// The service on the path that is out most, with its own availability.
    pub weakest: Option<(ServiceId, Availability)>,
    /// All round trips and services together; `None` if a round trip is not known.
    pub latency: Option<Rtt>,
    /// The bound, if there is one.
    pub latency_target: Option<Millis>,
    /// The hop that takes longest.
    pub slowest: Option<Leg>,
}

/// An error budget, which is what may fail by a target, with what the estimate uses of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetLine {
    /// Whose budget it is.
    pub subject: BudgetSubject,
    /// The target that leaves it.
    pub target: Availability,
    /// The estimate that uses most of it.
    pub estimate: Availability,
    /// The service that uses most of it.
    pub by: ServiceId,
}

/// Whose budget it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum BudgetSubject {
    /// Each service of a tier has it for itself.
    Tier(String),
    /// All services on a path share it.
    Journey(JourneyId),
}

/// What law or an auditor asks of a service, and the evidence for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplianceLine {
    /// The service.
    pub service: ServiceId,
    /// What is asked.
    pub asked: Asked,
    /// Each site in use.
    pub evidence: Vec<SiteEvidence>,
}

impl ComplianceLine {
    /// Whether there is evidence for every site. `None` where there is not: unknown is neither yes nor no.
    #[must_use]
    pub fn met(&self) -> Option<bool> {
        self.evidence.iter().all(|site| site.found.is_some()).then_some(true)
    }
}

/// What is asked of a service beside its targets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// The requirement that data stays in zones of law.
    Residency(RequirementId),
    /// A framework that its class of data is for, as written.
    Framework(String),
}

/// What is at a site, and why that is in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteEvidence {
    /// The site.
    pub site: SiteId,
    /// What of the service is kept there.
    pub kept: Vec<Kept>,
    /// `None` if the catalogs have no evidence.
    pub found: Option<Evidence>,
}

/// Why a site is in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What is known, with the catalog's row.
    pub text: String,
    /// Where that is published, if the text does not say so.
    pub source: Option<String>,
}

/// What of a service is kept at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It serves from there.
    Service,
    /// It is to serve from there after a loss.
    FailoverTarget,
    /// A copy that is kept in step.
    Replica,
    /// Backups.
    Backups,
    /// Keys of the customer.
    Keys,
    /// Logs of access.
    Logs,
}

impl Kept {
    /// The spelling in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kept::Service => "service",
            Kept::FailoverTarget => "failover target",
            Kept::Replica => "replica",
            Kept::Backups => "backups",
            Kept::Keys => "keys",
            Kept::Logs => "logs",
        }
    }
}

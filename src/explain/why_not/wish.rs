//! The cheapest placement in which a service uses some site, and whether the plan would choose one if it cost less.
//!
//! "Uses" is not "is pinned to": one of the service's sites is enough. That is a choice among the candidates, so the
//! engine solves it as it solves the plan.

use crate::catalog::SiteId;
use crate::explain::among::among;
use crate::milp::{Options, Outcome, Status, Stopwatch, solve, solve_among};
use crate::placement::{
    Candidate, Candidates, Context, InForce, ServiceCandidates, Verified, candidates,
};
use crate::plan::ServiceId;
use crate::terms::SitePattern;
use crate::units::Usd;

/// That a service uses one of some sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The service; one with a host stands where that does.
    pub service: ServiceId,
    /// The sites.
    pub sites: SitePattern,
}

impl Wish {
    /// The service that decides where it stands.
    pub(super) fn host(&self, context: Context<'_>) -> ServiceId {
        context.topology.host_of(self.service)
    }

    pub(super) fn is_meant(&self, context: Context<'_>, site: SiteId) -> bool {
        self.sites.matches(&context.catalog.site(site).code)
    }

    pub(super) fn fits(
        &self,
        context: Context<'_>,
        service: &ServiceCandidates<'_>,
        candidate: &Candidate<'_>,
    ) -> bool {
        let mut parts = candidate.parts.iter();
        parts.any(|&part| self.is_meant(context, service.parts[part].deployment.site))
    }

    /// The candidates without those that do not fit.
    pub(super) fn among<'a>(&self, context: Context<'_>, all: &Candidates<'a>) -> Candidates<'a> {
        let host = self.host(context).0 as usize;
        among(all, |index, service, candidate| {
            index != host || self.fits(context, service, candidate)
        })
    }
}

/// Whether a placement fulfils a wish.
#[must_use]
pub fn fulfilled(context: Context<'_>, verified: &Verified, wish: &Wish) -> bool {
    let mut sites = verified.placement().of(wish.service).deployments.iter();
    sites.any(|at| wish.is_meant(context, at.site))
}

/// The cheapest placement that meets the plan and a wish.
#[must_use]
pub fn elsewhere(
    context: Context<'_>,
    wish: &Wish,
    options: Options,
    stopwatch: Stopwatch<'_>,
) -> Outcome {
    let all = candidates(context, &InForce::all(context.topology));
    solve_among(context, &wish.among(context, &all), options, stopwatch)
}

/// Whether the plan's own answer would fulfil a wish if that made the service cheaper by so much a month; `None` if
/// that was not proven.
#[must_use]
pub fn moves(
    context: Context<'_>,
    wish: &Wish,
    cheaper: Usd,
    options: Options,
    stopwatch: Stopwatch<'_>,
) -> Option<bool> {
    let topology = context.topology.cheaper_at(wish.service, &wish.sites, cheaper);
    let context = Context { topology: &topology, ..context };
    let outcome = solve(context, options, stopwatch);
    let verified = outcome.verified.filter(|_| outcome.status == Status::Optimal)?;
    Some(fulfilled(context, &verified, wish))
}

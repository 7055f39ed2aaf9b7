//! What outages are expected to cost, what recovery avoids of that and at which price, and what would be the
//! next thing to do about it. For services of which the plan says what an hour without them costs.

use crate::catalog::SiteId;
use crate::placement::{
    Arrangement, Candidate, Context, InForce, ServiceCandidates, Verified, active_sites,
    candidates_of, cost, downtime_usage, hours_away,
};
use crate::plan::{Rule, ServiceId};
use crate::terms::{Category, Strategy};
use crate::units::{Decimal, Usd};

use super::changing::{Changing, total_with};

/// Arrangements that are tried as a next improvement; many break a rule that couples services.
const TRIED: usize = 50;

/// The expected loss of a service with all that it hosts, in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// The service.
    pub service: ServiceId,
    /// Hours in which the service itself is expected to be away.
    pub hours: Decimal,
    /// The expected loss.
    pub loss: Usd,
    /// What recovery costs and avoids; `None` if nothing can be compared with.
    pub recovery: Option<Trade>,
    /// The cheapest arrangement that is expected to lose less, if there is one.
    pub next: Option<Improvement>,
}

/// Money spent against a loss avoided, in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trade {
    /// What is paid more; below zero if less.
    pub more: Usd,
    /// How much less the expected loss is.
    pub avoided: Usd,
}

/// Another arrangement of a service, with everything else as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvement {
    /// How it recovers.
    pub strategy: Strategy,
    /// Its sites, active ones first.
    pub sites: Vec<SiteId>,
    /// What it costs and avoids.
    pub trade: Trade,
}

/// The risk of each service that stands on its own and has an expected loss, or hosts one that has.
#[must_use]
pub fn risks(context: Context<'_>, verified: &Verified) -> Vec<Risk> {
    let topology = context.topology;
    let ids = topology.service_ids();
    let at_risk = ids.filter(|&id| topology.host_of(id) == id && topology.downtime_costs(id));
    at_risk.filter_map(|id| risk(context, verified, id)).collect()
}

fn risk(context: Context<'_>, verified: &Verified, id: ServiceId) -> Option<Risk> {
    let placement = verified.placement();
    let with_hosted = context.topology.hosted_by(id).chain([id]);
    let losses = with_hosted.map(|id| downtime_usage(context, id, placement.of(id)));
    let losses = losses.collect::<Result<Vec<_>, _>>().ok()?;
    let loss = cost(losses.into_iter().flatten().collect());
    let service = candidates_of(context, &unbound(context, id), id);
    let priced = priced(context, verified, id, &service);
    Some(Risk {
        service: id,
        hours: hours_away(context, id, placement.of(id))?,
        loss,
        recovery: recovery(&service, &priced, placement.of(id)),
        next: next(context, verified, id, &service, &priced, loss),
    })
}

/// All requirements but those that make a service recover.
fn unbound(context: Context<'_>, id: ServiceId) -> InForce {
    let topology = context.topology;
    let mut in_force = InForce::all(topology);
    let standing = topology.hosted_by(id).chain([id]);
    for (asked, requirement) in standing.flat_map(|id| topology.asked_of(id)) {
        let recovers = matches!(
            requirement.rule,
            Rule::Survives { .. }
                | Rule::UseStrategy { .. }
                | Rule::Rto { .. }
                | Rule::Rpo { .. }
                | Rule::Availability { .. }
                | Rule::MinDistance { .. }
        );
        if recovers {
            in_force = in_force.with(asked, false);
        }
    }
    in_force
}

/// An arrangement with its prices.
struct Priced<'c, 'a> {
    candidate: &'c Candidate<'a>,
    /// Everything but the expected loss.
    paid: Usd,
    loss: Usd,
}

fn priced<'c, 'a>(
    context: Context<'a>,
    verified: &Verified,
    id: ServiceId,
    service: &'c ServiceCandidates<'a>,
) -> Vec<Priced<'c, 'a>> {
    let changing = Changing::new(context, verified.placement(), id, service);
    let price = |candidate: &'c Candidate<'a>| {
        let expected = candidate.beside.iter().filter(|used| used.category == Category::Downtime);
        let loss = cost(expected.cloned().collect());
        Some(Priced { candidate, paid: changing.cost(candidate)? - loss, loss })
    };
    service.arrangements.iter().filter_map(price).collect()
}

/// What the arrangement is paid more than the cheapest that serves from one of its sites alone.
fn recovery(
    service: &ServiceCandidates<'_>,
    priced: &[Priced<'_, '_>],
    chosen: &Arrangement,
) -> Option<Trade> {
    let this = priced.iter().find(|one| service.arrangement(one.candidate) == *chosen)?;
    let sites = active_sites(chosen);
    let alone = priced.iter().filter(|one| {
        one.candidate.strategy == Strategy::Single
            && service
                .active(one.candidate)
                .iter()
                .all(|at| sites.iter().any(|s| s.site == at.site))
    });
    let least = alone.min_by_key(|one| one.paid)?;
    Some(Trade { more: this.paid - least.paid, avoided: least.loss - this.loss })
}

/// The arrangement that is expected to lose less for the least money in all.
fn next(
    context: Context<'_>,
    verified: &Verified,
    id: ServiceId,
    service: &ServiceCandidates<'_>,
    priced: &[Priced<'_, '_>],
    loss: Usd,
) -> Option<Improvement> {
    let mut better: Vec<&Priced<'_, '_>> = priced.iter().filter(|one| one.loss < loss).collect();
    better.sort_by_key(|one| one.paid + one.loss);
    better.into_iter().take(TRIED).find_map(|one| {
        let all = service.all_arrangements(context.topology, id, one.candidate);
        let total = total_with(context, verified.placement(), all)?;
        let avoided = loss - one.loss;
        let arrangement = service.arrangement(one.candidate);
        Some(Improvement {
            strategy: arrangement.strategy,
            sites: arrangement.deployments.iter().map(|d| d.site).collect(),
            trade: Trade { more: total - verified.total() + avoided, avoided },
        })
    })
}

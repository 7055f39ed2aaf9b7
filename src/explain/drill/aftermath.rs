//! The placement as it serves after a loss, and what of the plan's rules does not hold meanwhile.

use crate::catalog::SiteId;
use crate::placement::{
    Context, Placement, active_sites, holds, pool_capacity, quota_at, taken_at, vcpus_at,
};
use crate::plan::{Endpoint, RequirementId, Rule, ServiceId, UsersId};
use crate::units::{Decimal, Usd};

use super::fate::Fate;

/// Sites on which more would run than they hold, or than a quota allows.
pub fn crowded(context: Context<'_>, after: &Placement) -> Vec<SiteId> {
    let rules = context.topology.requirements.iter().map(|requirement| &requirement.rule);
    let holds_all = |&site: &SiteId| {
        let capacity = pool_capacity(context, site);
        let quota = quota_at(context, rules.clone(), site).map(Decimal::from);
        capacity.is_none_or(|capacity| taken_at(context, after, site).within(capacity))
            && quota.is_none_or(|quota| vcpus_at(context, after, site) <= quota)
    };
    after.sites().into_iter().filter(|site| !holds_all(site)).collect()
}

/// Rules about where a service stands, and how near to others, that do not hold while it serves from other
/// sites than usual. Only of services that serve.
pub fn loosened(
    context: Context<'_>,
    (before, after): (&Placement, &Placement),
    fates: &[Fate],
) -> Vec<RequirementId> {
    let topology = context.topology;
    let serves = |id: ServiceId| !after.of(id).deployments.is_empty();
    let moved = |id: ServiceId| fates[id.0 as usize].serving != sites(before, id);
    let of_end = |end| match end {
        Endpoint::Service(id) => Some(id),
        Endpoint::Users(_) | Endpoint::Internet => None,
    };
    let subjects = |rule: &Rule| -> Vec<ServiceId> {
        match rule {
            Rule::Residency { service, .. }
            | Rule::Attested { service, .. }
            | Rule::Pin { service, .. }
            | Rule::UserLatency { service, .. } => vec![*service],
            Rule::FlowRtt { flow, .. } => {
                let flow = topology.flow(*flow);
                [flow.from, flow.to].into_iter().filter_map(of_end).collect()
            }
            Rule::JourneyLatency { journey, .. } => topology.journey(*journey).services(),
            Rule::Together(services) => services.clone(),
            _ => Vec::new(),
        }
    };
    let broken = |rule: &Rule| {
        let subjects = subjects(rule);
        subjects.iter().any(|&id| moved(id))
            && subjects.iter().all(|&id| serves(id))
            && !holds(context, after, Usd::ZERO, rule)
    };
    let all = (0..).map(RequirementId).zip(&topology.requirements);
    all.filter(|(_, requirement)| broken(&requirement.rule)).map(|(id, _)| id).collect()
}

fn sites(placement: &Placement, id: ServiceId) -> Vec<SiteId> {
    active_sites(placement.of(id)).iter().map(|active| active.site).collect()
}

/// Flows of users that nobody serves until what was lost is there again.
pub fn unserved(context: Context<'_>, fates: &[Fate]) -> Vec<(UsersId, ServiceId)> {
    let ends = context.topology.flows.iter().filter_map(|flow| match (flow.from, flow.to) {
        (Endpoint::Users(users), Endpoint::Service(to)) => Some((users, to)),
        _ => None,
    });
    let mut found: Vec<_> = ends.filter(|(_, to)| !fates[to.0 as usize].comes_back()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

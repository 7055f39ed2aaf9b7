//! Whether one requirement holds for a placement: an exhaustive match over the rules.

use crate::catalog::{Realisation, SiteId};
use crate::plan::{Endpoint, FlowId, Rule, ServiceId};
use crate::terms::{SitePattern, Survives};
use crate::units::{Decimal, Millis, Usd};

use crate::placement::arrangement_rules::{callers, user_latency};
use crate::placement::bill::ends;
use crate::placement::traffic::{active_sites, nearest_rtt, nearest_to_users};
use crate::placement::usage::Context;
use crate::placement::{Deployment, Placement, failover, journeys, quota, recovery, uptime};

/// Whether a rule holds for a well-formed placement whose bill is `total`.
#[must_use]
pub fn holds(context: Context<'_>, placement: &Placement, total: Usd, rule: &Rule) -> bool {
    match rule {
        Rule::AllowSites(patterns) => all_sites(context, placement, |code| any(patterns, code)),
        Rule::DenySites(patterns) => all_sites(context, placement, |code| !any(patterns, code)),
        Rule::Lost(pattern) => all_sites(context, placement, |code| !pattern.matches(code)),
        Rule::RoleSites { role, patterns } => placement
            .deployments()
            .filter(|(_, d)| d.role == *role)
            .all(|(_, d)| any(patterns, code(context, d.site))),
        Rule::Pin { service, patterns } => {
            sites_of(placement, *service).iter().all(|&s| any(patterns, code(context, s)))
        }
        Rule::Residency { service, zones } => sites_of(placement, *service)
            .iter()
            .all(|&s| context.catalog.site(s).residency.iter().any(|zone| zones.contains(zone))),
        Rule::Attested { service, framework } => sites_of(placement, *service)
            .iter()
            .all(|&s| context.catalog.attestation(s, framework).is_some()),
        Rule::Survives { service, scope } => survives(context, placement, *service, *scope),
        Rule::Engine { service, engines } => {
            products(context, placement, *service, |product| engines.contains(&product.engine))
        }
        Rule::Realisation { service, names } => {
            products(context, placement, *service, |product| names.contains(&product.name))
        }
        Rule::UseStrategy { service, strategy } => placement.of(*service).strategy == *strategy,
        // Times to recover are about the loss to survive; with nothing to survive they ask nothing.
        Rule::Rto { service, .. } | Rule::Rpo { service, .. }
            if context.topology.service(*service).survives == Survives::Nothing =>
        {
            true
        }
        Rule::Rto { service, limit } => {
            estimate(context, placement, *service).rto_seconds().is_some_and(|s| s <= *limit)
        }
        Rule::Rpo { service, limit } => {
            estimate(context, placement, *service).rpo.is_some_and(|fact| fact.seconds <= *limit)
        }
        Rule::Availability { service, target } => {
            available(context, placement, *service).is_some_and(|achieved| achieved >= *target)
        }
        Rule::UserLatency { service, limit } => near_users(context, placement, *service, *limit),
        Rule::MinDistance { service, km } => far_apart(context, placement, *service, *km),
        Rule::FlowRtt { flow, limit } => flow_near(context, placement, *flow, *limit),
        Rule::JourneyLatency { .. } | Rule::JourneyAvailability { .. } => {
            journeys::broken(context, placement, rule).is_none()
        }
        Rule::Together(services) => together(placement, services),
        Rule::Apart(services) => apart(placement, services),
        Rule::Budget(limit) => total <= *limit,
        Rule::MaxProviders(most) => providers(context, placement) <= *most as usize,
        Rule::MaxSites(most) => placement.sites().len() <= *most as usize,
        Rule::Quota { sites, vcpus } => within_quota(context, placement, sites, *vcpus),
    }
}

/// The recovery estimate of a service, for the scope it must survive.
pub fn estimate(
    context: Context<'_>,
    placement: &Placement,
    id: ServiceId,
) -> recovery::RecoveryEstimate {
    let survives = context.topology.service(id).survives;
    recovery::estimate(context, id, survives, placement.of(id))
}

/// The availability estimate of a service.
pub fn available(
    context: Context<'_>,
    placement: &Placement,
    id: ServiceId,
) -> Option<crate::units::Availability> {
    uptime::of_service(context, id, placement.of(id))
}

/// Whether all products that serve a service fit. What is served by none breaks a rule about products.
fn products(
    context: Context<'_>,
    placement: &Placement,
    id: ServiceId,
    fits: impl Fn(&Realisation) -> bool,
) -> bool {
    let product = |d: &Deployment| d.realisation.map(|id| context.catalog.realisation(id));
    placement.of(id).deployments.iter().all(|d| product(d).is_some_and(&fits))
}

fn code(context: Context<'_>, site: SiteId) -> &str {
    &context.catalog.site(site).code
}

fn any(patterns: &[SitePattern], code: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(code))
}

fn all_sites(context: Context<'_>, placement: &Placement, fits: impl Fn(&str) -> bool) -> bool {
    placement.sites().iter().all(|&site| fits(code(context, site)))
}

fn sites_of(placement: &Placement, id: ServiceId) -> Vec<SiteId> {
    placement.of(id).deployments.iter().map(|d| d.site).collect()
}

fn survives(context: Context<'_>, placement: &Placement, id: ServiceId, scope: Survives) -> bool {
    let (service, arrangement) = (context.topology.service(id), placement.of(id));
    failover::losses(context.catalog, scope, arrangement)
        .into_iter()
        .all(|loss| failover::enough_left(context.catalog, service, arrangement, loss))
}

fn near_users(context: Context<'_>, placement: &Placement, id: ServiceId, limit: Millis) -> bool {
    let active = active_sites(placement.of(id));
    callers(context, id).all(|users| {
        user_latency(context, users, id, &active).is_some_and(|(_, rtt)| rtt.millis <= limit)
    })
}

fn far_apart(context: Context<'_>, placement: &Placement, id: ServiceId, km: u32) -> bool {
    let sites = sites_of(placement, id);
    sites.iter().enumerate().all(|(i, &a)| {
        sites[i + 1..].iter().all(|&b| context.catalog.distance_km(a, b).is_some_and(|d| d >= km))
    })
}

fn flow_near(context: Context<'_>, placement: &Placement, id: FlowId, limit: Millis) -> bool {
    let (from, to) = ends(context.topology, placement, id);
    match context.topology.flow(id).from {
        Endpoint::Users(users) => {
            let group = context.topology.user_group(users);
            nearest_to_users(context.catalog, group, &to)
                .is_some_and(|(_, rtt)| rtt.millis <= limit)
        }
        _ => from.iter().all(|caller| {
            nearest_rtt(context.catalog, caller.site, &to)
                .is_some_and(|(_, rtt)| rtt.millis <= limit)
        }),
    }
}

/// Whether the machines at each site that fits a pattern have at most so many virtual processors in all.
fn within_quota(
    context: Context<'_>,
    placement: &Placement,
    pattern: &SitePattern,
    vcpus: u32,
) -> bool {
    let sites = placement.sites().into_iter();
    sites
        .filter(|&site| pattern.matches(code(context, site)))
        .all(|site| quota::vcpus_at(context, placement, site) <= Decimal::from(vcpus))
}

fn together(placement: &Placement, services: &[ServiceId]) -> bool {
    let sites = |id: &ServiceId| -> Vec<SiteId> {
        active_sites(placement.of(*id)).iter().map(|active| active.site).collect()
    };
    services.windows(2).all(|pair| sites(&pair[0]) == sites(&pair[1]))
}

fn apart(placement: &Placement, services: &[ServiceId]) -> bool {
    let mut all: Vec<SiteId> = services.iter().flat_map(|&id| sites_of(placement, id)).collect();
    let used = all.len();
    all.sort_unstable();
    all.dedup();
    all.len() == used
}

fn providers(context: Context<'_>, placement: &Placement) -> usize {
    let mut all: Vec<_> =
        placement.sites().iter().map(|&site| context.catalog.site(site).provider).collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

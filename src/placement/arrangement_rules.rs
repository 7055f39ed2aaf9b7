//! Rules that an arrangement of one service meets or breaks: recovery, availability, latency, distance.

use crate::catalog::{Basis, Rtt, SiteId};
use crate::plan::{Endpoint, RequirementId, ServiceId, UsersId};
use crate::terms::Survives;

use super::asks::Asks;
use super::traffic::{active_sites, nearest_to_users};
use super::usage::Context;
use super::{ActiveSite, Arrangement, Rejection, failover, recovery, uptime};

/// Whether an arrangement meets everything asked of its service alone (but for rules about single
/// sites).
///
/// # Errors
/// The first requirement that is broken, or that cannot be judged for want of a figure.
pub fn meets(
    context: Context<'_>,
    asks: &Asks,
    id: ServiceId,
    arrangement: &Arrangement,
) -> Result<(), Rejection> {
    in_role(context, asks, arrangement)?;
    users_near(context, asks, id, arrangement)?;
    far_enough(context, asks, arrangement)?;
    survives(context, asks, id, arrangement)?;
    let estimate = recovery::estimate(context, id, asks.survives, arrangement);
    // Times to recover are about the loss to survive; with nothing to survive they ask nothing.
    if asks.survives > Survives::Nothing {
        within(asks.rto, estimate.rto_seconds())?;
        within(asks.rpo, estimate.rpo.as_ref().map(|fact| fact.seconds))?;
    }
    if let Some((rule, target)) = asks.availability {
        let achieved = uptime::estimate(context, id, estimate.rto_seconds(), arrangement);
        let achieved = achieved.ok_or(Rejection::NoFigure(rule))?;
        if achieved < target {
            return Err(Rejection::RuledOut(rule));
        }
    }
    Ok(())
}

/// Groups of users with a flow to a service.
pub fn callers(context: Context<'_>, id: ServiceId) -> impl Iterator<Item = UsersId> {
    let flows = context.topology.flows_of(id).map(|flow| context.topology.flow(flow));
    flows.filter_map(move |flow| match (flow.from, flow.to) {
        (Endpoint::Users(users), Endpoint::Service(to)) if to == id => Some(users),
        _ => None,
    })
}

/// The site that a group of users reaches, and how long an answer takes: round trip and service time.
#[must_use]
pub fn user_latency(
    context: Context<'_>,
    users: UsersId,
    id: ServiceId,
    active: &[ActiveSite],
) -> Option<(SiteId, Rtt)> {
    let group = context.topology.user_group(users);
    let (reached, rtt) = nearest_to_users(context.catalog, group, active)?;
    let own = context.topology.service(id).service_time;
    let basis: Basis = rtt.basis;
    Some((reached.site, Rtt { millis: rtt.millis + own, basis }))
}

/// Whether sites are where their role allows.
fn in_role(context: Context<'_>, asks: &Asks, arrangement: &Arrangement) -> Result<(), Rejection> {
    for (rule, role, patterns) in &asks.role_patterns {
        let fits = |site: SiteId| {
            let code = &context.catalog.site(site).code;
            patterns.iter().any(|pattern| pattern.matches(code))
        };
        if arrangement.deployments.iter().any(|d| d.role == *role && !fits(d.site)) {
            return Err(Rejection::RuledOut(*rule));
        }
    }
    Ok(())
}

fn users_near(
    context: Context<'_>,
    asks: &Asks,
    id: ServiceId,
    arrangement: &Arrangement,
) -> Result<(), Rejection> {
    let Some((rule, limit)) = asks.user_latency else { return Ok(()) };
    let active = active_sites(arrangement);
    for users in callers(context, id) {
        match user_latency(context, users, id, &active) {
            None => return Err(Rejection::NoFigure(rule)),
            Some((_, rtt)) if rtt.millis > limit => return Err(Rejection::RuledOut(rule)),
            Some(_) => {}
        }
    }
    Ok(())
}

fn far_enough(
    context: Context<'_>,
    asks: &Asks,
    arrangement: &Arrangement,
) -> Result<(), Rejection> {
    let Some((rule, km)) = asks.min_distance else { return Ok(()) };
    let sites: Vec<SiteId> = arrangement.deployments.iter().map(|d| d.site).collect();
    for (i, &a) in sites.iter().enumerate() {
        for &b in &sites[i + 1..] {
            match context.catalog.distance_km(a, b) {
                None => return Err(Rejection::NoFigure(rule)),
                Some(distance) if distance < km => return Err(Rejection::RuledOut(rule)),
                Some(_) => {}
            }
        }
    }
    Ok(())
}

fn survives(
    context: Context<'_>,
    asks: &Asks,
    id: ServiceId,
    arrangement: &Arrangement,
) -> Result<(), Rejection> {
    let (Some(rule), scope) = (asks.survives_by, asks.survives) else { return Ok(()) };
    debug_assert!(scope > Survives::Nothing, "nothing to survive is no requirement");
    let service = context.topology.service(id);
    let losses = failover::losses(context.catalog, scope, arrangement);
    let kept = |&loss: &_| failover::enough_left(context.catalog, service, arrangement, loss);
    if losses.iter().all(kept) { Ok(()) } else { Err(Rejection::RuledOut(rule)) }
}

fn within<T: PartialOrd + Copy>(
    asked: Option<(RequirementId, T)>,
    achieved: Option<T>,
) -> Result<(), Rejection> {
    match (asked, achieved) {
        (Some((rule, _)), None) => Err(Rejection::NoFigure(rule)),
        (Some((rule, limit)), Some(achieved)) if achieved > limit => Err(Rejection::RuledOut(rule)),
        (None, _) | (Some(_), Some(_)) => Ok(()),
    }
}

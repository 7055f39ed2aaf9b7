//! Estimates of a placement as lines for reports, each with the target it is held against.

use crate::catalog::Rtt;
use crate::plan::{Endpoint, FlowId, Rule, ServiceId};
use crate::units::{Millis, Seconds};

use super::rules::{available, estimate};
use crate::placement::arrangement_rules::user_latency;
use crate::placement::bill::ends;
use crate::placement::traffic::nearest_rtt;
use crate::placement::usage::Context;
use crate::placement::{AvailabilityLine, LatencyLine, LatencySubject, Placement, RecoveryLine};

pub fn recovery(context: Context<'_>, placement: &Placement) -> Vec<RecoveryLine> {
    let line = |id| {
        let estimate = estimate(context, placement, id);
        RecoveryLine {
            service: id,
            survives: context.topology.service(id).survives,
            strategy: placement.of(id).strategy,
            rto: estimate.rto,
            rto_target: targets(context, id, |rule| match *rule {
                Rule::Rto { limit, .. } => Some(limit),
                _ => None,
            })
            .min(),
            waits_for: waits_for(context, placement, id),
            rpo: estimate.rpo,
            rpo_target: target(context, id, |rule| match *rule {
                Rule::Rpo { limit, .. } => Some(limit),
                _ => None,
            }),
        }
    };
    context.topology.service_ids().map(line).collect()
}

pub fn availability(context: Context<'_>, placement: &Placement) -> Vec<AvailabilityLine> {
    let line = |id| AvailabilityLine {
        service: id,
        achieved: available(context, placement, id),
        target: target(context, id, |rule| match *rule {
            Rule::Availability { target, .. } => Some(target),
            _ => None,
        }),
    };
    context.topology.service_ids().map(line).collect()
}

pub fn latency(context: Context<'_>, placement: &Placement) -> Vec<LatencyLine> {
    let mut lines = Vec::new();
    for id in context.topology.flow_ids() {
        match (context.topology.flow(id).from, context.topology.flow(id).to) {
            (Endpoint::Users(users), Endpoint::Service(to)) => {
                let active = ends(context.topology, placement, id).1;
                if let Some((site, rtt)) = user_latency(context, users, to, &active) {
                    let subject = LatencySubject::Users(users, to);
                    let target = user_target(context, to);
                    lines.push(LatencyLine { to: site, ..line(subject, rtt, target, site) });
                }
            }
            (Endpoint::Service(_), Endpoint::Service(_)) => {
                lines.extend(flow_lines(context, placement, id));
            }
            _ => {}
        }
    }
    lines.sort_by_key(|line| (line.subject, line.from, line.to));
    lines.dedup();
    lines
}

/// One line for each active site of a bounded flow's caller.
fn flow_lines(context: Context<'_>, placement: &Placement, id: FlowId) -> Vec<LatencyLine> {
    let Some(limit) = flow_target(context, id) else { return Vec::new() };
    let (from, to) = ends(context.topology, placement, id);
    from.iter()
        .filter_map(|caller| {
            let (reached, rtt) = nearest_rtt(context.catalog, caller.site, &to)?;
            let line = line(LatencySubject::Flow(id), rtt, Some(limit), reached.site);
            Some(LatencyLine { from: Some(caller.site), ..line })
        })
        .collect()
}

fn line(
    subject: LatencySubject,
    rtt: Rtt,
    target: Option<Millis>,
    to: crate::catalog::SiteId,
) -> LatencyLine {
    LatencyLine { subject, from: None, to, achieved: rtt.millis, target, basis: rtt.basis }
}

fn user_target(context: Context<'_>, id: ServiceId) -> Option<Millis> {
    target(context, id, |rule| match *rule {
        Rule::UserLatency { limit, .. } => Some(limit),
        _ => None,
    })
}

fn flow_target(context: Context<'_>, id: FlowId) -> Option<Millis> {
    context.topology.bounds_of(id).map(|(_, limit)| limit).next()
}

/// The service that one depends on and that is back later than it, the latest of them.
fn waits_for(
    context: Context<'_>,
    placement: &Placement,
    id: ServiceId,
) -> Option<(ServiceId, Seconds)> {
    let back = |id| estimate(context, placement, id).rto_seconds();
    let own = back(id)?;
    let others = context.topology.dependencies(id).into_iter();
    others
        .filter_map(|other| Some((other, back(other)?)))
        .filter(|(_, time)| *time > own)
        .max_by_key(|(other, time)| (*time, std::cmp::Reverse(*other)))
}

fn target<T>(context: Context<'_>, of: ServiceId, find: impl Fn(&Rule) -> Option<T>) -> Option<T> {
    targets(context, of, find).next()
}

fn targets<T>(
    context: Context<'_>,
    of: ServiceId,
    find: impl Fn(&Rule) -> Option<T>,
) -> impl Iterator<Item = T> {
    context.topology.asked_of(of).filter_map(move |(_, requirement)| find(&requirement.rule))
}

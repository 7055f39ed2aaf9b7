//! What a service must survive, and how soon it must be back, holds for everything that it requires.
//!
//! A service is back when all that it depends on is. So the widest loss and the shortest recovery time that
//! its dependents ask become requirements of a service itself, each at the line of the dependent's.

use std::cmp::Reverse;

use crate::diag::Span;
use crate::plan::{Requirement, Rule, ServiceId, Topology};
use crate::terms::{Kind, Survives};
use crate::units::Seconds;

/// Adds what dependents ask beyond what each service asks itself.
pub(super) fn ask(topology: &mut Topology) {
    let asked = own(topology);
    let callees = topology.required_callees();
    let mut added = widest_losses(topology, &asked, &callees);
    for requirement in &added {
        if let Rule::Survives { service, scope } = requirement.rule {
            let service = &mut topology.services[service.0 as usize];
            service.survives = service.survives.max(scope);
        }
    }
    added.extend(shortest_times(topology, &asked, &callees));
    topology.requirements.extend(added);
    topology.requirements.sort_by_key(|requirement| requirement.span);
}

/// What a service itself asks about recovery, with the places.
#[derive(Default, Clone, Copy)]
struct Recovery {
    survives: Option<(Survives, Span)>,
    rto: Option<(Seconds, Span)>,
}

/// What each service itself asks.
fn own(topology: &Topology) -> Vec<Recovery> {
    let mut asked = vec![Recovery::default(); topology.services.len()];
    for requirement in &topology.requirements {
        match requirement.rule {
            Rule::Survives { service, scope } => {
                asked[service.0 as usize].survives = Some((scope, requirement.span));
            }
            Rule::Rto { service, limit } => {
                asked[service.0 as usize].rto = Some((limit, requirement.span));
            }
            _ => {}
        }
    }
    asked
}

/// The widest loss that dependents ask each service to survive, where that is wider than what it asks.
fn widest_losses(
    topology: &Topology,
    asked: &[Recovery],
    callees: &[Vec<ServiceId>],
) -> Vec<Requirement> {
    let wanted = |id: ServiceId| asked[id.0 as usize].survives;
    let mut dependents: Vec<_> =
        topology.service_ids().filter_map(|id| Some((id, wanted(id)?))).collect();
    dependents.sort_by_key(|&(id, (scope, _))| (Reverse(scope), id));
    spread(topology, callees, dependents, |service, (scope, _)| {
        let more = wanted(service).is_none_or(|(own, _)| own < scope);
        more.then_some(Rule::Survives { service, scope })
    })
}

/// The shortest time within which dependents need each service back after a loss that they survive, where
/// that is shorter than what it asks.
fn shortest_times(
    topology: &Topology,
    asked: &[Recovery],
    callees: &[Vec<ServiceId>],
) -> Vec<Requirement> {
    let wanted = |id: ServiceId| {
        let own = asked[id.0 as usize];
        own.survives.and(own.rto)
    };
    let mut dependents: Vec<_> =
        topology.service_ids().filter_map(|id| Some((id, wanted(id)?))).collect();
    dependents.sort_by_key(|&(id, (limit, _))| (limit, id));
    spread(topology, callees, dependents, |service, (limit, _)| {
        let more = asked[service.0 as usize].rto.is_none_or(|(own, _)| own > limit);
        more.then_some(Rule::Rto { service, limit })
    })
}

/// Hands what dependents ask, the strongest first, on to all that they require. Each service hears the
/// strongest only, so that the work grows with services and flows, not with their pairs.
fn spread<T: Copy>(
    topology: &Topology,
    callees: &[Vec<ServiceId>],
    strongest_first: Vec<(ServiceId, (T, Span))>,
    rule: impl Fn(ServiceId, (T, Span)) -> Option<Rule>,
) -> Vec<Requirement> {
    let mut heard = vec![false; callees.len()];
    let mut asked = Vec::new();
    for (dependent, wish) in strongest_first {
        let mut next = vec![dependent];
        while let Some(service) = next.pop() {
            if std::mem::replace(&mut heard[service.0 as usize], true) {
                continue;
            }
            next.extend(&callees[service.0 as usize]);
            // Each place of an edge service stands alone: nobody takes over for it.
            if topology.service(service).kind != Kind::Edge
                && let Some(rule) = rule(service, wish)
            {
                let on_behalf_of = Some(dependent);
                asked.push(Requirement { rule, span: wish.1, on_behalf_of });
            }
        }
    }
    asked
}

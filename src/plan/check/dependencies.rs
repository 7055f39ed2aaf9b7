//! What a service must survive, and how soon it must be back, holds for everything that it requires.
//!
//! A service is back when all that it depends on is. So the widest loss and the shortest recovery time that
//! its dependents ask become requirements of a service itself, each at the line of the dependent's.

use crate::diag::Span;
use crate::plan::{Requirement, Rule, ServiceId, Topology};
use crate::terms::{Kind, Survives};
use crate::units::Seconds;

/// Adds what dependents ask beyond what each service asks itself.
pub(super) fn ask(topology: &mut Topology) {
    let mut added = Vec::new();
    for dependent in topology.service_ids() {
        for service in topology.dependencies(dependent) {
            // Each place of an edge service stands alone: nobody takes over for it.
            if topology.service(service).kind != Kind::Edge {
                added.extend(asked_through(topology, dependent, service));
            }
        }
    }
    let before = topology.requirements.len();
    for requirement in added {
        keep_strongest(&mut topology.requirements, before, requirement);
    }
    for requirement in &topology.requirements[before..] {
        if let Rule::Survives { service, scope } = requirement.rule {
            let service = &mut topology.services[service.0 as usize];
            service.survives = service.survives.max(scope);
        }
    }
    topology.requirements.sort_by_key(|requirement| requirement.span);
}

/// What a dependent asks of a service that asks less itself.
fn asked_through(
    topology: &Topology,
    dependent: ServiceId,
    service: ServiceId,
) -> Vec<Requirement> {
    let mut asked = Vec::new();
    let (wanted, own) = (recovery(topology, dependent), recovery(topology, service));
    let Some((scope, span)) = wanted.survives else { return asked };
    let mut ask = |rule: Rule, span: Span| {
        asked.push(Requirement { rule, span, on_behalf_of: Some(dependent) });
    };
    if own.survives.is_none_or(|(own, _)| own < scope) {
        ask(Rule::Survives { service, scope }, span);
    }
    if let Some((limit, span)) = wanted.rto
        && own.rto.is_none_or(|(own, _)| own > limit)
    {
        ask(Rule::Rto { service, limit }, span);
    }
    asked
}

/// What a service itself asks about recovery, with the places.
#[derive(Default)]
struct Recovery {
    survives: Option<(Survives, Span)>,
    rto: Option<(Seconds, Span)>,
}

fn recovery(topology: &Topology, id: ServiceId) -> Recovery {
    let mut found = Recovery::default();
    for requirement in topology.requirements.iter().filter(|r| r.rule.service() == Some(id)) {
        match requirement.rule {
            Rule::Survives { scope, .. } => found.survives = Some((scope, requirement.span)),
            Rule::Rto { limit, .. } => found.rto = Some((limit, requirement.span)),
            _ => {}
        }
    }
    found
}

/// Adds a requirement to those from `first` on, unless one of them asks as much of the same service.
fn keep_strongest(all: &mut Vec<Requirement>, first: usize, new: Requirement) {
    let stronger = |known: &Rule| match (known, &new.rule) {
        (Rule::Survives { service: a, scope: known }, Rule::Survives { service: b, scope }) => {
            (a == b).then(|| known >= scope)
        }
        (Rule::Rto { service: a, limit: known }, Rule::Rto { service: b, limit }) => {
            (a == b).then(|| known <= limit)
        }
        _ => None,
    };
    let found = all[first..].iter().map(|known| stronger(&known.rule)).position(|s| s.is_some());
    match found {
        None => all.push(new),
        Some(at) if stronger(&all[first + at].rule) == Some(false) => all[first + at] = new,
        Some(_) => {}
    }
}

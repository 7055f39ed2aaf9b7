//! The list of everything the plan asks of a placement, in order of place.

use crate::diag::{Span, Spanned};
use crate::plan::{DataClass, FlowId, JourneyId, Requirement, Rule, ServiceId};
use crate::terms::{Kind, Role, Survives};

use super::policy::Policy;
use super::services;
use super::sites::Sites;
use super::{flows, journeys, unused};

pub(super) fn list(
    sites: &Sites,
    services: &[services::Draft],
    classes: &[DataClass],
    flows: &[flows::Draft],
    journeys: &[journeys::Draft],
    policy: &Policy,
) -> Vec<Requirement> {
    let mut all = Vec::new();
    of_sites(sites, &mut all);
    let reached = unused::reached_by_users(flows);
    for (id, draft) in (0..).map(ServiceId).zip(services) {
        of_service(id, draft, classes, &mut all);
        if reached.contains(&id) {
            let limit = draft.targets.latency_p99;
            push(&mut all, limit.span, Rule::UserLatency { service: id, limit: limit.value });
        }
    }
    for (id, draft) in (0..).map(FlowId).zip(flows) {
        if let Some(rtt) = draft.rtt {
            push(&mut all, rtt.span, Rule::FlowRtt { flow: id, limit: rtt.value });
        }
    }
    of_journeys(journeys, &mut all);
    of_policy(policy, &mut all);
    // Stable: requirements of one place, such as a tier's, stay in order of service.
    all.sort_by_key(|requirement| requirement.span);
    all
}

fn push(all: &mut Vec<Requirement>, span: Span, rule: Rule) {
    all.push(Requirement { rule, span, on_behalf_of: None });
}

fn of_sites(sites: &Sites, all: &mut Vec<Requirement>) {
    if let Some(allow) = &sites.allow {
        push(all, allow.span, Rule::AllowSites(allow.value.clone()));
    }
    for (role, list) in [(Role::Active, &sites.primary), (Role::Recovery, &sites.recovery)] {
        if let Some(list) = list {
            push(all, list.span, Rule::RoleSites { role, patterns: list.value.clone() });
        }
    }
    if let Some(deny) = &sites.deny {
        push(all, deny.span, Rule::DenySites(deny.value.clone()));
    }
    for lost in &sites.lost.sites {
        push(all, lost.span, Rule::Lost(lost.value.clone()));
    }
    for quota in &sites.quotas {
        let (sites, vcpus) = quota.value.clone();
        push(all, quota.span, Rule::Quota { sites, vcpus });
    }
}

fn of_service(
    service: ServiceId,
    draft: &services::Draft,
    classes: &[DataClass],
    all: &mut Vec<Requirement>,
) {
    let targets = &draft.targets;
    if let Some(pin) = &draft.pin {
        push(all, pin.span, Rule::Pin { service, patterns: pin.value.clone() });
    }
    if let Some(residency) = draft.data_class.and_then(|index| residency(&classes[index])) {
        push(all, residency.span, Rule::Residency { service, zones: residency.value });
    }
    let class = draft.data_class.map(|index| &classes[index]);
    for framework in
        class.filter(|class| class.require_evidence).into_iter().flat_map(|class| &class.frameworks)
    {
        let rule = Rule::Attested { service, framework: framework.value.clone() };
        push(all, framework.span, rule);
    }
    // Each place of an edge service stands alone: nobody takes over for it.
    let alone = draft.service.as_ref().is_some_and(|service| service.kind == Kind::Edge);
    if targets.survives.value != Survives::Nothing && !alone {
        let scope = targets.survives.value;
        push(all, targets.survives.span, Rule::Survives { service, scope });
    }
    if let Some(strategy) = draft.strategy {
        push(all, strategy.span, Rule::UseStrategy { service, strategy: strategy.value });
    }
    if let Some(engines) = &draft.engines {
        push(all, engines.span, Rule::Engine { service, engines: engines.value.clone() });
    }
    if let Some(names) = &draft.realisations {
        push(all, names.span, Rule::Realisation { service, names: names.value.clone() });
    }
    if let Some(rto) = targets.rto.filter(|_| !alone) {
        push(all, rto.span, Rule::Rto { service, limit: rto.value });
    }
    if let Some(rpo) = targets.rpo.filter(|_| !alone) {
        push(all, rpo.span, Rule::Rpo { service, limit: rpo.value });
    }
    let target = targets.availability;
    push(all, target.span, Rule::Availability { service, target: target.value });
    if let Some(distance) = targets.min_distance {
        push(all, distance.span, Rule::MinDistance { service, km: distance.value });
    }
}

/// The zones of a class as one value, from its first zone to its last.
fn residency(class: &DataClass) -> Option<Spanned<Vec<String>>> {
    let (first, last) = (class.residency.first()?, class.residency.last()?);
    let span = Span { end: last.span.end, ..first.span };
    Some(Spanned::new(class.residency.iter().map(|zone| zone.value.clone()).collect(), span))
}

fn of_journeys(journeys: &[journeys::Draft], all: &mut Vec<Requirement>) {
    for (journey, draft) in (0..).map(JourneyId).zip(journeys) {
        if let Some(bound) = draft.latency {
            push(all, bound.span, Rule::JourneyLatency { journey, limit: bound.value });
        }
        if let Some(target) = draft.availability {
            let rule = Rule::JourneyAvailability { journey, target: target.value };
            push(all, target.span, rule);
        }
    }
}

fn of_policy(policy: &Policy, all: &mut Vec<Requirement>) {
    for group in &policy.together {
        push(all, group.span, Rule::Together(group.value.clone()));
    }
    for group in &policy.apart {
        push(all, group.span, Rule::Apart(group.value.clone()));
    }
    if let Some(budget) = policy.budget {
        push(all, budget.span, Rule::Budget(budget.value));
    }
    if let Some(providers) = policy.max_providers {
        push(all, providers.span, Rule::MaxProviders(providers.value));
    }
    if let Some(sites) = policy.max_sites {
        push(all, sites.span, Rule::MaxSites(sites.value));
    }
}

//! Warnings about what the plan says without effect.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Diagnostics};
use crate::plan::{Endpoint, ServiceId, UsersId};

use super::flows;
use super::names::Names;
use super::services;

pub(super) fn report(
    names: &Names<'_>,
    services: &[services::Draft],
    flows: &[flows::Draft],
    findings: &mut Diagnostics,
) {
    report_tiers(names, services, findings);
    report_classes(names, services, findings);
    report_users(names, flows, findings);
    report_latency(services, flows, findings);
}

fn report_tiers(names: &Names<'_>, services: &[services::Draft], findings: &mut Diagnostics) {
    let used: BTreeSet<&str> = services.iter().map(|draft| draft.tier.as_str()).collect();
    for (name, entry) in names.tiers.iter().filter(|(name, _)| !used.contains(name)) {
        findings.push(Diagnostic::warning(format!("no service has the tier `{name}`"), entry.key));
    }
}

fn report_classes(names: &Names<'_>, services: &[services::Draft], findings: &mut Diagnostics) {
    let used: BTreeSet<usize> = services.iter().filter_map(|draft| draft.data_class).collect();
    for (_, (name, entry)) in names.classes.iter().enumerate().filter(|(i, _)| !used.contains(i)) {
        let message = format!("no service has data of the class `{name}`");
        findings.push(Diagnostic::warning(message, entry.key));
    }
}

fn report_users(names: &Names<'_>, flows: &[flows::Draft], findings: &mut Diagnostics) {
    let active: BTreeSet<Endpoint> = flows.iter().filter_map(|draft| draft.from).collect();
    for (id, (name, entry)) in (0..).zip(&names.users) {
        if !active.contains(&Endpoint::Users(UsersId(id))) {
            let message = format!("the users `{name}` have no flow");
            let hint = format!("add a flow with from = \"users.{name}\"");
            findings.push(Diagnostic::warning(message, entry.key).hint(hint));
        }
    }
}

/// A service's own latency bound only holds for users that reach it directly.
fn report_latency(
    services: &[services::Draft],
    flows: &[flows::Draft],
    findings: &mut Diagnostics,
) {
    let reached = reached_by_users(flows);
    for (id, draft) in (0..).zip(services) {
        if let Some(span) = draft.own_latency
            && !reached.contains(&ServiceId(id))
        {
            let name = &draft.name.value;
            let message = format!("`latency_p99` of service `{name}` has no effect");
            let cause = "no users reach it directly";
            let hint = "bound calls between services by `rtt` on their flow";
            findings.push(Diagnostic::warning(message, span).because(cause).hint(hint));
        }
    }
}

/// Services with a flow from users.
pub(super) fn reached_by_users(flows: &[flows::Draft]) -> BTreeSet<ServiceId> {
    let reached = flows.iter().filter_map(|draft| match (draft.from, draft.to) {
        (Some(Endpoint::Users(_)), Some(Endpoint::Service(id))) => Some(id),
        _ => None,
    });
    reached.collect()
}

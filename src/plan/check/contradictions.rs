//! Rules of the plan that no placement could meet together, seen from names alone.
//!
//! Only what needs no price, no law and no latency: pins, groups, and the allowed sites. Everything else is
//! the solver's part, which finds smallest conflicts.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostic, Diagnostics};
use crate::plan::{Gazetteer, ServiceId};

use super::policy::Policy;
use super::services::Draft;
use super::sites::{Patterns, Sites};

pub(super) fn report(
    sites: &Sites,
    services: &[Draft],
    policy: &Policy,
    gazetteer: &Gazetteer,
    findings: &mut Diagnostics,
) {
    let permitted: BTreeSet<&str> =
        gazetteer.sites.iter().map(String::as_str).filter(|code| sites.permit(code)).collect();
    let all = Context { services, sites, permitted };
    for (draft, pin) in services.iter().filter_map(|d| d.pin.as_ref().map(|pin| (d, pin))) {
        all.report_excluded(draft, pin, findings);
    }
    let groups = merged(policy, services.len());
    for members in groups.values().filter(|members| members.len() > 1) {
        all.report_scattered(members, findings);
    }
    all.report_torn(policy, findings);
    all.report_crowded(policy, findings);
}

struct Context<'c> {
    services: &'c [Draft],
    sites: &'c Sites,
    permitted: BTreeSet<&'c str>,
}

impl<'c> Context<'c> {
    fn draft(&self, id: ServiceId) -> &'c Draft {
        &self.services[id.0 as usize]
    }

    /// Permitted sites that fit all of the pins.
    fn fitting(&self, pins: &[&Patterns]) -> Vec<&'c str> {
        let fits = |pin: &Patterns, code: &str| pin.value.iter().any(|p| p.matches(code));
        let codes = self.permitted.iter().copied();
        codes.filter(|code| pins.iter().all(|pin| fits(pin, code))).collect()
    }

    /// A pin to sites that `[sites]` rules out.
    fn report_excluded(&self, draft: &Draft, pin: &Patterns, findings: &mut Diagnostics) {
        if self.sites.span().is_none()
            || self.permitted.is_empty()
            || !self.fitting(&[pin]).is_empty()
        {
            return;
        }
        let name = &draft.name.value;
        let message = format!("service `{name}` is pinned to sites that [sites] rules out");
        let finding = Diagnostic::error(message, pin.span).because("pinned here");
        let rules = [(&self.sites.allow, "allowed sites"), (&self.sites.deny, "denied sites")];
        let finding = rules.into_iter().fold(finding, |finding, (list, text)| match list {
            Some(list) => finding.also(list.span, text),
            None => finding,
        });
        findings.push(finding);
    }

    /// Services that must be together, with pins that no site fits.
    fn report_scattered(&self, members: &[ServiceId], findings: &mut Diagnostics) {
        let pinned: Vec<(&Draft, &Patterns)> = members
            .iter()
            .filter_map(|&id| self.draft(id).pin.as_ref().map(|pin| (self.draft(id), pin)))
            .filter(|(_, pin)| !self.fitting(&[pin]).is_empty())
            .collect();
        let pins: Vec<&Patterns> = pinned.iter().map(|(_, pin)| *pin).collect();
        if pins.is_empty() || !self.fitting(&pins).is_empty() {
            return;
        }
        let [(first, pin), others @ ..] = pinned.as_slice() else { return };
        let message =
            "contradictory pins: services that must be together are pinned to different sites";
        let finding = Diagnostic::error(message, pin.span)
            .because(format!("`{}` is pinned here", first.name.value));
        let finding = others.iter().fold(finding, |finding, (draft, pin)| {
            finding.also(pin.span, format!("`{}` is pinned here", draft.name.value))
        });
        findings.push(finding.hint("change a pin, or take one of them out of `together`"));
    }

    /// Pairs that must be together and apart.
    fn report_torn(&self, policy: &Policy, findings: &mut Diagnostics) {
        let root_of = roots(policy, self.services.len());
        for group in &policy.apart {
            let mut seen: BTreeMap<u32, ServiceId> = BTreeMap::new();
            for &id in &group.value {
                let Some(root) = root_of.get(id.0 as usize) else { continue };
                let Some(other) = seen.insert(*root, id) else { continue };
                let (a, b) = (&self.draft(other).name.value, &self.draft(id).name.value);
                let message = format!("`{a}` and `{b}` must be both together and apart");
                let finding = Diagnostic::error(message, group.span).because("apart here");
                let both =
                    |g: &&super::groups::Group| g.value.contains(&other) && g.value.contains(&id);
                let touching = |g: &&super::groups::Group| g.value.contains(&id);
                let cause = policy.together.iter().find(both);
                let cause = cause.or_else(|| policy.together.iter().find(touching));
                findings.push(match cause {
                    Some(cause) => finding.also(cause.span, "together here"),
                    None => finding,
                });
            }
        }
    }

    /// Services that must be apart but are pinned to one and the same site.
    fn report_crowded(&self, policy: &Policy, findings: &mut Diagnostics) {
        for group in &policy.apart {
            let mut seen: BTreeMap<&str, &Patterns> = BTreeMap::new();
            for &id in &group.value {
                let Some(pin) = &self.draft(id).pin else { continue };
                let [only] = self.fitting(&[pin])[..] else { continue };
                if let Some(other) = seen.insert(only, pin) {
                    let message = format!("services that must be apart are both pinned to {only}");
                    let finding =
                        Diagnostic::error(message, pin.span).also(other.span, "the other pin");
                    findings.push(finding.also(group.span, "apart here"));
                }
            }
        }
    }
}

/// Services by the group they form when overlapping `together` groups are merged.
fn merged(policy: &Policy, services: usize) -> BTreeMap<u32, Vec<ServiceId>> {
    let mut groups: BTreeMap<u32, Vec<ServiceId>> = BTreeMap::new();
    for (id, root) in (0_u32..).zip(roots(policy, services)) {
        groups.entry(root).or_default().push(ServiceId(id));
    }
    groups
}

/// For each service, the least service that it must be together with, by any chain of groups.
fn roots(policy: &Policy, services: usize) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..u32::try_from(services).unwrap_or(u32::MAX)).collect();
    for group in &policy.together {
        for pair in group.value.windows(2) {
            let (a, b) = (root(&parent, pair[0].0), root(&parent, pair[1].0));
            parent[a.max(b) as usize] = a.min(b);
        }
    }
    (0..parent.len()).map(|id| root(&parent, u32::try_from(id).unwrap_or(u32::MAX))).collect()
}

fn root(parent: &[u32], mut id: u32) -> u32 {
    while parent[id as usize] != id {
        id = parent[id as usize];
    }
    id
}

#[cfg(test)]
mod tests {
    use super::{Policy, ServiceId, roots};
    use crate::diag::{Span, Spanned};

    #[test]
    fn overlapping_groups_merge() {
        let group = |ids: &[u32]| {
            Spanned::new(ids.iter().copied().map(ServiceId).collect(), Span::default())
        };
        let together = vec![group(&[3, 4]), group(&[1, 2]), group(&[2, 4])];
        let policy = Policy { together, ..Policy::default() };
        assert_eq!(roots(&policy, 6), [0, 1, 1, 1, 1, 5]);
    }
}

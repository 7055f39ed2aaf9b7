//! Which requirements have a price, and the checked plans that are asked beside those without one of them.

use crate::plan::{Requirement, RequirementId, Rule, Topology};
use crate::terms::{Kind, Survives};
use crate::units::{Availability, Decimal};

/// The requirements that can be given up, one for each name, in order of the plan.
///
/// What is lost is a fact, the place of an edge service is what it is, and what is asked on behalf of another
/// service goes with what that one asks.
#[must_use]
pub fn priced(topology: &Topology) -> Vec<RequirementId> {
    let mut names: Vec<String> = Vec::new();
    let all = (0..).map(RequirementId).zip(&topology.requirements);
    let wishes = all.filter(|(_, requirement)| is_wish(requirement, topology));
    let first = |(id, requirement): (RequirementId, &Requirement)| {
        let name = requirement.name(topology);
        let known = names.contains(&name);
        names.push(name);
        (!known).then_some(id)
    };
    wishes.filter_map(first).collect()
}

fn is_wish(requirement: &Requirement, topology: &Topology) -> bool {
    let given = match &requirement.rule {
        Rule::Lost(_) => true,
        Rule::Pin { service, .. } => topology.service(*service).kind == Kind::Edge,
        _ => false,
    };
    !given && requirement.on_behalf_of.is_none()
}

/// The plan on one provider only. Nothing on one provider survives the loss of it: whoever asks for that
/// survives the loss of a region instead.
#[must_use]
pub fn one_provider(topology: &Topology) -> Topology {
    let mut changed = topology.clone();
    for service in &mut changed.services {
        service.survives = service.survives.min(Survives::Region);
    }
    for requirement in &mut changed.requirements {
        if let Rule::Survives { scope, .. } = &mut requirement.rule {
            *scope = (*scope).min(Survives::Region);
        }
    }
    let place = topology.services.first().map(|service| service.name.span).unwrap_or_default();
    let rule = Rule::MaxProviders(1);
    changed.requirements.push(Requirement { rule, span: place, on_behalf_of: None });
    changed
}

/// A target of availability with one nine more or less.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nine {
    /// The requirement in the plan.
    pub requirement: RequirementId,
    /// The target with one nine more or less.
    pub target: Availability,
    /// The plan with that target.
    pub topology: Topology,
}

/// The plan with the target of a requirement at one nine less or more; `None` if it is no target of
/// availability, or none that has such a neighbour.
#[must_use]
pub fn one_nine(topology: &Topology, id: RequirementId, more: bool) -> Option<Nine> {
    let mut changed = topology.clone();
    let (Rule::Availability { target, .. } | Rule::JourneyAvailability { target, .. }) =
        &mut changed.requirements[id.0 as usize].rule
    else {
        return None;
    };
    let out = target.unavailability();
    let out = if more { out / Decimal::TEN } else { out * Decimal::TEN };
    let next = Availability::from_fraction(Decimal::ONE - out);
    if out >= Decimal::ONE || next == *target {
        return None;
    }
    *target = next;
    Some(Nine { requirement: id, target: next, topology: changed })
}

//! Puts the checks together: first the form of the placement, then its bill, then each requirement.

use super::{compliance, journey_lines, lines, rules, structure};
use crate::catalog::SiteId;
use crate::placement::bill::{bill, placement_usage};
use crate::placement::usage::Context;
use crate::placement::{Placement, Rejection, Verified};
use crate::plan::{RequirementId, ServiceId};
use crate::units::Usd;

/// What is wrong with a placement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// A requirement of the plan does not hold.
    Requirement(RequirementId),
    /// An arrangement is not one that the strategy, the offers and the demand allow.
    Structure(ServiceId, String),
    /// More is taken from a site of the user's own than it has.
    OverCapacity(SiteId),
    /// Something in use has no price.
    Unpriced(Rejection),
}

/// Checks a placement against every requirement of its plan and makes its bill.
///
/// # Errors
/// Everything that is wrong with it.
pub fn verify(context: Context<'_>, placement: Placement) -> Result<Verified, Vec<Violation>> {
    let mut violations = structure::check(context, &placement);
    if !violations.is_empty() {
        // The rules below take a well-formed placement for granted.
        return Err(violations);
    }
    let charges = match placement_usage(context, &placement) {
        Ok(used) => bill(used),
        Err(reason) => return Err(vec![Violation::Unpriced(reason)]),
    };
    let total: Usd = charges.iter().map(|charge| charge.monthly).sum();
    for (requirement, id) in context.topology.requirements.iter().zip(0..) {
        if !rules::holds(context, &placement, total, &requirement.rule) {
            violations.push(Violation::Requirement(RequirementId(id)));
        }
    }
    if !violations.is_empty() {
        return Err(violations);
    }
    Ok(Verified {
        recovery: lines::recovery(context, &placement),
        availability: lines::availability(context, &placement),
        latency: lines::latency(context, &placement),
        journeys: journey_lines::journeys(context, &placement),
        budgets: journey_lines::budgets(context, &placement),
        compliance: compliance::compliance(context, &placement),
        placement,
        charges,
    })
}

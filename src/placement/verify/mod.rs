//! Checks a placement from the plan and the catalog alone, and makes its bill and estimates.
//!
//! Nothing here looks at how the placement was found. The checks take the requirements one by one, where
//! `candidates` looks at them service by service, so that a mistake in one does not hide in the other.

mod lines;
mod rules;
mod structure;

use crate::catalog::SiteId;
use crate::plan::{RequirementId, ServiceId};
use crate::units::Usd;

use super::bill::{bill, placement_usage};
use super::usage::Context;
use super::{Placement, Rejection, Verified};

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
        compliance: lines::compliance(context, &placement),
        placement,
        charges,
    })
}

//! What journeys come to and what error budgets are used, as lines for reports.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::plan::{JourneyId, Rule, ServiceId};
use crate::units::Availability;

use super::lines::availability;
use crate::placement::journeys::{all_of, availabilities, legs, whole};
use crate::placement::usage::Context;
use crate::placement::{BudgetLine, BudgetSubject, JourneyLine, Placement};

pub fn journeys(context: Context<'_>, placement: &Placement) -> Vec<JourneyLine> {
    context.topology.journey_ids().map(|id| journey(context, placement, id)).collect()
}

fn journey(context: Context<'_>, placement: &Placement, id: JourneyId) -> JourneyLine {
    let journey = context.topology.journey(id);
    let parts = availabilities(context, placement, journey);
    let legs = legs(context, placement, journey);
    JourneyLine {
        journey: id,
        availability: parts.as_ref().map(|parts| all_of(parts.iter().map(|(_, part)| *part))),
        availability_target: target(context, |rule| match *rule {
            Rule::JourneyAvailability { journey, target } if journey == id => Some(target),
            _ => None,
        }),
        weakest: parts.as_deref().and_then(least),
        latency: legs.as_ref().map(|legs| whole(context.topology, journey, legs)),
        latency_target: target(context, |rule| match *rule {
            Rule::JourneyLatency { journey, limit } if journey == id => Some(limit),
            _ => None,
        }),
        // Of equally long hops the first.
        slowest: legs.and_then(|legs| legs.into_iter().min_by_key(|leg| Reverse(leg.rtt.millis))),
    }
}

/// What the first requirement that fits asks.
fn target<T>(context: Context<'_>, find: impl Fn(&Rule) -> Option<T>) -> Option<T> {
    context.topology.requirements.iter().find_map(|requirement| find(&requirement.rule))
}

fn least(parts: &[(ServiceId, Availability)]) -> Option<(ServiceId, Availability)> {
    parts.iter().copied().min_by_key(|(_, part)| *part)
}

/// By tier and target the service that uses most, then each journey with a target.
pub fn budgets(context: Context<'_>, placement: &Placement) -> Vec<BudgetLine> {
    let mut tiers: BTreeMap<(&str, Reverse<Availability>), (Availability, ServiceId)> =
        BTreeMap::new();
    for line in availability(context, placement) {
        let (Some(target), Some(estimate)) = (line.target, line.achieved) else { continue };
        let tier = context.topology.service(line.service).tier.as_str();
        let worst = tiers.entry((tier, Reverse(target))).or_insert((estimate, line.service));
        *worst = (*worst).min((estimate, line.service));
    }
    let tiers = tiers.into_iter().map(|((tier, Reverse(target)), (estimate, by))| BudgetLine {
        subject: BudgetSubject::Tier(tier.to_owned()),
        target,
        estimate,
        by,
    });
    let journeys = journeys(context, placement).into_iter().filter_map(|line| {
        Some(BudgetLine {
            subject: BudgetSubject::Journey(line.journey),
            target: line.availability_target?,
            estimate: line.availability?,
            by: line.weakest?.0,
        })
    });
    tiers.chain(journeys).collect()
}

//! Looser and tighter limits of a requirement that is a number.

use crate::explain::Reached;
use crate::plan::Rule;
use crate::units::{Availability, Decimal, Millis, Seconds, Usd};

/// The rule with a limit that keeps nothing out of which the figure is known; `None` if its limit is no number.
#[must_use]
pub fn loosest(rule: &Rule) -> Option<Rule> {
    // As long as plans may write it.
    let (years, seconds) = (Seconds(3_650 * 86_400), Millis(Decimal::from(1_000_000)));
    Some(match *rule {
        Rule::Rto { service, .. } => Rule::Rto { service, limit: years },
        Rule::Rpo { service, .. } => Rule::Rpo { service, limit: years },
        Rule::Availability { service, .. } => {
            Rule::Availability { service, target: Availability::from_fraction(Decimal::ZERO) }
        }
        Rule::JourneyAvailability { journey, .. } => Rule::JourneyAvailability {
            journey,
            target: Availability::from_fraction(Decimal::ZERO),
        },
        Rule::UserLatency { service, .. } => Rule::UserLatency { service, limit: seconds },
        Rule::FlowRtt { flow, .. } => Rule::FlowRtt { flow, limit: seconds },
        Rule::JourneyLatency { journey, .. } => Rule::JourneyLatency { journey, limit: seconds },
        Rule::MinDistance { service, .. } => Rule::MinDistance { service, km: 0 },
        Rule::Budget(_) => Rule::Budget(Usd::new(Decimal::from(1_000_000_000))),
        _ => return None,
    })
}

/// The rule with the loosest limit that a figure does not meet; `None` if nothing is better than the figure, or if the
/// placement of the loosest limit has the best figure anyhow, as with a budget.
///
/// Times of whole seconds and figures of one service are compared as they are. What is added up over a journey is
/// compared by the solver in floats: its limits are a microsecond and a hundred-thousandth of the time out of service
/// apart, and figures nearer to each other count as one.
#[must_use]
pub fn tighter(rule: &Rule, reached: &Reached) -> Option<Rule> {
    let less = |time: &Seconds| time.0.checked_sub(1).map(Seconds);
    let sooner = |time: &Millis, by: Decimal| {
        let limit = time.0 - by;
        (limit >= Decimal::ZERO).then_some(Millis(limit))
    };
    let (fine, coarse) = (Decimal::new(1, 9), Decimal::new(1, 3));
    Some(match (rule, reached) {
        (Rule::Rto { service, .. }, Reached::Time(time)) => {
            Rule::Rto { service: *service, limit: less(time)? }
        }
        (Rule::Rpo { service, .. }, Reached::Time(time)) => {
            Rule::Rpo { service: *service, limit: less(time)? }
        }
        (Rule::Availability { service, .. }, Reached::Available(part)) => {
            Rule::Availability { service: *service, target: better(*part, Decimal::new(1, 12))? }
        }
        (Rule::JourneyAvailability { journey, .. }, Reached::Available(part)) => {
            let by = part.unavailability() * Decimal::new(1, 5);
            Rule::JourneyAvailability { journey: *journey, target: better(*part, by)? }
        }
        (Rule::UserLatency { service, .. }, Reached::Latency(time)) => {
            Rule::UserLatency { service: *service, limit: sooner(time, fine)? }
        }
        (Rule::FlowRtt { flow, .. }, Reached::Latency(time)) => {
            Rule::FlowRtt { flow: *flow, limit: sooner(time, fine)? }
        }
        (Rule::JourneyLatency { journey, .. }, Reached::Latency(time)) => {
            Rule::JourneyLatency { journey: *journey, limit: sooner(time, coarse)? }
        }
        (Rule::MinDistance { service, .. }, Reached::Distance(km)) => {
            Rule::MinDistance { service: *service, km: km + 1 }
        }
        _ => return None,
    })
}

/// A part of the time that is larger by some, or by as little as counts.
fn better(part: Availability, by: Decimal) -> Option<Availability> {
    let least = Decimal::new(1, 12);
    let next = Availability::from_fraction(part.fraction() + by.round_dp(12).max(least));
    (next > part).then_some(next)
}

/// Whether a limit allows less than another one of the same rule.
#[must_use]
pub fn is_tighter(one: &Rule, other: &Rule) -> bool {
    match (one, other) {
        (Rule::Rto { limit: a, .. }, Rule::Rto { limit: b, .. })
        | (Rule::Rpo { limit: a, .. }, Rule::Rpo { limit: b, .. }) => a < b,
        (Rule::Availability { target: a, .. }, Rule::Availability { target: b, .. })
        | (
            Rule::JourneyAvailability { target: a, .. },
            Rule::JourneyAvailability { target: b, .. },
        ) => a > b,
        (Rule::UserLatency { limit: a, .. }, Rule::UserLatency { limit: b, .. })
        | (Rule::FlowRtt { limit: a, .. }, Rule::FlowRtt { limit: b, .. })
        | (Rule::JourneyLatency { limit: a, .. }, Rule::JourneyLatency { limit: b, .. }) => a < b,
        (Rule::MinDistance { km: a, .. }, Rule::MinDistance { km: b, .. }) => a > b,
        (Rule::Budget(a), Rule::Budget(b)) => a < b,
        _ => false,
    }
}

//! Bounds on round trips between patterns.

use crate::placement::{ActiveSite, Context, nearest_rtt, nearest_to_users};
use crate::plan::{Endpoint, FlowId};
use crate::units::Millis;

/// Whether every active caller reaches the callee within a bound.
#[must_use]
pub fn within(context: Context<'_>, from: &[ActiveSite], to: &[ActiveSite], limit: Millis) -> bool {
    from.iter().all(|caller| {
        nearest_rtt(context.catalog, caller.site, to).is_some_and(|(_, rtt)| rtt.millis <= limit)
    })
}

/// Whether a flow between services of one host is short enough where they stand.
#[must_use]
pub fn inside_within(
    context: Context<'_>,
    flow: FlowId,
    active: &[ActiveSite],
    limit: Millis,
) -> bool {
    let ends = context.topology.flow(flow);
    !matches!(ends.from, Endpoint::Service(_)) || within(context, active, active, limit)
}

/// Whether the people of a flow reach the callee within a bound.
#[must_use]
pub fn users_within(context: Context<'_>, flow: FlowId, to: &[ActiveSite], limit: Millis) -> bool {
    let Endpoint::Users(users) = context.topology.flow(flow).from else { return true };
    let group = context.topology.user_group(users);
    nearest_to_users(context.catalog, group, to).is_some_and(|(_, rtt)| rtt.millis <= limit)
}

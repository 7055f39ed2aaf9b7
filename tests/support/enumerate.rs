//! Every placement of a small plan, by trying every combination of candidates.

use mcplan::placement::{Context, InForce, Placement, Verified, candidates, verify};

/// Combinations that are still tried.
const MOST: usize = 3_000;

/// All placements that meet the plan; `None` if they are too many to be tried, or something stands with a host.
pub fn placements(context: Context<'_>) -> Option<Vec<Verified>> {
    let all = candidates(context, &InForce::all(context.topology));
    let counts = all.services.iter().map(|service| service.arrangements.len());
    let combinations: usize = counts.product();
    let mut ids = context.topology.service_ids();
    if combinations > MOST || ids.any(|id| context.topology.host_of(id) != id) {
        return None;
    }
    let placement = |mut number: usize| {
        let mut arrangements = Vec::new();
        for service in &all.services {
            let count = service.arrangements.len();
            arrangements.push(service.arrangement(&service.arrangements[number % count]));
            number /= count;
        }
        Placement { arrangements }
    };
    Some((0..combinations).filter_map(|number| verify(context, placement(number)).ok()).collect())
}

//! Arrangements and what follows from them: candidates, charges, recovery, verification.

mod arrangement;
mod arrangement_rules;
mod asks;
mod bill;
mod candidates;
mod capacity;
mod charge;
mod failover;
mod load_balancer;
mod pool_use;
mod recovery;
mod rejection;
mod shared;
mod site_rules;
mod sizing;
mod traffic;
mod uptime;
mod usage;
mod verified;
mod verify;

pub use arrangement::{Arrangement, Deployment, Hardware, Lot, Placement};
pub use asks::InForce;
pub use bill::{bill, cost, ends, placement_usage};
pub use candidates::{
    ACTIVE_SITES_MAX, Candidate, Candidates, Part, ServiceCandidates, candidates, candidates_of,
};
pub use capacity::{Standing, allowed_forms, demand, hours_from, zones_in_use};
pub use charge::{Category, Charge, Usage};
pub use failover::{Loss, enough_left, losses};
pub use pool_use::{PoolUse, capacity as pool_capacity, of_deployment as taken};
pub use rejection::Rejection;
pub use shared::{Opening, nat_gateways, opening_usage, openings_at, reaches_out};
pub use sizing::{cheapest_disk, provisioned_storage};
pub use traffic::{ActiveSite, active_sites, flow_usage, nearest_rtt, nearest_to_users};
pub use usage::{Context, deployment_usage, is_public};
pub use verified::{
    AvailabilityLine, ComplianceLine, LatencyLine, LatencySubject, RecoveryLine, Verified,
};
pub use verify::{Violation, verify};

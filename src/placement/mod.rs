//! Arrangements and what follows from them: candidates, charges, recovery, verification.

mod arrangement;
mod arrangement_rules;
mod asks;
mod bill;
mod by_price;
mod candidates;
mod capacity;
mod charge;
mod cluster;
mod downtime;
mod entries;
mod failover;
mod journeys;
mod needs;
mod owned;
mod packing;
mod pool_use;
mod price_table;
mod quota;
mod recovery;
mod rejection;
mod reservation;
mod shared;
mod site_rules;
mod sizing;
mod supposed;
mod takeover;
mod traffic;
mod uncommitted;
mod uptime;
mod usage;
mod verified;
mod verify;
mod waiting;

pub use arrangement::{Arrangement, Deployment, Hardware, Lot, Placement};
pub use asks::InForce;
pub use bill::{bill, cost, ends, placement_usage};
pub use candidates::{
    ACTIVE_SITES_MAX, Candidate, Candidates, Part, ServiceCandidates, candidates, candidates_of,
    widest,
};
pub use capacity::{Standing, allowed_forms, demand, hours_from, zones_in_use};
pub use charge::{Charge, Usage};
pub use downtime::{downtime_usage, hours_away};
pub use failover::{
    Loss, active_left, active_suffice, enough_left, losses, survivors, taking_over,
};
pub use journeys::{Leg, broken as broken_journey, leg, service_time};
pub use needs::Needs;
pub use owned::bought_usage;
pub use pool_use::{
    PoolUse, at_site as taken_at, capacity as pool_capacity, kept, of_deployment as taken,
};
pub use quota::{least as quota_at, vcpus, vcpus_at};
pub use recovery::{
    RecoveryEstimate, estimate as recovery_estimate, mechanism as recovery_mechanism,
};
pub use rejection::Rejection;
pub use reservation::reserved;
pub use shared::{Names, Opening, nat_gateways, opening_usage, openings_at, reaches_out};
pub use sizing::{cheapest_disk, disk_of, list_of, nodes_of};
pub use takeover::taken_over;
pub use traffic::{
    ActiveSite, active_sites, copy_usage, flow_usage, nearest_by, nearest_rtt, nearest_to_users,
};
pub use uncommitted::uncommitted;
pub use uptime::of_service as availability_of;
pub use usage::{Context, deployment_usage, is_public};
pub use verified::{
    Asked, AvailabilityLine, BudgetLine, BudgetSubject, ComplianceLine, Evidence, JourneyLine,
    Kept, LatencyLine, LatencySubject, RecoveryLine, SiteEvidence, Verified,
};
pub use verify::{Violation, holds, verify};

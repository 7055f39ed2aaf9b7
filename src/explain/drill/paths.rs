//! What a loss comes to for journeys: a path is there again when all services on it are.

use crate::plan::{Journey, JourneyId, ServiceId, Topology};

use super::fate::{Back, Fate};

/// What a loss comes to for a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The journey.
    pub journey: JourneyId,
    /// When all services on its path are back.
    pub back: Back,
    /// What has to be back last: a service on the path, or one that this waits for.
    pub gate: ServiceId,
}

/// The journeys that a loss interrupts, in order of the plan.
pub fn paths(topology: &Topology, fates: &[Fate]) -> Vec<Path> {
    let slowest = |journey: &Journey| {
        let on_path = journey.services().into_iter().map(|id| &fates[id.0 as usize]);
        // Of services that are back at the same time, the first of the plan.
        on_path.rev().max_by_key(|fate| fate.back)
    };
    let path = |journey| {
        let fate = slowest(topology.journey(journey))?;
        let gate = fate.gate.unwrap_or(fate.service);
        fate.is_away().then_some(Path { journey, back: fate.back, gate })
    };
    topology.journey_ids().filter_map(path).collect()
}

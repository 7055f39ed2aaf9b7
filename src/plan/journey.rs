//! Journeys: the path of a request over several services, hop by hop. What they are held to is in the
//! requirements.

use crate::diag::Spanned;

use super::{Endpoint, ServiceId};

/// Index of a journey in its topology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JourneyId(pub u32);

/// The path of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// The name in the plan.
    pub name: Spanned<String>,
    /// The steps in order: first users or a service, then services.
    pub path: Vec<Endpoint>,
    /// The way from each step to the next.
    pub hops: Vec<Hop>,
}

/// The way between two neighbours of a path, in the direction of the flow that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hop {
    /// Who calls: users or a service.
    pub from: Endpoint,
    /// Who is called.
    pub to: ServiceId,
}

impl Journey {
    /// The services in order of the path, as often as it comes by.
    pub fn steps(&self) -> impl Iterator<Item = ServiceId> {
        self.path.iter().filter_map(|step| match step {
            Endpoint::Service(id) => Some(*id),
            Endpoint::Users(_) | Endpoint::Internet => None,
        })
    }

    /// The services on the path, sorted, each once.
    #[must_use]
    pub fn services(&self) -> Vec<ServiceId> {
        let mut all: Vec<ServiceId> = self.steps().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

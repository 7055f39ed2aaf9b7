//! The shape of a placement in `mcplan.solution/1`. The names of the fields are the contract.

use serde::{Deserialize, Serialize};

/// The name and version of the contract that placements are a part of.
pub const SCHEMA: &str = "mcplan.solution/1";

/// What is read of a solution: its plan and its placement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Record {
    pub(super) schema: String,
    /// The plan that was solved.
    pub plan: PlanNamed,
    pub(super) placement: Vec<ServiceRecord>,
}

/// Which plan a solution is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanNamed {
    /// The name that the plan gives itself.
    pub name: String,
    /// Its file, as it was given to the command.
    pub file: String,
}

/// The arrangement of a service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ServiceRecord {
    pub(super) service: String,
    pub(super) strategy: String,
    pub(super) sites: Vec<SiteRecord>,
}

/// A deployment: all that there is to choose about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteRecord {
    pub(super) site: String,
    pub(super) role: String,
    pub(super) form: String,
    pub(super) zones: u32,
    pub(super) among: u32,
    pub(super) product: Option<String>,
    pub(super) load: Vec<Level>,
    pub(super) machines: Option<Machines>,
}

/// So many for so many hours of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    pub(super) count: u32,
    pub(super) hours: u32,
}

/// Nodes of a provider, or machines in a pool of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Machines {
    /// Nodes of one SKU.
    Nodes {
        /// The provider's name.
        sku: String,
        /// How many are bought how.
        lots: Vec<Bought>,
        /// How many run when.
        running: Vec<Level>,
    },
    /// Machines of one size.
    Pool {
        /// Virtual processors, exact.
        vcpu: String,
        /// Memory.
        memory_bytes: u64,
        /// How many run when.
        running: Vec<Level>,
    },
}

/// Nodes bought under one purchase option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bought {
    pub(super) purchase: String,
    pub(super) count: u32,
}

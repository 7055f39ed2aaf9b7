//! What a solve came to: status, placement, bound and gap, and how much work it was.

use std::time::Duration;

use crate::placement::Verified;
use crate::units::{Decimal, Usd};

/// How a solve ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// A placement whose gap is at most the asked one.
    Optimal,
    /// A placement, but a limit was reached before the asked gap was proven.
    Feasible,
    /// Proven: no placement meets the requirements.
    Infeasible,
    /// A limit was reached before a placement was found.
    Unknown,
}

impl Status {
    /// All of them.
    pub const ALL: [Status; 4] =
        [Status::Optimal, Status::Feasible, Status::Infeasible, Status::Unknown];

    /// The status of a spelling in output.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The spelling in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Status::Optimal => "optimal",
            Status::Feasible => "feasible",
            Status::Infeasible => "infeasible",
            Status::Unknown => "unknown",
        }
    }
}

/// The outcome of a solve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// The best placement found, verified.
    pub verified: Option<Verified>,
    /// No placement costs less a month; `None` if nothing was proven.
    pub bound: Option<Usd>,
    /// (cost - bound) / cost of the placement, rounded up to nine places.
    pub gap: Option<Decimal>,
    /// The back end that solved the model, such as "microlp".
    pub solver: &'static str,
    /// How much work it was.
    pub work: Work,
    /// How long the stages took.
    pub spent: Spent,
}

/// Time spent by stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Matching services with offers.
    pub matching: Duration,
    /// Optimising.
    pub solving: Duration,
    /// Verifying.
    pub verifying: Duration,
}

/// Sizes of the solved model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work {
    /// Node offers looked at.
    pub offers: usize,
    /// Arrangements that meet their service's own requirements.
    pub arrangements: usize,
    /// Numbers that were looked at for bounds: costs of options and of pairs, each time.
    pub numbers: usize,
    /// Columns of the model, after pruning.
    pub columns: usize,
    /// Rows of the model.
    pub rows: usize,
    /// Branch-and-bound nodes, where the back end tells.
    pub nodes: usize,
}

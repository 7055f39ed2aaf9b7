//! What a solve is told by the outside world while it runs, and what it tells. Clocks, signals and displays belong to the
//! command layer.

use std::time::Duration;

use crate::units::{Decimal, Usd};

/// Somebody who watches a solve.
pub trait Watch: Sync {
    /// The time since the start of the run.
    fn elapsed(&self) -> Duration;

    /// Whether to stop with what there is.
    fn is_stopped(&self) -> bool {
        false
    }

    /// Is told each time that something is known or begun.
    fn tell(&self, _: Progress) {}
}

/// A clock alone.
impl<F: Fn() -> Duration + Sync> Watch for F {
    fn elapsed(&self) -> Duration {
        self()
    }
}

/// How far a solve is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// What the best placement so far costs a month.
    pub incumbent: Option<Usd>,
    /// No placement costs less a month.
    pub bound: Option<Usd>,
    /// (incumbent - bound) / incumbent, rounded up to nine places.
    pub gap: Option<Decimal>,
}

/// A stage of a solve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Services are matched with offers.
    Matching,
    /// All options are looked at, one by one.
    Surveying,
    /// A first placement is looked for.
    Searching,
    /// Bounds are raised, in a round with so many options.
    Bounding(usize),
    /// The back end solves a model of so many columns.
    Finishing(usize),
}

impl Stage {
    /// A word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Matching => "matching",
            Stage::Surveying => "surveying",
            Stage::Searching => "searching",
            Stage::Bounding(_) => "bounding",
            Stage::Finishing(_) => "finishing",
        }
    }
}

//! What both forms of the answer start from.

use crate::explain::{Choice, Spread, spread};
use crate::plan::Topology;
use crate::units::Usd;

/// A choice of sites and strategies with its cost in each draw.
#[derive(Debug, Clone)]
pub struct Held {
    /// What is held.
    pub choice: Choice,
    /// The cost in each draw; `None` where it does not hold.
    pub costs: Vec<Option<Usd>>,
}

/// All that is said of a plan's placements; the first candidate is that of the plan itself.
#[derive(Debug)]
pub struct RobustAnswer<'a> {
    /// The plan.
    pub topology: &'a Topology,
    /// Where the random numbers began.
    pub seed: u64,
    /// The cheapest placement of each draw; `None` where there is none.
    pub clairvoyant: Vec<Option<Usd>>,
    /// The candidates.
    pub candidates: Vec<Held>,
}

impl Held {
    /// In how many draws it does not hold.
    pub(super) fn broken(&self) -> usize {
        self.costs.iter().filter(|cost| cost.is_none()).count()
    }

    /// The spread of its costs.
    pub(super) fn spread(&self) -> Option<Spread> {
        spread(&self.costs.iter().copied().flatten().collect::<Vec<_>>())
    }
}

impl RobustAnswer<'_> {
    /// How much more a candidate costs than the cheapest placement, in each draw in which both are there.
    pub(super) fn regrets(&self, held: &Held) -> Vec<Usd> {
        let pairs = held.costs.iter().zip(&self.clairvoyant);
        // Within the gap of a solve the cheapest may be found at a hair more.
        let regret = |(cost, least): (&Option<Usd>, &Option<Usd>)| {
            Some(((*cost)? - (*least)?).max(Usd::ZERO))
        };
        pairs.filter_map(regret).collect()
    }

    /// The candidate with the least of a figure among those that fail in the fewest draws; the first of equals.
    pub(super) fn best(&self, figure: impl Fn(&Spread) -> Usd) -> Option<usize> {
        let keys = self.candidates.iter().enumerate().filter_map(|(index, held)| {
            held.spread().map(|spread| (held.broken(), figure(&spread), index))
        });
        keys.min().map(|(_, _, index)| index)
    }
}

//! What one scenario of a sweep came to, in names and exact numbers.

use std::collections::BTreeMap;

use crate::explain::compare::Snapshot;
use crate::milp::{Outcome, Status};
use crate::plan::Axes;
use crate::units::{Decimal, Usd};

/// The id of the plan without changes, which every sweep solves first. Ids of scenarios have an equals sign.
pub const BASE: &str = "base";

/// A part of a sweep: the `part`th of `of`, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which part.
    pub part: usize,
    /// Of how many.
    pub of: usize,
}

impl Shard {
    /// Reads "2/5".
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (part, of) = text.split_once('/')?;
        let (part, of) = (part.parse().ok()?, of.parse().ok()?);
        (1..=of).contains(&part).then_some(Shard { part, of })
    }

    /// Whether the scenario with this index belongs to the part: they are dealt out like cards.
    #[must_use]
    pub const fn has(self, index: usize) -> bool {
        index % self.of == self.part - 1
    }
}

/// What all results of a file have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The name of the plan.
    pub plan: String,
    /// Plan, catalogs, grid and solver, in one hash.
    pub fingerprint: String,
    /// The part whose results these are.
    pub shard: Shard,
    /// The axes of the grid.
    pub axes: Axes,
}

impl Header {
    /// The ids of all scenarios of the sweep, the plan without changes first.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        let scenarios = self.axes.combinations().into_iter().map(|one| one.id);
        std::iter::once(BASE.to_owned()).chain(scenarios).collect()
    }
}

/// How a scenario ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// It was solved; that there is no placement is an answer too.
    Solved(Status),
    /// It could not be asked: its changes do not go together, or make no plan.
    Failed(String),
}

/// What a scenario came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioResult {
    /// The id.
    pub id: String,
    /// How it ended.
    pub ended: Ended,
    /// The exact sum of the bill.
    pub monthly: Option<Usd>,
    /// How far from the cheapest it can be.
    pub gap: Option<Decimal>,
    /// The bill by provider.
    pub providers: BTreeMap<String, Usd>,
    /// Where services are and how they recover, by name.
    pub services: BTreeMap<String, String>,
}

impl ScenarioResult {
    /// Of a scenario that was solved.
    #[must_use]
    pub fn solved(id: String, snapshot: &Snapshot, outcome: &Outcome) -> Self {
        let mut providers: BTreeMap<String, Usd> = BTreeMap::new();
        for cost in &snapshot.costs {
            let sum = providers.entry(cost.provider.clone()).or_insert(Usd::ZERO);
            *sum += cost.monthly;
        }
        let place = |placed: &crate::explain::compare::Placed| {
            let sites: Vec<&str> = placed.sites.iter().map(|at| at.site.as_str()).collect();
            format!("{} at {}", placed.strategy, sites.join(", "))
        };
        let services = snapshot.services.iter();
        ScenarioResult {
            id,
            ended: Ended::Solved(outcome.status),
            monthly: snapshot.monthly,
            gap: outcome.gap,
            providers,
            services: services.map(|(name, placed)| (name.clone(), place(placed))).collect(),
        }
    }

    /// Of a scenario that could not be asked.
    #[must_use]
    pub fn failed(id: String, why: String) -> Self {
        let (providers, services) = (BTreeMap::new(), BTreeMap::new());
        let ended = Ended::Failed(why);
        ScenarioResult { id, ended, monthly: None, gap: None, providers, services }
    }

    /// Whether there is nothing more to find out. A limit that was reached before any placement was found is worth
    /// another try with more time.
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        match self.ended {
            Ended::Solved(status) => !matches!(status, Status::Unknown),
            Ended::Failed(_) => false,
        }
    }

    /// The services that are not where they are in another result; `None` if either has no placement.
    #[must_use]
    pub fn moved<'r>(&'r self, base: &'r ScenarioResult) -> Option<Vec<&'r str>> {
        if self.monthly.is_none() || base.monthly.is_none() {
            return None;
        }
        let moved = |name: &&String| self.services.get(*name) != base.services.get(*name);
        let added = self.services.keys().filter(|name| !base.services.contains_key(*name));
        Some(base.services.keys().filter(moved).chain(added).map(String::as_str).collect())
    }
}

//! Snapshots side by side: the first is the base, each other one is held against it.

use std::collections::BTreeMap;

use crate::diag::Sources;
use crate::explain::Conflict;
use crate::plan::Topology;

use super::costs::{CostLine, lines as cost_lines};
use super::figures::{FigureLine, lines as figure_lines};
use super::reason::Reason;
use super::services::{ServiceLine, lines as service_lines};
use super::snapshot::Snapshot;

/// A side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// What it is called.
    pub name: String,
    /// What it came to.
    pub snapshot: Snapshot,
    /// Requirements that leave it without a placement.
    pub conflict: Vec<Conflicting>,
}

/// A requirement of a conflict, in names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflicting {
    /// The name, as options spell it.
    pub name: String,
    /// The requirement in words.
    pub words: String,
    /// The file or option that asks for it.
    pub file: String,
    /// The line in it.
    pub line: usize,
}

/// Why a service is not where it was on the base side: by side and service.
pub type Reasons = BTreeMap<(usize, String), Reason>;

/// What differs between sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The sides; the first is the base.
    pub sides: Vec<Side>,
    /// Costs by category, provider, service and site: each line that any side has.
    pub costs: Vec<CostLine>,
    /// Services that differ on some side, in order of name.
    pub services: Vec<ServiceLine>,
    /// Estimates that differ on some side.
    pub figures: Vec<FigureLine>,
}

/// Compares sides with the first of them.
#[must_use]
pub fn compare(sides: Vec<Side>, reasons: &Reasons) -> Comparison {
    let snapshots: Vec<&Snapshot> = sides.iter().map(|side| &side.snapshot).collect();
    let costs = cost_lines(&snapshots);
    let services = service_lines(&snapshots, reasons);
    let figures = figure_lines(&snapshots);
    Comparison { sides, costs, services, figures }
}

/// The requirements of a conflict, with their names and places.
#[must_use]
pub fn conflicting(
    conflict: &Conflict,
    topology: &Topology,
    sources: &Sources,
) -> Vec<Conflicting> {
    let requirements = conflict.requirements.iter().map(|id| &topology.requirements[id.0 as usize]);
    let named = requirements.map(|requirement| Conflicting {
        name: requirement.name(topology),
        words: requirement.describe(topology),
        file: sources.get(requirement.span.source).name.clone(),
        line: sources.position(requirement.span).0,
    });
    named.collect()
}

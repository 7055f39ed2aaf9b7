//! A plan that was solved, with all that reports say of it.

use std::time::Instant;

use crate::explain::{Conflict, Side, Snapshot, conflicting};
use crate::milp::{Options, Outcome, Status};
use crate::placement::Context;
use crate::report::Answer;
use crate::units::Decimal;

use super::input::Input;

/// A solved plan.
pub(super) struct Solved {
    /// What was solved.
    pub(super) input: Input,
    /// What it came to.
    pub(super) outcome: Outcome,
    conflict: Option<Conflict>,
    asked_gap: Decimal,
}

impl Solved {
    /// Solves a plan, and looks for the conflict if it has no placement.
    pub(super) fn of(input: Input, options: Options) -> Self {
        let started = Instant::now();
        let context = Context { topology: &input.topology, catalog: &input.catalog };
        let outcome = crate::milp::solve(context, options, &|| started.elapsed());
        let conflict = (outcome.status == Status::Infeasible)
            .then(|| crate::explain::conflict(context, options, &|| started.elapsed()));
        Solved { input, outcome, conflict, asked_gap: options.gap }
    }

    /// Another answer beside the one of a plan.
    pub(super) fn other(&self, outcome: &Outcome, name: String) -> Side {
        let snapshot = Snapshot::of(self.context(), outcome);
        Side { name, snapshot, conflict: Vec::new() }
    }

    /// The plan with its catalogs.
    pub(super) fn context(&self) -> Context<'_> {
        Context { topology: &self.input.topology, catalog: &self.input.catalog }
    }

    /// All that is known, for a report.
    pub(super) fn answer(&self) -> Answer<'_> {
        Answer {
            topology: &self.input.topology,
            catalog: &self.input.catalog,
            sources: &self.input.sources,
            outcome: &self.outcome,
            why: &[],
            risks: &[],
            conflict: self.conflict.as_ref(),
            alternatives: None,
            asked_gap: self.asked_gap,
        }
    }

    /// As a side of a comparison.
    pub(super) fn side(&self, name: String) -> Side {
        let conflict = self.conflict.as_ref().map_or_else(Vec::new, |conflict| {
            conflicting(conflict, &self.input.topology, &self.input.sources)
        });
        Side { name, snapshot: Snapshot::of(self.context(), &self.outcome), conflict }
    }
}

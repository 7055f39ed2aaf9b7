//! What every command that solves a plan can be told about it.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::milp::{Options, Solver};
use crate::units::{Decimal, Seconds, Share};

use super::error::CommandError;
use super::input::{self, Input, Opened};

/// How to solve a plan, and on which catalogs.
#[derive(Debug, clap::Args)]
pub(super) struct Solving {
    /// Stop when the placement is proven to cost at most this much more than the cheapest
    #[arg(long, value_name = "SHARE", default_value = "0.1%", value_parser = Share::parse)]
    gap: Share,
    /// Stop after this time with the best placement found so far
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = Seconds::parse)]
    time_limit: Seconds,
    /// Work on this many processor cores; all there are, unless told
    #[arg(long, value_name = "NUMBER")]
    threads: Option<NonZeroUsize>,
    /// A folder with catalogs of your own, which add to those the plan names; may be repeated
    #[arg(long, value_name = "DIR")]
    catalog: Vec<PathBuf>,
    /// The solver that finishes: microlp, or highs in a build that has it
    #[arg(
        long,
        value_name = "NAME",
        default_value = Solver::ALL[0].name(),
        value_parser = solvers(),
        hide_possible_values = true
    )]
    solver: Solver,
}

impl Solving {
    /// Reads the plan with its catalogs.
    pub(super) fn read(&self, plan: &Path) -> Result<Input, CommandError> {
        self.set_threads();
        input::read(plan, &self.catalog)
    }

    /// Reads the plan and its catalogs, to be checked later.
    pub(super) fn open(&self, plan: &Path) -> Result<Opened, CommandError> {
        self.set_threads();
        input::open(plan, &self.catalog)
    }

    fn set_threads(&self) {
        if let Some(threads) = self.threads {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get());
            // It fails only where there is a pool already, as for the second plan of a comparison.
            let _ = pool.build_global();
        }
    }

    /// The same for the solver.
    pub(super) const fn options(&self) -> Options {
        Options {
            gap: Decimal::from_parts(self.gap.millionths(), 0, 0, false, 6),
            time_limit: Some(Duration::from_secs(self.time_limit.0)),
            solver: self.solver,
        }
    }
}

/// The names of the solvers that this build has.
fn solvers() -> impl TypedValueParser<Value = Solver> {
    let names = Solver::ALL.iter().map(|solver| solver.name());
    PossibleValuesParser::new(names).map(|name| {
        let found = Solver::ALL.iter().find(|solver| solver.name() == name);
        *found.expect("only names of solvers pass the parser")
    })
}

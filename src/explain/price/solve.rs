//! Solves many plans on one catalog, each different one once, on as many threads as there are cores.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::catalog::Catalog;
use crate::milp::{Options, Outcome, Status, solve};
use crate::placement::{Context, Verified};
use crate::plan::Topology;
use crate::units::Usd;

/// A plan that was solved.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The plan.
    pub topology: Topology,
    /// What it came to.
    pub outcome: Outcome,
}

impl Answered {
    /// The cost of its placement.
    #[must_use]
    pub fn monthly(&self) -> Option<Usd> {
        self.outcome.verified.as_ref().map(Verified::total)
    }
}

/// Solves every plan; the answers are in the order of the plans.
pub fn answers(
    catalog: &Catalog,
    plans: &[Topology],
    options: Options,
    stopwatch: &(dyn Fn() -> Duration + Sync),
) -> Vec<Answered> {
    let first = |plan: &Topology| plans.iter().position(|other| other == plan);
    let firsts: Vec<usize> = plans.iter().filter_map(first).collect();
    let mut different = firsts.clone();
    different.sort_unstable();
    different.dedup();
    let next = AtomicUsize::new(0);
    let solved: Mutex<Vec<(usize, Outcome)>> = Mutex::new(Vec::new());
    let work = || {
        while let Some(&index) = different.get(next.fetch_add(1, Ordering::Relaxed)) {
            let context = Context { topology: &plans[index], catalog };
            let outcome = solve(context, options, stopwatch);
            if let Ok(mut solved) = solved.lock() {
                solved.push((index, outcome));
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(different.len());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let solved = solved.into_inner().unwrap_or_default();
    let outcome = |index: usize| solved.iter().find(|(one, _)| *one == index).map(|one| &one.1);
    let pairs = plans.iter().zip(&firsts);
    pairs
        .filter_map(|(plan, &index)| {
            Some(Answered { topology: plan.clone(), outcome: outcome(index)?.clone() })
        })
        .collect()
}

/// What giving something up saves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saving {
    /// The cost in hand less the cost without; never below zero, since nobody has to use what is allowed.
    pub monthly: Usd,
    /// No saving is larger than this, where a solve was not finished; `None` where the saving is exact.
    pub at_most: Option<Usd>,
}

/// What the plan `without` saves against the one that is paid for; `None` if it was not solved, or if nothing
/// is paid for.
#[must_use]
pub fn saving(chosen: &Outcome, without: &Outcome) -> Option<Saving> {
    let total = |outcome: &Outcome| outcome.verified.as_ref().map(Verified::total);
    let paid = total(chosen)?;
    let monthly = match (without.status, total(without)) {
        (Status::Infeasible, _) => Usd::ZERO,
        (_, cheaper) => (paid - cheaper?).max(Usd::ZERO),
    };
    let closed = |outcome: &Outcome| outcome.status != Status::Feasible;
    let exact = closed(chosen) && closed(without);
    let floor = without.bound.unwrap_or(Usd::ZERO);
    let at_most = (!exact).then(|| (paid - floor).max(monthly));
    Some(Saving { monthly, at_most })
}

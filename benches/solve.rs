//! How long it takes to place the estates of the fixed set, from the checked plan to the proven answer.
//!
//! Compare runs of one machine only; `benches/peers` puts other solvers beside it.

#[path = "../tests/support/mod.rs"]
mod support;

use mcplan::milp::Outcome;
use support::Case;
use support::instances::instance;

fn main() {
    divan::main();
}

/// The smaller instances of `benches/instances.csv`.
const NAMES: &[&str] = &[
    "shop-10",
    "shop-50",
    "shop-200",
    "independent-50",
    "independent-200",
    "mesh-10",
    "mesh-50",
    "pipeline-10",
    "pipeline-50",
];

/// Matching, bounds, search and proof, to a gap of 0.1 %.
#[divan::bench(args = NAMES, sample_count = 5)]
fn estate(bencher: divan::Bencher<'_, '_>, name: &str) {
    let case = instance(name);
    bencher.bench_local(|| -> Outcome { case.solve("0.001") });
}

/// A shipped plan.
#[divan::bench(args = ["quickstart", "web-shop", "enterprise"], sample_count = 5)]
fn shipped(bencher: divan::Bencher<'_, '_>, name: &str) {
    let case = Case::shipped(name);
    bencher.bench_local(|| -> Outcome { case.solve("0.001") });
}

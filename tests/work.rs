//! How much work a solve is, counted and not timed: a change that makes it a multiple shows on any machine.

mod support;

use mcplan::milp::Status;
use support::instances::instance;

/// Name, and at most: numbers looked at, columns of the model that is finished, branch-and-bound nodes. About three times what
/// it was when they were set.
const LIMITS: &[(&str, usize, usize, usize)] = &[
    ("shop-50", 150_000_000, 600, 100),
    ("mesh-50", 430_000_000, 900, 100),
    ("independent-200", 90_000_000, 2_000, 500),
];

#[test]
fn known_estates_take_no_more_work_than_they_did() {
    for &(name, numbers, columns, nodes) in LIMITS {
        let outcome = instance(name).solve("0.001");
        let work = outcome.work;
        assert_eq!(outcome.status, Status::Optimal, "{name}");
        assert!(work.numbers <= numbers, "{name}: {} numbers", work.numbers);
        assert!(work.columns <= columns, "{name}: {} columns", work.columns);
        assert!(work.nodes <= nodes, "{name}: {} nodes", work.nodes);
    }
}

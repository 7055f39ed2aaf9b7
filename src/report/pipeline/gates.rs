//! Conditions of a comparison as findings: those that came true are errors.

use crate::explain::{Check, Comparison};
use crate::milp::Status;

use super::finding::{FilePlace, Level, PipelineFinding};

/// One finding for each condition and side, and one for each side without a placement, about a file.
#[must_use]
pub fn gate_findings(
    checks: &[Check],
    comparison: &Comparison,
    file: &str,
) -> Vec<PipelineFinding> {
    let place = || FilePlace::whole(file.to_owned());
    let placed = comparison.sides.iter().skip(1).map(|side| {
        let told = match side.snapshot.status {
            Status::Optimal | Status::Feasible => None,
            Status::Infeasible => Some("it has no placement"),
            Status::Unknown => Some("no placement was found in the time"),
        };
        PipelineFinding {
            rule: "gate/placement".to_owned(),
            level: told.map_or(Level::Passed, |_| Level::Error),
            name: format!("placement of {}", side.name),
            message: format!("{}: {}", side.name, told.unwrap_or("it is placed")),
            place: place(),
        }
    });
    let gates = checks.iter().map(|check| {
        let side = &comparison.sides[check.side].name;
        let measure = check.measure.map_or("cost", crate::explain::Measure::name);
        let value = check.value.map_or_else(|| "unknown".to_owned(), |n| n.normalize().to_string());
        let held = if check.failed { "came true" } else { "is not true" };
        PipelineFinding {
            rule: format!("gate/{measure}"),
            level: if check.failed { Level::Error } else { Level::Passed },
            name: format!("{side}: fail if {}", check.condition),
            message: format!("{side}: {} {held}: the value is {value}", check.condition),
            place: place(),
        }
    });
    placed.chain(gates).collect()
}

//! `[scenarios]`: each is read, made, and checked like a plan, so that a mistake shows before it is needed.

use crate::diag::{Diagnostics, Severity};
use crate::plan::change::{changed, read_scenarios, read_uncertainty};
use crate::plan::document::{Entry, PlanDoc};
use crate::plan::{Gazetteer, Scenario};

use super::whole;

/// Reports what is wrong with scenarios; only with how they are written if the plan itself has mistakes.
pub(super) fn report(
    entry: &Entry,
    document: &PlanDoc,
    gazetteer: &Gazetteer,
    findings: &mut Diagnostics,
) {
    let scenarios = read_scenarios(entry, findings);
    if findings.has_errors() {
        return;
    }
    for scenario in &scenarios {
        findings.extend(mistakes(scenario, document, gazetteer));
    }
}

/// Reports what is wrong with `[uncertainty]`: how it is written, and ranges of what the plan does not have.
pub(super) fn report_ranges(entry: &Entry, document: &PlanDoc, findings: &mut Diagnostics) {
    let ranges = read_uncertainty(entry, findings);
    if findings.has_errors() {
        return;
    }
    let least: Vec<_> = ranges.iter().map(|range| range.at(0)).collect();
    if let Err(found) = changed(document, &least) {
        findings.extend(found);
    }
}

/// The mistakes of the plan that a scenario makes; what the plan itself warns of is said once.
fn mistakes(scenario: &Scenario, document: &PlanDoc, gazetteer: &Gazetteer) -> Diagnostics {
    let checked =
        changed(document, &scenario.changes).and_then(|plan| whole::check(&plan, gazetteer));
    let mut found = Diagnostics::default();
    for problem in checked.err().iter().flat_map(Diagnostics::sorted) {
        if problem.severity == Severity::Error {
            let name = &scenario.name.value;
            found.push(problem.clone().hint(format!("this is so in scenario `{name}`")));
        }
    }
    found
}

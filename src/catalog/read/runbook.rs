//! Reads what a person does when a service fails over.

use std::collections::BTreeMap;

use crate::catalog::Mechanism;
use crate::catalog::query::Catalog;
use crate::catalog::runbook::{Instruction, Situation, Task};
use crate::catalog::table::Row;
use crate::diag::Diagnostics;

use super::facts::{any_or, kind, mechanism, provider};
use super::{Input, report_duplicate};

/// Reads a runbook, whose rows replace those about the same situation and step.
pub(super) fn runbook(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let columns =
        ["provider", "kind", "realisation", "mechanism", "step", "command", "check", "source"];
    let Some(at) = input.table.require(columns, &[], problems) else { return };
    let mut read = BTreeMap::new();
    for row in input.table.rows() {
        let Some(situation) = situation(&row, at, problems) else { continue };
        let names: Vec<&str> = Task::ALL.iter().map(|task| task.name()).collect();
        let Some(task) = row.word(at[4], "step", &names, Task::parse, problems) else { continue };
        let Some(command) = row.required(at[5], problems) else { continue };
        let Some(check) = row.required(at[6], problems) else { continue };
        let instruction = Instruction {
            command: command.to_owned(),
            check: check.to_owned(),
            row: input.row(&row),
            source: row.get(at[7]).to_owned(),
        };
        if read.insert((task, situation), instruction).is_some() {
            report_duplicate(&row, at[4], problems);
        }
    }
    catalog.runbook.extend(read);
}

fn situation(row: &Row<'_>, at: [usize; 8], problems: &mut Diagnostics) -> Option<Situation> {
    let named = row.get(at[2]);
    let mechanism: Option<Mechanism> = any_or(row, at[3], mechanism, problems)?;
    Some(Situation {
        provider: any_or(row, at[0], provider, problems)?,
        kind: any_or(row, at[1], kind, problems)?,
        realisation: (named != "*").then(|| named.to_owned()),
        mechanism,
    })
}

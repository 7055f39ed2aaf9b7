//! A sweep as a page for a terminal.

use crate::diag;
use crate::explain::{BASE, Ended, Gathered, ScenarioResult};
use crate::milp::Status;
use crate::report::compare::{signed, status};
use crate::report::number::{gap, money, share};
use crate::report::section::Section;
use crate::report::table::{Align, Table};
use crate::units::{Decimal, Usd};

use super::json::points;

/// The columns behind one for each axis.
const COLUMNS: &[(&str, Align)] = &[
    ("Answer", Align::Left),
    ("USD/month", Align::Right),
    ("Change", Align::Right),
    ("Providers", Align::Prose),
    ("Moved", Align::Right),
];

/// Names that a note lists at most.
const NAMED_MAX: usize = 10;

/// The page.
#[must_use]
pub fn sweep_text(gathered: &Gathered) -> String {
    let axes = gathered.header.axes.0.iter().map(|axis| (axis.name.as_str(), Align::Left));
    let columns: Vec<(&str, Align)> = axes.chain(COLUMNS.iter().copied()).collect();
    let points = points(gathered);
    let mut table = Table::new(&columns);
    for result in &gathered.results {
        let mut cells = vec![String::new(); columns.len() - COLUMNS.len()];
        match points.get(&result.id) {
            Some(own) => cells = own.iter().map(|point| (*point).to_owned()).collect(),
            None => BASE.clone_into(&mut cells[0]),
        }
        cells.extend(row(result, gathered.base()));
        table.push(cells);
    }
    let section = Section::new("Sweep").say(summary(gathered)).table(table);
    section.notes(notes(gathered)).text()
}

fn row(result: &ScenarioResult, base: Option<&ScenarioResult>) -> [String; 5] {
    let before = base.and_then(|base| base.monthly).filter(|_| !is_base(result));
    let change = before.zip(result.monthly).map(|(before, after)| signed(after - before));
    [
        answer(result).to_owned(),
        result.monthly.map_or_else(|| "-".to_owned(), money),
        change.unwrap_or_default(),
        providers(result),
        base.filter(|_| !is_base(result)).and_then(|base| moved(result, base)).unwrap_or_default(),
    ]
}

fn is_base(result: &ScenarioResult) -> bool {
    result.id == BASE
}

const fn answer(result: &ScenarioResult) -> &'static str {
    match &result.ended {
        Ended::Solved(found) => status(*found),
        Ended::Failed(_) => "failed",
    }
}

/// "aws 70.1%, azure 29.9%".
fn providers(result: &ScenarioResult) -> String {
    let Some(whole) = result.monthly else { return String::new() };
    let part = |(name, sum): (&String, &Usd)| format!("{name} {}", share(*sum, whole));
    result.providers.iter().map(part).collect::<Vec<_>>().join(", ")
}

fn moved(result: &ScenarioResult, base: &ScenarioResult) -> Option<String> {
    let names = result.moved(base)?;
    Some(format!("{} of {}", names.len(), base.services.len()))
}

fn summary(gathered: &Gathered) -> String {
    let count = |wanted: &[Status]| {
        let is = |one: &&ScenarioResult| match &one.ended {
            Ended::Solved(found) => wanted.contains(found),
            Ended::Failed(_) => false,
        };
        gathered.results.iter().filter(is).count()
    };
    let placed = count(&[Status::Optimal, Status::Feasible]);
    let all = gathered.results.len() + gathered.missing.len();
    format!(
        "Plan \"{}\", {}: {placed} placed, {} without a placement, {} failed, {} missing.",
        gathered.header.plan,
        diag::count(all, "scenario"),
        count(&[Status::Infeasible]),
        gathered.failed().len(),
        gathered.missing.len(),
    )
}

fn notes(gathered: &Gathered) -> Vec<String> {
    let widest = gathered.results.iter().filter_map(|result| result.gap).max();
    let mut notes: Vec<String> = widest.map(proven).into_iter().collect();
    if !gathered.missing.is_empty() {
        let names: Vec<&str> = gathered.missing.iter().map(String::as_str).collect();
        notes.push(format!("Missing: {}.", named(&names)));
    }
    for failed in gathered.failed().into_iter().take(NAMED_MAX) {
        let why = failed.failure().unwrap_or_default();
        let first = why.lines().next().unwrap_or_default();
        notes.push(format!("Failed: {}: {first}", failed.id));
    }
    for duplicate in gathered.duplicates.iter().take(NAMED_MAX) {
        let files: Vec<&str> = duplicate.files.iter().map(String::as_str).collect();
        let how = if duplicate.agree { "with the same result" } else { "and they disagree" };
        let id = &duplicate.id;
        notes.push(format!("More than once: {id} in {}, {how}.", diag::list(&files, "and")));
    }
    notes
}

fn proven(widest: Decimal) -> String {
    let widest = gap(widest);
    format!(
        "Every placement is within {widest} of the cheapest. Moved: services that are not where the plan without \
         changes has them."
    )
}

fn named(names: &[&str]) -> String {
    let shown = names.iter().take(NAMED_MAX).copied().collect::<Vec<_>>().join("; ");
    match names.len().saturating_sub(NAMED_MAX) {
        0 => shown,
        more => format!("{shown}; and {more} more"),
    }
}

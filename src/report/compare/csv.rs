//! The comparison as comma-separated values: one line of it a row, every value exact.
//!
//! `part` says what the row is about: `total`, `cost`, `service`, `estimate` or `condition`. Each row holds one
//! side against the base.

use crate::explain::{Comparison, Figure, Placed};
use crate::report::csv::text;
use crate::report::json::exact;
use crate::units::Usd;

use super::amounts::label;
use super::answer::ComparisonAnswer;
use super::changes::words;

const HEADER: &str = "part,by,name,side,before,after,difference,limit_before,limit_after,reason\n";

/// The rows, below a header.
#[must_use]
pub fn comparison_csv(answer: &ComparisonAnswer<'_>) -> String {
    let comparison = answer.comparison;
    let mut out = HEADER.to_owned();
    for (side, name) in answer.names().enumerate().skip(1) {
        totals(comparison, side, name, &mut out);
        costs(comparison, side, name, &mut out);
        services(comparison, side, name, &mut out);
        estimates(comparison, side, name, &mut out);
    }
    for check in answer.checks {
        let verdict = if check.failed { "failed" } else { "passed" };
        let value = check.value.map(exact).unwrap_or_default();
        let name = answer.name(check.side);
        row(&mut out, ["condition", "", &check.condition, name], ["", &value, "", "", "", verdict]);
    }
    out
}

/// Adds a row: four texts that say what it is about, then six values.
fn row(out: &mut String, about: [&str; 4], values: [&str; 6]) {
    let numbers = |field: &&str| match field.parse::<crate::units::Decimal>() {
        Ok(_) => (*field).to_owned(),
        Err(_) => text(field),
    };
    let fields = about.iter().map(|field| text(field)).chain(values.iter().map(numbers));
    out.push_str(&fields.collect::<Vec<_>>().join(","));
    out.push('\n');
}

fn amounts(before: Option<Usd>, after: Option<Usd>) -> [String; 3] {
    let shown = |amount: Option<Usd>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let difference = before.zip(after).map(|(before, after)| after - before);
    [shown(before), shown(after), shown(difference)]
}

fn totals(comparison: &Comparison, side: usize, name: &str, out: &mut String) {
    let monthly = |index: usize| comparison.sides[index].snapshot.monthly;
    let [before, after, difference] = amounts(monthly(0), monthly(side));
    let status = comparison.sides[side].snapshot.status.name();
    let about = ["total", "month", "", name];
    row(out, about, [&before, &after, &difference, "", "", status]);
}

fn costs(comparison: &Comparison, side: usize, name: &str, out: &mut String) {
    for line in &comparison.costs {
        let [before, after, difference] = amounts(line.monthly[0], line.monthly[side]);
        let about = ["cost", line.by.name(), label(line), name];
        row(out, about, [&before, &after, &difference, "", "", ""]);
    }
}

fn services(comparison: &Comparison, side: usize, name: &str, out: &mut String) {
    for line in &comparison.services {
        for change in &line.changes[side] {
            let placed = |index: usize| line.placed[index].as_ref().map(place).unwrap_or_default();
            let reason = line.reasons[side].as_ref().map(words).unwrap_or_default();
            let about = ["service", change.name(), &line.service, name];
            row(out, about, [&placed(0), &placed(side), "", "", "", &reason]);
        }
    }
}

/// "single: active aws:eu-west-1 3 x m7g.large on-demand".
fn place(placed: &Placed) -> String {
    let sites = placed.sites.iter().map(|at| {
        let offers = at.offers.iter();
        let offers = offers.map(|one| format!("{} x {} {}", one.count, one.sku, one.purchase));
        format!("{} {} {}", at.role, at.site, offers.collect::<Vec<_>>().join(" + "))
    });
    format!("{}: {}", placed.strategy, sites.collect::<Vec<_>>().join("; "))
}

fn estimates(comparison: &Comparison, side: usize, name: &str, out: &mut String) {
    for line in &comparison.figures {
        let at = |index: usize| line.figures[index].unwrap_or_default();
        let (before, after): (Figure, Figure) = (at(0), at(side));
        let shown = |number: Option<crate::units::Decimal>| number.map(exact).unwrap_or_default();
        let difference = before.achieved.zip(after.achieved).map(|(old, new)| new - old);
        let about = ["estimate", line.measure.name(), &line.subject, name];
        let values = [before.achieved, after.achieved, difference, before.target, after.target];
        let [old, new, difference, limit_old, limit_new] = values.map(shown);
        row(out, about, [&old, &new, &difference, &limit_old, &limit_new, ""]);
    }
}

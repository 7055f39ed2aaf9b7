//! Costs of the sides, and how they differ.

use crate::explain::CostLine;
use crate::explain::Grouping;
use crate::milp::Status;
use crate::report::answer::{PROVIDER_WIDE, SHARED};
use crate::report::number::{count, money, share_more};
use crate::report::section::Section;
use crate::report::table::{Align, Table};
use crate::units::Usd;

use super::answer::ComparisonAnswer;

/// What stands in place of a figure that a side does not have.
pub(super) const NONE: &str = "-";

const COLUMNS: &[(&str, Align)] = &[
    ("Side", Align::Left),
    ("Answer", Align::Left),
    ("USD/month", Align::Right),
    ("Change", Align::Right),
    ("%", Align::Right),
    ("USD/year", Align::Right),
    ("Change", Align::Right),
];

/// What each side costs as a whole.
pub(super) fn totals(answer: &ComparisonAnswer<'_>) -> Section {
    let mut table = Table::new(COLUMNS);
    let base = answer.comparison.sides.first().and_then(|side| side.snapshot.monthly);
    for (index, side) in answer.comparison.sides.iter().enumerate() {
        let own = side.snapshot.monthly;
        let before = base.filter(|_| index > 0);
        table.row([
            side.name.clone(),
            status(side.snapshot.status).to_owned(),
            amount(own),
            change(before, own),
            percent(before, own),
            amount(own.map(yearly)),
            change(before.map(yearly), own.map(yearly)),
        ]);
    }
    let section = Section::new("Comparison").table(table);
    let open = answer.comparison.sides.iter().any(|side| side.snapshot.status == Status::Feasible);
    if open {
        section.note(
            "For a side that is not proven a limit was reached; a cheaper placement may exist.",
        )
    } else {
        section
    }
}

/// The answer of a solve in words.
pub(in crate::report) const fn status(status: Status) -> &'static str {
    match status {
        Status::Optimal => "placed",
        Status::Feasible => "placed, not proven",
        Status::Infeasible => "no placement",
        Status::Unknown => "none found",
    }
}

fn yearly(monthly: Usd) -> Usd {
    monthly.times(12)
}

fn amount(amount: Option<Usd>) -> String {
    amount.map_or_else(|| NONE.to_owned(), money)
}

/// The difference with its sign; nothing where there is nothing to compare.
fn change(before: Option<Usd>, after: Option<Usd>) -> String {
    let Some((before, after)) = before.zip(after) else { return String::new() };
    signed(after - before)
}

/// An amount with its sign, such as "+12.50".
pub(in crate::report) fn signed(amount: Usd) -> String {
    if amount > Usd::ZERO { format!("+{}", money(amount)) } else { money(amount) }
}

fn percent(before: Option<Usd>, after: Option<Usd>) -> String {
    let Some((before, after)) = before.zip(after) else { return String::new() };
    share_more(before, after)
}

/// Costs by category, provider, service and site, where they differ.
pub(super) fn breakdown(answer: &ComparisonAnswer<'_>) -> Section {
    let section = Section::new("Cost by category, provider, service and site");
    let all = &answer.comparison.costs;
    let shown: Vec<&CostLine> = all.iter().filter(|line| line.differs()).collect();
    let same = all.len() - shown.len();
    if shown.is_empty() {
        return section.say("All of it is the same.");
    }
    let mut columns = vec![("By", Align::Left), ("", Align::Left)];
    columns.extend(answer.names().map(|name| (name, Align::Right)));
    if answer.is_pair() {
        columns.extend([("Change", Align::Right), ("%", Align::Right)]);
    }
    let mut table = Table::new(&columns);
    let mut last = None;
    for line in shown {
        let by = if last == Some(line.by) { "" } else { line.by.name() };
        last = Some(line.by);
        let mut row = vec![by.to_owned(), label(line).to_owned()];
        row.extend(line.monthly.iter().map(|sum| amount(*sum)));
        if let [before, after] = line.monthly[..] {
            row.extend([change(before, after), percent(before, after)]);
        }
        table.push(row);
    }
    let rest = match same {
        0 => String::new(),
        1 => " 1 other line is the same on all sides.".to_owned(),
        _ => format!(" {} other lines are the same on all sides.", count(same)),
    };
    section.table(table).note(format!("In USD a month.{rest}"))
}

/// The name of what costs, or what stands for it.
pub(super) fn label(line: &CostLine) -> &str {
    match (&line.name, line.by) {
        (Some(name), _) => name,
        (None, Grouping::Site) => PROVIDER_WIDE,
        (None, _) => SHARED,
    }
}

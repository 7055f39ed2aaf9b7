//! Recovery, availability and latency side by side, what is left until their limits, and conditions.

use crate::explain::{Check, Figure, FigureLine, Measure};
use crate::report::number::{availability, duration, millis, money, points};
use crate::report::section::Section;
use crate::report::table::{Align, Table};
use crate::units::{Availability, Decimal, Millis, Seconds, Usd};

use super::amounts::NONE;
use super::answer::ComparisonAnswer;

/// Estimates with what is asked; `None` if none differs.
pub(super) fn estimates(answer: &ComparisonAnswer<'_>) -> Option<Section> {
    let shown = |figure: &Figure, measure| match (figure.achieved, figure.target) {
        (Some(achieved), None) => value(measure, achieved),
        (Some(achieved), Some(target)) => {
            format!("{} of {}", value(measure, achieved), limit(measure, target))
        }
        (None, Some(target)) => format!("unknown of {}", limit(measure, target)),
        (None, None) => NONE.to_owned(),
    };
    let lines = answer.comparison.figures.iter().filter(|line| line.measure != Measure::Budget);
    let table = side_by_side(answer, lines, shown);
    let note = "A figure \"of\" another is held to that one. Latency is the longest of all sites.";
    let title = "Recovery, availability and latency that differ";
    (!table.is_empty()).then(|| Section::new(title).table(table).note(note))
}

/// What is left until limits; `None` if nothing differs.
pub(super) fn slacks(answer: &ComparisonAnswer<'_>) -> Option<Section> {
    let left = |line: &FigureLine| -> Vec<Option<Decimal>> {
        line.figures.iter().map(|figure| figure.and_then(|one| one.slack(line.measure))).collect()
    };
    let lines = answer.comparison.figures.iter().filter(|line| {
        let left = left(line);
        left.iter().flatten().next().is_some() && left.iter().any(|one| Some(one) != left.first())
    });
    let shown = |figure: &Figure, measure: Measure| {
        figure.slack(measure).map_or_else(|| NONE.to_owned(), |left| room(measure, left))
    };
    let table = side_by_side(answer, lines, shown);
    let title = "Requirements whose slack changed";
    (!table.is_empty()).then(|| Section::new(title).table(table))
}

fn side_by_side<'l>(
    answer: &ComparisonAnswer<'_>,
    lines: impl Iterator<Item = &'l FigureLine>,
    shown: impl Fn(&Figure, Measure) -> String,
) -> Table {
    let mut columns = vec![("Figure", Align::Left), ("Of", Align::Left)];
    columns.extend(answer.names().map(|name| (name, Align::Right)));
    let mut table = Table::new(&columns);
    for line in lines {
        let mut row = vec![line.measure.name().to_owned(), line.subject.clone()];
        let cell = |figure: &Option<Figure>| match figure {
            Some(figure) => shown(figure, line.measure),
            None => NONE.to_owned(),
        };
        row.extend(line.figures.iter().map(cell));
        table.push(row);
    }
    table
}

/// A figure with its unit.
pub(super) fn value(measure: Measure, value: Decimal) -> String {
    match measure {
        Measure::Rto | Measure::Rpo => duration(seconds(value)),
        Measure::Availability => availability(Availability::from_fraction(value)),
        Measure::Latency => millis(Millis(value)),
        Measure::Budget => money(Usd::new(value)),
    }
}

/// A limit, as plans write it.
fn limit(measure: Measure, value: Decimal) -> String {
    match measure {
        Measure::Availability => Availability::from_fraction(value).to_string(),
        _ => self::value(measure, value),
    }
}

/// What is left until a limit.
fn room(measure: Measure, left: Decimal) -> String {
    match measure {
        Measure::Availability => points(left),
        _ => value(measure, left),
    }
}

fn seconds(value: Decimal) -> Seconds {
    Seconds(u64::try_from(value).unwrap_or_default())
}

const CHECK_COLUMNS: &[(&str, Align)] = &[
    ("Must not be", Align::Left),
    ("Side", Align::Left),
    ("Is", Align::Right),
    ("Verdict", Align::Left),
];

/// Conditions and whether they came true; `None` if there are none.
pub(super) fn checks(answer: &ComparisonAnswer<'_>) -> Option<Section> {
    let mut table = Table::new(CHECK_COLUMNS);
    for check in answer.checks {
        table.row([
            check.condition.clone(),
            answer.name(check.side).to_owned(),
            check.value.map_or_else(|| NONE.to_owned(), |found| found_value(check, found)),
            if check.failed { "failed" } else { "passed" }.to_owned(),
        ]);
    }
    (!table.is_empty()).then(|| Section::new("Conditions").table(table))
}

fn found_value(check: &Check, found: Decimal) -> String {
    value(check.measure.unwrap_or(Measure::Budget), found)
}

//! Prices as comma-separated values: one variant of the plan a row.
//!
//! `part` says what the row is about: `requirement`, `premium`, `nine` or `repair`.

use crate::report::csv::text;

use super::lines::{PriceLine, PricesAnswer, exact, words};

const HEADER: &str =
    "part,name,asks,line,status,monthly_usd,saving_usd,saving_at_most_usd,enough,unit_usd\n";

/// The rows, below a header.
#[must_use]
pub fn prices_csv(answer: &PricesAnswer<'_>) -> String {
    let mut out = HEADER.to_owned();
    let mut rows = |part: &str, lines: Vec<&PriceLine>| {
        out.extend(lines.into_iter().map(|line| row(answer, part, line)));
    };
    if answer.chosen.verified.is_none() {
        rows("repair", answer.repairs());
    } else {
        rows("requirement", answer.dearest_first());
        rows("premium", answer.premiums.iter().collect());
        rows("nine", answer.nines.iter().collect());
    }
    out
}

fn row(answer: &PricesAnswer<'_>, part: &str, line: &PriceLine) -> String {
    let asked = answer.requirement(line);
    let place = asked.map(|asked| answer.place(asked));
    let saving = answer.saving(line);
    let fields = [
        part.to_owned(),
        text(&line.name),
        text(&asked.map(|asked| asked.describe(answer.topology)).unwrap_or_default()),
        text(&place.map(|(file, line)| format!("{file}:{line}")).unwrap_or_default()),
        line.answer.outcome.status.name().to_owned(),
        line.answer.monthly().map(exact).unwrap_or_default(),
        saving.map(|saving| exact(saving.monthly)).unwrap_or_default(),
        saving.and_then(|saving| saving.at_most).map(exact).unwrap_or_default(),
        text(&answer.enough(line).map(|found| words(&found)).unwrap_or_default()),
        answer.per_unit(line).map(exact).unwrap_or_default(),
    ];
    fields.join(",") + "\n"
}

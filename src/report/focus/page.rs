//! The whole data set as comma-separated values: the header, then the rows of each charge.

use crate::report::answer::Answer;
use crate::terms::Category;
use crate::units::Month;

use super::columns::COLUMNS;
use super::line::Line;

/// The charges as rows of FOCUS 1.0, in order of the bill; only the header if there is no placement.
#[must_use]
pub fn focus(answer: &Answer<'_>, month: Month) -> String {
    let names: Vec<&str> = COLUMNS.iter().map(|&(name, _)| name).collect();
    let charges = answer.outcome.verified.as_ref().map_or(&[][..], |v| v.charges());
    let invoiced = charges.iter().filter(|charge| charge.category != Category::Downtime);
    let mut out = names.join(",") + "\n";
    for line in invoiced.flat_map(|charge| Line::of(answer, charge, month)) {
        let cells: Vec<String> = COLUMNS.iter().map(|(_, cell)| cell(&line)).collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

//! The LP format of CPLEX, in the part of it that all readers share.

use std::fmt::Write;

use crate::milp::model::{Column, ColumnId};

use super::text::{Written, number, spelled};

/// Some readers take lines of up to 255 characters, so a line ends once it is longer than this.
const LINE: usize = 120;

pub(super) fn write(written: &Written<'_>) -> String {
    let mut text = String::new();
    for line in written.head {
        text.extend(["\\ ", line, "\n"]);
    }
    text.push_str("Minimize\n cost:");
    let in_rows = written.in_rows();
    let costs = written.model.columns.iter().enumerate();
    // A reader knows a column from the objective or a row only.
    let costs = costs.filter(|(c, column)| column.cost != 0.0 || !in_rows[*c]);
    let costs: Vec<_> = costs.map(|(c, column)| (ColumnId(c), column.cost)).collect();
    sum(&mut text, written, &costs);
    text.push_str("\nSubject To\n");
    for (row, name) in written.model.rows.iter().zip(&written.rows) {
        text.extend([" ", name, ":"]);
        sum(&mut text, written, &Written::terms(row));
        text.extend([" ", spelled(row.sense).1, " ", &number(row.rhs), "\n"]);
    }
    text.push_str("Bounds\n");
    let named = || written.model.columns.iter().zip(&written.columns);
    for (column, name) in named().filter(|(column, _)| !is_binary(column)) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, " 0 <= {name} <= {}", number(column.upper));
    }
    for (title, binary) in [("Binaries", true), ("Generals", false)] {
        let mut of_kind =
            named().filter(|(column, _)| column.integer && is_binary(column) == binary).peekable();
        if of_kind.peek().is_some() {
            text.extend([title, "\n"]);
        }
        of_kind.for_each(|(_, name)| text.extend([" ", name, "\n"]));
    }
    text.push_str("End\n");
    text
}

fn is_binary(column: &Column) -> bool {
    column.integer && (column.upper - 1.0).abs() < f64::EPSILON
}

/// Terms with their signs; a sum of nothing is no times the first column.
fn sum(text: &mut String, written: &Written<'_>, terms: &[(ColumnId, f64)]) {
    let mut begin = text.len();
    for (at, &(column, factor)) in terms.iter().enumerate() {
        if text.len() - begin > LINE {
            text.push_str("\n ");
            begin = text.len();
        }
        let sign = match (factor < 0.0, at) {
            (true, _) => " - ",
            (false, 0) => " ",
            (false, _) => " + ",
        };
        text.extend([sign, &number(factor.abs()), " ", &written.columns[column.0]]);
    }
    if let Some(first) = written.columns.first().filter(|_| terms.is_empty()) {
        text.extend([" 0 ", first]);
    }
}

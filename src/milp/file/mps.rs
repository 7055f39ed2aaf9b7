//! Free MPS: fields apart by spaces, one entry a line.

use std::fmt::Write;

use super::text::{Written, number, spelled};

pub(super) fn write(written: &Written<'_>) -> String {
    let mut text = String::new();
    for line in written.head {
        text.extend(["* ", line, "\n"]);
    }
    text.push_str("NAME mcplan\nROWS\n N cost\n");
    for (row, name) in written.model.rows.iter().zip(&written.rows) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, " {} {name}", spelled(row.sense).0);
    }
    columns(&mut text, written);
    text.push_str("RHS\n");
    for (row, name) in written.model.rows.iter().zip(&written.rows) {
        if row.rhs != 0.0 {
            text.extend([" RHS ", name, " ", &number(row.rhs), "\n"]);
        }
    }
    text.push_str("BOUNDS\n");
    for (column, name) in written.model.columns.iter().zip(&written.columns) {
        text.extend([" UP BND ", name, " ", &number(column.upper), "\n"]);
    }
    text.push_str("ENDATA\n");
    text
}

/// The columns with their entries; those of whole numbers stand between markers.
fn columns(text: &mut String, written: &Written<'_>) {
    let mut entries: Vec<Vec<(usize, f64)>> = vec![Vec::new(); written.columns.len()];
    for (r, row) in written.model.rows.iter().enumerate() {
        for (column, factor) in Written::terms(row) {
            entries[column.0].push((r, factor));
        }
    }
    text.push_str("COLUMNS\n");
    let mut whole = false;
    for ((column, name), entries) in
        written.model.columns.iter().zip(&written.columns).zip(&entries)
    {
        if column.integer != whole {
            whole = column.integer;
            text.push_str(marker(whole));
        }
        if column.cost != 0.0 || entries.is_empty() {
            text.extend([" ", name, " cost ", &number(column.cost), "\n"]);
        }
        for &(row, factor) in entries {
            text.extend([" ", name, " ", &written.rows[row], " ", &number(factor), "\n"]);
        }
    }
    if whole {
        text.push_str(marker(false));
    }
}

const fn marker(begins: bool) -> &'static str {
    if begins { " MARKER 'MARKER' 'INTORG'\n" } else { " MARKER 'MARKER' 'INTEND'\n" }
}

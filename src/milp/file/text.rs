//! A model with the names and rows that both formats can spell.

use crate::milp::model::{ColumnId, Model, Row, Sense};

use super::names::{column_names, row_names};

/// A format of files of models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Free MPS.
    Mps,
    /// The LP format of CPLEX.
    Lp,
}

/// A model with lines about it.
pub struct Text<'m> {
    /// The model.
    pub model: &'m Model,
    /// Comments at the head of the file, a line each.
    pub head: &'m [String],
}

/// A model as it can be written: names without spaces, each column once in a row.
pub(super) struct Written<'m> {
    pub(super) model: &'m Model,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<String>,
    pub(super) head: &'m [String],
}

/// The text of a file.
#[must_use]
pub fn write(text: &Text<'_>, format: Format) -> String {
    let written = Written {
        model: text.model,
        columns: column_names(text.model),
        rows: row_names(text.model),
        head: text.head,
    };
    match format {
        Format::Mps => super::mps::write(&written),
        Format::Lp => super::lp::write(&written),
    }
}

impl Written<'_> {
    /// The terms of a row, each column once and in order.
    pub(super) fn terms(row: &Row) -> Vec<(ColumnId, f64)> {
        let mut terms = row.terms.clone();
        terms.sort_by_key(|&(column, _)| column);
        terms.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        terms
    }

    /// By column: whether some row has it.
    pub(super) fn in_rows(&self) -> Vec<bool> {
        let mut found = vec![false; self.columns.len()];
        for (column, _) in self.model.rows.iter().flat_map(|row| &row.terms) {
            found[column.0] = true;
        }
        found
    }
}

/// The shortest decimal that reads back as the same float.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if (1e-5..1e15).contains(&size) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

/// The letter of MPS and the sign of LP.
pub(super) const fn spelled(sense: Sense) -> (char, &'static str) {
    match sense {
        Sense::Le => ('L', "<="),
        Sense::Eq => ('E', "="),
        Sense::Ge => ('G', ">="),
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Text, number, write};
    use crate::milp::model::{Model, Sense, Tag};

    fn small() -> Model {
        let mut model = Model::default();
        let x = model.binary("x[0,1] web aws:eu-west-1".to_owned(), 12.5);
        let y = model.continuous("y[0]".to_owned(), 0.0, 0.25);
        let lonely = model.continuous("g[0]".to_owned(), 0.0, 1.0);
        assert_eq!(lonely.0, 2);
        let tag = Tag::Definition;
        model.row("end of it".to_owned(), tag, vec![(y, -1.0), (x, 2.0), (x, 1.0)], Sense::Ge, 0.5);
        model.row("end of it".to_owned(), tag, vec![(x, 1.0)], Sense::Eq, 1.0);
        model.row("nothing".to_owned(), tag, Vec::new(), Sense::Le, 3.0);
        model
    }

    #[test]
    fn lp_names_each_column_once_in_a_row() {
        let head = ["a plan".to_owned()];
        insta::assert_snapshot!(write(&Text { model: &small(), head: &head }, Format::Lp), @r"
        \ a plan
        Minimize
         cost: 12.5 x_0_1_web_aws_eu_west_1 + 0 g_0
        Subject To
         r_end_of_it: 3 x_0_1_web_aws_eu_west_1 - 1 y_0 >= 0.5
         r_end_of_it_2: 1 x_0_1_web_aws_eu_west_1 = 1
         r_nothing: 0 x_0_1_web_aws_eu_west_1 <= 3
        Bounds
         0 <= y_0 <= 0.25
         0 <= g_0 <= 1
        Binaries
         x_0_1_web_aws_eu_west_1
        End
        ");
    }

    #[test]
    fn mps_goes_by_columns() {
        let head = ["a plan".to_owned()];
        insta::assert_snapshot!(write(&Text { model: &small(), head: &head }, Format::Mps), @r"
        * a plan
        NAME mcplan
        ROWS
         N cost
         G r_end_of_it
         E r_end_of_it_2
         L r_nothing
        COLUMNS
         MARKER 'MARKER' 'INTORG'
         x_0_1_web_aws_eu_west_1 cost 12.5
         x_0_1_web_aws_eu_west_1 r_end_of_it 3
         x_0_1_web_aws_eu_west_1 r_end_of_it_2 1
         MARKER 'MARKER' 'INTEND'
         y_0 r_end_of_it -1
         g_0 cost 0
        RHS
         RHS r_end_of_it 0.5
         RHS r_end_of_it_2 1
         RHS r_nothing 3
        BOUNDS
         UP BND x_0_1_web_aws_eu_west_1 1
         UP BND y_0 0.25
         UP BND g_0 1
        ENDATA
        ");
    }

    #[test]
    fn numbers_read_back_as_they_were() {
        for value in [0.0, 0.1, 1e-9, -3.25e-7, 123_456_789.012_345, 2.5e17, 1.0 / 3.0] {
            let read: f64 = number(value).parse().unwrap();
            assert_eq!(read.to_bits(), value.to_bits());
        }
        assert_eq!(number(-0.0), "0");
    }
}

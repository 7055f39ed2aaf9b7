//! A table of texts, drawn for a terminal or as Markdown.
//!
//! A table knows columns, alignment and an optional line of totals; what the cells mean is the
//! business of the reports. Cells are made safe here, once for every report.

use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::peaker::Priority;
use tabled::settings::style::HorizontalLine;
use tabled::settings::{Alignment, Modify, Style, Width};

use super::markdown_text::escape;
use super::plain::plain;
use super::wrap::wrap;

/// Columns that a page may take; longer cells are wrapped.
pub(super) const PAGE_WIDTH: usize = 100;

/// Characters a column of prose gets at least.
const MIN_PROSE: usize = 16;

/// What a column holds, and so how it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    /// Names, at the left and in one piece.
    Left,
    /// Numbers, at the right.
    Right,
    /// Words that may be broken over several lines, at the left.
    Prose,
}

/// Rows under headed columns.
#[derive(Debug, Clone)]
pub(super) struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
    totals: Option<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(columns: &[(&str, Align)]) -> Self {
        let columns = columns.iter().map(|&(name, align)| (name.to_owned(), align)).collect();
        Table { columns, rows: Vec::new(), totals: None }
    }

    /// Adds a row with one cell a column.
    pub(super) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.push(cells.into());
    }

    /// Adds a row to a table whose columns are not known beforehand.
    pub(super) fn push(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.columns.len(), "a row has one cell a column");
        self.rows.push(cells);
    }

    /// Sets the line below all rows.
    pub(super) fn totals<const N: usize>(&mut self, cells: [String; N]) {
        debug_assert_eq!(N, self.columns.len(), "a row has one cell a column");
        self.totals = Some(cells.into());
    }

    /// Whether there is nothing to show.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Drawn for a terminal, at most [`PAGE_WIDTH`] columns wide as far as single words allow; each
    /// line ends with a line break.
    pub(super) fn text(&self) -> String {
        let mut builder = Builder::new();
        builder.push_record(self.columns.iter().map(|(name, _)| plain(name).into_owned()));
        let prose = self.prose_width();
        for row in self.rows.iter().chain(&self.totals) {
            let cell = |(text, (_, align)): (&String, &(String, Align))| match align {
                Align::Prose => wrap(&plain(text), prose).join("\n"),
                Align::Left | Align::Right => plain(text).into_owned(),
            };
            builder.push_record(row.iter().zip(&self.columns).map(cell));
        }
        let mut table = builder.build();
        let line = HorizontalLine::new('-').intersection('+');
        match self.totals {
            Some(_) => {
                table.with(Style::psql().horizontals([(1, line), (self.rows.len() + 1, line)]))
            }
            None => table.with(Style::psql().horizontals([(1, line)])),
        };
        for (i, (_, align)) in self.columns.iter().enumerate() {
            let side = match align {
                Align::Left | Align::Prose => Alignment::left(),
                Align::Right => Alignment::right(),
            };
            table.with(Modify::new(Columns::one(i)).with(side));
        }
        // Only names of unusual length are still too wide here.
        table.with(Width::wrap(PAGE_WIDTH).keep_words(true).priority(Priority::max(true)));
        let drawn = table.to_string();
        let lines: Vec<&str> = drawn.lines().map(str::trim_end).collect();
        lines.join("\n") + "\n"
    }

    /// The width of a column of prose: what the other columns leave, shared equally.
    fn prose_width(&self) -> usize {
        let prose = self.columns.iter().filter(|(_, align)| *align == Align::Prose).count();
        let widths = self.columns.iter().enumerate().map(|(i, (name, align))| match align {
            Align::Prose => 0,
            Align::Left | Align::Right => self.width(i).max(plain(name).chars().count()),
        });
        let borders = 3 * self.columns.len() - 1;
        let left = PAGE_WIDTH.saturating_sub(widths.sum::<usize>() + borders);
        (left / prose.max(1)).max(MIN_PROSE)
    }

    /// The widest cell of a column, in characters.
    fn width(&self, column: usize) -> usize {
        let rows = self.rows.iter().chain(&self.totals);
        rows.map(|row| plain(&row[column]).chars().count()).max().unwrap_or(0)
    }

    /// As a Markdown table.
    pub(super) fn markdown(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut out = line(self.columns.iter().map(|(name, _)| escape(name)).collect());
        let rule = |align: Align| match align {
            Align::Left | Align::Prose => "---".to_owned(),
            Align::Right => "---:".to_owned(),
        };
        out.push_str(&line(self.columns.iter().map(|(_, align)| rule(*align)).collect()));
        for row in &self.rows {
            out.push_str(&line(row.iter().map(|cell| escape(cell)).collect()));
        }
        if let Some(totals) = &self.totals {
            let strong = |cell: &String| match cell.as_str() {
                "" => String::new(),
                text => format!("**{}**", escape(text)),
            };
            out.push_str(&line(totals.iter().map(strong).collect()));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::{Align, Table};

    const COLUMNS: &[(&str, Align)] = &[("Service", Align::Left), ("USD/month", Align::Right)];

    fn table() -> Table {
        let mut table = Table::new(COLUMNS);
        table.row(["web|x".to_owned(), "1,200.00".to_owned()]);
        table.row(["\u{1b}[2J".to_owned(), "3.50".to_owned()]);
        table.totals(["Total".to_owned(), "1,203.50".to_owned()]);
        table
    }

    #[test]
    fn numbers_stand_at_the_right() {
        insta::assert_snapshot!(table().text(), @r#"
     Service   | USD/month
    -----------+-----------
     web|x     |  1,200.00
     \u{1b}[2J |      3.50
    -----------+-----------
     Total     |  1,203.50
    "#);
    }

    #[test]
    fn markdown_cannot_be_broken_by_a_name() {
        insta::assert_snapshot!(table().markdown(), @r#"
    | Service | USD/month |
    | --- | ---: |
    | web\|x | 1,200.00 |
    | \\u{1b}\[2J | 3.50 |
    | **Total** | **1,203.50** |
    "#);
    }

    #[test]
    fn long_cells_wrap_at_the_page() {
        let mut table = Table::new(COLUMNS);
        table.row(["word ".repeat(60), "1.00".to_owned()]);
        table.row(["x".repeat(300), "1.00".to_owned()]);
        assert!(table.text().lines().all(|line| line.len() <= super::PAGE_WIDTH));
    }
}

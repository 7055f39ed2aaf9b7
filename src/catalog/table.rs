//! The text format of catalogs: a block of `# key: value` lines, a line naming the columns, rows.
//!
//! Fields are separated by commas without quoting (or by the character of a `# separator:` line, for tables
//! of formulas); the last column takes the rest of the line, so prose goes there. Trailing empty fields may be left out. This file knows fields and places, not meanings.

use crate::diag::{Diagnostic, Diagnostics, SourceId, Span, list, nearest};
use crate::units::Decimal;

use super::number;

/// Columns that a table can have at most.
const MAX_COLUMNS: usize = 16;

/// A catalog text, split into header, columns and body.
#[derive(Debug, Clone)]
pub(super) struct Table<'t> {
    /// The file name for messages and provenance.
    pub name: &'t str,
    /// Where the text is registered for messages.
    pub source: SourceId,
    headers: Vec<(&'t str, &'t str)>,
    columns: Vec<&'t str>,
    separator: u8,
    text: &'t str,
    body: usize,
    body_line: u32,
}

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'t> {
    /// The line in the file, from 1.
    pub line: u32,
    source: SourceId,
    text: &'t str,
    start: usize,
    fields: [&'t str; MAX_COLUMNS],
}

impl<'t> Table<'t> {
    /// Splits a text; reports what is not of the format.
    pub(super) fn parse(
        name: &'t str,
        source: SourceId,
        text: &'t str,
        problems: &mut Diagnostics,
    ) -> Option<Self> {
        let mut headers = Vec::new();
        let mut offset = 0;
        for (i, line) in text.split_inclusive('\n').enumerate() {
            let content = line.trim_end();
            if let Some(comment) = content.strip_prefix('#') {
                if let Some((key, value)) = comment.split_once(':') {
                    headers.push((key.trim(), value.trim()));
                }
            } else if !content.is_empty() {
                let separator = separator(&headers);
                let columns: Vec<&str> =
                    content.split(char::from(separator)).map(str::trim).collect();
                if columns.len() > MAX_COLUMNS {
                    let span = Span::new(source, offset..offset + content.len());
                    problems.push(Diagnostic::error("a table has at most 16 columns", span));
                    return None;
                }
                let body = offset + line.len();
                let body_line = u32::try_from(i).unwrap_or(u32::MAX).saturating_add(2);
                return Some(Table {
                    name,
                    source,
                    headers,
                    columns,
                    separator,
                    text,
                    body,
                    body_line,
                });
            }
            offset += line.len();
        }
        let span = Span::new(source, 0..text.len().min(1));
        problems.push(Diagnostic::error("the table has no line that names its columns", span));
        None
    }

    /// The value of a `# key: value` line.
    pub(super) fn header(&self, key: &str) -> Option<&'t str> {
        self.headers.iter().find(|(known, _)| *known == key).map(|&(_, value)| value)
    }

    /// All `# key: value` lines, in order.
    pub(super) fn headers(&self) -> &[(&'t str, &'t str)] {
        &self.headers
    }

    /// The names of the columns, in order.
    pub(super) fn columns(&self) -> &[&'t str] {
        &self.columns
    }

    /// The place of the first line, for findings about the whole file.
    pub(super) fn top(&self) -> Span {
        let end = self.text.find('\n').unwrap_or(self.text.len());
        Span::new(self.source, 0..end)
    }

    /// Where a column stands, if the table has it.
    pub(super) fn optional(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| *column == name)
    }

    /// Where the required columns stand; reports the missing ones and those nobody knows.
    pub(super) fn require<const N: usize>(
        &self,
        required: [&str; N],
        optional: &[&str],
        problems: &mut Diagnostics,
    ) -> Option<[usize; N]> {
        let known = || required.iter().chain(optional).copied();
        for column in &self.columns {
            if !known().any(|k| k == *column) {
                let message = format!("`{column}` is not a column of this table");
                let mut problem = Diagnostic::error(message, self.column_span(column));
                if let Some(name) = nearest(column, known()) {
                    problem = problem.hint(format!("did you mean `{name}`?"));
                }
                problems.push(problem);
            }
        }
        let mut at = [0; N];
        let mut missing = Vec::new();
        for (slot, name) in at.iter_mut().zip(required) {
            match self.optional(name) {
                Some(index) => *slot = index,
                None => missing.push(name),
            }
        }
        if missing.is_empty() {
            return Some(at);
        }
        let message = format!("the table lacks the column {}", list(&missing, "and"));
        problems.push(Diagnostic::error(message, self.columns_span()));
        None
    }

    /// The place of a column's name, which is a part of the text.
    fn column_span(&self, column: &str) -> Span {
        let start = column.as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        Span::new(self.source, start..start + column.len())
    }

    fn columns_span(&self) -> Span {
        let line = self.text[..self.body].trim_end();
        let start = line.rfind('\n').map_or(0, |i| i + 1);
        Span::new(self.source, start..line.len())
    }

    /// The rows, in order; empty lines and comments between them are skipped.
    pub(super) fn rows(&self) -> Rows<'t> {
        Rows {
            source: self.source,
            text: self.text,
            at: self.body,
            line: self.body_line,
            width: self.columns.len(),
            separator: self.separator,
        }
    }

    /// About how many rows there are, for reserving memory.
    pub(super) fn rows_hint(&self) -> usize {
        const BYTES_PER_ROW: usize = 32;
        (self.text.len() - self.body) / BYTES_PER_ROW
    }
}

/// What separates the fields of a table with these headers.
fn separator(headers: &[(&str, &str)]) -> u8 {
    let stated = headers.iter().find(|(key, _)| *key == "separator");
    stated.and_then(|(_, value)| value.bytes().next()).unwrap_or(b',')
}

/// Walks over the rows of a table. One pass over the bytes finds both fields and lines, which is a third of
/// the time that searching for each comma takes: fields are only a few bytes long.
pub(super) struct Rows<'t> {
    source: SourceId,
    text: &'t str,
    at: usize,
    line: u32,
    width: usize,
    separator: u8,
}

impl<'t> Rows<'t> {
    fn split_line(&mut self) -> Row<'t> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut fields = [""; MAX_COLUMNS];
        let mut column = 0;
        let mut from = start;
        while self.at < bytes.len() && bytes[self.at] != b'\n' {
            // The last column takes the rest of the line, separators and all.
            if bytes[self.at] == self.separator && column + 1 < self.width {
                fields[column] = self.text[from..self.at].trim_ascii();
                column += 1;
                from = self.at + 1;
            }
            self.at += 1;
        }
        fields[column] = self.text[from..self.at].trim_ascii();
        self.at += 1;
        self.line = self.line.saturating_add(1);
        Row { line: self.line - 1, source: self.source, text: self.text, start, fields }
    }
}

impl<'t> Iterator for Rows<'t> {
    type Item = Row<'t>;

    fn next(&mut self) -> Option<Row<'t>> {
        while self.at < self.text.len() {
            let row = self.split_line();
            let blank =
                row.fields[0].is_empty() && row.fields[1..self.width].iter().all(|f| f.is_empty());
            if !blank && !row.fields[0].starts_with('#') {
                return Some(row);
            }
        }
        None
    }
}

impl<'t> Row<'t> {
    /// The text of a field; empty if left out.
    pub(super) fn get(&self, column: usize) -> &'t str {
        self.fields[column]
    }

    /// The text of an optional column; empty if there is no such column.
    pub(super) fn maybe(&self, column: Option<usize>) -> &'t str {
        column.map_or("", |index| self.fields[index])
    }

    /// The place of a field.
    pub(super) fn span(&self, column: usize) -> Span {
        let field = self.fields[column];
        // A field that was left out is no part of the text; the row stands for it.
        let start = field.as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        let start = if start <= self.text.len() { start } else { self.start };
        Span::new(self.source, start..start + field.len())
    }

    /// A field that must not be empty.
    pub(super) fn required(&self, column: usize, problems: &mut Diagnostics) -> Option<&'t str> {
        let text = self.get(column);
        if text.is_empty() {
            problems.push(Diagnostic::error("the field is empty", self.span(column)));
            return None;
        }
        Some(text)
    }

    /// A number.
    pub(super) fn decimal(&self, column: usize, problems: &mut Diagnostics) -> Option<Decimal> {
        let text = self.required(column, problems)?;
        let number = number::decimal(text);
        if number.is_none() {
            let message = format!("`{text}` is not a number");
            let problem = Diagnostic::error(message, self.span(column));
            problems.push(problem.hint("write plain digits, as in 0.0416; at most 18 of them"));
        }
        number
    }

    /// A whole number.
    pub(super) fn whole(&self, column: usize, problems: &mut Diagnostics) -> Option<u32> {
        let text = self.required(column, problems)?;
        let number = text.parse().ok();
        if number.is_none() {
            let message = format!("`{text}` is not a whole number");
            problems.push(Diagnostic::error(message, self.span(column)));
        }
        number
    }

    /// A price: a positive number, or the word `free` where the source says so.
    ///
    /// A zero is refused because a missing price written as 0 would be chosen by every minimiser.
    pub(super) fn price(&self, column: usize, problems: &mut Diagnostics) -> Option<Decimal> {
        if self.get(column) == "free" {
            return Some(Decimal::ZERO);
        }
        let usd = self.decimal(column, problems)?;
        if usd > Decimal::ZERO {
            return Some(usd);
        }
        let problem = Diagnostic::error("a price must be above zero", self.span(column))
            .hint("leave the row out if the price is unknown, write `free` if the source says so");
        problems.push(problem);
        None
    }

    /// `yes` or `no`; `default` if the column is left out or empty.
    pub(super) fn flag(
        &self,
        column: Option<usize>,
        default: bool,
        problems: &mut Diagnostics,
    ) -> Option<bool> {
        let Some(column) = column.filter(|&column| !self.get(column).is_empty()) else {
            return Some(default);
        };
        let parse = |text: &str| match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        self.word(column, "flag", &["yes", "no"], parse, problems)
    }

    /// A word of a closed list, looked up by `parse`; reports what it should have been.
    pub(super) fn word<T>(
        &self,
        column: usize,
        what: &str,
        known: &[&str],
        parse: impl Fn(&str) -> Option<T>,
        problems: &mut Diagnostics,
    ) -> Option<T> {
        let text = self.get(column);
        let found = parse(text);
        if found.is_none() {
            let message = format!("`{text}` is not a {what}");
            let problem = Diagnostic::error(message, self.span(column));
            let hint = match nearest(text, known.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("write {}", list(known, "or")),
            };
            problems.push(problem.hint(hint));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::Table;
    use crate::diag::{Diagnostics, SourceId};

    const TEXT: &str =
        "# table: demo\n# as-of: 2026-07\nname,usd,note\na,1.5,one, two\n\n# pause\nb,0\n";

    #[test]
    fn header_columns_and_rows_are_split() {
        let mut problems = Diagnostics::default();
        let table = Table::parse("demo.csv", SourceId(0), TEXT, &mut problems).unwrap();
        assert_eq!(table.header("as-of"), Some("2026-07"));
        let rows: Vec<_> = table.rows().collect();
        assert_eq!((rows[0].get(0), rows[0].get(2), rows[0].line), ("a", "one, two", 4));
        assert_eq!((rows[1].get(2), rows[1].line), ("", 7));
        assert_eq!(&TEXT[rows[0].span(1).start as usize..rows[0].span(1).end as usize], "1.5");
        assert!(rows[1].price(1, &mut problems).is_none());
        assert!(problems.has_errors());
    }

    #[test]
    fn a_text_without_columns_is_an_error() {
        let mut problems = Diagnostics::default();
        assert!(Table::parse("x", SourceId(0), "# only: this\n", &mut problems).is_none());
        assert!(problems.has_errors());
    }
}

//! The entries of a price book as texts by key, each with its place, from TOML or from a table.

use std::borrow::Cow;
use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::catalog::table::Table;
use crate::diag::{Diagnostic, Diagnostics, SourceId, Sources, Span, nearest};

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// So much off the list price.
    Discount,
    /// A price in place of the list's.
    Price,
    /// Hours of nodes that are paid for already.
    Commitment,
}

impl Kind {
    /// In TOML and, in the plural, in the header of a table.
    const NAMES: [(&'static str, &'static str, Kind); 3] = [
        ("discount", "discounts", Kind::Discount),
        ("price", "prices", Kind::Price),
        ("commitment", "commitments", Kind::Commitment),
    ];

    /// The name of one entry.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Discount => "discount",
            Kind::Price => "price",
            Kind::Commitment => "commitment",
        }
    }
}

/// A value with its place and that of its key.
#[derive(Debug, Clone)]
pub struct Field {
    /// Where the key stands.
    pub key: Span,
    /// Where the value stands.
    pub place: Span,
    /// The value, without quotes.
    pub text: String,
}

/// An entry.
#[derive(Debug, Clone)]
pub struct Record {
    /// What it is.
    pub kind: Kind,
    /// Where it begins.
    pub place: Span,
    /// By key; a field of a table that is empty is left out.
    pub fields: BTreeMap<String, Field>,
}

/// The entries of a text, in order; mistakes of its form are reported.
pub fn records(id: SourceId, sources: &Sources, problems: &mut Diagnostics) -> Vec<Record> {
    let source = sources.get(id);
    let is_table =
        std::path::Path::new(&source.name).extension().is_some_and(|extension| extension == "csv");
    let mut records = if is_table {
        from_table(&source.name, id, &source.text, problems)
    } else {
        from_toml(id, &source.text, problems)
    };
    records.sort_by_key(|record| record.place);
    records
}

fn from_table(name: &str, id: SourceId, text: &str, problems: &mut Diagnostics) -> Vec<Record> {
    let Some(table) = Table::parse(name, id, text, problems) else { return Vec::new() };
    let word = table.header("table").unwrap_or_default();
    let Some(&(_, _, kind)) = Kind::NAMES.iter().find(|(_, plural, _)| *plural == word) else {
        let known = Kind::NAMES.map(|(_, plural, _)| plural);
        let problem =
            Diagnostic::error(format!("`{word}` is no table of a price book"), table.top());
        problems
            .push(problem.hint(format!("begin with `# table: {}`", known.join("` or `# table: "))));
        return Vec::new();
    };
    let record = |row: crate::catalog::table::Row<'_>| {
        let given = table.columns().iter().enumerate().filter(|&(at, _)| !row.get(at).is_empty());
        let field = |(at, column): (usize, &&str)| {
            let place = row.span(at);
            ((*column).to_owned(), Field { key: place, place, text: row.get(at).to_owned() })
        };
        Record { kind, place: row.span(0), fields: given.map(field).collect() }
    };
    table.rows().map(record).collect()
}

fn from_toml(id: SourceId, text: &str, problems: &mut Diagnostics) -> Vec<Record> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let span = Span::new(id, error.span().unwrap_or(0..0));
        let problem = Diagnostic::error("the price book is not valid TOML", span);
        problems.push(problem.because(error.message()));
    }
    if !errors.is_empty() {
        return Vec::new();
    }
    let mut records = Vec::new();
    for (key, value) in table.get_ref() {
        let place = Span::new(id, key.span());
        let name = key.get_ref().as_ref();
        let Some(&(_, _, kind)) = Kind::NAMES.iter().find(|(known, _, _)| *known == name) else {
            problems.push(unknown_entry(name, place));
            continue;
        };
        let Some(items) = value.get_ref().as_array() else {
            let problem = Diagnostic::error(format!("`{name}` must be a list of tables"), place);
            problems.push(problem.hint(format!("write [[{name}]] with two pairs of brackets")));
            continue;
        };
        records.extend(items.iter().filter_map(|item| entry(id, kind, item, problems)));
    }
    records
}

fn unknown_entry(name: &str, place: Span) -> Diagnostic {
    let known = Kind::NAMES.map(|(known, _, _)| known);
    let problem = Diagnostic::error(format!("a price book has no `{name}`"), place);
    match nearest(name, known) {
        Some(near) => problem.hint(format!("did you mean [[{near}]]?")),
        None => problem.hint(format!("it has [[{}]]", known.join("]] and [["))),
    }
}

fn entry(
    id: SourceId,
    kind: Kind,
    item: &Spanned<DeValue<'_>>,
    problems: &mut Diagnostics,
) -> Option<Record> {
    let place = Span::new(id, item.span());
    let DeValue::Table(table) = item.get_ref() else {
        let problem = Diagnostic::error(format!("a {} must be a table", kind.name()), place);
        problems.push(problem.hint(format!("write [[{}]] above its keys", kind.name())));
        return None;
    };
    let mut fields = BTreeMap::new();
    for (key, value) in table {
        let (key_place, place) = (Span::new(id, key.span()), Span::new(id, value.span()));
        match text_of(value.get_ref()) {
            Some(text) => {
                let field = Field { key: key_place, place, text: text.into_owned() };
                fields.insert(key.get_ref().to_string(), field);
            }
            None => problems.push(Diagnostic::error(
                format!("`{}` of a {} must be a text or a number", key.get_ref(), kind.name()),
                place,
            )),
        }
    }
    Some(Record { kind, place, fields })
}

fn text_of<'v>(value: &'v DeValue<'_>) -> Option<Cow<'v, str>> {
    match value {
        DeValue::String(text) => Some(Cow::Borrowed(text)),
        DeValue::Integer(number) => Some(Cow::Borrowed(number.as_str())),
        DeValue::Float(number) => Some(Cow::Borrowed(number.as_str())),
        DeValue::Datetime(date) => Some(Cow::Owned(date.to_string())),
        _ => None,
    }
}

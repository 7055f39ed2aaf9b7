//! `path=value` in an argument: TOML, in which a bare word is a text.

use toml::de::DeTable;

use crate::diag::{Diagnostic, SourceId, Sources, Span};
use crate::plan::document::{Node, Table, Value};

/// What a whole value looks like where a bare word is none.
const OPENING: [char; 4] = ['[', '{', '"', '\''];

const HINT: &str = "write it as in services.web.replicas=6 or tiers.critical.rto=10m";

/// The table with one value in it that an argument stands for.
pub(super) fn assignment(source: SourceId, sources: &Sources) -> Result<Table, Diagnostic> {
    let text = sources.get(source).text.as_str();
    let all = Span::new(source, 0..text.len());
    let Some(at) = equals(text) else {
        return Err(Diagnostic::error("this change has no `=`", all).hint(HINT));
    };
    let value = text[at + 1..].trim();
    let start = at + 1 + (text[at + 1..].len() - text[at + 1..].trim_start().len());
    let place = Span::new(source, start..start + value.len());
    if value.is_empty() {
        return Err(Diagnostic::error("nothing stands after `=`", place).hint(HINT));
    }
    let parsed = DeTable::parse(text);
    if let Err(error) = &parsed
        && value.starts_with(OPENING)
    {
        let span = Span::new(source, error.span().unwrap_or(0..text.len()));
        let problem = Diagnostic::error("this value is not valid TOML", span);
        return Err(problem.because(error.message().to_owned()));
    }
    let table = parsed.ok().map(|table| Table::from_toml(source, table.get_ref()));
    match table {
        Some(table) if !is_date(&table) => Ok(table),
        _ => bare(source, &text[..at], (value, place)),
    }
}

/// The first equals sign outside of quotes.
fn equals(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '=') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

/// The table for a path and a bare word.
fn bare(source: SourceId, path: &str, (value, place): (&str, Span)) -> Result<Table, Diagnostic> {
    let with_number = format!("{path}=0");
    let parsed = DeTable::parse(&with_number).map_err(|error| {
        let span = Span::new(source, 0..path.len());
        Diagnostic::error("this is no path of keys", span)
            .because(error.message().to_owned())
            .hint(HINT)
    })?;
    let mut table = Table::from_toml(source, parsed.get_ref());
    let node = Node { value: Value::Text(value.to_owned()), span: place };
    replace_leaf(&mut table, &node);
    Ok(table)
}

fn replace_leaf(table: &mut Table, leaf: &Node) {
    for entry in table.entries.values_mut() {
        match &mut entry.node.value {
            Value::Table(inner) => replace_leaf(inner, leaf),
            _ => entry.node = leaf.clone(),
        }
    }
}

/// Whether the one value is a date, which plans write as a text.
fn is_date(table: &Table) -> bool {
    table.entries.values().any(|entry| match &entry.node.value {
        Value::Table(inner) => is_date(inner),
        value => *value == Value::Date,
    })
}

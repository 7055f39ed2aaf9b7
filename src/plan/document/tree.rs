//! The tree of a TOML document: owned, ordered by key, with exact numbers and a place for everything.
//!
//! The library's own tree borrows the text and keeps numbers as literals; this one is free of both.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use crate::diag::{SourceId, Span};
use crate::units::Decimal;

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub value: Value,
    /// The value as written; the header for a table that has one.
    pub span: Span,
}

/// A TOML value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Number(Decimal),
    /// A number that is infinite, not a number, or has more digits than can be kept exactly.
    OddNumber,
    Flag(bool),
    Date,
    List(Vec<Node>),
    Table(Table),
}

/// A table with its entries in order of key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Table {
    pub entries: BTreeMap<String, Entry>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub key: Span,
    pub node: Node,
}

impl Value {
    /// What the value is, as in "a string".
    pub(crate) const fn describe(&self) -> &'static str {
        match self {
            Value::Text(_) => "a string",
            Value::Number(_) => "a number",
            Value::OddNumber => "a number that cannot be kept exactly",
            Value::Flag(_) => "true or false",
            Value::Date => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

impl Table {
    /// The table of the library's tree. The depth is bounded: the parser refuses deep nesting.
    pub(crate) fn from_toml(source: SourceId, table: &DeTable<'_>) -> Table {
        let entries = table.iter().map(|(key, value)| {
            let entry = Entry {
                key: Span::new(source, key.span()),
                node: Node::from_toml(source, value.get_ref(), value.span()),
            };
            (key.get_ref().to_string(), entry)
        });
        Table { entries: entries.collect() }
    }
}

impl Node {
    fn from_toml(source: SourceId, value: &DeValue<'_>, range: std::ops::Range<usize>) -> Node {
        let value = match value {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(digits) => i128::from_str_radix(digits.as_str(), digits.radix())
                .ok()
                .and_then(|n| Decimal::try_from_i128_with_scale(n, 0).ok())
                .map_or(Value::OddNumber, Value::Number),
            DeValue::Float(digits) => decimal(digits.as_str()),
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Datetime(_) => Value::Date,
            DeValue::Array(items) => {
                let items = items.iter();
                Value::List(items.map(|v| Node::from_toml(source, v.get_ref(), v.span())).collect())
            }
            DeValue::Table(table) => Value::Table(Table::from_toml(source, table)),
        };
        Node { value, span: Span::new(source, range) }
    }
}

fn decimal(literal: &str) -> Value {
    let digits = literal.strip_prefix('+').unwrap_or(literal);
    let parsed = if digits.contains(['e', 'E']) {
        Decimal::from_scientific(digits)
    } else {
        Decimal::from_str_exact(digits)
    };
    parsed.map_or(Value::OddNumber, Value::Number)
}

#[cfg(test)]
mod tests {
    use super::{Value, decimal};
    use crate::units::Decimal;

    #[test]
    fn numbers_are_exact_or_odd() {
        assert_eq!(decimal("0.10"), Value::Number(Decimal::new(10, 2)));
        assert_eq!(decimal("+1.5e3"), Value::Number(Decimal::new(1500, 0)));
        for odd in
            ["nan", "inf", "-inf", "1e400", "1e-400", "0.00000000000000000000000000000000001"]
        {
            assert_eq!(decimal(odd), Value::OddNumber, "{odd}");
        }
    }
}

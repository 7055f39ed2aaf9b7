//! Takes typed values out of a TOML table and reports what is missing, wrong or unknown.
//!
//! Works on the parser's own tree, because that keeps the place of every value and the digits of every
//! number. All mistakes of a file come out of one run.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diag::{Diagnostic, Diagnostics, SourceId, Span, list, nearest};
use crate::units::Decimal;

use crate::catalog::number;

/// A value of the parser's tree.
type Value<'t> = Spanned<DeValue<'t>>;

/// A table whose keys are taken one after the other; what nobody takes is unknown.
pub(super) struct Section<'t> {
    name: &'static str,
    source: SourceId,
    place: Span,
    entries: BTreeMap<String, (Span, &'t Value<'t>)>,
    taken: Vec<&'static str>,
}

impl<'t> Section<'t> {
    /// The table `name` of a document; reports a missing one.
    pub(super) fn of(
        document: &'t DeTable<'t>,
        name: &'static str,
        source: SourceId,
        problems: &mut Diagnostics,
    ) -> Option<Self> {
        let found = document.iter().find(|(key, _)| key.get_ref() == name);
        let Some((key, value)) = found else {
            let problem = Diagnostic::error(
                format!("the table `[{name}]` is missing"),
                Span::new(source, 0..0),
            );
            problems.push(problem);
            return None;
        };
        let place = Span::new(source, key.span());
        let DeValue::Table(table) = value.get_ref() else {
            problems.push(Diagnostic::error(format!("`{name}` must be a table"), place));
            return None;
        };
        let entry = |(key, value): (&Spanned<_>, &'t Value<'t>)| entry(source, key, value);
        Some(Section {
            name,
            source,
            place,
            entries: table.iter().map(entry).collect(),
            taken: Vec::new(),
        })
    }

    /// Where the table's name stands.
    pub(super) const fn place(&self) -> Span {
        self.place
    }

    fn span(&self, value: &Value<'_>) -> Span {
        Span::new(self.source, value.span())
    }

    /// The value of a key that may be left out.
    fn take(&mut self, key: &'static str) -> Option<&'t Value<'t>> {
        self.taken.push(key);
        self.entries.get(key).map(|&(_, value)| value)
    }

    /// The value of a key that must be there.
    fn need(&mut self, key: &'static str, problems: &mut Diagnostics) -> Option<&'t Value<'t>> {
        let found = self.take(key);
        if found.is_none() {
            let message = format!("`{key}` is missing from `[{}]`", self.name);
            problems.push(Diagnostic::error(message, self.place));
        }
        found
    }

    /// A text, read by `parse`, which says what is wrong with it.
    pub(super) fn text<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
        problems: &mut Diagnostics,
    ) -> Option<T> {
        let value = self.need(key, problems)?;
        self.parsed(key, value, parse, problems)
    }

    /// A text that may be left out; `Some(None)` if it is.
    #[expect(
        clippy::option_option,
        reason = "left out and wrong differ, and callers treat them apart"
    )]
    pub(super) fn optional<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
        problems: &mut Diagnostics,
    ) -> Option<Option<T>> {
        match self.take(key) {
            None => Some(None),
            Some(value) => self.parsed(key, value, parse, problems).map(Some),
        }
    }

    fn parsed<T>(
        &self,
        key: &str,
        value: &Value<'_>,
        parse: impl FnOnce(&str) -> Result<T, String>,
        problems: &mut Diagnostics,
    ) -> Option<T> {
        let DeValue::String(text) = value.get_ref() else {
            problems.push(Diagnostic::error(
                format!("`{key}` must be a text in quotes"),
                self.span(value),
            ));
            return None;
        };
        parse(text)
            .map_err(|cause| {
                let message = format!("`{key}` cannot be read");
                problems.push(Diagnostic::error(message, self.span(value)).because(cause));
            })
            .ok()
    }

    /// A number within bounds, both included; `default` where it may be left out.
    pub(super) fn number(
        &mut self,
        key: &'static str,
        (low, high): (u32, u32),
        default: Option<u32>,
        problems: &mut Diagnostics,
    ) -> Option<Decimal> {
        let value = match (self.take(key), default) {
            (Some(value), _) => value,
            (None, Some(default)) => return Some(Decimal::from(default)),
            (None, None) => return self.need(key, problems).and(None),
        };
        let within = |number: &Decimal| (Decimal::from(low)..=Decimal::from(high)).contains(number);
        let found = digits(value.get_ref()).filter(within);
        if found.is_none() {
            let message = format!("`{key}` must be a number from {low} to {high}");
            problems.push(Diagnostic::error(message, self.span(value)));
        }
        found
    }

    /// A whole number within bounds, both included.
    pub(super) fn whole(
        &mut self,
        key: &'static str,
        bounds: (u32, u32),
        default: Option<u32>,
        problems: &mut Diagnostics,
    ) -> Option<u32> {
        let number = self.number(key, bounds, default, problems)?;
        let whole = u32::try_from(number).ok().filter(|_| number.fract().is_zero());
        if whole.is_none() {
            let message = format!("`{key}` must be a whole number");
            problems.push(Diagnostic::error(
                message,
                self.entries.get(key).map_or(self.place, |e| e.0),
            ));
        }
        whole
    }

    /// True or false; false if left out.
    pub(super) fn flag(&mut self, key: &'static str, problems: &mut Diagnostics) -> Option<bool> {
        match self.take(key).map(|value| (value, value.get_ref())) {
            None => Some(false),
            Some((_, DeValue::Boolean(flag))) => Some(*flag),
            Some((value, _)) => {
                problems.push(Diagnostic::error(
                    format!("`{key}` must be true or false"),
                    self.span(value),
                ));
                None
            }
        }
    }

    /// A list of texts; empty if left out.
    pub(super) fn texts(
        &mut self,
        key: &'static str,
        problems: &mut Diagnostics,
    ) -> Option<Vec<String>> {
        let Some(value) = self.take(key) else { return Some(Vec::new()) };
        let items = value.get_ref().as_array().map(|items| {
            items
                .iter()
                .map(|item| item.get_ref().as_str().map(str::to_owned))
                .collect::<Option<_>>()
        });
        if items.as_ref().is_none_or(Option::is_none) {
            problems.push(Diagnostic::error(
                format!("`{key}` must be a list of texts"),
                self.span(value),
            ));
        }
        items.flatten()
    }

    /// A list of two numbers.
    pub(super) fn pair(
        &mut self,
        key: &'static str,
        problems: &mut Diagnostics,
    ) -> Option<[Decimal; 2]> {
        let value = self.need(key, problems)?;
        let numbers: Option<Vec<Decimal>> = value
            .get_ref()
            .as_array()
            .and_then(|items| items.iter().map(|i| digits(i.get_ref())).collect());
        if let Some(&[a, b]) = numbers.as_deref() {
            return Some([a, b]);
        }
        let message = format!("`{key}` must be two numbers");
        problems.push(Diagnostic::error(message, self.span(value)));
        None
    }

    /// Every entry as text with the place of its key, for tables whose keys are names.
    pub(super) fn all_texts<T>(
        &self,
        parse: impl Fn(&str) -> Result<T, String>,
        problems: &mut Diagnostics,
    ) -> Vec<(String, Span, T)> {
        let read = self.entries.iter().filter_map(|(key, &(place, value))| {
            Some((key.clone(), place, self.parsed(key, value, &parse, problems)?))
        });
        read.collect()
    }

    /// Reports the keys that nobody took.
    pub(super) fn finish(self, problems: &mut Diagnostics) {
        for (key, (place, _)) in &self.entries {
            if self.taken.contains(&key.as_str()) {
                continue;
            }
            let message = format!("`{key}` is not a key of `[{}]`", self.name);
            let hint = match nearest(key, self.taken.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it has {}", list(&self.taken, "and")),
            };
            problems.push(Diagnostic::error(message, *place).hint(hint));
        }
    }
}

fn entry<'t>(
    source: SourceId,
    key: &Spanned<std::borrow::Cow<'_, str>>,
    value: &'t Value<'t>,
) -> (String, (Span, &'t Value<'t>)) {
    (key.get_ref().to_string(), (Span::new(source, key.span()), value))
}

fn digits(value: &DeValue<'_>) -> Option<Decimal> {
    match value {
        DeValue::Integer(number) if number.radix() == 10 => number::decimal(number.as_str()),
        DeValue::Float(number) => number::decimal(number.as_str()),
        _ => None,
    }
}

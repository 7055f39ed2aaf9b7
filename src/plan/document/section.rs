//! Reads the keys of one table: required and optional values, lists, and at the end the keys that
//! nobody asked for.
//!
//! Every mistake goes to the findings with its place; a value that is missing or wrong reads as `None`, so that
//! the check can go on and find the next mistake.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Diagnostics, Span, Spanned, nearest};

use super::{Entry, Node, Notation, Table, Value, Wrong};

/// A table that is being read.
pub(crate) struct Section<'a, 'f> {
    table: &'a Table,
    span: Span,
    what: String,
    member: &'static str,
    asked: BTreeSet<&'static str>,
    findings: &'f mut Diagnostics,
}

impl<'a, 'f> Section<'a, 'f> {
    /// Starts to read a table; `what` names it as in "service `web`".
    pub(crate) fn new(
        node: &'a Node,
        what: impl Into<String>,
        findings: &'f mut Diagnostics,
    ) -> Option<Self> {
        let what = what.into();
        let Value::Table(table) = &node.value else {
            let cause = format!("this is {}", node.value.describe());
            let message = format!("{what} must be a table");
            findings.push(Diagnostic::error(message, node.span).because(cause));
            return None;
        };
        Some(Section {
            table,
            span: node.span,
            what,
            member: "key",
            asked: BTreeSet::new(),
            findings,
        })
    }

    /// Calls the members of the table sections instead of keys.
    pub(crate) fn of_sections(self) -> Self {
        Section { member: "section", ..self }
    }

    /// The key with its value, if it is there.
    pub(crate) fn entry(&mut self, key: &'static str) -> Option<&'a Entry> {
        self.asked.insert(key);
        self.table.entries.get(key)
    }

    /// The value of a key that may be left out.
    pub(crate) fn optional<N: Notation>(
        &mut self,
        key: &'static str,
        notation: &N,
    ) -> Option<Spanned<N::Value>> {
        let entry = self.entry(key)?;
        self.read(key, &entry.node, notation)
    }

    /// The value of a key that must be there.
    pub(crate) fn required<N: Notation>(
        &mut self,
        key: &'static str,
        notation: &N,
    ) -> Option<Spanned<N::Value>> {
        if self.entry(key).is_none() {
            self.missing(key, &notation.example());
        }
        self.optional(key, notation)
    }

    /// The elements of a list that may be left out. Elements that are wrong are reported and left out.
    pub(crate) fn list<N: Notation>(
        &mut self,
        key: &'static str,
        notation: &N,
    ) -> Option<Vec<Spanned<N::Value>>> {
        let entry = self.entry(key)?;
        let Value::List(items) = &entry.node.value else {
            let example = format!("[{}]", notation.example());
            self.wrong(key, entry.node.span, Wrong::type_of(&entry.node, "a list", &example));
            return None;
        };
        Some(items.iter().filter_map(|item| self.read(key, item, notation)).collect())
    }

    /// Like [`Section::list`], but a single value may stand for a list of one.
    pub(crate) fn one_or_many<N: Notation>(
        &mut self,
        key: &'static str,
        notation: &N,
    ) -> Option<Vec<Spanned<N::Value>>> {
        let entry = self.entry(key)?;
        match entry.node.value {
            Value::List(_) => self.list(key, notation),
            _ => self.read(key, &entry.node, notation).map(|value| vec![value]),
        }
    }

    /// Reads one value of a key, such as an element of its list.
    pub(crate) fn read<N: Notation>(
        &mut self,
        key: &str,
        node: &Node,
        notation: &N,
    ) -> Option<Spanned<N::Value>> {
        match notation.read(node) {
            Ok(value) => Some(Spanned::new(value, node.span)),
            Err(wrong) => {
                self.wrong(key, node.span, wrong);
                None
            }
        }
    }

    /// Reports what is wrong with a key's value.
    pub(crate) fn wrong(&mut self, key: &str, span: Span, wrong: Wrong) {
        let message = format!("`{key}` of {} {}", self.what, wrong.problem);
        let drawn = Diagnostic::error(message, span).because(wrong.cause);
        self.findings.push(match wrong.hint {
            Some(hint) => drawn.hint(hint),
            None => drawn,
        });
    }

    /// Reports that a key is not there.
    pub(crate) fn missing(&mut self, key: &str, example: &str) {
        let message = format!("{} has no `{key}`", self.what);
        let hint = format!("add it, as in {key} = {example}");
        self.findings.push(Diagnostic::error(message, self.span).hint(hint));
    }

    /// Reports that a section of the plan is not there.
    pub(crate) fn missing_section(&mut self, name: &str, least: &str) {
        let message = format!("{} has no section [{name}]", self.what);
        let hint = format!("add [{name}] with at least {least}");
        self.findings.push(Diagnostic::error(message, self.span).hint(hint));
    }

    /// Whether a key is a list without elements.
    pub(crate) fn is_empty_list(&mut self, key: &'static str) -> bool {
        let value = self.entry(key).map(|entry| &entry.node.value);
        matches!(value, Some(Value::List(items)) if items.is_empty())
    }

    /// Reports that a key's list must not be empty.
    pub(crate) fn empty(&mut self, key: &'static str, cause: &str) {
        let span = self.entry(key).map_or(self.span, |entry| entry.node.span);
        self.wrong(key, span, Wrong::new("is empty").because(cause));
    }

    /// Adds a finding.
    pub(crate) fn push(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// The findings, to be lent to the reader of an inner table.
    pub(crate) fn findings(&mut self) -> &mut Diagnostics {
        self.findings
    }

    /// Keys of the table that nobody has asked for.
    pub(crate) fn left_over(&self) -> Vec<(&'a str, &'a Entry)> {
        let entries = self.table.entries.iter();
        let unasked = entries.filter(|(key, _)| !self.asked.contains(key.as_str()));
        unasked.map(|(key, entry)| (key.as_str(), entry)).collect()
    }

    /// Reports a key that means nothing here.
    pub(crate) fn unknown(&mut self, key: &str, span: Span) {
        let message = format!("{} has no {} `{key}`", self.what, self.member);
        let drawn = Diagnostic::error(message, span).because(format!("unknown {}", self.member));
        let known = self.asked.iter().copied();
        let hint = match nearest(key, known.clone()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("known {}s: {}", self.member, known.collect::<Vec<_>>().join(", ")),
        };
        self.findings.push(drawn.hint(hint));
    }

    /// Ends the reading: every key that nobody asked for is unknown.
    pub(crate) fn finish(mut self) {
        for (key, entry) in self.left_over() {
            self.unknown(key, entry.key);
        }
    }
}

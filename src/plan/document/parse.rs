//! From text to document: TOML syntax, with all of its errors in one run.
//!
//! An error inside a single value and a key given twice leave the rest of the document as it was, so the
//! check goes on after them and adds its own findings. Any other syntax error may hide or move what
//! follows, and is reported without guesses about the rest.

use toml::de::DeTable;

use crate::diag::{Diagnostic, Diagnostics, SourceId, Sources, Span, Spanned};

use super::{Entry, Node, Table, Value};

/// The largest plan file that is read, in bytes.
const MAX_BYTES: usize = 64 << 20;

/// Syntax errors that are reported; a file with more of them is no TOML.
const MAX_ERRORS: usize = 20;

/// Catalogs of a plan that names none.
const DEFAULT_CATALOGS: [&str; 2] = ["aws", "azure"];

/// A plan file whose structure is known, with the place of every key and value.
#[derive(Debug, Clone)]
pub struct PlanDoc {
    pub(crate) root: Node,
    /// Local syntax errors, for the check to report beside its own findings.
    pub(crate) syntax: Diagnostics,
    /// Requirements that are given up, for the check to leave out.
    pub(crate) dropped: Vec<Dropped>,
}

/// A requirement that is given up, and where that is said.
#[derive(Debug, Clone)]
pub(crate) enum Dropped {
    /// By its name, such as `budget` or `rto=orders`.
    Name(Spanned<String>),
    /// By a line of the plan.
    Line(Spanned<Span>),
}

/// Reads the TOML of a source.
///
/// # Errors
/// All syntax errors, if any of them may hide what follows it. Local ones are kept in the document
/// instead, and reported by the check.
pub fn parse(source: SourceId, sources: &Sources) -> Result<PlanDoc, Diagnostics> {
    let text = sources.get(source).text.as_str();
    if text.len() > MAX_BYTES {
        let start = Span::new(source, 0..0);
        let mut findings = Diagnostics::default();
        findings.push(Diagnostic::error("the file is larger than 64 MiB", start));
        return Err(findings);
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    let table = Table::from_toml(source, table.get_ref());
    let root = Node { value: Value::Table(table), span: Span::new(source, 0..0) };
    let (syntax, local) = syntax_errors(source, text, &root, &errors);
    if local { Ok(PlanDoc { root, syntax, dropped: Vec::new() }) } else { Err(syntax) }
}

/// The syntax errors as diagnostics, and whether all of them are local.
fn syntax_errors(
    source: SourceId,
    text: &str,
    root: &Node,
    errors: &[toml::de::Error],
) -> (Diagnostics, bool) {
    let mut syntax = Diagnostics::default();
    let mut local = errors.len() <= MAX_ERRORS;
    // What follows an unclosed bracket only looks wrong because of it.
    let mut unclosed: Option<Span> = None;
    let span_of = |error: &toml::de::Error| Span::new(source, error.span().unwrap_or(0..0));
    for error in errors.iter().filter(|error| error.message().starts_with("unclosed ")) {
        let Some(opened) = open_bracket(root, span_of(error)) else { continue };
        local = false;
        syntax.push(never_closed(opened));
        unclosed = Some(unclosed.map_or(opened, |first| first.min(opened)));
    }
    let mut others: Vec<_> = errors.iter().map(|error| (span_of(error), error.message())).collect();
    others.sort();
    others.retain(|(span, _)| unclosed.is_none_or(|opened| *span < opened));
    for (span, message) in others.into_iter().take(MAX_ERRORS) {
        let duplicate = message == "duplicate key";
        local &= duplicate || inside_a_value(root, span);
        syntax.push(if duplicate { given_twice(text, span) } else { invalid(message, span) });
    }
    (syntax, local)
}

impl PlanDoc {
    /// The catalogs that the plan names, or the default ones. Known before the check, because the check
    /// needs the names of sites and cities that catalogs hold. Values of a wrong type are left out here and
    /// reported by the check.
    #[must_use]
    pub fn catalogs(&self) -> Vec<Spanned<String>> {
        let plan = self.entry("plan");
        let named = plan.and_then(|plan| plan.node.child("catalogs"));
        if let Some(Entry { node: Node { value: Value::List(items), .. }, .. }) = named {
            let text = |node: &Node| match &node.value {
                Value::Text(text) => Some(Spanned::new(text.clone(), node.span)),
                _ => None,
            };
            return items.iter().filter_map(text).collect();
        }
        let span = plan.map_or(self.root.span, |plan| plan.key);
        DEFAULT_CATALOGS.iter().map(|&name| Spanned::new(name.to_owned(), span)).collect()
    }

    fn entry(&self, key: &str) -> Option<&Entry> {
        self.root.child(key)
    }
}

impl Node {
    fn child(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Table(table) => table.entries.get(key),
            _ => None,
        }
    }
}

fn inside_a_value(node: &Node, span: Span) -> bool {
    match &node.value {
        Value::Table(table) => table.entries.values().any(|e| inside_a_value(&e.node, span)),
        Value::List(items) => items.iter().any(|item| inside_a_value(item, span)),
        _ => node.span.start <= span.start && span.start < node.span.end,
    }
}

/// The first byte of the innermost list or inline table that reaches up to a place.
fn open_bracket(node: &Node, at: Span) -> Option<Span> {
    let inner = match &node.value {
        Value::Table(table) => table.entries.values().find_map(|e| open_bracket(&e.node, at)),
        Value::List(items) => items.iter().find_map(|item| open_bracket(item, at)),
        _ => return None,
    };
    let reaches = node.span.start < at.start && at.start <= node.span.end && node.span.end > 0;
    inner.or_else(|| reaches.then_some(Span { end: node.span.start + 1, ..node.span }))
}

fn never_closed(opened: Span) -> Diagnostic {
    let drawn = Diagnostic::error("the plan is not valid TOML", opened);
    drawn.because("this bracket is opened here and never closed")
}

fn invalid(message: &str, span: Span) -> Diagnostic {
    let (cause, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let drawn = Diagnostic::error("the plan is not valid TOML", span).because(cause);
    match cause {
        _ if span.start == span.end && cause == "string values must be quoted" => {
            drawn.because("a value is missing here")
        }
        "string values must be quoted" => drawn.hint("put the value in double quotes"),
        _ if expected.is_empty() || expected == "nothing" => drawn,
        _ => drawn.hint(format!("expected {expected}")),
    }
}

fn given_twice(text: &str, span: Span) -> Diagnostic {
    let (start, end) = (span.start as usize, span.end as usize);
    let line_start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |i| i + 1);
    let line = text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let what = if line.starts_with('[') {
        line.split('#').next().unwrap_or(line).trim()
    } else {
        text.get(start..end).unwrap_or("")
    };
    let drawn = Diagnostic::error(format!("`{what}` is given twice"), span).because("again here");
    match earlier(text, start) {
        Some(first) => drawn.also(Span::new(span.source, first), "first here"),
        None => drawn,
    }
}

/// The earlier line that a repeated header or key repeats, if it is spelt the same way.
fn earlier(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let line_start = text.get(..at)?.rfind('\n').map_or(0, |i| i + 1);
    let name = |line: &'_ str| line.split(['=', '#']).next().unwrap_or("").trim().to_owned();
    let wanted = name(text[line_start..].lines().next()?);
    let mut end = line_start;
    for line in text[..line_start].split_inclusive('\n').rev() {
        let start = end - line.len();
        if name(line) == wanted {
            let indent = line.len() - line.trim_start().len();
            return Some(start + indent..start + indent + wanted.len());
        }
        if line.starts_with('[') && !wanted.starts_with('[') {
            return None;
        }
        end = start;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::earlier;

    #[test]
    fn the_first_of_two_is_found_if_spelt_alike() {
        let found = |text: &str| {
            let at = text.rfind('x').expect("each text has an x");
            earlier(text, at).map(|range| text[range].to_owned())
        };
        assert_eq!(found("[x] # one\n[y]\n[x]").as_deref(), Some("[x]"));
        assert_eq!(found("  x = 1\nx=2").as_deref(), Some("x"));
        // Another section's key of the same name is another key.
        assert_eq!(found("[a]\nx = 1\n[b]\nx = 2"), None);
        assert_eq!(found("[\"x\"]\n[x]"), None);
    }
}

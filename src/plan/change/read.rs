//! One change as an option of the command line says it: `--set path=value`, `--lose azure` and so on.

use crate::diag::{Diagnostic, Diagnostics, SourceId, Sources, Span, Spanned};
use crate::plan::document::{Dropped, Entry, Node, Table, Value, parse};

use super::argument;

/// What kind of change it is; options and keys of scenarios are spelled alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKey {
    /// A document that is laid over the plan.
    With,
    /// A value of the plan.
    Set,
    /// More or less load on services.
    Demand,
    /// A service that must stand somewhere.
    Pin,
    /// Sites that may be used too.
    Allow,
    /// Sites that may not be used.
    Deny,
    /// What is not available.
    Lose,
    /// Prices that are higher or lower.
    Price,
    /// A requirement that is given up.
    Without,
}

/// A change to a plan.
#[derive(Debug, Clone)]
pub struct Change(pub(super) What);

/// What a change does.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// Lays a table over the document. What is only set must be there already, if it has a name.
    Overlay { table: Table, adds: bool },
    /// Multiplies the load of services.
    Demand { services: Spanned<String>, factor: Node },
    /// Pins a service.
    Pin { service: Spanned<String>, sites: Node },
    /// Allows sites.
    Allow(Node),
    /// Denies sites.
    Deny(Node),
    /// Loses a provider, a site or a zone.
    Lose(Node),
    /// Multiplies prices.
    Price { sold: Spanned<String>, factor: Node },
    /// Gives up requirements.
    Without(Dropped),
}

impl Change {
    /// Gives up what is called so; `place` is where that is asked.
    #[must_use]
    pub fn without(name: String, place: Span) -> Self {
        Change(What::Without(Dropped::Name(Spanned::new(name, place))))
    }
}

impl Change {
    /// Holds a service at sites, by a strategy; `place` is where the service stands.
    #[must_use]
    pub fn hold(service: &str, strategy: &str, sites: &[String], place: Span) -> Self {
        let node = |value| Node { value, span: place };
        let text = |text: &str| node(Value::Text(text.to_owned()));
        let pin = node(Value::List(sites.iter().map(|site| text(site)).collect()));
        let table = |entries: Vec<(&str, Node)>| {
            let entry = |(key, node): (&str, Node)| (key.to_owned(), Entry { key: place, node });
            Table { entries: entries.into_iter().map(entry).collect() }
        };
        let held = table(vec![("pin", pin), ("strategy", text(strategy))]);
        let services = table(vec![(service, node(Value::Table(held)))]);
        let table = table(vec![("services", node(Value::Table(services)))]);
        Change(What::Overlay { table, adds: false })
    }
}

/// The change that an option asks for: the source is its argument, or the file that it names.
///
/// # Errors
/// If the argument is not written as it should be.
pub fn change(key: ChangeKey, source: SourceId, sources: &Sources) -> Result<Change, Diagnostics> {
    let read = |pair: Result<(Spanned<String>, Node), Diagnostic>| pair.map_err(only);
    let text = || whole(source, sources);
    let what = match key {
        ChangeKey::With => overlay(source, sources)?,
        ChangeKey::Set => {
            let table = argument::assignment(source, sources).map_err(only)?;
            What::Overlay { table, adds: false }
        }
        ChangeKey::Demand => {
            let (services, factor) = read(pair(source, sources, "a service, as in '*=x1.5'"))?;
            What::Demand { services, factor }
        }
        ChangeKey::Pin => {
            let (service, sites) = read(pair(source, sources, "a service, as in web=aws:eu-*"))?;
            What::Pin { service, sites }
        }
        ChangeKey::Price => {
            let (sold, factor) = read(pair(source, sources, "a price, as in 'aws:*:m7*=+10%'"))?;
            What::Price { sold, factor }
        }
        ChangeKey::Allow => What::Allow(text()),
        ChangeKey::Deny => What::Deny(text()),
        ChangeKey::Lose => What::Lose(text()),
        ChangeKey::Without => What::Without(dropped(source, sources)),
    };
    Ok(Change(what))
}

fn only(problem: Diagnostic) -> Diagnostics {
    let mut problems = Diagnostics::default();
    problems.push(problem);
    problems
}

/// A document of its own. Its syntax must be whole: a guess at what it means could change the answer.
fn overlay(source: SourceId, sources: &Sources) -> Result<What, Diagnostics> {
    let document = parse(source, sources)?;
    match document.root.value {
        Value::Table(table) if document.syntax.is_empty() => {
            Ok(What::Overlay { table, adds: true })
        }
        _ => Err(document.syntax),
    }
}

/// The whole argument as a text.
fn whole(source: SourceId, sources: &Sources) -> Node {
    part(source, sources, 0..sources.get(source).text.len()).0
}

/// A part of the argument without the spaces around it, as a text and its place.
fn part(source: SourceId, sources: &Sources, range: std::ops::Range<usize>) -> (Node, Span) {
    let text = &sources.get(source).text[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    let text = text.trim();
    let span = Span::new(source, start..start + text.len());
    (Node { value: Value::Text(text.to_owned()), span }, span)
}

/// What stands before and after the last equals sign.
fn pair(
    source: SourceId,
    sources: &Sources,
    what: &str,
) -> Result<(Spanned<String>, Node), Diagnostic> {
    let text = &sources.get(source).text;
    let (_, all) = part(source, sources, 0..text.len());
    let at = text.rfind('=').ok_or_else(|| {
        Diagnostic::error("this change has no `=`", all)
            .because("between what is changed and its new value")
            .hint(format!("name {what}"))
    })?;
    let (name, span) = part(source, sources, 0..at);
    let (value, value_span) = part(source, sources, at + 1..text.len());
    match name.value {
        Value::Text(name) if !name.is_empty() && value.value != Value::Text(String::new()) => {
            Ok((Spanned::new(name, span), value))
        }
        Value::Text(name) if name.is_empty() => {
            let problem = Diagnostic::error("nothing stands before `=`", all);
            Err(problem.hint(format!("name {what}")))
        }
        _ => {
            let problem = Diagnostic::error("nothing stands after `=`", value_span);
            Err(problem.hint(format!("name {what}")))
        }
    }
}

/// A requirement by its name, or by a line of a file that was read, as reports show both.
fn dropped(source: SourceId, sources: &Sources) -> Dropped {
    let text = sources.get(source).text.trim();
    let span = Span::new(source, 0..sources.get(source).text.len());
    match line(text, sources) {
        Some(line) => Dropped::Line(Spanned::new(line, span)),
        None => Dropped::Name(Spanned::new(text.to_owned(), span)),
    }
}

/// The line that `plan.toml:42` or `plan.toml:42:7` names.
fn line(text: &str, sources: &Sources) -> Option<Span> {
    let (rest, last) = text.rsplit_once(':')?;
    let last: usize = last.parse().ok()?;
    let in_file = |name: &str, line: usize| {
        let at = sources.iter().position(|source| source.name == name)?;
        let source = SourceId(u32::try_from(at).ok()?);
        let mut start = 0;
        for (number, text) in sources.get(source).text.split_inclusive('\n').enumerate() {
            if number + 1 == line {
                return Some(Span::new(source, start..start + text.len()));
            }
            start += text.len();
        }
        None
    };
    let with_column = || {
        let (name, line) = rest.rsplit_once(':')?;
        in_file(name, line.parse().ok()?)
    };
    in_file(rest, last).or_else(with_column)
}

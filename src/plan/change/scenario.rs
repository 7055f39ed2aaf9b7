//! `[scenarios.NAME]`: changes that a plan keeps under a name.

use crate::diag::{Diagnostic, Diagnostics, Span, Spanned};
use crate::plan::document::{Dropped, Entry, Node, PlanDoc, Section, Table, Text, Value, Wrong};

use super::Change;
use super::read::What;

/// Changes with a name.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The name in the plan.
    pub name: Spanned<String>,
    /// The changes, in the order in which they are made.
    pub changes: Vec<Change>,
}

/// The scenarios of a document, in order of name.
///
/// # Errors
/// What is wrong with how they are written.
pub fn scenarios(document: &PlanDoc) -> Result<Vec<Scenario>, Diagnostics> {
    let mut problems = Diagnostics::default();
    let Value::Table(root) = &document.root.value else { return Ok(Vec::new()) };
    let all = root.entries.get("scenarios").map(|entry| read(entry, &mut problems));
    if problems.has_errors() { Err(problems) } else { Ok(all.unwrap_or_default()) }
}

/// The scenarios of a section.
pub(in crate::plan) fn read(entry: &Entry, problems: &mut Diagnostics) -> Vec<Scenario> {
    let Value::Table(all) = &entry.node.value else {
        let wrong = Wrong::type_of(&entry.node, "a table of tables", "[scenarios.black-friday]");
        problems.push(wrong.alone("`scenarios` of the plan", entry.node.span));
        return Vec::new();
    };
    let scenarios = all.entries.iter().map(|(name, entry)| {
        if let Some(wrong) = Text::flaw(name) {
            problems.push(wrong.alone(&format!("the name `{name}`"), entry.key));
        }
        let name = Spanned::new(name.clone(), entry.key);
        Scenario { changes: changes(&name.value, &entry.node, problems), name }
    });
    scenarios.collect()
}

fn changes(name: &str, node: &Node, problems: &mut Diagnostics) -> Vec<Change> {
    let what = format!("scenario `{name}`");
    let Some(mut section) = Section::new(node, what, problems) else { return Vec::new() };
    let mut all = Vec::new();
    if let Some(entry) = section.entry("set") {
        if let Value::Table(table) = &entry.node.value {
            all.push(What::Overlay { table: with_paths(table), adds: false });
        } else {
            let wrong = Wrong::type_of(&entry.node, "a table", "{ services.web.replicas = 6 }");
            section.wrong("set", entry.node.span, wrong);
        }
    }
    for (services, factor) in pairs("demand", "{ \"*\" = \"x1.5\" }", &mut section) {
        all.push(What::Demand { services, factor });
    }
    for (service, sites) in pairs("pin", "{ web = \"aws:eu-*\" }", &mut section) {
        all.push(What::Pin { service, sites });
    }
    for site in texts("allow", &mut section) {
        all.push(What::Allow(site));
    }
    for site in texts("deny", &mut section) {
        all.push(What::Deny(site));
    }
    for lost in texts("lose", &mut section) {
        all.push(What::Lose(lost));
    }
    for (sold, factor) in pairs("price", "{ \"aws:*:m7*\" = \"+10%\" }", &mut section) {
        all.push(What::Price { sold, factor });
    }
    for name in texts("without", &mut section) {
        if let Value::Text(text) = name.value {
            all.push(What::Without(Dropped::Name(Spanned::new(text, name.span))));
        }
    }
    section.finish();
    all.into_iter().map(Change).collect()
}

/// What a table says of each of its keys.
fn pairs(
    key: &'static str,
    example: &str,
    section: &mut Section<'_, '_>,
) -> Vec<(Spanned<String>, Node)> {
    let Some(entry) = section.entry(key) else { return Vec::new() };
    let Value::Table(table) = &entry.node.value else {
        section.wrong(key, entry.node.span, Wrong::type_of(&entry.node, "a table", example));
        return Vec::new();
    };
    let entries = table.entries.iter();
    entries.map(|(key, entry)| (Spanned::new(key.clone(), entry.key), entry.node.clone())).collect()
}

/// One text or several.
fn texts(key: &'static str, section: &mut Section<'_, '_>) -> Vec<Node> {
    let found = section.one_or_many(key, &Text("\"azure\"")).unwrap_or_default();
    let node = |text: Spanned<String>| Node { value: Value::Text(text.value), span: text.span };
    found.into_iter().map(node).collect()
}

/// The table with keys such as `"services.web.replicas"` as the paths that options spell so.
fn with_paths(table: &Table) -> Table {
    let mut all = Table::default();
    for (key, entry) in &table.entries {
        let mut steps = key.rsplit('.');
        let last = steps.next().unwrap_or(key);
        let leaf = single(last, entry.key, entry.node.clone());
        let inner = steps.fold(leaf, |inner, step| {
            single(step, entry.key, Node { value: Value::Table(inner), span: entry.key })
        });
        super::merge::lay_over(&mut all, &inner);
    }
    all
}

fn single(key: &str, place: Span, node: Node) -> Table {
    let mut table = Table::default();
    table.entries.insert(key.to_owned(), Entry { key: place, node });
    table
}

impl Wrong {
    /// The error about something that is no key of a section.
    pub(in crate::plan) fn alone(self, what: &str, place: Span) -> Diagnostic {
        let problem = Diagnostic::error(format!("{what} {}", self.problem), place);
        let problem = problem.because(self.cause);
        match self.hint {
            Some(hint) => problem.hint(hint),
            None => problem,
        }
    }
}

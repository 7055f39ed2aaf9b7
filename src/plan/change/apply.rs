//! What changes make of a document, one after the other.

use crate::diag::{Diagnostic, Diagnostics, Span, Spanned};
use crate::plan::document::{Entry, Node, PlanDoc, Table, Value};

use super::read::What;
use super::{Change, demand, merge, sites};

/// The document with the changes, in their order. Scenarios are no part of it any more.
///
/// # Errors
/// Changes that find nothing to change. Whether the new values make sense is for the check to say.
pub fn changed(document: &PlanDoc, changes: &[Change]) -> Result<PlanDoc, Diagnostics> {
    let mut document = document.clone();
    let mut problems = Diagnostics::default();
    if let Value::Table(root) = &mut document.root.value {
        root.entries.remove("scenarios");
        root.entries.remove("uncertainty");
        for change in changes {
            match &change.0 {
                What::Without(dropped) => document.dropped.push(dropped.clone()),
                what => apply(what, root, &mut problems),
            }
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(document) }
}

fn apply(what: &What, root: &mut Table, problems: &mut Diagnostics) {
    match what {
        What::Overlay { table, adds } => merge::merge(root, table, *adds, problems),
        What::Demand { services, factor } => demand::scale(root, services, factor, problems),
        What::Pin { service, sites } => {
            let path = ["services", service.value.as_str(), "pin"];
            merge::merge(root, &nested(&path, service.span, sites.clone()), false, problems);
        }
        What::Allow(site) => sites::allow(root, site, problems),
        What::Deny(site) => sites::push(root, "deny", site),
        What::Lose(lost) => sites::push(root, "lost", lost),
        What::Price { sold, factor } => price(root, sold, factor),
        What::Without(_) => {}
    }
}

/// A table in a table and so on, down to a value.
fn nested(path: &[&str], key: Span, value: Node) -> Table {
    let mut node = value;
    for name in path.iter().rev() {
        let mut table = Table::default();
        table.entries.insert((*name).to_owned(), Entry { key, node });
        node = Node { value: Value::Table(table), span: key };
    }
    match node.value {
        Value::Table(table) => table,
        _ => Table::default(),
    }
}

/// Adds a price change. A second one for the same pattern takes the place of the first.
fn price(root: &mut Table, sold: &Spanned<String>, factor: &Node) {
    let overlay = nested(&["price_book", "changes", &sold.value], sold.span, factor.clone());
    merge::lay_over(root, &overlay);
}

/// The error that something is not there.
pub(super) fn missing<'a>(
    what: &str,
    name: &str,
    place: Span,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let problem = Diagnostic::error(format!("the plan has no {what} `{name}`"), place);
    if let Some(near) = crate::diag::nearest(name, known.clone()) {
        return problem.hint(format!("did you mean `{near}`?"));
    }
    let all: Vec<&str> = known.collect();
    let text = crate::diag::list(&all, "and");
    if text.is_empty() { problem } else { problem.hint(format!("there are {text}")) }
}

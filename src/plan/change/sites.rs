//! Changes to the lists of `[sites]`.

use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::plan::document::{Entry, Node, Table, Value};

use super::merge::{table, table_mut};

/// Adds a site or pattern to a list, which is made if there is none.
pub(super) fn push(root: &mut Table, key: &str, site: &Node) {
    let place = site.span;
    let sites = entry(root, "sites", place, Value::Table(Table::default()));
    let Value::Table(sites) = &mut sites.node.value else { return };
    let list = entry(sites, key, place, Value::List(Vec::new()));
    if let Value::List(items) = &mut list.node.value
        && !items.iter().any(|item| item.value == site.value)
    {
        items.push(site.clone());
    }
}

fn entry<'t>(parent: &'t mut Table, key: &str, place: Span, empty: Value) -> &'t mut Entry {
    let new = || Entry { key: place, node: Node { value: empty, span: place } };
    parent.entries.entry(key.to_owned()).or_insert_with(new)
}

/// Allows a site or pattern: it is taken from `deny` if it stands there so, and added to `allow` if there is
/// such a list.
pub(super) fn allow(root: &mut Table, site: &Node, problems: &mut Diagnostics) {
    let denied = table_mut(root, "sites").is_some_and(|sites| remove(sites, "deny", site));
    let listed = table(root, "sites").is_some_and(|sites| sites.entries.contains_key("allow"));
    if listed {
        push(root, "allow", site);
    } else if !denied {
        let problem = Diagnostic::error("every site is allowed already", site.span)
            .because("the plan has no `allow` in [sites]")
            .hint("to keep to some sites, set it, as in --set 'sites.allow=[\"aws:eu-*\"]'");
        problems.push(problem);
    }
}

fn remove(sites: &mut Table, key: &str, site: &Node) -> bool {
    let Some(entry) = sites.entries.get_mut(key) else { return false };
    let Value::List(items) = &mut entry.node.value else { return false };
    let before = items.len();
    items.retain(|item| item.value != site.value);
    items.len() < before
}

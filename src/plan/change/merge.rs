//! Lays one document over another: tables are merged key by key, everything else is replaced.
//!
//! Flows and journeys are lists of things that have a name: flows their ends (and port, if the new one
//! states it), journeys their `name`. One that is there already is merged, a new one is added at the end. A
//! table in place of the list names its members, as in `flows."web -> orders".volume`.

use crate::diag::{Diagnostic, Diagnostics};
use crate::plan::document::{Entry, Node, Table, Value};

use super::apply::missing;

/// Sections whose members have names of the plan's own.
const NAMED: [(&str, &str); 3] =
    [("services", "service"), ("users", "group of users"), ("data", "data class")];

/// Lists whose members are found by a name.
const LISTS: [(&str, &str); 2] = [("flows", "flow"), ("journeys", "journey")];

/// Keys of a service of which it has at most one: setting one takes the other away.
const RIVALS: [(&str, &str); 2] = [("replicas", "load"), ("load", "replicas")];

/// Lays `new` over a plan. Unless it `adds`, members with names have to be there already: what is only set
/// would otherwise become a new service by a slip of the pen.
pub(super) fn merge(root: &mut Table, new: &Table, adds: bool, problems: &mut Diagnostics) {
    let before = problems.len();
    report_catalogs(new, problems);
    if !adds {
        report_unknown(root, new, problems);
    }
    if problems.len() > before {
        return;
    }
    let mut rest = new.clone();
    for (key, noun) in LISTS {
        let Some(entry) = rest.entries.remove(key) else { continue };
        match &entry.node.value {
            Value::List(items) => add_members(root, key, &entry, items),
            Value::Table(members) => set_members(root, (key, noun), members, problems),
            _ => drop(root.entries.insert(key.to_owned(), entry)),
        }
    }
    drop_rivals(root, &rest);
    lay_over(root, &rest);
}

/// Sites and prices must stay the same: otherwise it would not be the same plan that is compared.
fn report_catalogs(new: &Table, problems: &mut Diagnostics) {
    let catalogs = table(new, "plan").and_then(|plan| plan.entries.get("catalogs"));
    if let Some(entry) = catalogs {
        let message = "the catalogs of a plan cannot be changed";
        let problem = Diagnostic::error(message, entry.key);
        let cause = "both sides are compared on the same sites and prices";
        problems.push(problem.because(cause).hint("compare two plans with `mcplan compare`"));
    }
}

fn report_unknown(root: &Table, new: &Table, problems: &mut Diagnostics) {
    for (section, noun) in NAMED {
        let Some(members) = table(new, section) else { continue };
        let known = table(root, section).into_iter().flat_map(|table| table.entries.keys());
        let known = known.map(String::as_str);
        for (name, entry) in &members.entries {
            if !known.clone().any(|known| known == name) {
                problems.push(missing(noun, name, entry.key, known.clone()));
            }
        }
    }
}

/// A table below a key.
pub(super) fn table<'t>(parent: &'t Table, key: &str) -> Option<&'t Table> {
    match &parent.entries.get(key)?.node.value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

/// The same, to be changed.
pub(super) fn table_mut<'t>(parent: &'t mut Table, key: &str) -> Option<&'t mut Table> {
    match &mut parent.entries.get_mut(key)?.node.value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

/// Tables are merged, anything else is replaced.
pub(super) fn lay_over(base: &mut Table, new: &Table) {
    for (key, entry) in &new.entries {
        match base.entries.get_mut(key) {
            Some(old) => match (&mut old.node.value, &entry.node.value) {
                (Value::Table(old), Value::Table(new)) => lay_over(old, new),
                _ => *old = entry.clone(),
            },
            None => drop(base.entries.insert(key.clone(), entry.clone())),
        }
    }
}

fn drop_rivals(root: &mut Table, new: &Table) {
    let Some(services) = table(new, "services") else { return };
    for (name, entry) in &services.entries {
        let Value::Table(written) = &entry.node.value else { continue };
        let old = table_mut(root, "services").and_then(|all| table_mut(all, name));
        let Some(old) = old else { continue };
        for (key, rival) in RIVALS {
            if written.entries.contains_key(key) && !written.entries.contains_key(rival) {
                old.entries.remove(rival);
            }
        }
    }
}

/// Merges each member with the one of its name, or adds it.
fn add_members(root: &mut Table, key: &str, entry: &Entry, items: &[Node]) {
    let Some(list) = list_mut(root, key) else {
        root.entries.insert(key.to_owned(), entry.clone());
        return;
    };
    for item in items {
        match (list.iter_mut().find(|old| is_same(old, item)), &item.value) {
            (Some(Node { value: Value::Table(old), .. }), Value::Table(new)) => lay_over(old, new),
            _ => list.push(item.clone()),
        }
    }
}

/// Merges members into those that their keys name.
fn set_members(
    root: &mut Table,
    (key, noun): (&str, &str),
    members: &Table,
    problems: &mut Diagnostics,
) {
    let mut none = Vec::new();
    let list = list_mut(root, key).unwrap_or(&mut none);
    let names: Vec<String> = list.iter().map(name).collect();
    for (wanted, entry) in &members.entries {
        let spelled = without_spaces(wanted);
        let found = names.iter().position(|name| without_spaces(name) == spelled);
        let old = found.and_then(|at| list.get_mut(at)).map(|node| &mut node.value);
        match (old, &entry.node.value) {
            (Some(Value::Table(old)), Value::Table(new)) => lay_over(old, new),
            (Some(_), _) => {
                let message = format!("{noun} `{wanted}` must be a table");
                problems.push(Diagnostic::error(message, entry.node.span));
            }
            (None, _) => {
                problems.push(missing(noun, wanted, entry.key, names.iter().map(String::as_str)));
            }
        }
    }
}

fn without_spaces(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}

fn list_mut<'t>(root: &'t mut Table, key: &str) -> Option<&'t mut Vec<Node>> {
    match &mut root.entries.get_mut(key)?.node.value {
        Value::List(items) => Some(items),
        _ => None,
    }
}

/// What a member is called: `web -> orders`, or its `name`.
fn name(member: &Node) -> String {
    match (text(member, "from"), text(member, "to")) {
        (Some(from), Some(to)) => format!("{from} -> {to}"),
        _ => text(member, "name").unwrap_or_default().to_owned(),
    }
}

/// Whether two members are meant to be one.
fn is_same(old: &Node, new: &Node) -> bool {
    let called = name(new);
    let port = |member: &Node| value(member, "port").cloned();
    !called.is_empty() && called == name(old) && (port(new).is_none() || port(new) == port(old))
}

fn value<'n>(member: &'n Node, key: &str) -> Option<&'n Value> {
    match &member.value {
        Value::Table(table) => table.entries.get(key).map(|entry| &entry.node.value),
        _ => None,
    }
}

/// A text below a key.
pub(super) fn text<'n>(member: &'n Node, key: &str) -> Option<&'n str> {
    match value(member, key) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

//! Lists of lists of services, as `together` and `apart` take them.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Spanned};
use crate::plan::ServiceId;
use crate::plan::document::{Node, Section, Value, Wrong};

use super::names::{Names, ServiceName};

/// Services that a rule of `[policy]` binds to each other, with the place of the list.
pub(super) type Group = Spanned<Vec<ServiceId>>;

pub(super) fn read(
    section: &mut Section<'_, '_>,
    key: &'static str,
    names: &Names<'_>,
) -> Vec<Group> {
    let Some(entry) = section.entry(key) else { return Vec::new() };
    let Value::List(groups) = &entry.node.value else {
        report_shape(section, key, &entry.node);
        return Vec::new();
    };
    groups.iter().filter_map(|node| group(section, key, node, names)).collect()
}

fn group(
    section: &mut Section<'_, '_>,
    key: &'static str,
    node: &Node,
    names: &Names<'_>,
) -> Option<Group> {
    let Value::List(items) = &node.value else {
        report_shape(section, key, node);
        return None;
    };
    let mut members = BTreeMap::new();
    for item in items {
        let Some(member) = section.read(key, item, &ServiceName(names)) else { continue };
        if let Some(first) = members.insert(member.value, member.span) {
            let message = format!("a group of `{key}` has a service twice");
            section.push(Diagnostic::error(message, member.span).also(first, "first here"));
        }
    }
    if items.len() < 2 {
        let wrong = Wrong::new("needs at least two services in a group");
        section.wrong(key, node.span, wrong);
    }
    Some(Spanned::new(members.into_keys().collect(), node.span))
}

fn report_shape(section: &mut Section<'_, '_>, key: &str, node: &Node) {
    let example = "[[\"web\", \"cart\"]]";
    section.wrong(key, node.span, Wrong::type_of(node, "a list of lists of services", example));
}

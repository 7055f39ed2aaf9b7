//! Names that the plan itself defines: services, groups of users, tiers and data classes.
//!
//! They are collected before anything is read, also those of broken sections, so that a reference to
//! them is not reported as dangling.

use std::cell::Cell;

use crate::diag::{Diagnostic, Spanned, nearest};
use crate::plan::document::{Entry, Node, Notation, Section, Text, Value, Wrong};
use crate::plan::{ServiceId, UsersId};
use crate::terms::Kind;

/// A name with its section.
pub(super) type Named<'a> = (&'a str, &'a Entry);

/// All names of a plan, each list sorted.
pub(super) struct Names<'a> {
    pub(super) services: Vec<Named<'a>>,
    pub(super) users: Vec<Named<'a>>,
    pub(super) tiers: Vec<Named<'a>>,
    pub(super) classes: Vec<Named<'a>>,
    hints_left: Cell<u32>,
}

/// How many nearest names are looked for: beyond that the reader has enough to do, and comparing thousands
/// of mistakes with thousands of names would take long.
const HINTS: u32 = 100;

impl<'a> Names<'a> {
    /// Collects the names of the sections that have some.
    pub(super) fn read(root: &mut Section<'a, '_>) -> Self {
        let names = Names {
            services: members(root, "services"),
            users: members(root, "users"),
            tiers: members(root, "tiers"),
            classes: members(root, "data"),
            hints_left: Cell::new(HINTS),
        };
        if names.services.is_empty() {
            root.missing_section("services.web", "its `kind`");
        }
        for (name, entry) in &names.services {
            if *name == "internet" || name.starts_with("users.") {
                let message = format!("`{name}` is reserved and cannot name a service");
                let cause = "flows use it for something else";
                root.push(Diagnostic::error(message, entry.key).because(cause));
            }
        }
        names
    }

    /// The id of a service.
    pub(super) fn service(&self, name: &str) -> Option<ServiceId> {
        index(&self.services, name).map(ServiceId)
    }

    /// The id of a group of users.
    pub(super) fn users(&self, name: &str) -> Option<UsersId> {
        index(&self.users, name).map(UsersId)
    }

    /// The index of a data class.
    pub(super) fn class(&self, name: &str) -> Option<usize> {
        index(&self.classes, name).map(|index| index as usize)
    }

    /// The kind of a service, if it states one.
    pub(super) fn kind(&self, id: ServiceId) -> Option<Kind> {
        let (_, entry) = self.services.get(id.0 as usize)?;
        let Value::Table(table) = &entry.node.value else { return None };
        match &table.entries.get("kind")?.node.value {
            Value::Text(kind) => Kind::parse(kind),
            _ => None,
        }
    }

    /// The end of a flow with the name most like this one, unless too many were looked for already.
    pub(super) fn nearest_end(&self, name: &str) -> Option<String> {
        let left = self.hints_left.get().checked_sub(1)?;
        self.hints_left.set(left);
        let users: Vec<String> = self.users.iter().map(|(n, _)| format!("users.{n}")).collect();
        let services = self.services.iter().map(|(name, _)| *name);
        let known = users.iter().map(String::as_str).chain(services).chain(["internet"]);
        nearest(name, known).map(str::to_owned)
    }

    /// The service with the name most like this one, unless too many were looked for already.
    fn nearest_service(&self, name: &str) -> Option<&'a str> {
        let left = self.hints_left.get().checked_sub(1)?;
        self.hints_left.set(left);
        nearest(name, self.services.iter().map(|(name, _)| *name))
    }
}

/// Names from keys of a table are sorted already.
fn index(names: &[Named<'_>], wanted: &str) -> Option<u32> {
    let found = names.binary_search_by_key(&wanted, |(name, _)| name).ok();
    found.and_then(|index| u32::try_from(index).ok())
}

fn members<'a>(root: &mut Section<'a, '_>, key: &'static str) -> Vec<Named<'a>> {
    let Some(entry) = root.entry(key) else { return Vec::new() };
    let Value::Table(table) = &entry.node.value else {
        let example = format!("[{key}.NAME]");
        root.wrong(
            key,
            entry.node.span,
            Wrong::type_of(&entry.node, "a table of tables", &example),
        );
        return Vec::new();
    };
    for (name, entry) in &table.entries {
        if let Some(wrong) = Text::flaw(name) {
            let message = format!("the name `{name}` {}", wrong.problem);
            root.push(Diagnostic::error(message, entry.key).because(wrong.cause));
        }
    }
    table.entries.iter().map(|(name, entry)| (name.as_str(), entry)).collect()
}

/// The name of a service of the plan.
pub(super) struct ServiceName<'n, 'a>(pub(super) &'n Names<'a>);

impl Notation for ServiceName<'_, '_> {
    type Value = ServiceId;

    fn read(&self, node: &Node) -> Result<ServiceId, Wrong> {
        let Value::Text(name) = &node.value else {
            return Err(Wrong::type_of(node, "the name of a service", &self.example()));
        };
        self.0.service(name).ok_or_else(|| {
            let wrong = Wrong::new(format!("names no service: `{name}`"));
            match self.0.nearest_service(name) {
                Some(near) => wrong.hint(format!("did you mean \"{near}\"?")),
                None => wrong.hint(format!("services are sections such as [services.{name}]")),
            }
        })
    }

    fn example(&self) -> String {
        let first = self.0.services.first().map_or("web", |(name, _)| *name);
        format!("\"{first}\"")
    }
}

/// A name with its place.
pub(super) fn spanned(named: &Named<'_>) -> Spanned<String> {
    Spanned::new(named.0.to_owned(), named.1.key)
}

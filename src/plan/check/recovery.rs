//! `[recovery]` and `[services.NAME.recovery]`: times that the organisation knows better than the catalogs.

use std::collections::BTreeMap;

use crate::plan::StatedTime;
use crate::plan::document::{Node, SPAN, Section};
use crate::terms::RecoveryTerm;

/// What is stated, by term.
pub(super) type Stated = BTreeMap<RecoveryTerm, StatedTime>;

/// The times that hold for every service.
pub(super) fn of_all(root: &mut Section<'_, '_>) -> Stated {
    match root.entry("recovery") {
        Some(entry) => read(&entry.node, "recovery", root),
        None => Stated::new(),
    }
}

/// The times of one service, with those that hold for every service where it states none.
pub(super) fn of_service(name: &str, section: &mut Section<'_, '_>, all: &Stated) -> Stated {
    let mut stated = all.clone();
    if let Some(entry) = section.entry("recovery") {
        stated.extend(read(&entry.node, &format!("services.{name}.recovery"), section));
    }
    stated
}

fn read(node: &Node, place: &str, parent: &mut Section<'_, '_>) -> Stated {
    let place = format!("[{place}]");
    let Some(mut section) = Section::new(node, place.as_str(), parent.findings()) else {
        return Stated::new();
    };
    let terms = RecoveryTerm::ALL.iter().filter_map(|&term| {
        let seconds = section.optional(term.name(), &SPAN)?.value;
        Some((term, StatedTime { seconds, place: place.clone() }))
    });
    let stated = terms.collect();
    section.finish();
    stated
}

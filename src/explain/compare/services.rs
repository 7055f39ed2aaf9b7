//! Services side by side: who moved, changed, appeared or went.

use std::collections::BTreeSet;

use super::reason::Reason;
use super::sides::Reasons;
use super::snapshot::{Offer, Placed, Snapshot};

/// How a service differs from the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It is not there on the base side.
    Appeared,
    /// It is there on the base side only.
    Gone,
    /// Other sites, or other roles at them.
    Moved,
    /// Another way to recover.
    Strategy,
    /// Other hardware, or another number of replicas, at the same sites.
    Hardware,
}

impl What {
    /// The spelling in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            What::Appeared => "appeared",
            What::Gone => "gone",
            What::Moved => "moved",
            What::Strategy => "strategy",
            What::Hardware => "hardware",
        }
    }
}

/// A service that differs on some side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLine {
    /// Its name.
    pub service: String,
    /// Where it runs on each side.
    pub placed: Vec<Option<Placed>>,
    /// How each side differs from the base; nothing for the base itself, and without a placement.
    pub changes: Vec<Vec<What>>,
    /// Why it is not where it was, for each side, as far as that is known.
    pub reasons: Vec<Option<Reason>>,
}

/// The services that differ, in order of name.
pub(super) fn lines(sides: &[&Snapshot], reasons: &Reasons) -> Vec<ServiceLine> {
    let Some((base, _)) = sides.split_first() else { return Vec::new() };
    let names: BTreeSet<&String> = sides.iter().flat_map(|side| side.services.keys()).collect();
    let line = |name: &String| {
        let changes = sides.iter().map(|side| match (base.monthly, side.monthly) {
            (Some(_), Some(_)) => changes(base.services.get(name), side.services.get(name)),
            _ => Vec::new(),
        });
        let reason = |index| reasons.get(&(index, name.clone())).cloned();
        ServiceLine {
            service: name.clone(),
            placed: sides.iter().map(|side| side.services.get(name).cloned()).collect(),
            changes: changes.collect(),
            reasons: (0..sides.len()).map(reason).collect(),
        }
    };
    let differs = |line: &ServiceLine| line.changes.iter().any(|changes| !changes.is_empty());
    names.into_iter().map(line).filter(differs).collect()
}

/// How a service changed.
pub(super) fn changes(before: Option<&Placed>, after: Option<&Placed>) -> Vec<What> {
    let (before, after) = match (before, after) {
        (None, None) => return Vec::new(),
        (None, Some(_)) => return vec![What::Appeared],
        (Some(_), None) => return vec![What::Gone],
        (Some(before), Some(after)) => (before, after),
    };
    let mut found = Vec::new();
    if places(before) != places(after) {
        found.push(What::Moved);
    }
    if before.strategy != after.strategy {
        found.push(What::Strategy);
    }
    if found.is_empty() && hardware(before) != hardware(after) {
        found.push(What::Hardware);
    }
    found
}

fn places(placed: &Placed) -> Vec<(&str, &str)> {
    placed.sites.iter().map(|at| (at.site.as_str(), at.role.as_str())).collect()
}

/// Replicas and what they run on.
fn hardware(placed: &Placed) -> Vec<(u32, &[Offer])> {
    placed.sites.iter().map(|at| (at.replicas, at.offers.as_slice())).collect()
}

#[cfg(test)]
mod tests {
    use super::{What, changes};
    use crate::explain::compare::snapshot::{At, Offer, Placed};

    fn placed(strategy: &str, site: &str, sku: &str) -> Placed {
        let offer = Offer { sku: sku.to_owned(), count: 2, purchase: "on-demand".to_owned() };
        let at = At {
            site: site.to_owned(),
            role: "active".to_owned(),
            replicas: 2,
            offers: vec![offer],
        };
        Placed { strategy: strategy.to_owned(), sites: vec![at] }
    }

    #[test]
    fn hardware_counts_only_where_nothing_else_changed() {
        let old = placed("single", "aws:a", "s");
        let change = |new: &Placed| changes(Some(&old), Some(new));
        assert_eq!(change(&old), []);
        assert_eq!(change(&placed("single", "aws:a", "m")), [What::Hardware]);
        assert_eq!(change(&placed("single", "aws:b", "m")), [What::Moved]);
        assert_eq!(change(&placed("pilot-light", "aws:b", "s")), [What::Moved, What::Strategy]);
        assert_eq!(changes(None, Some(&old)), [What::Appeared]);
        assert_eq!(changes(Some(&old), None), [What::Gone]);
    }
}

//! `[tiers.NAME]`: the four default tiers, changes to them, and tiers of the plan's own.

use std::collections::BTreeMap;

use crate::diag::Diagnostics;
use crate::plan::document::{AVAILABILITY, Notation, RTT, Section};
use crate::terms::Survives;
use crate::units::Decimal;

use super::names::Names;
use super::settings::{SURVIVES, Settings};

/// The tier of a service that names none.
pub(super) const DEFAULT_TIER: &str = "standard";

/// All tiers by name.
pub(super) type Tiers = BTreeMap<String, Settings>;

/// The tiers that exist without being written. Targets follow the usual four levels of service-level
/// objectives; recovery objectives are what such a level commonly promises.
fn defaults() -> Tiers {
    let critical =
        Settings::preset(Decimal::new(9999, 4), 100, Survives::Region, Some((5 * 60, 60)));
    let important =
        Settings::preset(Decimal::new(999, 3), 500, Survives::Zone, Some((15 * 60, 5 * 60)));
    let standard = Settings::preset(Decimal::new(995, 3), 1_000, Survives::Nothing, None);
    let best_effort = Settings::preset(Decimal::new(99, 2), 5_000, Survives::Nothing, None);
    BTreeMap::from([
        ("critical".to_owned(), critical),
        ("important".to_owned(), important),
        (DEFAULT_TIER.to_owned(), standard),
        ("best-effort".to_owned(), best_effort),
    ])
}

pub(super) fn read(names: &Names<'_>, findings: &mut Diagnostics) -> Tiers {
    let mut tiers = defaults();
    for (name, entry) in &names.tiers {
        let what = format!("tier `{name}`");
        let Some(mut section) = Section::new(&entry.node, what, findings) else { continue };
        let written = Settings::read(&mut section);
        let base = tiers.get(*name).copied();
        if base.is_none() {
            require_targets(&mut section);
        }
        let all = written.over(&base.unwrap_or_default());
        written.report_pointless(&all, &mut section);
        section.finish();
        tiers.insert((*name).to_owned(), all);
    }
    tiers
}

/// A tier that changes no default one has nothing to inherit.
fn require_targets(section: &mut Section<'_, '_>) {
    for (key, example) in [
        ("availability", AVAILABILITY.example()),
        ("latency_p99", RTT.example()),
        ("survives", SURVIVES.example()),
    ] {
        if section.entry(key).is_none() {
            section.missing(key, &example);
        }
    }
}

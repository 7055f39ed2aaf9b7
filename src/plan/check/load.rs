//! How many replicas a service runs: the same number all month, or a profile of levels.

use crate::diag::Diagnostic;
use crate::plan::document::{Entry, Node, Section, Value, Whole, Wrong};
use crate::plan::{Load, LoadLevel};
use crate::units::HOURS_PER_MONTH;

const MAX_REPLICAS: u32 = 100_000;
const EXAMPLE: &str = "[{ replicas = 12, hours = 230 }, { replicas = 4, hours = 500 }]";

pub(super) fn read(section: &mut Section<'_, '_>) -> Option<Load> {
    let replicas = section.optional("replicas", &Whole(1..=MAX_REPLICAS));
    let constant = section.entry("replicas");
    let Some(profile) = section.entry("load") else {
        return Some(Load::constant(replicas.map_or(1, |replicas| replicas.value)));
    };
    if let Some(constant) = constant {
        let finding = Diagnostic::error("`replicas` and `load` exclude each other", profile.key)
            .because("a profile of replicas over the month")
            .also(constant.key, "the same number all month");
        section.push(finding.hint("keep one of the two"));
    }
    let Value::List(items) = &profile.node.value else {
        let wrong = Wrong::type_of(&profile.node, "a list of levels", EXAMPLE);
        section.wrong("load", profile.node.span, wrong);
        return None;
    };
    let levels: Option<Vec<LoadLevel>> = {
        // Read every level before giving up, so that the mistakes of all of them are found.
        let levels: Vec<_> = items.iter().map(|item| level(section, item)).collect();
        levels.into_iter().collect()
    };
    let levels = levels?;
    report_total(section, profile, &levels)?;
    Some(Load::new(levels))
}

fn level(section: &mut Section<'_, '_>, item: &Node) -> Option<LoadLevel> {
    let mut inner = Section::new(item, "this level of `load`", section.findings())?;
    let replicas = inner.required("replicas", &Whole(0..=MAX_REPLICAS));
    let hours = inner.required("hours", &Whole(1..=HOURS_PER_MONTH));
    inner.finish();
    Some(LoadLevel { replicas: replicas?.value, hours: hours?.value })
}

fn report_total(
    section: &mut Section<'_, '_>,
    profile: &Entry,
    levels: &[LoadLevel],
) -> Option<()> {
    let hours: u64 = levels.iter().map(|level| u64::from(level.hours)).sum();
    let wrong = if hours != u64::from(HOURS_PER_MONTH) {
        Wrong::new(format!("must cover the {HOURS_PER_MONTH} hours of a month"))
            .because(format!("these hours add up to {hours}"))
            .hint(format!("write it as in {EXAMPLE}"))
    } else if levels.iter().all(|level| level.replicas == 0) {
        Wrong::new("never runs a replica").hint("give at least one level a replica")
    } else {
        return Some(());
    };
    section.wrong("load", profile.node.span, wrong);
    None
}

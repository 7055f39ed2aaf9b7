//! How each service comes back after the largest loss it survives, the sum told term by term.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{RecoveryFact, Support};
use crate::placement::{RecoveryLine, Verified};
use crate::terms::RecoveryTerm;
use crate::units::Seconds;

use super::answer::Answer;
use super::number::duration;
use super::section::Section;
use super::table::{Align, Table};

const COLUMNS: &[(&str, Align)] = &[
    ("Service", Align::Left),
    ("Survives", Align::Left),
    ("Recovery", Align::Left),
    ("RTO", Align::Right),
    ("Target", Align::Right),
    ("RPO", Align::Right),
    ("Target", Align::Right),
    ("RTO is the sum of", Align::Prose),
];

/// Estimated recovery times and points with their targets.
pub(super) fn recovery(answer: &Answer<'_>, verified: &Verified) -> Section {
    let mut table = Table::new(COLUMNS);
    for line in verified.recovery() {
        table.row([
            answer.service(line.service).to_owned(),
            line.survives.name().to_owned(),
            line.strategy.name().to_owned(),
            estimate(line.rto.iter().flatten().map(|(_, fact)| fact)),
            target(line.rto_target),
            estimate(line.rpo.iter()),
            target(line.rpo_target),
            line.rto.as_deref().map_or_else(String::new, terms),
        ]);
    }
    let notes = waiting(answer, verified.recovery());
    Section::new("Recovery").table(table).notes(notes).notes(assumptions(verified.recovery()))
}

/// Services that are back only when something that they require is.
fn waiting(answer: &Answer<'_>, lines: &[RecoveryLine]) -> Vec<String> {
    let mut after: BTreeMap<(Seconds, &str), Vec<&str>> = BTreeMap::new();
    for line in lines {
        if let Some((gate, time)) = line.waits_for {
            after
                .entry((time, answer.service(gate)))
                .or_default()
                .push(answer.service(line.service));
        }
    }
    let note = |((time, gate), waiting): (_, Vec<&str>)| {
        let verb = if waiting.len() == 1 { "is" } else { "are" };
        let waiting = crate::diag::list(&waiting, "and");
        format!(
            "{waiting} {verb} back after {}, with {gate}, which has to be there first.",
            duration(time)
        )
    };
    after.into_iter().map(note).collect()
}

/// A figure, with a question mark if it rests on an assumption.
fn estimate<'f>(facts: impl Iterator<Item = &'f RecoveryFact>) -> String {
    let mut assumed = false;
    let mut total = None;
    for fact in facts {
        assumed |= fact.support == Support::Assumption;
        total = Some(total.unwrap_or_default() + fact.seconds);
    }
    let Some(total) = total else { return "-".to_owned() };
    format!("{}{}", duration(total), if assumed { "?" } else { "" })
}

fn target(time: Option<Seconds>) -> String {
    time.map_or_else(|| "none".to_owned(), duration)
}

/// "detect 30s + decide 1m? + shift 1m": the terms that take time.
pub(super) fn terms(terms: &[(RecoveryTerm, RecoveryFact)]) -> String {
    let takes_time = |(_, fact): &&(RecoveryTerm, RecoveryFact)| fact.seconds > Seconds(0);
    let term = |(term, fact): &(RecoveryTerm, RecoveryFact)| {
        format!("{} {}", term.name(), estimate(std::iter::once(fact)))
    };
    terms.iter().filter(takes_time).map(term).collect::<Vec<_>>().join(" + ")
}

/// The assumptions behind the figures, each once with all its rows.
fn assumptions(lines: &[RecoveryLine]) -> Vec<String> {
    let mut found: BTreeMap<(RecoveryTerm, Seconds, &str), BTreeSet<&str>> = BTreeMap::new();
    for line in lines {
        let rpo = line.rpo.iter().map(|fact| (RecoveryTerm::Lag, fact));
        let rto = line.rto.iter().flatten().map(|(term, fact)| (*term, fact));
        for (term, fact) in rto.chain(rpo).filter(|(_, f)| f.support == Support::Assumption) {
            found.entry((term, fact.seconds, &fact.source)).or_default().insert(&fact.row);
        }
    }
    let heading = "? marks a planning assumption, where no figure is published:".to_owned();
    let heading = (!found.is_empty()).then_some(heading);
    let note = |((term, time, source), rows): (_, BTreeSet<&str>)| {
        let term: RecoveryTerm = term;
        let rows = rows.into_iter().collect::<Vec<_>>().join(", ");
        format!("? {} {}: {source} ({rows})", term.name(), duration(time))
    };
    heading.into_iter().chain(found.into_iter().map(note)).collect()
}

//! What is said of journeys beside their lines in other tables: weakest links and error budgets.

use crate::placement::{BudgetSubject, JourneyLine, Verified};
use crate::plan::JourneyId;
use crate::units::Millis;

use super::answer::Answer;
use super::number;
use super::section::Section;
use super::table::{Align, Table};

/// A journey as the subject of a figure.
pub(super) fn journey(answer: &Answer<'_>, id: JourneyId) -> String {
    format!("journey {}", answer.topology.journey(id).name.value)
}

/// For each journey the service that is out most.
pub(super) fn weakest(answer: &Answer<'_>, verified: &Verified) -> Vec<String> {
    let note = |line: &JourneyLine| {
        let (service, own) = line.weakest?;
        Some(format!(
            "The weakest link of {} is {}: {} available, out for {} of the {} in a month.",
            journey(answer, line.journey),
            answer.service(service),
            number::availability(own),
            number::downtime(own),
            number::downtime(line.availability?),
        ))
    };
    verified.journeys().iter().filter_map(note).collect()
}

/// For each journey the hop that takes longest.
pub(super) fn slowest(answer: &Answer<'_>, verified: &Verified) -> Vec<String> {
    let note = |line: &JourneyLine| {
        let (leg, Millis(whole)) = (line.slowest?, line.latency?.millis);
        let from = answer.topology.endpoint_name(leg.hop.from);
        let from = match leg.from {
            Some(site) => format!("{from} at {}", answer.site(site)),
            None => from,
        };
        Some(format!(
            "The slowest hop of {} is {from} to {} at {}: {}, {} of the whole.",
            journey(answer, line.journey),
            answer.service(leg.hop.to),
            answer.site(leg.to),
            number::millis(leg.rtt.millis),
            number::part(leg.rtt.millis.0, whole),
        ))
    };
    verified.journeys().iter().filter_map(note).collect()
}

const BUDGET_COLUMNS: &[(&str, Align)] = &[
    ("Subject", Align::Left),
    ("Target", Align::Right),
    ("May be down in a month", Align::Right),
    ("Used", Align::Right),
    ("Most by", Align::Left),
];

/// What targets leave for failing, and how much of it the estimates use.
pub(super) fn budgets(answer: &Answer<'_>, verified: &Verified) -> Section {
    let mut table = Table::new(BUDGET_COLUMNS);
    for line in verified.budgets() {
        table.row([
            match &line.subject {
                BudgetSubject::Tier(name) => format!("tier {name}"),
                BudgetSubject::Journey(id) => journey(answer, *id),
            },
            line.target.to_string(),
            number::downtime(line.target),
            number::used(line.estimate, line.target),
            answer.service(line.by).to_owned(),
        ]);
    }
    Section::new("Error budgets").table(table).note(
        "Each service of a tier has the budget for itself, and the one that uses most of it is shown; the \
         services of a journey share it.",
    )
}

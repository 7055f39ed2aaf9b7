//! Short tables of what follows from the placement: availability and latency. What they say of
//! journeys is in `journeys`.

use crate::placement::{LatencyLine, LatencySubject, Verified};

use crate::units::Availability;

use super::answer::Answer;
use super::journeys::{self, journey};
use super::number;
use super::section::Section;
use super::table::{Align, Table};

const AVAILABILITY_COLUMNS: &[(&str, Align)] = &[
    ("Subject", Align::Left),
    ("Estimate", Align::Right),
    ("Target", Align::Right),
    ("Down in a month", Align::Right),
];

/// Estimated availability with the targets.
pub(super) fn availability(answer: &Answer<'_>, verified: &Verified) -> Section {
    let mut table = Table::new(AVAILABILITY_COLUMNS);
    for line in verified.availability() {
        let subject = answer.service(line.service).to_owned();
        table.row(availability_row(subject, line.achieved, line.target));
    }
    for line in verified.journeys() {
        let subject = journey(answer, line.journey);
        table.row(availability_row(subject, line.availability, line.availability_target));
    }
    Section::new("Availability")
        .table(table)
        .note("Estimates follow from the providers' uptime promises, cut after four decimals.")
        .notes(journeys::weakest(answer, verified))
}

fn availability_row(
    subject: String,
    achieved: Option<Availability>,
    target: Option<Availability>,
) -> [String; 4] {
    [
        subject,
        achieved.map_or_else(unknown, number::availability),
        target.map_or_else(none, |target| target.to_string()),
        achieved.map_or_else(String::new, number::downtime),
    ]
}

fn unknown() -> String {
    "unknown".to_owned()
}

fn none() -> String {
    "none".to_owned()
}

const LATENCY_COLUMNS: &[(&str, Align)] = &[
    ("From", Align::Left),
    ("To", Align::Left),
    ("At", Align::Left),
    ("Estimate", Align::Right),
    ("Bound", Align::Right),
    ("Basis", Align::Left),
];

/// Round trips of users and of bounded flows, and journeys; `None` if the plan has none of them.
pub(super) fn latency(answer: &Answer<'_>, verified: &Verified) -> Option<Section> {
    let mut table = Table::new(LATENCY_COLUMNS);
    for line in verified.latency() {
        let (from, to) = ends(answer, line);
        table.row([
            from,
            to,
            answer.site(line.to).to_owned(),
            number::millis(line.achieved),
            line.target.map_or_else(none, number::millis),
            line.basis.name().to_owned(),
        ]);
    }
    for line in verified.journeys() {
        let last = answer.topology.journey(line.journey).path.last();
        table.row([
            journey(answer, line.journey),
            last.map_or_else(String::new, |&end| answer.topology.endpoint_name(end)),
            "whole path".to_owned(),
            line.latency.map_or_else(unknown, |whole| number::millis(whole.millis)),
            line.latency_target.map_or_else(none, number::millis),
            line.latency.map_or_else(String::new, |whole| whole.basis.name().to_owned()),
        ]);
    }
    let notes = journeys::slowest(answer, verified);
    (!table.is_empty()).then(|| Section::new("Latency").table(table).notes(notes))
}

/// The two ends of a latency figure: names, with the caller's site where it has one.
pub(super) fn ends(answer: &Answer<'_>, line: &LatencyLine) -> (String, String) {
    let (from, to) = match line.subject {
        LatencySubject::Users(users, service) => (
            format!("users.{}", answer.topology.user_group(users).name.value),
            answer.service(service).to_owned(),
        ),
        LatencySubject::Flow(flow) => {
            let flow = answer.topology.flow(flow);
            (answer.topology.endpoint_name(flow.from), answer.topology.endpoint_name(flow.to))
        }
    };
    match line.from {
        Some(site) => (format!("{from} at {}", answer.site(site)), to),
        None => (from, to),
    }
}

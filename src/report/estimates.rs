//! Short tables of what follows from the placement: availability, latency, compliance.

use crate::placement::{LatencyLine, LatencySubject, Verified};

use super::answer::Answer;
use super::number;
use super::section::Section;
use super::table::{Align, Table};

const AVAILABILITY_COLUMNS: &[(&str, Align)] = &[
    ("Service", Align::Left),
    ("Estimate", Align::Right),
    ("Target", Align::Right),
    ("Down in a month", Align::Right),
];

/// Estimated availability with the targets.
pub(super) fn availability(answer: &Answer<'_>, verified: &Verified) -> Section {
    let mut table = Table::new(AVAILABILITY_COLUMNS);
    for line in verified.availability() {
        let achieved = line.achieved;
        table.row([
            answer.service(line.service).to_owned(),
            achieved.map_or_else(|| "unknown".to_owned(), number::availability),
            line.target.map_or_else(|| "none".to_owned(), |target| target.to_string()),
            achieved.map_or_else(String::new, number::downtime),
        ]);
    }
    Section::new("Availability")
        .table(table)
        .note("Estimates follow from the providers' uptime promises, cut after four decimals.")
}

const LATENCY_COLUMNS: &[(&str, Align)] = &[
    ("From", Align::Left),
    ("To", Align::Left),
    ("At", Align::Left),
    ("Estimate", Align::Right),
    ("Bound", Align::Right),
    ("Basis", Align::Left),
];

/// Round trips of users and of bounded flows; `None` if the plan has neither.
pub(super) fn latency(answer: &Answer<'_>, verified: &Verified) -> Option<Section> {
    let mut table = Table::new(LATENCY_COLUMNS);
    for line in verified.latency() {
        let (from, to) = ends(answer, line);
        table.row([
            from,
            to,
            answer.site(line.to).to_owned(),
            number::millis(line.achieved),
            line.target.map_or_else(|| "none".to_owned(), number::millis),
            line.basis.name().to_owned(),
        ]);
    }
    (!table.is_empty()).then(|| Section::new("Latency").table(table))
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

const COMPLIANCE_COLUMNS: &[(&str, Align)] = &[
    ("Service", Align::Left),
    ("Requirement", Align::Prose),
    ("Site", Align::Left),
    ("Evidence", Align::Prose),
];

/// Where data must stay, with the catalog's evidence; `None` if the plan asks nothing of the kind.
pub(super) fn compliance(answer: &Answer<'_>, verified: &Verified) -> Option<Section> {
    let mut table = Table::new(COMPLIANCE_COLUMNS);
    for line in verified.compliance() {
        let rule = &answer.topology.requirements[line.requirement.0 as usize].rule;
        for (i, (site, evidence)) in line.evidence.iter().enumerate() {
            let once = |text: &str| if i == 0 { text.to_owned() } else { String::new() };
            table.row([
                once(answer.service(line.service)),
                once(&rule.describe(answer.topology)),
                answer.site(*site).to_owned(),
                evidence.clone(),
            ]);
        }
    }
    (!table.is_empty()).then(|| Section::new("Compliance").table(table))
}

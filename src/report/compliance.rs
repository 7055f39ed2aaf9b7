//! The table of what law and auditors ask of services with a class of data, and its words.

use crate::placement::{Asked, ComplianceLine, SiteEvidence, Verified};
use crate::plan::Rule;

use super::answer::Answer;
use super::section::Section;
use super::table::{Align, Table};

const COLUMNS: &[(&str, Align)] = &[
    ("Service", Align::Left),
    ("Requirement", Align::Prose),
    ("Met", Align::Left),
    ("Site", Align::Left),
    ("Kept there", Align::Prose),
    ("Evidence", Align::Prose),
];

/// Where nothing is known.
const UNKNOWN: &str = "no evidence in the catalogs";

/// What is asked, with the catalogs' evidence; `None` if the plan asks nothing of the kind.
pub(super) fn table(answer: &Answer<'_>, verified: &Verified) -> Option<Section> {
    let mut table = Table::new(COLUMNS);
    let lines = verified.compliance();
    for line in lines {
        for (i, site) in line.evidence.iter().enumerate() {
            let once = |text: &str| if i == 0 { text.to_owned() } else { String::new() };
            table.row([
                once(answer.service(line.service)),
                once(&asked_briefly(answer, &line.asked)),
                once(if line.met() == Some(true) { "yes" } else { "unknown" }),
                answer.site(site.site).to_owned(),
                kept(site),
                evidence(site).to_owned(),
            ]);
        }
    }
    let framework = lines.iter().any(|line| matches!(line.asked, Asked::Framework(_)));
    let note = "An attestation covers the provider's part at that date. Whether each product is in its scope, \
                and your own part, is for your auditor. The row names the source.";
    (!table.is_empty()).then(|| {
        let section = Section::new("Compliance").table(table);
        if framework { section.note(note) } else { section }
    })
}

/// What is asked, in words.
pub(super) fn asked(answer: &Answer<'_>, line: &ComplianceLine) -> String {
    match &line.asked {
        Asked::Residency(id) => {
            answer.topology.requirements[id.0 as usize].describe(answer.topology)
        }
        Asked::Framework(name) => {
            format!("{} runs where {name} is attested", answer.service(line.service))
        }
    }
}

/// What is kept at a site: "failover target, replica, keys, logs".
pub(super) fn kept(site: &SiteEvidence) -> String {
    site.kept.iter().map(|kept| kept.name()).collect::<Vec<_>>().join(", ")
}

/// What is asked, where the service is named beside it.
fn asked_briefly(answer: &Answer<'_>, asked: &Asked) -> String {
    match asked {
        Asked::Residency(id) => match &answer.topology.requirements[id.0 as usize].rule {
            Rule::Residency { zones, .. } => format!("stays in {}", zones.join(" or ")),
            rule => rule.describe(answer.topology),
        },
        Asked::Framework(name) => name.clone(),
    }
}

/// Why a site is in order, as far as the catalogs know.
fn evidence(site: &SiteEvidence) -> &str {
    site.found.as_ref().map_or(UNKNOWN, |found| found.text.as_str())
}

/// The same with where that is published.
pub(super) fn whole_evidence(site: &SiteEvidence) -> String {
    match site.found.as_ref().and_then(|found| found.source.as_ref()) {
        Some(source) => format!("{}: {source}", evidence(site)),
        None => evidence(site).to_owned(),
    }
}

//! The whole answer as a page: which sections, in which order.

use super::answer::Answer;
use super::section::Section;
use super::{
    alternatives, compliance, conflict, cost, estimates, journeys, placement, price_book, proof,
    recovery, risk,
};

/// The page for a terminal.
#[must_use]
pub fn text(answer: &Answer<'_>) -> String {
    sections(answer).iter().map(Section::text).collect::<Vec<_>>().join("\n")
}

/// The page as Markdown.
#[must_use]
pub fn markdown(answer: &Answer<'_>) -> String {
    let title = super::markdown_text::escape(&answer.topology.name);
    let body: Vec<String> = sections(answer).iter().map(Section::markdown).collect();
    format!("# Placement of {title}\n\n{}", body.join("\n"))
}

fn sections(answer: &Answer<'_>) -> Vec<Section> {
    let mut sections = vec![proof::proof(answer)];
    sections.extend(conflict::conflict(answer));
    if let Some(verified) = &answer.outcome.verified {
        sections.push(placement::placement(answer, verified));
        sections.extend(placement::reasons(answer));
        let others = answer.alternatives;
        sections.extend(others.map(|all| alternatives::alternatives(answer, verified, all)));
        sections.push(cost::by_service(answer, verified));
        sections.push(cost::breakdown(answer, verified));
        sections.extend(price_book::price_book(verified));
        sections.push(recovery::recovery(answer, verified));
        sections.extend(risk::risk(answer));
        sections.push(estimates::availability(answer, verified));
        sections.push(journeys::budgets(answer, verified));
        sections.extend(estimates::latency(answer, verified));
        sections.extend(compliance::table(answer, verified));
        sections.push(cost::unpriced(answer));
    }
    sections
}

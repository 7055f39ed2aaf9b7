//! The comparison as a page: which sections, in which order.

use crate::report::conflict::conflict;
use crate::report::section::Section;

use super::answer::ComparisonAnswer;
use super::{amounts, changes, figures};

/// The first line of the page as Markdown: by it a comment that was written earlier can be found and replaced.
const MARKER: &str = "<!-- mcplan:comparison -->";

/// The page for a terminal.
#[must_use]
pub fn comparison_text(answer: &ComparisonAnswer<'_>) -> String {
    comparison_sections(answer).iter().map(Section::text).collect::<Vec<_>>().join("\n")
}

/// The page as Markdown, for a comment on a change of the plan.
#[must_use]
pub fn comparison_markdown(answer: &ComparisonAnswer<'_>) -> String {
    let body: Vec<String> = comparison_sections(answer).iter().map(Section::markdown).collect();
    format!("{MARKER}\n{}", body.join("\n"))
}

/// The sections of the page.
pub(in crate::report) fn comparison_sections(answer: &ComparisonAnswer<'_>) -> Vec<Section> {
    let mut sections = vec![amounts::totals(answer)];
    sections.extend(figures::checks(answer));
    for (side, solved) in answer.answers.iter().enumerate() {
        let Some(drawn) = solved.as_ref().and_then(conflict) else { continue };
        sections.push(with_names(
            drawn.titled(format!("Conflict of {}", answer.name(side))),
            answer,
            side,
        ));
    }
    if let Some(services) = changes::services(answer) {
        sections.push(services);
        sections.push(amounts::breakdown(answer));
        sections.extend(figures::estimates(answer));
        sections.extend(figures::slacks(answer));
    }
    sections
}

/// Adds how to go on without one of the requirements, in words that can be copied.
fn with_names(section: Section, answer: &ComparisonAnswer<'_>, side: usize) -> Section {
    let conflicting = answer.comparison.sides.get(side).map(|side| side.conflict.as_slice());
    let names = conflicting.unwrap_or_default().iter().map(|one| one.name.as_str());
    // What is lost stays lost.
    let names: Vec<String> = names
        .filter(|name| !name.starts_with("lost="))
        .map(|name| format!("--without '{name}'"))
        .collect();
    if names.is_empty() {
        return section;
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    section.note(format!(
        "To see what giving one up would bring: {}.",
        crate::diag::list(&names, "or")
    ))
}

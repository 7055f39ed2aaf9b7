//! Why there is no placement: the lines of the plan that contradict each other, and the reasons why
//! sites were ruled out.

use crate::diag::{Diagnostic, Diagnostics, render};
use crate::explain::{Conflict, RejectionCount};
use crate::plan::Requirement;

use super::answer::Answer;
use super::number::count;
use super::section::Section;

/// The contradiction with its lines underlined; `None` if none was found.
pub(super) fn conflict(answer: &Answer<'_>) -> Option<Section> {
    let conflict = answer.conflict?;
    let mut section = Section::new("Conflict");
    let requirements = requirements(answer, conflict);
    if let Some(diagnostic) = contradiction(answer, conflict, &requirements) {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(diagnostic);
        section = section.drawing(render(&diagnostics, answer.sources));
    } else {
        section = section.say("No requirement is to blame: the catalogs offer nothing that fits.");
    }
    let notes = conflict.rejections.iter().map(|rejection| rejections(answer, rejection));
    Some(section.notes(notes))
}

/// The requirements of a conflict.
pub(super) fn requirements<'a>(answer: &Answer<'a>, conflict: &Conflict) -> Vec<&'a Requirement> {
    let all = &answer.topology.requirements;
    conflict.requirements.iter().map(|id| &all[id.0 as usize]).collect()
}

fn contradiction(
    answer: &Answer<'_>,
    conflict: &Conflict,
    requirements: &[&Requirement],
) -> Option<Diagnostic> {
    let (first, others) = requirements.split_first()?;
    let message = match others {
        [] => "this requirement cannot be met",
        _ => "these requirements cannot be met together",
    };
    let mut diagnostic =
        Diagnostic::error(message, first.span).because(first.describe(answer.topology));
    for other in others {
        diagnostic = diagnostic.also(other.span, other.describe(answer.topology));
    }
    Some(match (conflict.minimal, others) {
        (true, []) => diagnostic.hint("loosen it, or allow more sites"),
        (true, _) => diagnostic.hint("loosen or drop any one of them and the others can be met"),
        (false, _) => diagnostic.hint("there was no time to find out whether fewer contradict"),
    })
}

/// "orders: 94 sites: 61 outside residency eu, 20 too far, 13 without a price".
fn rejections(answer: &Answer<'_>, rejection: &RejectionCount) -> String {
    let reasons: Vec<String> =
        rejection.reasons.iter().map(|(reason, n)| format!("{} {reason}", count(*n))).collect();
    format!(
        "{} fits no site of {}: {}.",
        answer.service(rejection.service),
        count(rejection.sites),
        reasons.join(", ")
    )
}

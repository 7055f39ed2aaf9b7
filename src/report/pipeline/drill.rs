//! Losses of a drill as findings: each promise that does not hold is an error at its service in the plan.

use crate::diag::Sources;
use crate::explain::{Breach, Fate, Played};
use crate::report::drill::{DrillAnswer, breach};

use super::finding::{FilePlace, Level, PipelineFinding};

/// One finding for each loss and service that is asked to survive it and is touched by it.
#[must_use]
pub fn drill_findings(answer: &DrillAnswer<'_>, sources: &Sources) -> Vec<PipelineFinding> {
    let of = |played| asked(played).flat_map(move |fate| findings(answer, sources, played, fate));
    answer.drill.losses.iter().flat_map(of).collect()
}

fn asked(played: &Played) -> impl Iterator<Item = &Fate> {
    played
        .services
        .iter()
        .filter(|fate| fate.asked && (fate.is_touched() || !fate.breaches.is_empty()))
}

fn findings(
    answer: &DrillAnswer<'_>,
    sources: &Sources,
    played: &Played,
    fate: &Fate,
) -> Vec<PipelineFinding> {
    let service = answer.topology.service(fate.service);
    let name =
        format!("{} after the loss of {}", service.name.value, played.event.name(answer.catalog));
    let finding = |rule: &str, level, told: &str| PipelineFinding {
        rule: format!("drill/{rule}"),
        level,
        name: name.clone(),
        message: format!("{name}: {told}"),
        place: FilePlace::of(service.name.span, sources),
    };
    if fate.breaches.is_empty() {
        return vec![finding("kept", Level::Passed, "all promises hold")];
    }
    let broken = fate.breaches.iter();
    broken.map(|one| finding(rule(*one), Level::Error, &breach(answer, fate, *one))).collect()
}

const fn rule(breach: Breach) -> &'static str {
    match breach {
        Breach::Lost => "lost",
        Breach::Capacity => "capacity",
        Breach::Late => "rto",
        Breach::DataLost => "rpo",
        Breach::Dependency(_) => "dependency",
        Breach::Room(_) => "room",
    }
}

//! What the solve came to, in words: status, cost, bound and gap.

use crate::milp::{Outcome, Status};
use crate::units::Usd;

use super::answer::Answer;
use super::number::{cents, count, gap, money};
use super::section::Section;

/// The result in a sentence or two, and how much was looked at.
pub(super) fn proof(answer: &Answer<'_>) -> Section {
    let outcome = answer.outcome;
    let mut section = Section::new("Result").say(verdict(answer));
    if let Some(sentence) = bound_sentence(answer) {
        section = section.say(sentence);
    }
    section.say(effort(answer, outcome))
}

fn verdict(answer: &Answer<'_>) -> String {
    let outcome = answer.outcome;
    let plan = &answer.topology.name;
    let cost = outcome.verified.as_ref().map(crate::placement::Verified::total);
    let priced = cost.map_or_else(String::new, |cost| {
        format!(": ${} a month, ${} a year", money(cost), money(cost.times(12)))
    });
    match outcome.status {
        Status::Optimal => format!("Plan \"{plan}\" is placed{priced}."),
        Status::Feasible => {
            format!("Plan \"{plan}\" is placed, but a limit was reached before the proof{priced}.")
        }
        Status::Infeasible => {
            format!("Plan \"{plan}\" has no placement: its requirements cannot hold together.")
        }
        Status::Unknown => format!(
            "No placement of plan \"{plan}\" was found before a limit was reached; there may be one."
        ),
    }
}

fn bound_sentence(answer: &Answer<'_>) -> Option<String> {
    let outcome = answer.outcome;
    let cost: Usd = outcome.verified.as_ref()?.total();
    let asked = gap(answer.asked_gap);
    let Some((bound, proven)) = outcome.bound.zip(outcome.gap) else {
        return Some("No bound on the cost of other placements was proven.".to_owned());
    };
    if cents(bound) >= cents(cost) {
        return Some(
            "It is the cheapest: no placement that meets the plan costs a cent less.".to_owned(),
        );
    }
    Some(format!(
        "No placement that meets the plan costs less than ${} a month: this one is within {} of the \
         cheapest (asked: {asked}).",
        money(bound),
        gap(proven)
    ))
}

fn effort(answer: &Answer<'_>, outcome: &Outcome) -> String {
    let work = outcome.work;
    format!(
        "Looked at {} sites and {} offers for {} services: {} arrangements, {} columns, {} rows, \
         solver {}.",
        count(answer.catalog.sites().len()),
        count(work.offers),
        count(answer.topology.services.len()),
        count(work.arrangements),
        count(work.columns),
        count(work.rows),
        outcome.solver
    )
}

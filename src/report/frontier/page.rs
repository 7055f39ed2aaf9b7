//! The steps as a page: for a terminal and as Markdown.

use crate::explain::End;
use crate::milp::Status;
use crate::report::compare::signed;
use crate::report::number::{count, money};
use crate::report::section::Section;
use crate::report::table::{Align, Table};

use super::answer::{FrontierAnswer, shown};

/// The page for a terminal.
#[must_use]
pub fn frontier_text(answer: &FrontierAnswer<'_>) -> String {
    sections(answer).iter().map(Section::text).collect::<Vec<_>>().join("\n")
}

/// The page as Markdown.
#[must_use]
pub fn frontier_markdown(answer: &FrontierAnswer<'_>) -> String {
    sections(answer).iter().map(Section::markdown).collect::<Vec<_>>().join("\n")
}

fn sections(answer: &FrontierAnswer<'_>) -> Vec<Section> {
    let changes = changes(answer);
    [steps(answer)].into_iter().chain(first(answer)).chain(changes).collect()
}

fn steps(answer: &FrontierAnswer<'_>) -> Section {
    let measure = answer.measure();
    let section = Section::new(format!("Frontier of cost and {measure}"));
    if answer.walk.steps.is_empty() {
        return section
            .say("The plan has no placement, whatever this is: `mcplan solve` says why.");
    }
    let columns = [
        ("Step", Align::Right),
        (measure.as_str(), Align::Right),
        ("USD/month", Align::Right),
        ("More", Align::Right),
        ("Changes", Align::Prose),
    ];
    let mut table = Table::new(&columns);
    for (index, step) in answer.walk.steps.iter().enumerate() {
        let names = answer.changed(index).into_iter();
        let names = names.map(|one| answer.topology.service(one.service).name.value.clone());
        let open = step.answered.outcome.status == Status::Feasible;
        table.row([
            count(index + 1),
            shown(&step.reached),
            format!("{}{}", money(step.monthly), if open { "?" } else { "" }),
            answer.more(index).map_or_else(String::new, signed),
            names.collect::<Vec<_>>().join(", "),
        ]);
    }
    let told = match answer.walk.steps.len() {
        1 => "There is one step: the cheapest placement has the best value, too.".to_owned(),
        steps => format!("There are {steps} steps, from the cheapest placement to the best value."),
    };
    let section = section.say(told).table(table);
    let section = section.note(match answer.walk.end {
        End::Best => "Nothing is better than the last step. No placement that is not listed is better and no dearer.",
        End::Range => {
            "What is better than the last step is out of the range. No placement within it that is not listed is better \
             and no dearer."
        }
        End::Unknown => "A limit of time was reached after the last step: better ones may exist.",
    });
    if answer.walk.steps.iter().any(|step| step.answered.outcome.status == Status::Feasible) {
        return section
            .note("For a cost with ? a limit was reached; a cheaper placement may exist.");
    }
    section
}

const PLACEMENT: &[(&str, Align)] = &[("Service", Align::Left), ("Where", Align::Prose)];

/// The placement of the first step.
fn first(answer: &FrontierAnswer<'_>) -> Option<Section> {
    let verified = answer.walk.steps.first().and_then(FrontierAnswer::verified)?;
    let mut table = Table::new(PLACEMENT);
    for id in answer.topology.service_ids() {
        let name = answer.topology.service(id).name.value.clone();
        table.row([name, answer.place(verified.placement().of(id))]);
    }
    Some(Section::new("Placement of step 1").table(table))
}

const CHANGES: &[(&str, Align)] = &[
    ("Step", Align::Right),
    ("Service", Align::Left),
    ("Before", Align::Prose),
    ("After", Align::Prose),
];

/// What changes from step to step.
fn changes(answer: &FrontierAnswer<'_>) -> Option<Section> {
    let mut table = Table::new(CHANGES);
    for index in 0..answer.walk.steps.len() {
        for one in answer.changed(index) {
            let name = answer.topology.service(one.service).name.value.clone();
            table.row([count(index + 1), name, one.before, one.after]);
        }
    }
    (!table.is_empty()).then(|| Section::new("What changes from step to step").table(table))
}

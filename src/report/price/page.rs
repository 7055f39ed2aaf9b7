//! Prices as a page: for a terminal and as Markdown.

use crate::milp::Status;
use crate::placement::Verified;
use crate::report::compare::{signed, status};
use crate::report::number::{gap, money};
use crate::report::section::Section;
use crate::report::table::{Align, Table};
use crate::units::Usd;

use super::lines::{PriceLine, PricesAnswer, words};

/// The page for a terminal.
#[must_use]
pub fn prices_text(answer: &PricesAnswer<'_>) -> String {
    sections(answer).iter().map(Section::text).collect::<Vec<_>>().join("\n")
}

/// The page as Markdown.
#[must_use]
pub fn prices_markdown(answer: &PricesAnswer<'_>) -> String {
    sections(answer).iter().map(Section::markdown).collect::<Vec<_>>().join("\n")
}

fn sections(answer: &PricesAnswer<'_>) -> Vec<Section> {
    if answer.chosen.verified.is_none() {
        return vec![repairs(answer)];
    }
    let mut sections = vec![prices(answer)];
    sections.extend(premiums(answer));
    sections.extend(nines(answer));
    sections
}

const PRICES: &[(&str, Align)] = &[
    ("Requirement", Align::Left),
    ("Asks", Align::Prose),
    ("Line", Align::Left),
    ("Saves USD/month", Align::Right),
    ("Enough", Align::Prose),
    ("USD a unit", Align::Right),
];

/// What each requirement costs.
fn prices(answer: &PricesAnswer<'_>) -> Section {
    let mut table = Table::new(PRICES);
    for line in answer.dearest_first() {
        table.row([
            line.name.clone(),
            asks(answer, line),
            place(answer, line),
            saved(answer, line),
            answer.enough(line).map_or_else(String::new, |at| words(&at)),
            answer.per_unit(line).map_or_else(String::new, money),
        ]);
    }
    let section = Section::new("Price of each requirement").say(standing(answer));
    if table.is_empty() {
        return section.say("The plan asks for nothing that could be given up.");
    }
    section
        .table(table)
        .note("What the plan would save a month if this alone were given up, solved again with all the rest.")
        .note(
            "Enough is what the requirement would have to allow for the whole saving; a unit is a minute or a \
             millisecond on the way there.",
        )
        .notes(unproven(answer))
}

/// What the plan costs as it is.
fn standing(answer: &PricesAnswer<'_>) -> String {
    let outcome = answer.chosen;
    let total = outcome.verified.as_ref().map_or(Usd::ZERO, Verified::total);
    let total = format!("The plan costs {} USD a month as it is", money(total));
    match (outcome.status, outcome.gap) {
        (Status::Feasible, Some(open)) => {
            format!("{total}; a limit was reached at {} of the cheapest.", gap(open))
        }
        _ => format!("{total}, proven to be the least."),
    }
}

fn asks(answer: &PricesAnswer<'_>, line: &PriceLine) -> String {
    let requirement = answer.requirement(line);
    requirement.map_or_else(String::new, |asked| asked.describe(answer.topology))
}

fn place(answer: &PricesAnswer<'_>, line: &PriceLine) -> String {
    let place = answer.requirement(line).map(|asked| answer.place(asked));
    place.map_or_else(String::new, |(file, line)| format!("{file}:{line}"))
}

/// The saving, with what is not proven of it.
fn saved(answer: &PricesAnswer<'_>, line: &PriceLine) -> String {
    let Some(saving) = answer.saving(line) else { return "?".to_owned() };
    match saving.at_most {
        Some(most) => format!("{} to {}", money(saving.monthly), money(most)),
        None => money(saving.monthly),
    }
}

fn unproven(answer: &PricesAnswer<'_>) -> Option<String> {
    let all = [answer.prices, answer.premiums, answer.nines].into_iter().flatten();
    let open =
        |line: &PriceLine| matches!(line.answer.outcome.status, Status::Feasible | Status::Unknown);
    let open = all.filter(|line| open(line)).count();
    (open > 0 || answer.chosen.status == Status::Feasible).then(|| {
        "A saving \"to\" another was not solved to the end in the time: it is at most that; ? was not solved at \
         all. A longer --time-limit proves more."
            .to_owned()
    })
}

const PREMIUMS: &[(&str, Align)] = &[
    ("Plan", Align::Left),
    ("Answer", Align::Left),
    ("USD/month", Align::Right),
    ("Change", Align::Right),
];

/// What whole kinds of requirements cost.
fn premiums(answer: &PricesAnswer<'_>) -> Option<Section> {
    let section = Section::new("Premiums").table(changes(answer, answer.premiums));
    let section = section.note(
        "On one provider, what was to survive the loss of a provider survives that of a region instead.",
    );
    (!answer.premiums.is_empty()).then_some(section)
}

/// What each nine of availability costs.
fn nines(answer: &PricesAnswer<'_>) -> Option<Section> {
    let section = Section::new("Cost of each nine").table(changes(answer, answer.nines));
    (!answer.nines.is_empty()).then_some(section)
}

fn changes(answer: &PricesAnswer<'_>, lines: &[PriceLine]) -> Table {
    let mut table = Table::new(PREMIUMS);
    let before = answer.chosen.verified.as_ref().map(Verified::total);
    for line in lines {
        let after = line.answer.monthly();
        let change = before.zip(after).map(|(before, after)| signed(after - before));
        table.row([
            line.name.clone(),
            status(line.answer.outcome.status).to_owned(),
            after.map_or_else(|| "-".to_owned(), money),
            change.unwrap_or_default(),
        ]);
    }
    table
}

const REPAIRS: &[(&str, Align)] = &[
    ("Give up", Align::Left),
    ("Asks", Align::Prose),
    ("Line", Align::Left),
    ("Enough", Align::Prose),
    ("USD/month", Align::Right),
];

/// What would make the plan possible.
fn repairs(answer: &PricesAnswer<'_>) -> Section {
    let mut table = Table::new(REPAIRS);
    for line in answer.repairs() {
        table.row([
            line.name.clone(),
            asks(answer, line),
            place(answer, line),
            answer.enough(line).map_or_else(String::new, |at| words(&at)),
            line.answer.monthly().map_or_else(String::new, money),
        ]);
    }
    let section = Section::new("Repairs");
    let rest = answer.prices.len() - answer.repairs().len();
    if table.is_empty() {
        return section.say(match rest {
            0 => "No requirement is to blame: the catalogs offer nothing that fits.",
            _ => "Giving up one requirement of the conflict is not enough, or was not solved in the time.",
        });
    }
    let section = section
        .say("The plan has no placement. Each of these alone gives it one, the cheapest first.")
        .table(table)
        .note("Enough is what the requirement would have to allow for that placement.");
    match rest {
        0 => section,
        rest => section.note(format!("Of the conflict, {rest} alone would not be enough.")),
    }
}

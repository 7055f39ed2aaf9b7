//! The answer as a page for a terminal.

use crate::diag;
use crate::explain::spread;
use crate::report::number::{count, money};
use crate::report::section::Section;
use crate::report::table::{Align, Table};

use super::answer::{Held, RobustAnswer};

const COLUMNS: &[(&str, Align)] = &[
    ("Placement", Align::Left),
    ("Mean", Align::Right),
    ("p50", Align::Right),
    ("p95", Align::Right),
    ("Worst 5%", Align::Right),
    ("Regret", Align::Right),
    ("Most", Align::Right),
    ("Fails in", Align::Right),
];

/// The page.
#[must_use]
pub fn robust_text(answer: &RobustAnswer<'_>) -> String {
    [costs(answer).text(), differences(answer).text()].join("\n")
}

fn name(index: usize) -> String {
    if index == 0 { "of the plan".to_owned() } else { format!("candidate {index}") }
}

fn costs(answer: &RobustAnswer<'_>) -> Section {
    let mut table = Table::new(COLUMNS);
    for (index, held) in answer.candidates.iter().enumerate() {
        table.row(row(answer, index, held));
    }
    let best = |index: Option<usize>| index.map_or_else(|| "none".to_owned(), name);
    Section::new("Cost over all draws")
        .say(format!(
            "Plan \"{}\", {} with seed {}. Best on average: {}. Best in the worst 5%: {}.",
            answer.topology.name,
            diag::count(answer.clairvoyant.len(), "draw"),
            answer.seed,
            best(answer.best(|spread| spread.mean)),
            best(answer.best(|spread| spread.worst)),
        ))
        .table(table)
        .note(
            "In USD a month, over the draws in which a placement holds. Sites and strategies are held; machines follow \
             the load. Worst 5% is the mean of the dearest twentieth.",
        )
        .note(
            "Regret is the mean, and the most, by which it costs more than the cheapest placement of the same draw.",
        )
}

fn row(answer: &RobustAnswer<'_>, index: usize, held: &Held) -> [String; 8] {
    let found = held.spread();
    let regrets = answer.regrets(held);
    let regret = spread(&regrets).map(|spread| spread.mean);
    let shown = |amount| amount_or_dash(amount, money);
    [
        name(index),
        shown(found.map(|spread| spread.mean)),
        shown(found.map(|spread| spread.p50)),
        shown(found.map(|spread| spread.p95)),
        shown(found.map(|spread| spread.worst)),
        shown(regret),
        shown(regrets.into_iter().max()),
        count(held.broken()),
    ]
}

fn amount_or_dash<T>(amount: Option<T>, show: impl Fn(T) -> String) -> String {
    amount.map_or_else(|| "-".to_owned(), show)
}

const DIFFERENCES: &[(&str, Align)] =
    &[("Placement", Align::Left), ("Service", Align::Left), ("Where", Align::Prose)];

/// Where services are that are not where the plan's own placement has them.
fn differences(answer: &RobustAnswer<'_>) -> Section {
    let mut table = Table::new(DIFFERENCES);
    let section = Section::new("What differs between them");
    let Some((own, others)) = answer.candidates.split_first() else { return section };
    for (held, index) in others.iter().zip(1..) {
        let pairs = held.choice.iter().zip(&own.choice).zip(&answer.topology.services);
        for ((one, other), service) in pairs {
            if one != other {
                let sites: Vec<&str> = one.1.iter().map(String::as_str).collect();
                let place = format!("{} at {}", one.0.name(), sites.join(", "));
                table.row([name(index), service.name.value.clone(), place]);
            }
        }
    }
    if table.is_empty() {
        return section.say("The placement of the plan is the cheapest in every draw.");
    }
    section.table(table)
}

//! Services that moved, changed, appeared or went, and why.

use crate::explain::{At, Placed, Reason, RuleName, ServiceLine, What};
use crate::report::number::{count, money};
use crate::report::section::Section;
use crate::report::table::{Align, Table};
use crate::units::Usd;

use super::answer::ComparisonAnswer;

/// The services that differ from the base; `None` if there is nothing to hold against each other.
pub(super) fn services(answer: &ComparisonAnswer<'_>) -> Option<Section> {
    let mut placed = answer.comparison.sides.iter().map(|side| side.snapshot.monthly.is_some());
    if !(placed.next()? && placed.any(|placed| placed)) {
        return None;
    }
    let section = Section::new("Services that differ");
    let lines = &answer.comparison.services;
    if lines.is_empty() {
        return Some(section.say("None: every service runs as before."));
    }
    let told = lines.iter().any(|line| line.reasons.iter().any(Option::is_some));
    let mut columns = vec![("Service", Align::Left), ("What", Align::Left)];
    if !answer.is_pair() {
        columns.insert(1, ("In", Align::Left));
    }
    columns.extend([("Before", Align::Prose), ("After", Align::Prose)]);
    if told {
        columns.push(("Why not as before", Align::Prose));
    }
    let mut table = Table::new(&columns);
    for line in lines {
        for (side, changes) in line.changes.iter().enumerate().filter(|(_, all)| !all.is_empty()) {
            let mut row = vec![line.service.clone(), what(changes)];
            if !answer.is_pair() {
                row.insert(1, answer.name(side).to_owned());
            }
            row.extend(before_and_after(line, side, changes));
            if told {
                let reason = line.reasons.get(side).and_then(Option::as_ref);
                row.push(reason.map_or_else(String::new, words));
            }
            table.push(row);
        }
    }
    Some(section.table(table))
}

fn what(changes: &[What]) -> String {
    changes.iter().map(|change| change.name()).collect::<Vec<_>>().join(", ")
}

fn before_and_after(line: &ServiceLine, side: usize, changes: &[What]) -> [String; 2] {
    let hardware = changes.contains(&What::Hardware);
    let shown = |placed: Option<&Placed>| match placed {
        Some(placed) if hardware => runs_on(placed),
        Some(placed) => place(placed),
        None => String::new(),
    };
    let at = |index: usize| shown(line.placed.get(index).and_then(Option::as_ref));
    [at(0), at(side)]
}

/// "pilot-light at aws:eu-west-1, azure:northeurope".
fn place(placed: &Placed) -> String {
    let sites: Vec<&str> = placed.sites.iter().map(|at| at.site.as_str()).collect();
    format!("{} at {}", placed.strategy, sites.join(", "))
}

/// "aws:eu-west-1: 3 x m7g.large on-demand".
fn runs_on(placed: &Placed) -> String {
    let several = placed.sites.len() > 1;
    let at =
        |at: &At| if several { format!("{}: {}", at.site, hardware(at)) } else { hardware(at) };
    placed.sites.iter().map(at).collect::<Vec<_>>().join("; ")
}

/// What is bought under a purchase option; replicas where nothing is.
fn hardware(at: &At) -> String {
    let nodes = at.offers.iter().filter(|offer| offer.purchase != "metered");
    let nodes: Vec<String> = nodes
        .map(|offer| format!("{} x {} {}", count(offer.count as usize), offer.sku, offer.purchase))
        .collect();
    if !nodes.is_empty() {
        return nodes.join(" + ");
    }
    let metered: Vec<&str> = at.offers.iter().map(|offer| offer.sku.as_str()).collect();
    match metered.as_slice() {
        [] => crate::diag::count(at.replicas as usize, "replica"),
        skus => format!("{} x {}", count(at.replicas as usize), skus.join(", ")),
    }
}

/// Why a service is not where it was.
pub(super) fn words(reason: &Reason) -> String {
    match reason {
        Reason::Excluded { site, why, rule } => match rule {
            Some(rule) => format!("{site} is a site {why} ({})", rule.name),
            None => format!("{site} is a site {why}"),
        },
        Reason::Broken(rules) => {
            let rules: Vec<String> = rules.iter().map(named).collect();
            format!("there it would break: {}", rules.join("; "))
        }
        Reason::Dearer(more) if *more > Usd::ZERO => {
            format!("still possible, but ${} a month dearer", money(*more))
        }
        Reason::DearerTogether(more) if *more > Usd::ZERO => format!(
            "possible only with all that moved back in place, and then ${} a month dearer",
            money(*more)
        ),
        Reason::Dearer(_) | Reason::DearerTogether(_) => {
            "still possible, and no dearer: both are within the gap".to_owned()
        }
        Reason::Impossible => {
            "no arrangement at just these sites meets the changed plan".to_owned()
        }
    }
}

/// "web reaches orders within 2ms (rtt=web->orders)".
fn named(rule: &RuleName) -> String {
    format!("{} ({})", rule.words, rule.name)
}

//! The answer as a page: for a terminal and as Markdown.

use crate::explain::{Answered, Exclusion};
use crate::placement::Verified;
use crate::report::compare::comparison_sections;
use crate::report::number::{count, money};
use crate::report::price::words;
use crate::report::section::Section;
use crate::report::table::{Align, Table};
use crate::units::Usd;

use super::answer::{Need, PriceBreak, Standing, Way, WhyNotAnswer};

/// The page for a terminal.
#[must_use]
pub fn why_not_text(answer: &WhyNotAnswer<'_>) -> String {
    sections(answer).iter().map(Section::text).collect::<Vec<_>>().join("\n")
}

/// The page as Markdown.
#[must_use]
pub fn why_not_markdown(answer: &WhyNotAnswer<'_>) -> String {
    sections(answer).iter().map(Section::markdown).collect::<Vec<_>>().join("\n")
}

fn sections(answer: &WhyNotAnswer<'_>) -> Vec<Section> {
    let title = format!("Why not {} at {}", name(answer), answer.wish.sites);
    let section = Section::new(title);
    match &answer.standing {
        Standing::There => {
            let told = format!(
                "{} is at {} already: that is in the cheapest placement.",
                name(answer),
                answer.wish.sites
            );
            vec![section.say(told)]
        }
        Standing::Dearer { more, exact, checks, price, comparison, .. } => {
            let section =
                section.say(dearer(answer, *more, *exact)).notes(checked(answer, *checks));
            let section = section.notes(price.map(|price| discount(answer, price)));
            let mut all = vec![section];
            all.extend(comparison_sections(comparison));
            all
        }
        Standing::Excluded { exclusion, ways: [], .. } => {
            vec![impossible(answer, section, exclusion)]
        }
        Standing::Excluded { exclusion, ways, together } => match exclusion.sets.len() {
            1 => vec![excluded(answer, section, ways)],
            _ => vec![excluded_twice(answer, section, ways, *together)],
        },
    }
}

fn name<'a>(answer: &WhyNotAnswer<'a>) -> &'a str {
    &answer.topology.service(answer.wish.service).name.value
}

/// What it costs more, and so the break-even.
fn dearer(answer: &WhyNotAnswer<'_>, more: Usd, exact: bool) -> String {
    let (name, sites, more_usd) = (name(answer), &answer.wish.sites, money(more));
    if !exact {
        return format!(
            "The best placement found with {name} at {sites} costs ${more_usd} a month more. The time was not enough to \
             prove that; a longer --time-limit does."
        );
    }
    if more <= Usd::ZERO {
        return format!(
            "A placement with {name} at {sites} costs the same: it is one of the cheapest."
        );
    }
    format!(
        "The cheapest placement with {name} at {sites} costs ${more_usd} a month more. If {name} were ${more_usd} a \
         month cheaper there, both would cost the same."
    )
}

/// What solving again at a cent from the break-even showed.
fn checked(answer: &WhyNotAnswer<'_>, checks: [Option<bool>; 2]) -> Option<String> {
    let name = name(answer);
    (checks == [Some(false), Some(true)]).then(|| {
        format!(
            "Solved again: if it is cheaper there by a cent less than that, {name} stays; by a cent more, it goes there."
        )
    })
}

fn discount(answer: &WhyNotAnswer<'_>, price: &PriceBreak) -> String {
    let PriceBreak { site, sku, spent, .. } = price;
    let spent = money(*spent);
    match price.discount {
        Some(discount) => format!(
            "As a price: {name} goes there with {factor} on {sku} at {site} (${spent} a month now), and not with a \
             thousandth of a per cent less.",
            name = name(answer),
            factor = PriceBreak::factor(discount),
        ),
        None => format!(
            "Even if {sku} at {site} (${spent} a month now) cost nothing, {} would stay.",
            name(answer)
        ),
    }
}

const REQUIREMENTS: &[(&str, Align)] = &[
    ("Excluded by", Align::Left),
    ("Asks", Align::Prose),
    ("Line", Align::Left),
    ("To allow it", Align::Prose),
    ("USD/month", Align::Right),
];

/// That the catalogs exclude it.
fn impossible(answer: &WhyNotAnswer<'_>, section: Section, exclusion: &Exclusion) -> Section {
    let reason = |(reason, sites): &(String, usize)| match sites {
        1 => format!("It is a site {reason}."),
        sites => format!("{} are sites {reason}.", count(*sites)),
    };
    let section = section.say(cannot(answer));
    let section = section.say(match exclusion.facts.as_slice() {
        [] => "What excludes it was not found in the time; a longer --time-limit finds more.",
        _ => "No requirement is to blame: the catalogs offer nothing that fits.",
    });
    section.notes(exclusion.facts.iter().map(reason))
}

fn cannot(answer: &WhyNotAnswer<'_>) -> String {
    let sites = &answer.wish.sites;
    format!("{} cannot be at {sites}: the plan has no placement then.", name(answer))
}

/// Which requirements exclude it, and what each would have to allow.
fn excluded(answer: &WhyNotAnswer<'_>, section: Section, ways: &[Way]) -> Section {
    let mut table = Table::new(REQUIREMENTS);
    for way in ways {
        let [mut name, mut asks, mut place] = asked(answer, way);
        for (value, monthly) in needs(answer, way) {
            let [name, asks, place] = [&mut name, &mut asks, &mut place].map(std::mem::take);
            table.row([name, asks, place, value, monthly]);
        }
    }
    let section = section.say(cannot(answer)).table(table).note(format!(
        "If this requirement alone were so, the plan with it there would cost that much: tightest is the value at \
         which it has a placement at all, cheapest the one from which on it costs no less. As it is the plan costs {} \
         USD a month.",
        total(answer)
    ));
    if ways.iter().any(|way| answer.cheapest(way).is_none()) {
        return section.note(
            "Where no cost is shown, that was not solved in time, or the requirement is a fact.",
        );
    }
    section
}

/// What the requirement would have to be, and what the plan costs then.
fn needs(answer: &WhyNotAnswer<'_>, way: &Way) -> Vec<(String, String)> {
    let told = |need: &Need| need.value.as_ref().map_or_else(|| "given up".to_owned(), words);
    let Some(cheapest) = answer.cheapest(way) else { return vec![Default::default()] };
    let (value, monthly) = (told(&cheapest), money(cheapest.monthly));
    match WhyNotAnswer::tightest(way).filter(|tightest| tightest.monthly != cheapest.monthly) {
        Some(tightest) => vec![
            (format!("tightest: {}", told(&tightest)), money(tightest.monthly)),
            (format!("cheapest: {value}"), monthly),
        ],
        None => vec![(value, monthly)],
    }
}

const SETS: &[(&str, Align)] = &[
    ("Set", Align::Right),
    ("Excluded by", Align::Left),
    ("Asks", Align::Prose),
    ("Line", Align::Left),
];

/// Several sets of requirements of which each alone excludes it.
fn excluded_twice(
    answer: &WhyNotAnswer<'_>,
    section: Section,
    ways: &[Way],
    together: Option<&Answered>,
) -> Section {
    let mut table = Table::new(SETS);
    for way in ways {
        let [name, asks, place] = asked(answer, way);
        table.row([count(way.set + 1), name, asks, place]);
    }
    let section = section
        .say(cannot(answer))
        .table(table)
        .note("Each set alone excludes it: no single requirement is enough to give up.");
    let without = together.and_then(Answered::monthly);
    section.notes(without.map(|monthly| {
        format!(
            "Without all of them, with it there: {} USD a month; {} as it is.",
            money(monthly),
            total(answer)
        )
    }))
}

/// The name of a requirement, its words and its place.
fn asked(answer: &WhyNotAnswer<'_>, way: &Way) -> [String; 3] {
    let asked = answer.requirement(way);
    let (file, line) = answer.place(asked);
    [asked.name(answer.topology), asked.describe(answer.topology), format!("{file}:{line}")]
}

fn total(answer: &WhyNotAnswer<'_>) -> String {
    money(answer.chosen.verified.as_ref().map_or(Usd::ZERO, Verified::total))
}

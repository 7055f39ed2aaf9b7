//! A drill as tables for a terminal: a line for each loss, then losses told service by service.

use crate::diag;
use crate::explain::{Back, Costs, Course, Fate, Played, Verdict};
use crate::report::number::{count, duration, hourly, money, volume};
use crate::report::section::Section;
use crate::report::table::{Align, Table};
use crate::terms::Survives;
use crate::units::{Decimal, HOURS_PER_MONTH, Seconds, Usd};

use super::answer::DrillAnswer;
use super::words;

const LOSSES: &[(&str, Align)] = &[
    ("Loss", Align::Prose),
    ("Verdict", Align::Left),
    ("Gone", Align::Right),
    ("Over", Align::Right),
    ("On", Align::Right),
    ("Wait", Align::Right),
    ("Back after", Align::Right),
    ("USD/hour", Align::Right),
];

/// The tables.
#[must_use]
pub fn drill_text(answer: &DrillAnswer<'_>) -> String {
    let told = |played: &&Played| answer.in_full || played.verdict() == Verdict::Broken;
    let details = answer.drill.losses.iter().filter(told).map(|played| detail(answer, played));
    let weak = weak_points(answer).filter(|_| !answer.in_full);
    let sections: Vec<Section> =
        std::iter::once(losses(answer)).chain(weak).chain(details).collect();
    sections.iter().map(Section::text).collect::<Vec<_>>().join("\n")
}

fn losses(answer: &DrillAnswer<'_>) -> Section {
    let mut table = Table::new(LOSSES);
    for played in &answer.drill.losses {
        let number =
            |of: &dyn Fn(&Fate) -> bool| count(played.services.iter().filter(|f| of(f)).count());
        table.row([
            played.event.name(answer.catalog),
            words::verdict(played.verdict()).to_owned(),
            number(&|fate| !fate.comes_back()),
            number(&|fate| matches!(fate.course, Course::FailsOver(_))),
            number(&|fate| matches!(fate.course, Course::GoesOn | Course::Short)),
            number(&|fate| fate.comes_back() && fate.gate.is_some()),
            latest(played),
            priced(played.costs.running, hourly),
        ]);
    }
    Section::new("Drill")
        .say(summary(answer))
        .table(table)
        .note(
            "Verdict: kept if everything is back, beyond if something is gone or short that the plan \
             does not ask to survive this, broken if it does ask.",
        )
        .note(
            "Services that are gone, by themselves or for want of one that they require; that fail over; \
             that go on with what is left; that wait for another. Back after is when the last one is.",
        )
        .note(
            "USD/hour is what runs more at the sites that are left. What a lost site no longer costs is \
             not set off.",
        )
}

const WEAK: &[(&str, Align)] = &[
    ("Service", Align::Left),
    ("Team", Align::Left),
    ("Must survive", Align::Left),
    ("Gone with", Align::Prose),
    ("For want of", Align::Prose),
];

/// What is gone for good with one failure domain. A loss within a larger one that has the same effect is told,
/// the larger is not.
fn weak_points(answer: &DrillAnswer<'_>) -> Option<Section> {
    let mut table = Table::new(WEAK);
    let mut with_provider = Vec::new();
    for (id, service) in answer.topology.service_ids().zip(&answer.topology.services) {
        let fate = |played: &Played| played.services[id.0 as usize].clone();
        let single = answer.drill.losses.iter().filter(|played| played.event.losses().len() == 1);
        let gone: Vec<&Played> = single.filter(|played| !fate(played).comes_back()).collect();
        let least = gone.iter().map(|played| played.scope).min();
        let told: Vec<&&Played> = gone.iter().filter(|p| Some(p.scope) == least).collect();
        if told.is_empty() {
            continue;
        }
        if least == Some(Some(Survives::Provider)) {
            with_provider.push(service.name.value.as_str());
            continue;
        }
        let names: Vec<String> = told.iter().map(|p| p.event.name(answer.catalog)).collect();
        let mut wanted: Vec<&str> =
            told.iter().filter_map(|p| fate(p).gate).map(|gate| answer.service(gate)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        table.row([
            service.name.value.clone(),
            service.team.clone(),
            service.survives.name().to_owned(),
            names.join(", "),
            if wanted.is_empty() { "-".to_owned() } else { wanted.join(", ") },
        ]);
    }
    let whole = diag::list(&with_provider, "and");
    let whole = (!whole.is_empty()).then(|| format!("Gone only with a whole provider: {whole}."));
    (!table.is_empty() || whole.is_some()).then(|| {
        let note = "Services that no single loss takes for good are left out. Of several losses the \
                    smallest are here: what is gone with a zone is gone with its site too.";
        let section = Section::new("Single points of failure");
        let section = if table.is_empty() { section } else { section.table(table).note(note) };
        section.notes(whole)
    })
}

fn summary(answer: &DrillAnswer<'_>) -> String {
    let all = &answer.drill.losses;
    let with = |verdict| all.iter().filter(|played| played.verdict() == verdict).count();
    format!(
        "Losses played on the placement of plan \"{}\": {}, of which {} kept, {} beyond, {} broken.",
        answer.topology.name,
        all.len(),
        with(Verdict::Kept),
        with(Verdict::Beyond),
        with(Verdict::Broken),
    )
}

/// When the last service that comes back is back.
fn latest(played: &Played) -> String {
    let back = played.services.iter().filter(|fate| fate.comes_back()).map(|fate| fate.back).max();
    match back {
        None | Some(Back::After(Seconds(0)) | Back::Never) => "-".to_owned(),
        Some(Back::After(time)) => duration(time),
        Some(Back::Unknown) => "unknown".to_owned(),
    }
}

fn priced(amount: Option<Usd>, show: impl Fn(Usd) -> String) -> String {
    amount.map_or_else(|| "no price".to_owned(), show)
}

const FATES: &[(&str, Align)] = &[
    ("Service", Align::Left),
    ("What happens", Align::Prose),
    ("Left", Align::Right),
    ("Ready", Align::Right),
    ("Back", Align::Right),
    ("Target", Align::Right),
    ("RPO", Align::Right),
    ("Target", Align::Right),
    ("Verdict", Align::Left),
];

/// One loss, the services in the order in which they are back.
fn detail(answer: &DrillAnswer<'_>, played: &Played) -> Section {
    let mut table = Table::new(FATES);
    for fate in in_order(played) {
        let target = |limit: Option<Seconds>| match limit.filter(|_| fate.asked) {
            Some(limit) => duration(limit),
            None => "none".to_owned(),
        };
        table.row([
            answer.service(fate.service).to_owned(),
            words::happens(answer, fate),
            words::left(fate),
            words::back(fate.ready, fate),
            words::back(fate.back, fate),
            target(fate.rto_target),
            fate.rpo.as_ref().map_or_else(|| "-".to_owned(), |fact| duration(fact.seconds)),
            target(fate.rpo_target),
            words::verdict_on(fate).to_owned(),
        ]);
    }
    let section = Section::new(format!("Loss of {}", played.event.name(answer.catalog)));
    let section =
        if table.is_empty() { section.say("No service notices.") } else { section.table(table) };
    let section = section.note(
        "Left is what serves then, of the replicas that the busiest hours need (1 for what has no replicas).",
    );
    section.notes(findings(answer, played)).notes(costs(&played.costs))
}

/// The services that the loss touches, in the order in which they are back.
pub(super) fn in_order(played: &Played) -> Vec<&Fate> {
    let mut fates: Vec<&Fate> = played.services.iter().filter(|fate| fate.is_touched()).collect();
    fates.sort_by_key(|fate| (fate.back, fate.ready, fate.service));
    fates
}

/// Broken promises, users without an answer, and rules that do not hold meanwhile, as sentences.
pub(super) fn findings(answer: &DrillAnswer<'_>, played: &Played) -> Vec<String> {
    let mut found = Vec::new();
    for fate in &played.services {
        let told = |&breach| format!("Broken: {}.", words::breach(answer, fate, breach));
        found.extend(fate.breaches.iter().map(told));
    }
    for path in &played.paths {
        let journey = &answer.topology.journey(path.journey).name.value;
        let gate = answer.service(path.gate);
        found.push(match path.back {
            Back::Never => format!("Journey {journey} is broken: it needs {gate}."),
            Back::Unknown => format!("Journey {journey} is interrupted, until {gate} is back."),
            Back::After(time) => {
                format!(
                    "Journey {journey} is interrupted for {}, until {gate} is back.",
                    duration(time)
                )
            }
        });
    }
    for &(users, service) in &played.unserved {
        let users = &answer.topology.user_group(users).name.value;
        found.push(format!("Users of {users} get no answer from {}.", answer.service(service)));
    }
    for id in &played.loosened {
        let rule = answer.topology.requirements[id.0 as usize].describe(answer.topology);
        found.push(format!("Does not hold meanwhile: {rule}."));
    }
    for &site in &played.crowded {
        found.push(format!(
            "{} has too little room for all that runs there then.",
            answer.site(site)
        ));
    }
    found
}

/// What the loss costs, as sentences.
pub(super) fn costs(costs: &Costs) -> Vec<String> {
    let nothing = |amount: Option<Usd>| amount == Some(Usd::ZERO);
    let lines = [
        (
            costs.running,
            hourly as fn(Usd) -> String,
            "an hour more for what runs at the sites that are left",
        ),
        (costs.traffic, hourly, "an hour more for traffic that takes other ways"),
        (costs.copied_back, money, "once, to copy data back afterwards"),
    ];
    let shown = lines.into_iter().filter(|(amount, ..)| !nothing(*amount));
    let moved = costs.moved.filter(|gib| *gib >= Decimal::ONE);
    let moved = moved.map(|gib| {
        let gib = volume(gib / Decimal::from(HOURS_PER_MONTH));
        format!("{gib} GiB an hour more go over ways that are paid for.")
    });
    shown
        .map(|(amount, show, what)| match amount {
            Some(amount) => format!("${} {what}.", show(amount)),
            None => format!("No price is known for a part of this: {what}."),
        })
        .chain(moved)
        .collect()
}

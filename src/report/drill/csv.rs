//! A row for each loss and service that it touches.

use crate::explain::{Back, Fate, Played};
use crate::report::csv::text;

use super::answer::DrillAnswer;
use super::page::in_order;
use super::words;

const HEADER: &str = "loss,service,team,course,serving,left,needed,ready_s,back_s,waits_for,rto_target_s,rpo_s,\
                      rpo_target_s,asked,verdict,extra_usd_per_month\n";

/// The rows; times are empty where they are unknown or never.
#[must_use]
pub fn drill_csv(answer: &DrillAnswer<'_>) -> String {
    let rows =
        answer.drill.losses.iter().flat_map(|played| {
            in_order(played).into_iter().map(move |fate| row(answer, played, fate))
        });
    std::iter::once(HEADER.to_owned()).chain(rows).collect()
}

fn row(answer: &DrillAnswer<'_>, played: &Played, fate: &Fate) -> String {
    let time = |back| match back {
        Back::After(time) => time.0.to_string(),
        Back::Unknown | Back::Never => String::new(),
    };
    let limit =
        |limit: Option<crate::units::Seconds>| limit.map_or_else(String::new, |s| s.0.to_string());
    let fields = [
        text(&played.event.name(answer.catalog)),
        text(answer.service(fate.service)),
        text(&answer.topology.service(fate.service).team),
        words::course(&fate.course).to_owned(),
        text(&answer.sites(&fate.serving).join(" ")),
        fate.capacity.left.to_string(),
        fate.capacity.full.to_string(),
        time(fate.ready),
        time(fate.back),
        text(fate.gate.map_or("", |gate| answer.service(gate))),
        limit(fate.rto_target),
        limit(fate.rpo.as_ref().map(|fact| fact.seconds)),
        limit(fate.rpo_target),
        if fate.asked { "yes" } else { "no" }.to_owned(),
        words::verdict_on(fate).to_owned(),
        fate.extra.map_or_else(String::new, |usd| usd.to_string()),
    ];
    fields.join(",") + "\n"
}

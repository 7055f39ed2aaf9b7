//! The drill as one JSON object, `mcplan.drill/1`: a contract with other programs.
//!
//! Money is exact decimal strings, amounts a month; times are whole seconds, null where unknown or never.

use serde::Serialize;

use crate::catalog::{RecoveryFact, Support};
use crate::explain::{Back, Capacity, Costs, Fate, Path, Played};
use crate::terms::{RecoveryTerm, Survives};
use crate::units::{Seconds, Usd};

use super::answer::DrillAnswer;
use super::page::in_order;
use super::words;

/// The name and version of the contract.
const SCHEMA: &str = "mcplan.drill/1";

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    plan: &'a str,
    verdict: &'static str,
    losses: Vec<Lost<'a>>,
}

#[derive(Serialize)]
struct Lost<'a> {
    loss: String,
    scope: Option<&'static str>,
    verdict: &'static str,
    services: Vec<Outcome<'a>>,
    journeys: Vec<Interrupted<'a>>,
    unserved: Vec<Unserved<'a>>,
    loosened: Vec<String>,
    crowded: Vec<&'a str>,
    costs: Money,
}

#[derive(Serialize)]
struct Outcome<'a> {
    service: &'a str,
    team: &'a str,
    course: &'static str,
    strategy: &'static str,
    lost: Vec<&'a str>,
    serving: Vec<&'a str>,
    capacity: Replicas,
    ready_s: Option<u64>,
    back_s: Option<u64>,
    comes_back: bool,
    waits_for: Option<&'a str>,
    terms: Vec<Part<'a>>,
    rto_target_s: Option<u64>,
    rpo_s: Option<u64>,
    rpo_target_s: Option<u64>,
    asked: bool,
    verdict: &'static str,
    breaches: Vec<String>,
    extra_usd_per_month: Option<String>,
}

#[derive(Serialize)]
struct Replicas {
    left: u32,
    degraded: u32,
    full: u32,
}

#[derive(Serialize)]
struct Part<'a> {
    term: &'static str,
    seconds: u64,
    assumed: bool,
    row: &'a str,
}

#[derive(Serialize)]
struct Interrupted<'a> {
    journey: &'a str,
    back_s: Option<u64>,
    comes_back: bool,
    waits_for: &'a str,
}

#[derive(Serialize)]
struct Unserved<'a> {
    users: &'a str,
    service: &'a str,
}

#[derive(Serialize)]
struct Money {
    running_usd_per_month: Option<String>,
    traffic_usd_per_month: Option<String>,
    moved_gib_per_month: Option<String>,
    copied_back_usd: Option<String>,
}

/// The drill, ending with a line break.
///
/// # Panics
/// Never: a struct of strings, numbers and lists is always JSON.
#[must_use]
pub fn drill_json(answer: &DrillAnswer<'_>) -> String {
    let whole = Whole {
        schema: SCHEMA,
        plan: &answer.topology.name,
        verdict: words::verdict(answer.drill.verdict()),
        losses: answer.drill.losses.iter().map(|played| lost(answer, played)).collect(),
    };
    let text = serde_json::to_string_pretty(&whole);
    text.expect("strings, numbers and lists are always JSON") + "\n"
}

fn lost<'a>(answer: &DrillAnswer<'a>, played: &'a Played) -> Lost<'a> {
    let topology = answer.topology;
    let rule =
        |id: &crate::plan::RequirementId| topology.requirements[id.0 as usize].describe(topology);
    let unserved = |&(users, service): &_| Unserved {
        users: &topology.user_group(users).name.value,
        service: answer.service(service),
    };
    Lost {
        loss: played.event.name(answer.catalog),
        scope: played.scope.map(Survives::name),
        verdict: words::verdict(played.verdict()),
        services: in_order(played).into_iter().map(|fate| service(answer, fate)).collect(),
        journeys: played.paths.iter().map(|path| interrupted(answer, path)).collect(),
        unserved: played.unserved.iter().map(unserved).collect(),
        loosened: played.loosened.iter().map(rule).collect(),
        crowded: answer.sites(&played.crowded),
        costs: money(&played.costs),
    }
}

fn interrupted<'a>(answer: &DrillAnswer<'a>, path: &Path) -> Interrupted<'a> {
    Interrupted {
        journey: &answer.topology.journey(path.journey).name.value,
        back_s: time(path.back).map(|time| time.0),
        comes_back: path.back != Back::Never,
        waits_for: answer.service(path.gate),
    }
}

fn money(costs: &Costs) -> Money {
    let text = |amount: Option<Usd>| amount.map(|usd| usd.to_string());
    Money {
        running_usd_per_month: text(costs.running),
        traffic_usd_per_month: text(costs.traffic),
        moved_gib_per_month: costs.moved.map(|gib| gib.normalize().to_string()),
        copied_back_usd: text(costs.copied_back),
    }
}

fn service<'a>(answer: &DrillAnswer<'a>, fate: &'a Fate) -> Outcome<'a> {
    let seconds = |time: Option<Seconds>| time.map(|time| time.0);
    let Capacity { left, degraded, full } = fate.capacity;
    Outcome {
        service: answer.service(fate.service),
        team: &answer.topology.service(fate.service).team,
        course: words::course(&fate.course),
        strategy: answer.placement.of(fate.service).strategy.name(),
        lost: answer.sites(&fate.lost),
        serving: answer.sites(&fate.serving),
        capacity: Replicas { left, degraded, full },
        ready_s: seconds(time(fate.ready)),
        back_s: seconds(time(fate.back)),
        comes_back: fate.comes_back(),
        waits_for: fate.gate.map(|gate| answer.service(gate)),
        terms: fate.rto.iter().flatten().map(part).collect(),
        rto_target_s: seconds(fate.rto_target),
        rpo_s: seconds(fate.rpo.as_ref().map(|fact| fact.seconds)),
        rpo_target_s: seconds(fate.rpo_target),
        asked: fate.asked,
        verdict: words::verdict_on(fate),
        breaches: fate.breaches.iter().map(|&one| words::breach(answer, fate, one)).collect(),
        extra_usd_per_month: fate.extra.map(|usd| usd.to_string()),
    }
}

const fn time(back: Back) -> Option<Seconds> {
    match back {
        Back::After(time) => Some(time),
        Back::Unknown | Back::Never => None,
    }
}

fn part((term, fact): &(RecoveryTerm, RecoveryFact)) -> Part<'_> {
    Part {
        term: term.name(),
        seconds: fact.seconds.0,
        assumed: fact.support == Support::Assumption,
        row: &fact.row,
    }
}

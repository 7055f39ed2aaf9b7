//! A drill as a whole: every loss played on a placement, and the verdict.

use crate::catalog::SiteId;
use crate::placement::{Arrangement, Context, Placement, Verified};
use crate::plan::{RequirementId, Rule, ServiceId, UsersId};
use crate::terms::Survives;

use super::aftermath::{crowded, loosened, unserved};
use super::course::{After, Course, after};
use super::event::Event;
use super::expense::{self, Costs};
use super::fate::{Breach, Fate, fates};
use super::paths::{Path, paths};

/// Losses played on a placement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// In the order asked for.
    pub losses: Vec<Played>,
}

/// How a loss ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Everything is back.
    Kept,
    /// Something does not come back, or not as usual, but the plan does not ask for it.
    Beyond,
    /// A promise of the plan does not hold.
    Broken,
}

/// What a loss comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// What is lost.
    pub event: Event,
    /// The least scope that includes the loss, if any does.
    pub scope: Option<Survives>,
    /// One for each service, in order.
    pub services: Vec<Fate>,
    /// Users and the service that does not answer them.
    pub unserved: Vec<(UsersId, ServiceId)>,
    /// Journeys that are interrupted.
    pub paths: Vec<Path>,
    /// Sites that have too little room, or too small a quota, for what runs there then.
    pub crowded: Vec<SiteId>,
    /// Rules that do not hold while the services serve from where they then are.
    pub loosened: Vec<RequirementId>,
    /// Of these, the ones about where data may be.
    pub unlawful: bool,
    /// What it costs.
    pub costs: Costs,
}

impl Drill {
    /// The worst of all losses.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.losses.iter().map(Played::verdict).max().unwrap_or(Verdict::Kept)
    }
}

impl Played {
    /// How the loss ends.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let gone = |fate: &Fate| !fate.comes_back() || fate.course == Course::Short;
        if self.unlawful || self.services.iter().any(|fate| !fate.breaches.is_empty()) {
            Verdict::Broken
        } else if self.services.iter().any(gone) || !self.crowded.is_empty() {
            Verdict::Beyond
        } else {
            Verdict::Kept
        }
    }
}

/// Plays losses on a verified placement.
#[must_use]
pub fn drill(context: Context<'_>, verified: &Verified, events: Vec<Event>) -> Drill {
    let play = |event| play(context, verified.placement(), event);
    Drill { losses: events.into_iter().map(play).collect() }
}

/// What an event comes to for each service, costs apart.
#[must_use]
pub fn fates_after(context: Context<'_>, before: &Placement, event: &Event) -> Vec<Fate> {
    aftermath(context, before, event).0
}

fn aftermath(context: Context<'_>, before: &Placement, event: &Event) -> (Vec<Fate>, Placement) {
    let ids = context.topology.service_ids();
    let all: Vec<After> = ids.map(|id| after(context, before, id, event.losses())).collect();
    let fates = fates(context.topology, &all, event.scope(context.catalog));
    let arrangements: Vec<Arrangement> = all.into_iter().map(|after| after.arrangement).collect();
    (fates, Placement { arrangements })
}

fn play(context: Context<'_>, before: &Placement, event: Event) -> Played {
    let topology = context.topology;
    let (mut services, after) = aftermath(context, before, &event);
    for fate in &mut services {
        fate.extra = expense::of_service(context, (before, &after), fate.service);
    }
    let crowded = crowded(context, &after);
    note_room(&mut services, &crowded);
    let loosened = loosened(context, (before, &after), &services);
    let rule = |id: &RequirementId| &topology.requirements[id.0 as usize].rule;
    Played {
        scope: event.scope(context.catalog),
        unserved: unserved(context, &services),
        paths: paths(topology, &services),
        crowded,
        unlawful: loosened
            .iter()
            .any(|id| matches!(rule(id), Rule::Residency { .. } | Rule::Pin { .. })),
        loosened,
        costs: expense::of_event(context, (before, &after), &services),
        services,
        event,
    }
}

/// Of services that are asked to come back at a site without room for them.
fn note_room(services: &mut [Fate], crowded: &[SiteId]) {
    for fate in services.iter_mut().filter(|fate| fate.asked) {
        if let Course::FailsOver(site) = fate.course
            && crowded.contains(&site)
        {
            fate.breaches.push(Breach::Room(site));
        }
    }
}

//! One year: outages as they come, and for how long each service is away.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::explain::drill::{Back, Course, Event, Fate, fates_after};
use crate::placement::{Context, Loss, Placement};
use crate::plan::{Journey, ServiceId};
use crate::units::Seconds;

use super::outages::{Change, Process, YEAR};

/// What a year comes to for one service or journey.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Year {
    /// Seconds away.
    pub away: f64,
    /// Times that its data of the last seconds or minutes was lost.
    pub data_lost: u32,
}

/// What a set of losses comes to, worked out once for each set.
pub struct Outcomes<'a> {
    context: Context<'a>,
    placement: &'a Placement,
    known: BTreeMap<Vec<Loss>, Rc<Vec<Fate>>>,
}

impl<'a> Outcomes<'a> {
    /// Nothing worked out yet.
    pub const fn new(context: Context<'a>, placement: &'a Placement) -> Self {
        Outcomes { context, placement, known: BTreeMap::new() }
    }

    fn of(&mut self, down: &[Loss]) -> Rc<Vec<Fate>> {
        let event = Event::new(self.context.catalog, down);
        let (context, placement) = (self.context, self.placement);
        let played = || Rc::new(fates_after(context, placement, &event));
        self.known.entry(event.losses().to_vec()).or_insert_with(played).clone()
    }
}

/// Plays a year: what it comes to for each service, then for each journey, whose data is that of the
/// services on its path.
pub fn play(
    processes: &[Process],
    dice: &mut fastrand::Rng,
    outcomes: &mut Outcomes<'_>,
) -> Vec<Year> {
    let mut changes: Vec<Change> =
        processes.iter().flat_map(|process| process.changes(dice)).collect();
    changes.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut fates = outcomes.of(&[]);
    let journeys = &outcomes.context.topology.journeys;
    let paths: Vec<Vec<ServiceId>> = journeys.iter().map(Journey::services).collect();
    let mut years = vec![Year::default(); fates.len() + paths.len()];
    let mut back_at = vec![0.0; fates.len()];
    let mut down: Vec<Loss> = Vec::new();
    for (i, change) in changes.iter().enumerate() {
        if change.down {
            down.push(change.loss);
        } else {
            down.retain(|loss| *loss != change.loss);
        }
        let next = outcomes.of(&down);
        let until = changes.get(i + 1).map_or(YEAR, |next| next.at);
        let away = |back_at: f64| (back_at.min(until) - change.at).max(0.0);
        for (service, (was, is)) in fates.iter().zip(next.iter()).enumerate() {
            back_at[service] = back(was, is, change, back_at[service]);
            years[service].away += away(back_at[service]);
            years[service].data_lost += u32::from(loses_data(was, is));
        }
        for (path, year) in paths.iter().zip(&mut years[fates.len()..]) {
            let services = || path.iter().map(|id| id.0 as usize);
            year.away += away(services().map(|id| back_at[id]).fold(0.0, f64::max));
            year.data_lost += u32::from(services().any(|id| loses_data(&fates[id], &next[id])));
        }
        fates = next;
    }
    years
}

/// When a service is back after a change, given when it would have been.
fn back(was: &Fate, is: &Fate, change: &Change, before: f64) -> f64 {
    let after = |time: Seconds| change.at + u32::try_from(time.0).map_or(f64::INFINITY, f64::from);
    match (is.back, change.down) {
        // What nobody knows the time of is not counted on.
        (Back::Never | Back::Unknown, _) => f64::INFINITY,
        (Back::After(time), true) if hit(was, is) => before.max(after(time)),
        // Everything is there again, and going back takes nothing from a service that serves.
        (Back::After(_), false) if !is.is_touched() => before.min(change.at),
        // What was gone can take over now.
        (Back::After(time), false) if before.is_infinite() => after(time),
        (Back::After(_), _) => before,
    }
}

/// Whether a change is felt: the service, or what it waits for, serves from elsewhere than before.
fn hit(was: &Fate, is: &Fate) -> bool {
    was.course != is.course || was.serving != is.serving || was.back != is.back
}

/// Whether a service has just moved to a copy that is behind.
fn loses_data(was: &Fate, is: &Fate) -> bool {
    let moves = matches!(is.course, Course::FailsOver(_)) && was.course != is.course;
    moves && is.rpo.as_ref().is_some_and(|fact| fact.seconds.0 > 0)
}

//! What a loss comes to for one service among the others: when it is back, and which promises of the
//! plan that breaks.

use crate::catalog::{RecoveryFact, SiteId};
use crate::plan::{Rule, ServiceId, Topology};
use crate::terms::{RecoveryTerm, Survives};
use crate::units::{Seconds, Usd};

use super::course::{After, Capacity, Course};
use super::waits::gates;

/// When a service is back, earliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Back {
    /// So long after the loss; zero if it never was away.
    After(Seconds),
    /// It comes back, but a figure of how long that takes is missing.
    Unknown,
    /// Not before what was lost is there again.
    Never,
}

/// A promise of the plan that does not hold after a loss that the plan asks to survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breach {
    /// Nothing of the service is left.
    Lost,
    /// Less is left than must be served.
    Capacity,
    /// It is back later than asked, or nobody knows when.
    Late,
    /// More data is lost than allowed, or nobody knows how much.
    DataLost,
    /// Something that it requires does not come back.
    Dependency(ServiceId),
    /// The site that takes over has too little room for all that moves there.
    Room(SiteId),
}

/// What a loss comes to for one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// The service.
    pub service: ServiceId,
    /// What becomes of it by itself.
    pub course: Course,
    /// Sites where it is lost, or a part of it.
    pub lost: Vec<SiteId>,
    /// Sites from which it serves then.
    pub serving: Vec<SiteId>,
    /// How much serves.
    pub capacity: Capacity,
    /// The terms of its own recovery time; `None` if it has none or a figure is missing.
    pub rto: Option<Vec<(RecoveryTerm, RecoveryFact)>>,
    /// Data lost; `None` if none is or a figure is missing.
    pub rpo: Option<RecoveryFact>,
    /// When it is ready by itself.
    pub ready: Back,
    /// When it is back: ready, with all that it requires.
    pub back: Back,
    /// The service that it waits for longest, if it waits.
    pub gate: Option<ServiceId>,
    /// Whether the plan asks it to survive such a loss.
    pub asked: bool,
    /// The recovery time that is asked of it.
    pub rto_target: Option<Seconds>,
    /// The recovery point that is asked of it.
    pub rpo_target: Option<Seconds>,
    /// What its sites cost more in a month than before, traffic apart; `None` if something has no price.
    pub extra: Option<Usd>,
    /// Promises that do not hold; empty where none is asked.
    pub breaches: Vec<Breach>,
}

impl Fate {
    /// Whether the loss is felt at all: something of it is lost, or it has to wait.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        self.course != Course::Untouched || self.gate.is_some()
    }

    /// Whether it does not serve for some time, or for good.
    #[must_use]
    pub fn is_away(&self) -> bool {
        self.back > Back::After(Seconds(0))
    }

    /// Whether it serves again before what was lost is there again.
    #[must_use]
    pub fn comes_back(&self) -> bool {
        self.back != Back::Never
    }
}

/// The fates of all services, given what becomes of each by itself.
pub fn fates(topology: &Topology, after: &[After], scope: Option<Survives>) -> Vec<Fate> {
    let ready: Vec<Back> = after.iter().map(ready).collect();
    let gates = gates(topology, &ready);
    let fate = |(id, after): (ServiceId, &After)| {
        let gate = gates[id.0 as usize];
        let back = ready[gate.unwrap_or(id).0 as usize];
        let survives = topology.service(id).survives;
        let asked = scope.is_some_and(|scope| Survives::Nothing < scope && scope <= survives);
        let mut fate = Fate {
            service: id,
            course: after.course.clone(),
            lost: after.lost.clone(),
            serving: after.arrangement.active().map(|d| d.site).collect(),
            capacity: after.capacity,
            rto: after.estimate.rto.clone(),
            rpo: after.estimate.rpo.clone(),
            ready: ready[id.0 as usize],
            back,
            gate,
            asked,
            rto_target: least(topology, |rule| match *rule {
                Rule::Rto { service, limit } if service == id => Some(limit),
                _ => None,
            }),
            rpo_target: least(topology, |rule| match *rule {
                Rule::Rpo { service, limit } if service == id => Some(limit),
                _ => None,
            }),
            extra: None,
            breaches: Vec::new(),
        };
        if asked {
            fate.breaches = breaches(&fate);
        }
        fate
    };
    topology.service_ids().zip(after).map(fate).collect()
}

fn ready(after: &After) -> Back {
    match after.course {
        Course::Untouched | Course::Unprotected => Back::After(Seconds(0)),
        Course::Lost => Back::Never,
        Course::GoesOn | Course::Short | Course::FailsOver(_) => {
            after.estimate.rto_seconds().map_or(Back::Unknown, Back::After)
        }
    }
}

fn least<T: Ord>(topology: &Topology, find: impl Fn(&Rule) -> Option<T>) -> Option<T> {
    topology.requirements.iter().filter_map(|requirement| find(&requirement.rule)).min()
}

fn breaches(fate: &Fate) -> Vec<Breach> {
    let mut found = Vec::new();
    match (fate.ready, fate.back, fate.gate) {
        (Back::Never, ..) => found.push(Breach::Lost),
        (_, Back::Never, Some(gate)) => found.push(Breach::Dependency(gate)),
        (_, back, _) if fate.rto_target.is_some_and(|limit| back > Back::After(limit)) => {
            found.push(Breach::Late);
        }
        _ => {}
    }
    if fate.course == Course::Short {
        found.push(Breach::Capacity);
    }
    let recovers = matches!(fate.course, Course::GoesOn | Course::Short | Course::FailsOver(_));
    let lag = fate.rpo.as_ref().map(|fact| fact.seconds);
    let too_much = |limit| lag.is_none_or(|lag| lag > limit);
    if recovers && fate.rpo_target.is_some_and(too_much) {
        found.push(Breach::DataLost);
    }
    found
}

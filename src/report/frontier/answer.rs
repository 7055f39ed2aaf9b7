//! What every report of a frontier starts from.

use crate::catalog::Catalog;
use crate::explain::{Over, Reached, Step, Walk};
use crate::placement::{Arrangement, Context, Verified};
use crate::plan::{Rule, ServiceId, Topology};
use crate::report::number::{self, availability};
use crate::report::placement::runs_on;
use crate::report::price::words;
use crate::units::{Decimal, Usd};

/// A plan and the steps over one measure.
#[derive(Debug, Clone, Copy)]
pub struct FrontierAnswer<'a> {
    /// The plan.
    pub topology: &'a Topology,
    /// The catalogs.
    pub catalog: &'a Catalog,
    /// The measure with its range.
    pub over: &'a Over,
    /// The same as it was asked for.
    pub asked: &'a str,
    /// The steps.
    pub walk: &'a Walk,
}

/// A service that a step arranges otherwise than the step before.
pub(super) struct Changed {
    /// The service.
    pub(super) service: ServiceId,
    /// How it was before.
    pub(super) before: String,
    /// How it is.
    pub(super) after: String,
}

impl<'a> FrontierAnswer<'a> {
    /// The measure in words: "recovery time of orders".
    pub(super) fn measure(&self) -> String {
        let service = |id: ServiceId| &self.topology.service(id).name.value;
        match &self.over.loosest {
            Rule::Rto { service: id, .. } => format!("recovery time of {}", service(*id)),
            Rule::Rpo { service: id, .. } => format!("loss of data of {}", service(*id)),
            Rule::Availability { service: id, .. } => format!("availability of {}", service(*id)),
            Rule::UserLatency { service: id, .. } => {
                format!("latency of {} for its users", service(*id))
            }
            Rule::JourneyLatency { journey, .. } => {
                format!("latency of journey {}", self.topology.journey(*journey).name.value)
            }
            Rule::JourneyAvailability { journey, .. } => {
                format!("availability of journey {}", self.topology.journey(*journey).name.value)
            }
            other => other.key().to_owned(),
        }
    }

    /// The unit of values for programs.
    pub(super) const fn unit(&self) -> &'static str {
        match &self.over.loosest {
            Rule::Rto { .. } | Rule::Rpo { .. } => "s",
            Rule::Availability { .. } | Rule::JourneyAvailability { .. } => "fraction",
            _ => "ms",
        }
    }

    /// The placement of a step.
    pub(super) fn verified(step: &'a Step) -> Option<&'a Verified> {
        step.answered.outcome.verified.as_ref()
    }

    /// What a step costs more than the one before.
    pub(super) fn more(&self, index: usize) -> Option<Usd> {
        let before = self.walk.steps.get(index.checked_sub(1)?)?;
        Some(self.walk.steps[index].monthly - before.monthly)
    }

    /// The services that a step arranges otherwise than the step before; none for the first.
    pub(super) fn changed(&self, index: usize) -> Vec<Changed> {
        let steps = &self.walk.steps;
        let before = index.checked_sub(1).and_then(|before| steps.get(before));
        let pair = before.and_then(Self::verified).zip(steps.get(index).and_then(Self::verified));
        let Some((before, after)) = pair else { return Vec::new() };
        let (before, after) = (before.placement(), after.placement());
        let ids = self.topology.service_ids();
        ids.filter(|&id| before.of(id) != after.of(id))
            .map(|id| self.change(id, before.of(id), after.of(id)))
            .collect()
    }

    fn change(&self, service: ServiceId, before: &Arrangement, after: &Arrangement) -> Changed {
        let [old, new] = [before, after].map(|one| self.place(one));
        if old != new {
            return Changed { service, before: old, after: new };
        }
        let [before, after] = [before, after].map(|one| self.hardware(service, one));
        Changed { service, before, after }
    }

    /// "warm-standby at aws:eu-west-1, azure:northeurope".
    pub(super) fn place(&self, arrangement: &Arrangement) -> String {
        let code = |at: &crate::placement::Deployment| self.catalog.site(at.site).code.as_str();
        let sites: Vec<&str> = arrangement.deployments.iter().map(code).collect();
        format!("{} at {}", arrangement.strategy, sites.join(", "))
    }

    fn hardware(&self, service: ServiceId, arrangement: &Arrangement) -> String {
        let context = Context { topology: self.topology, catalog: self.catalog };
        let all = arrangement.deployments.iter().map(|at| runs_on(context, service, at));
        all.collect::<Vec<_>>().join("; ")
    }
}

/// A value for people.
pub(super) fn shown(reached: &Reached) -> String {
    match reached {
        Reached::Available(part) => {
            format!("{} (out {} a month)", availability(*part), number::downtime(*part))
        }
        other => words(other),
    }
}

/// A value as a number in its unit.
pub(super) fn value(reached: &Reached) -> Decimal {
    match reached {
        Reached::Time(time) => Decimal::from(time.0),
        Reached::Available(part) => part.fraction(),
        Reached::Latency(time) => time.0,
        Reached::Bill(bill) => bill.dollars(),
        Reached::Distance(km) => Decimal::from(*km),
        Reached::Number(number) => Decimal::from(*number),
        Reached::Sites(_) => Decimal::ZERO,
    }
}

//! A solved plan in names and exact numbers: all that a comparison needs to know of it.
//!
//! The same whether it comes from a solve or from a report that was read back, so that both can be compared.

use std::collections::BTreeMap;

use crate::milp::{Outcome, Status};
use crate::placement::{
    Context, Deployment, JourneyLine, LatencyLine, LatencySubject, RecoveryLine, Verified,
};
use crate::plan::{ServiceId, Topology};
use crate::units::{Decimal, Usd};

use super::hardware::bought;

/// What a plan came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// How the solve ended.
    pub status: Status,
    /// The exact sum of the bill; `None` without a placement.
    pub monthly: Option<Usd>,
    /// Who runs where, by name.
    pub services: BTreeMap<String, Placed>,
    /// The bill.
    pub costs: Vec<Cost>,
    /// What was estimated, with what is asked.
    pub figures: BTreeMap<(Measure, String), Figure>,
}

/// Where a service runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// How it recovers.
    pub strategy: String,
    /// Its sites, active ones first.
    pub sites: Vec<At>,
}

/// What runs at a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// The site's code.
    pub site: String,
    /// Serving or waiting.
    pub role: String,
    /// Replicas at the peak.
    pub replicas: u32,
    /// What they run on.
    pub offers: Vec<Offer>,
}

/// Something that is bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The provider's name for it.
    pub sku: String,
    /// How many.
    pub count: u32,
    /// The purchase option, or `metered`.
    pub purchase: String,
}

/// What is bought by use and not under a purchase option.
pub(super) const METERED: &str = "metered";

/// A line of the bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// Who causes it; `None` for what services share.
    pub service: Option<String>,
    /// Where; `None` for what a whole provider costs.
    pub site: Option<String>,
    /// Who bills it.
    pub provider: String,
    /// What it is for.
    pub category: String,
    /// The amount.
    pub monthly: Usd,
}

/// What is measured, with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Time to recover, in seconds.
    Rto,
    /// Data lost, in seconds.
    Rpo,
    /// Part of the time in service.
    Availability,
    /// Round trips and time to answer, in milliseconds; the longest, if a service has several sites.
    Latency,
    /// The bill, in US dollars a month.
    Budget,
}

impl Measure {
    /// The spelling in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Measure::Rto => "rto",
            Measure::Rpo => "rpo",
            Measure::Availability => "availability",
            Measure::Latency => "latency",
            Measure::Budget => "budget",
        }
    }
}

/// An estimate, and what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figure {
    /// The estimate, if it is known.
    pub achieved: Option<Decimal>,
    /// The limit, if there is one.
    pub target: Option<Decimal>,
}

impl Figure {
    /// How much is left until the limit.
    #[must_use]
    pub fn slack(&self, measure: Measure) -> Option<Decimal> {
        let (achieved, target) = (self.achieved?, self.target?);
        Some(match measure {
            Measure::Availability => achieved - target,
            Measure::Rto | Measure::Rpo | Measure::Latency | Measure::Budget => target - achieved,
        })
    }
}

impl Snapshot {
    /// Of a plan that was solved here.
    #[must_use]
    pub fn of(context: Context<'_>, outcome: &Outcome) -> Self {
        let verified = outcome.verified.as_ref();
        Snapshot {
            status: outcome.status,
            monthly: verified.map(Verified::total),
            services: verified.map_or_else(BTreeMap::new, |v| services(context, v)),
            costs: verified.map_or_else(Vec::new, |v| costs(context, v)),
            figures: verified.map_or_else(BTreeMap::new, |v| figures(context, v)),
        }
    }

    /// Notes an estimate; of several about one subject the worst counts.
    pub fn note(
        figures: &mut BTreeMap<(Measure, String), Figure>,
        measure: Measure,
        subject: String,
        figure: Figure,
    ) {
        if figure == Figure::default() {
            return;
        }
        // A report that is read back has as many digits as a float.
        let places = if measure == Measure::Availability { 12 } else { 9 };
        let rounded = |number: Option<Decimal>| number.map(|n| n.round_dp(places).normalize());
        let figure = Figure { achieved: rounded(figure.achieved), target: rounded(figure.target) };
        let known = figures.entry((measure, subject)).or_insert(figure);
        if figure.achieved > known.achieved {
            *known = figure;
        }
    }
}

/// The subject of a latency without the sites at its ends, which is the same wherever services are.
#[must_use]
pub fn without_sites(subject: &str) -> String {
    let name = |end: &str| end.rsplit_once(" at ").map_or(end, |(name, _)| name).to_owned();
    match subject.split_once(" -> ") {
        Some((from, to)) => format!("{} -> {}", name(from), name(to)),
        None => subject.to_owned(),
    }
}

fn name(topology: &Topology, id: ServiceId) -> String {
    topology.service(id).name.value.clone()
}

fn services(context: Context<'_>, verified: &Verified) -> BTreeMap<String, Placed> {
    let placed = |id| {
        let arrangement = verified.placement().of(id);
        let sites = arrangement.deployments.iter().map(|d| at(context, verified, id, d)).collect();
        let strategy = arrangement.strategy.name().to_owned();
        (name(context.topology, id), Placed { strategy, sites })
    };
    context.topology.service_ids().map(placed).collect()
}

fn at(context: Context<'_>, verified: &Verified, id: ServiceId, deployment: &Deployment) -> At {
    let offers = bought(verified, id, deployment).into_iter().map(|bought| Offer {
        sku: bought.charge.sku.clone(),
        count: bought.count,
        purchase: bought.charge.purchase.map_or(METERED, |purchase| purchase.name()).to_owned(),
    });
    At {
        site: context.catalog.site(deployment.site).code.clone(),
        role: deployment.role.name().to_owned(),
        replicas: deployment.load.peak(),
        offers: offers.collect(),
    }
}

fn costs(context: Context<'_>, verified: &Verified) -> Vec<Cost> {
    let cost = |charge: &crate::placement::Charge| Cost {
        service: charge.service.map(|id| name(context.topology, id)),
        site: charge.site.map(|id| context.catalog.site(id).code.clone()),
        provider: charge.provider.name().to_owned(),
        category: charge.category.name().to_owned(),
        monthly: charge.monthly,
    };
    verified.charges().iter().map(cost).collect()
}

fn figures(context: Context<'_>, verified: &Verified) -> BTreeMap<(Measure, String), Figure> {
    let topology = context.topology;
    let mut all = BTreeMap::new();
    let mut note = |measure, subject: String, achieved: Option<Decimal>, target| {
        Snapshot::note(&mut all, measure, subject, Figure { achieved, target });
    };
    for line in verified.recovery() {
        let subject = name(topology, line.service);
        let (rto, rpo) = seconds(line);
        note(Measure::Rto, subject.clone(), rto, line.rto_target.map(|s| s.0.into()));
        note(Measure::Rpo, subject, rpo, line.rpo_target.map(|s| s.0.into()));
    }
    for line in verified.availability() {
        let (achieved, target) = (line.achieved, line.target);
        let fraction = |availability: crate::units::Availability| availability.fraction();
        let subject = name(topology, line.service);
        note(Measure::Availability, subject, achieved.map(fraction), target.map(fraction));
    }
    for line in verified.latency() {
        let subject = without_sites(&latency_subject(topology, line));
        note(Measure::Latency, subject, Some(line.achieved.0), line.target.map(|t| t.0));
    }
    for line in verified.journeys() {
        journey(topology, line, &mut note);
    }
    if let Some(budget) = topology.budget() {
        let achieved = Some(verified.total().dollars());
        note(Measure::Budget, String::new(), achieved, Some(budget.dollars()));
    }
    all
}

fn seconds(line: &RecoveryLine) -> (Option<Decimal>, Option<Decimal>) {
    let rpo = line.rpo.as_ref().map(|fact| fact.seconds.0.into());
    (line.rto_seconds().map(|s| s.0.into()), rpo)
}

fn latency_subject(topology: &Topology, line: &LatencyLine) -> String {
    match line.subject {
        LatencySubject::Users(users, service) => {
            let users = &topology.user_group(users).name.value;
            format!("users.{users} -> {}", topology.service(service).name.value)
        }
        LatencySubject::Flow(flow) => {
            let flow = topology.flow(flow);
            let end = |end| topology.endpoint_name(end);
            format!("{} -> {}", end(flow.from), end(flow.to))
        }
    }
}

fn journey(
    topology: &Topology,
    line: &JourneyLine,
    note: &mut impl FnMut(Measure, String, Option<Decimal>, Option<Decimal>),
) {
    let subject = format!("journey {}", topology.journey(line.journey).name.value);
    let (latency, target) = (line.latency.map(|rtt| rtt.millis.0), line.latency_target);
    note(Measure::Latency, subject.clone(), latency, target.map(|t| t.0));
    let (achieved, target) = (line.availability, line.availability_target);
    let fraction = |availability: crate::units::Availability| availability.fraction();
    note(Measure::Availability, subject, achieved.map(fraction), target.map(fraction));
}

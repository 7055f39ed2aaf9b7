//! What each option and each pair of patterns adds to a journey: to its time, or to the negative logarithm of
//! its availability.
//!
//! What breaks a requirement by itself (a figure is missing, or it adds more than the whole may come to) is
//! taken out of the problem here, in exact numbers.

use std::collections::BTreeMap;

use crate::placement::{
    ActiveSite, Candidates, Context, ServiceCandidates, availability_of, leg, service_time,
};
use crate::plan::{Endpoint, Hop, Journey, JourneyId, Rule, ServiceId};
use crate::units::{Decimal, Millis};

use super::numbers::to_f64;
use super::problem::{Choosable, Link, Problem};
use super::sums::{Added, Sum};

/// What is limited.
#[derive(Debug, Clone, Copy)]
enum Limit {
    /// Round trips, without the time of the services themselves.
    Time(JourneyId, Decimal),
    /// The part of time that something on the path may be out.
    Outage(JourneyId, Decimal),
}

impl Limit {
    fn of(context: Context<'_>, rule: &Rule) -> Option<Self> {
        match *rule {
            Rule::JourneyLatency { journey, limit: Millis(limit) } => {
                let topology = context.topology;
                let Millis(own) = service_time(topology, topology.journey(journey));
                Some(Limit::Time(journey, limit - own))
            }
            Rule::JourneyAvailability { journey, target } => {
                Some(Limit::Outage(journey, target.unavailability()))
            }
            _ => None,
        }
    }

    const fn journey(self) -> JourneyId {
        match self {
            Limit::Time(journey, _) | Limit::Outage(journey, _) => journey,
        }
    }

    const fn most(self) -> Decimal {
        match self {
            Limit::Time(_, most) | Limit::Outage(_, most) => most,
        }
    }

    /// An exact number in the measure of the sum, in which what is added along a path adds up.
    fn weight(self, exact: Decimal) -> f64 {
        match self {
            Limit::Time(..) => to_f64(exact),
            Limit::Outage(..) => -(-to_f64(exact)).ln_1p(),
        }
    }
}

impl Problem {
    /// Sets up the sums of all rules in force and what options add to them. Options that break a rule by
    /// themselves are taken out.
    pub fn sum_options(&mut self, context: Context<'_>, candidates: &Candidates<'_>) {
        for (requirement, rule) in self.rules.clone() {
            let Some(rule) = Limit::of(context, &rule) else { continue };
            let limit = rule.weight(rule.most());
            let (options, pairs) = (BTreeMap::new(), BTreeMap::new());
            self.sums.push(Sum { requirement, limit, options, pairs });
            for host in hosts(context, context.topology.journey(rule.journey())) {
                self.add_options(context, candidates, host, rule);
            }
        }
        // Where no outage is too long there is nothing to add up.
        self.sums.retain(|sum| sum.limit.is_finite());
    }

    fn add_options(
        &mut self,
        context: Context<'_>,
        candidates: &Candidates<'_>,
        host: ServiceId,
        rule: Limit,
    ) {
        let (i, service) = (host.0 as usize, &candidates.services[host.0 as usize]);
        let of_pattern: Vec<Option<Decimal>> = match rule {
            Limit::Time(journey, _) => {
                let patterns = self.services[i].patterns.iter();
                patterns.map(|active| own_time(context, journey, host, active)).collect()
            }
            Limit::Outage(..) => Vec::new(),
        };
        let exact = |option: &Choosable| match rule {
            Limit::Time(..) => of_pattern[option.pattern],
            Limit::Outage(journey, _) => outage(context, journey, host, service, option),
        };
        let exact: Vec<Option<Decimal>> = self.services[i].options.iter().map(exact).collect();
        let keep: Vec<bool> =
            exact.iter().map(|exact| exact.is_some_and(|exact| exact <= rule.most())).collect();
        let added = exact.into_iter().map(Option::unwrap_or_default);
        let added = added.map(|exact| Added { exact, weight: rule.weight(exact) }).collect();
        if let Some(sum) = self.sums.last_mut() {
            sum.options.insert(i, added);
        }
        self.keep_options(i, &keep);
    }

    /// Works out what pairs of patterns add. Pairs that break a rule by themselves are made impossible.
    pub fn sum_pairs(&mut self, context: Context<'_>) {
        for (requirement, rule) in self.rules.clone() {
            let Some(Limit::Time(journey, most)) = Limit::of(context, &rule) else { continue };
            let asked = |sum: &Sum| sum.requirement == requirement;
            let Some(s) = self.sums.iter().position(asked) else { continue };
            for l in 0..self.links.len() {
                let along = along(context, journey, &self.links[l]);
                if !along.is_empty() {
                    self.add_pairs(context, (s, l), &along, most);
                }
            }
        }
    }

    fn add_pairs(
        &mut self,
        context: Context<'_>,
        (s, l): (usize, usize),
        along: &[Along],
        most: Decimal,
    ) {
        let link = &mut self.links[l];
        let (of_a, of_b) = (&self.services[link.a].patterns, &self.services[link.b].patterns);
        let mut added = vec![vec![0.0; of_b.len()]; of_a.len()];
        for (p, row) in link.costs.iter_mut().enumerate() {
            for (q, cost) in row.iter_mut().enumerate().filter(|(_, cost)| cost.is_some()) {
                let time = |way: &Along| {
                    let (a, b) = (&of_a[p], &of_b[q]);
                    let (from, to) = if way.turned { (b, a) } else { (a, b) };
                    leg(context, way.hop, from, to).map(|leg| leg.rtt.millis.0)
                };
                match along.iter().map(time).sum::<Option<Decimal>>() {
                    Some(time) if time <= most => added[p][q] = to_f64(time),
                    _ => *cost = None,
                }
            }
        }
        self.sums[s].pairs.insert((link.a, link.b), added);
    }
}

/// A hop over a link.
struct Along {
    hop: Hop,
    /// Whether it goes from the second service of the link to the first.
    turned: bool,
}

/// The hops of a journey between what stands with the two services of a link.
fn along(context: Context<'_>, journey: JourneyId, link: &Link) -> Vec<Along> {
    let host = |end| host_of(context, end).map(|host| host.0 as usize);
    let hops = context.topology.journey(journey).hops.iter();
    hops.filter_map(|&hop| {
        let ends = (host(hop.from), host(Endpoint::Service(hop.to)));
        let turned = ends == (Some(link.b), Some(link.a));
        (turned || ends == (Some(link.a), Some(link.b))).then_some(Along { hop, turned })
    })
    .collect()
}

fn host_of(context: Context<'_>, end: Endpoint) -> Option<ServiceId> {
    match end {
        Endpoint::Service(id) => Some(context.topology.host_of(id)),
        Endpoint::Users(_) | Endpoint::Internet => None,
    }
}

/// The services that decide where those of a path stand, each once.
pub fn hosts(context: Context<'_>, journey: &Journey) -> Vec<ServiceId> {
    let services = journey.services().into_iter();
    let mut hosts: Vec<ServiceId> = services.map(|id| context.topology.host_of(id)).collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}

/// Hops that depend on one host alone: from people to what stands with it, and within it.
fn own_time(
    context: Context<'_>,
    journey: JourneyId,
    host: ServiceId,
    active: &[ActiveSite],
) -> Option<Decimal> {
    let own = |hop: &&Hop| {
        context.topology.host_of(hop.to) == host
            && host_of(context, hop.from).is_none_or(|from| from == host)
    };
    let hops = context.topology.journey(journey).hops.iter().filter(own);
    hops.map(|&hop| leg(context, hop, active, active).map(|leg| leg.rtt.millis.0)).sum()
}

/// The part of time that something on a path is out of all that stands with a host.
fn outage(
    context: Context<'_>,
    journey: JourneyId,
    host: ServiceId,
    service: &ServiceCandidates<'_>,
    option: &Choosable,
) -> Option<Decimal> {
    let candidate = &service.arrangements[option.candidate];
    let here = context.topology.journey(journey).services().into_iter();
    let here = here.filter(|&id| context.topology.host_of(id) == host);
    let parts = here.map(|id| {
        let arrangement = if id == host {
            service.arrangement(candidate)
        } else {
            service.hosted_arrangement(candidate, id)
        };
        availability_of(context, id, &arrangement)
    });
    // Not rounded: only the whole path is.
    let all_there = parts.map(|part| Some(part?.fraction())).product::<Option<Decimal>>()?;
    Some(Decimal::ONE - all_there)
}

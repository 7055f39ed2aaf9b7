//! Random journeys over the flows of a random plan, and what a journey comes to, worked out by hand.
//!
//! The second is the brute force's own: of the crate it takes the round trips of the catalog and the
//! availability of single services.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use mcplan::catalog::{Catalog, Position, SiteId};
use mcplan::placement::{Context, Placement, Verified};
use mcplan::plan::{Endpoint, Journey, Rule, ServiceId, Topology};
use mcplan::units::Decimal;

use super::world::Dice;

/// The plan with journeys over its flows, for about half of the plans that have any.
pub fn add_journeys(dice: &mut Dice, plan: &str) -> String {
    let ends = ends_of_flows(plan);
    let mut text = plan.to_owned();
    if ends.is_empty() || !dice.chance(55) {
        return text;
    }
    for i in 0..3 {
        if dice.chance(40) {
            let section = format!("[services.s{i}]\n");
            let timed = format!("{section}service_time = \"{}ms\"\n", dice.between(1, 9));
            text = text.replace(&section, &timed);
        }
    }
    for i in 0..dice.between(1, 2) {
        let path = path(dice, &ends);
        let _ = writeln!(text, "\n[[journeys]]\nname = \"j{i}\"\npath = {path:?}");
        if dice.chance(70) {
            let _ = writeln!(text, "latency_p99 = \"{}ms\"", dice.between(4, 80));
        }
        if dice.chance(60) {
            let targets = ["97", "98.9", "99.3", "99.5", "99.7", "99.85", "99.93", "99.97"];
            let _ = writeln!(text, "availability = \"{}%\"", dice.pick(&targets));
        }
    }
    text
}

/// Caller and callee of each flow that does not leave for the internet.
fn ends_of_flows(plan: &str) -> Vec<(String, String)> {
    let value = |flow: &str, key: &str| {
        let line = flow.lines().find(|line| line.starts_with(&format!("{key} = ")));
        line.and_then(|line| line.split('"').nth(1)).unwrap_or_default().to_owned()
    };
    let flows = plan.split("[[flows]]\n").skip(1);
    let ends = flows.map(|flow| (value(flow, "from"), value(flow, "to")));
    ends.filter(|(_, to)| to != "internet").collect()
}

/// A walk over flows in either direction, which starts at users if it comes by any.
fn path(dice: &mut Dice, ends: &[(String, String)]) -> Vec<String> {
    let all: Vec<&(String, String)> = ends.iter().collect();
    let (from, to) = dice.pick(&all);
    let mut path = vec![from.clone(), to.clone()];
    for _ in 0..dice.between(0, 3) {
        let here = path.last().expect("two steps");
        let next: Vec<&String> = ends
            .iter()
            .filter_map(|(a, b)| match (a == here, b == here) {
                (true, _) => Some(b),
                (_, true) if !a.starts_with("users.") => Some(a),
                _ => None,
            })
            .collect();
        if !next.is_empty() {
            path.push(dice.pick(&next).clone());
        }
    }
    path
}

/// The plan with nothing asked of its journeys.
pub fn without_journeys(topology: &Topology) -> Topology {
    let mut free = topology.clone();
    let about = |rule: &Rule| {
        matches!(rule, Rule::JourneyLatency { .. } | Rule::JourneyAvailability { .. })
    };
    free.requirements.retain(|requirement| !about(&requirement.rule));
    free.reindex();
    free
}

/// Whether a placement keeps what is asked of all journeys.
pub fn keeps_journeys(context: Context<'_>, verified: &Verified) -> bool {
    let topology = context.topology;
    topology.requirements.iter().all(|requirement| match requirement.rule {
        Rule::JourneyLatency { journey, limit } => {
            let time = milliseconds(context, verified.placement(), topology.journey(journey));
            time.is_some_and(|time| time <= limit.0)
        }
        Rule::JourneyAvailability { journey, target } => {
            part_there(verified, topology.journey(journey)).is_some_and(|p| p >= target.fraction())
        }
        _ => true,
    })
}

/// The exact product over the services of a path.
pub fn part_there(verified: &Verified, journey: &Journey) -> Option<Decimal> {
    let mut known: BTreeSet<ServiceId> = BTreeSet::new();
    let mut product = Decimal::ONE;
    for step in &journey.path {
        if let Endpoint::Service(id) = *step
            && known.insert(id)
        {
            let line = verified.availability().iter().find(|line| line.service == id)?;
            product *= line.achieved?.fraction();
        }
    }
    Some(product)
}

pub fn milliseconds(
    context: Context<'_>,
    placement: &Placement,
    journey: &Journey,
) -> Option<Decimal> {
    let mut sum = Decimal::ZERO;
    for pair in journey.path.windows(2) {
        sum += hop(context, placement, pair[0], pair[1])?;
    }
    for step in &journey.path {
        if let Endpoint::Service(id) = step {
            sum += context.topology.service(*id).service_time.0;
        }
    }
    Some(sum)
}

/// People reach their nearest site. Else somebody calls: the earlier step if a flow says so, or the later.
fn hop(context: Context<'_>, placement: &Placement, a: Endpoint, b: Endpoint) -> Option<Decimal> {
    let sites = |end: Endpoint| -> Vec<SiteId> {
        let Endpoint::Service(id) = end else { return Vec::new() };
        placement.of(id).active().map(|deployment| deployment.site).collect()
    };
    if let Endpoint::Users(id) = a {
        let (latitude, longitude) = context.topology.user_group(id).position;
        let place = Position { latitude, longitude };
        let trips = sites(b).into_iter().map(|site| context.catalog.rtt_from(place, site));
        return trips.flatten().map(|rtt| rtt.millis.0).min();
    }
    let forth = context.topology.flows.iter().any(|flow| (flow.from, flow.to) == (a, b));
    let (from, to) = if forth { (sites(a), sites(b)) } else { (sites(b), sites(a)) };
    let mut longest = Decimal::ZERO;
    for site in from {
        longest = longest.max(nearest(context.catalog, site, &to)?);
    }
    Some(longest)
}

fn nearest(catalog: &Catalog, from: SiteId, to: &[SiteId]) -> Option<Decimal> {
    let trip = |site| catalog.rtt(from, site).map(|rtt| rtt.millis.0);
    if to.contains(&from) {
        return trip(from);
    }
    to.iter().filter_map(|&site| trip(site)).min()
}

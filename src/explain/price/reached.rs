//! What a placement comes to in the measure of a requirement: the value at which the requirement would allow it.

use crate::placement::{Context, LatencySubject, Verified, vcpus_at};
use crate::plan::{Rule, ServiceId};
use crate::terms::SitePattern;
use crate::units::{Availability, Decimal, Millis, Seconds, Usd};

/// A value that a requirement could have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reached {
    /// A time to recover, or of lost data.
    Time(Seconds),
    /// A part of the time in service.
    Available(Availability),
    /// A latency.
    Latency(Millis),
    /// A bill.
    Bill(Usd),
    /// A distance in kilometres.
    Distance(u32),
    /// A number of sites, providers or virtual processors.
    Number(usize),
    /// Sites that would have to be allowed: their codes.
    Sites(Vec<String>),
}

impl Reached {
    /// By how many minutes or milliseconds it is beyond what a rule asks; `None` if that has no such measure or it
    /// is not beyond.
    #[must_use]
    pub fn beyond(&self, rule: &Rule) -> Option<Decimal> {
        let more = match (self, rule) {
            (Reached::Time(found), Rule::Rto { limit, .. } | Rule::Rpo { limit, .. }) => {
                Decimal::from(found.0.saturating_sub(limit.0)) / Decimal::from(60)
            }
            (
                Reached::Latency(found),
                Rule::UserLatency { limit, .. }
                | Rule::FlowRtt { limit, .. }
                | Rule::JourneyLatency { limit, .. },
            ) => found.0 - limit.0,
            _ => return None,
        };
        (more > Decimal::ZERO).then_some(more)
    }
}

/// What a placement reaches in the measure of a rule; `None` where it is not known, or the rule has no measure.
#[must_use]
pub fn reached(context: Context<'_>, verified: &Verified, rule: &Rule) -> Option<Reached> {
    let recovery = |id| verified.recovery().iter().find(move |line| line.service == id);
    match rule {
        Rule::Rto { service, .. } => {
            let line = recovery(*service)?;
            let waits = line.waits_for.map(|(_, time)| time);
            Some(Reached::Time(line.rto_seconds()?.max(waits.unwrap_or(Seconds(0)))))
        }
        Rule::Rpo { service, .. } => {
            recovery(*service)?.rpo.as_ref().map(|fact| Reached::Time(fact.seconds))
        }
        Rule::Availability { service, .. } => {
            let line = verified.availability().iter().find(|line| line.service == *service)?;
            line.achieved.map(Reached::Available)
        }
        Rule::JourneyAvailability { journey, .. } => {
            let line = verified.journeys().iter().find(|line| line.journey == *journey)?;
            line.availability.map(Reached::Available)
        }
        Rule::JourneyLatency { journey, .. } => {
            let line = verified.journeys().iter().find(|line| line.journey == *journey)?;
            line.latency.map(|rtt| Reached::Latency(rtt.millis))
        }
        Rule::UserLatency { service, .. } => longest(
            verified,
            |subject| matches!(subject, LatencySubject::Users(_, callee) if callee == *service),
        ),
        Rule::FlowRtt { flow, .. } => {
            longest(verified, |subject| subject == LatencySubject::Flow(*flow))
        }
        Rule::MinDistance { service, .. } => nearest(context, verified, *service),
        Rule::Budget(_) => Some(Reached::Bill(verified.total())),
        Rule::MaxSites(_) => Some(Reached::Number(distinct(context, verified, |code| code))),
        Rule::MaxProviders(_) => Some(Reached::Number(distinct(context, verified, |code| {
            code.split_once(':').map_or(code, |(provider, _)| provider)
        }))),
        Rule::Quota { sites, .. } => processors(context, verified, sites),
        _ => sites(context, verified, rule),
    }
}

/// Virtual processors of machines at the site that has most of them, of those that fit.
fn processors(context: Context<'_>, verified: &Verified, pattern: &SitePattern) -> Option<Reached> {
    let placement = verified.placement();
    let sites = placement.sites().into_iter();
    let fit = sites.filter(|&site| pattern.matches(&context.catalog.site(site).code));
    let most = fit.map(|site| vcpus_at(context, placement, site)).max()?;
    usize::try_from(most.ceil()).ok().map(Reached::Number)
}

fn longest(verified: &Verified, about: impl Fn(LatencySubject) -> bool) -> Option<Reached> {
    let lines = verified.latency().iter().filter(|line| about(line.subject));
    lines.map(|line| line.achieved).max().map(Reached::Latency)
}

/// The least distance between two sites of a service.
fn nearest(context: Context<'_>, verified: &Verified, id: ServiceId) -> Option<Reached> {
    let sites: Vec<_> = verified.placement().of(id).deployments.iter().map(|at| at.site).collect();
    let pairs =
        sites.iter().enumerate().flat_map(|(i, &a)| sites[i + 1..].iter().map(move |&b| (a, b)));
    let distances: Option<Vec<u32>> =
        pairs.map(|(a, b)| context.catalog.distance_km(a, b)).collect();
    distances?.into_iter().min().map(Reached::Distance)
}

/// How many different things the codes of the sites in use come to.
fn distinct(context: Context<'_>, verified: &Verified, part: impl Fn(&str) -> &str) -> usize {
    let mut parts: Vec<String> =
        used(context, verified, None).iter().map(|code| part(code).to_owned()).collect();
    parts.sort_unstable();
    parts.dedup();
    parts.len()
}

/// The codes of the sites of one service or of all, sorted.
fn used(context: Context<'_>, verified: &Verified, only: Option<ServiceId>) -> Vec<String> {
    let services = context.topology.service_ids();
    let services = services.filter(|id| only.is_none_or(|only| only == *id));
    let sites = services.flat_map(|id| &verified.placement().of(id).deployments);
    let mut codes: Vec<String> =
        sites.map(|deployment| context.catalog.site(deployment.site).code.clone()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The sites in use that a rule on sites would not allow.
fn sites(context: Context<'_>, verified: &Verified, rule: &Rule) -> Option<Reached> {
    let fits = |patterns: &[SitePattern], code: &str| patterns.iter().any(|one| one.matches(code));
    let lies_in = |zones: &[String], code: &str| {
        let site = context.catalog.sites().iter().find(|site| site.code == code);
        site.is_some_and(|site| zones.iter().any(|zone| site.residency.contains(zone)))
    };
    let breaks = |code: &String| match rule {
        Rule::AllowSites(patterns) | Rule::Pin { patterns, .. } => !fits(patterns, code),
        Rule::DenySites(patterns) => fits(patterns, code),
        Rule::Residency { zones, .. } => !lies_in(zones, code),
        _ => false,
    };
    let codes: Vec<String> =
        used(context, verified, rule.service()).into_iter().filter(breaks).collect();
    (!codes.is_empty()).then_some(Reached::Sites(codes))
}

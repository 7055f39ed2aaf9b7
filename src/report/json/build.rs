//! Fills the contract from an answer.

use std::time::Duration;

use serde_json::Number;

use crate::diag::Sources;
use crate::explain::{Alternative, Alternatives, Bought, bought};
use crate::placement::{Charge, Deployment, Verified};
use crate::plan::ServiceId;
use crate::record::{PlanNamed, SCHEMA, SiteRecord};
use crate::units::{self, Decimal, Seconds};

use super::contract::{
    At, Availability, Compliance, Conflicting, Latency, Line, Objective, Offer, Other, Others,
    Placed, Recovery, Solution, StageSeconds, Stats,
};
use crate::report::answer::Answer;
use crate::report::compliance as wording;

use crate::report::conflict::requirements;
use crate::report::estimates::ends;
use crate::report::journeys::journey;

/// The answer as `mcplan.solution/1`, ending with a line break. `load` is the time that reading the plan and
/// the catalogs took.
///
/// # Panics
/// Never: a struct of strings, numbers and lists is always JSON.
#[must_use]
pub fn json(answer: &Answer<'_>, load: Duration) -> String {
    let solution = solution(answer, load);
    let text = serde_json::to_string_pretty(&solution);
    text.expect("strings, numbers and lists are always JSON") + "\n"
}

fn solution<'a>(answer: &Answer<'a>, load: Duration) -> Solution<'a> {
    let outcome = answer.outcome;
    let verified = outcome.verified.as_ref();
    let services = answer.topology.service_ids();
    Solution {
        schema: SCHEMA,
        status: outcome.status.name(),
        plan: plan(answer),
        objective: Objective {
            monthly_usd: verified.map(|v| v.total().to_string()),
            bound_usd: outcome.bound.map(|bound| bound.to_string()),
            gap: outcome.gap.and_then(number),
            budget_usd: answer.topology.budget().map(|limit| limit.to_string()),
        },
        placement: verified
            .map_or_else(Vec::new, |v| services.map(|id| placed(answer, v, id)).collect()),
        alternatives: answer.alternatives.map(|all| others(answer, all)),
        charges: each(verified, Verified::charges, |charge| line(answer, charge)),
        recovery: each(verified, Verified::recovery, |line| recovery(answer, line)),
        availability: availabilities(answer, verified),
        latency: latencies(answer, verified),
        compliance: each(verified, Verified::compliance, |line| compliance(answer, line)),
        conflict: conflict(answer),
        stats: stats(answer, load),
    }
}

/// The plan, by its file among the texts that were read: the first.
fn plan(answer: &Answer<'_>) -> PlanNamed {
    let file = answer.sources.iter().next().map_or_else(String::new, |first| first.name.clone());
    PlanNamed { name: answer.topology.name.clone(), file }
}

fn each<'a, T: 'a, U>(
    verified: Option<&'a Verified>,
    lines: impl Fn(&'a Verified) -> &'a [T],
    build: impl Fn(&'a T) -> U,
) -> Vec<U> {
    verified.map_or_else(Vec::new, |v| lines(v).iter().map(build).collect())
}

fn placed<'a>(answer: &Answer<'a>, verified: &'a Verified, id: ServiceId) -> Placed<'a> {
    let service = answer.topology.service(id);
    let arrangement = verified.placement().of(id);
    Placed {
        service: &service.name.value,
        kind: service.kind.name(),
        tier: &service.tier,
        strategy: arrangement.strategy.name(),
        sites: arrangement.deployments.iter().map(|d| at(answer, verified, id, d)).collect(),
    }
}

fn others<'a>(answer: &Answer<'a>, all: &'a Alternatives) -> Others<'a> {
    let other = |one: &'a Alternative| Other {
        monthly_usd: one.verified.total().to_string(),
        more_usd: one.more.to_string(),
        differs: one
            .differs
            .iter()
            .map(|&id| answer.topology.service(id).name.value.as_str())
            .collect(),
        placement: answer
            .topology
            .service_ids()
            .map(|id| placed(answer, &one.verified, id))
            .collect(),
    };
    Others {
        complete: all.complete,
        within: number(all.wanted.within),
        found: all.found.iter().map(other).collect(),
    }
}

fn at<'a>(
    answer: &Answer<'a>,
    verified: &'a Verified,
    service: ServiceId,
    deployment: &Deployment,
) -> At<'a> {
    At {
        deployment: SiteRecord::new(answer.catalog, deployment),
        replicas: deployment.load.peak(),
        offers: bought(verified, service, deployment).into_iter().map(offer).collect(),
    }
}

fn offer(bought: Bought<'_>) -> Offer<'_> {
    let charge = bought.charge;
    Offer {
        sku: &charge.sku,
        count: bought.count,
        purchase: charge.purchase.map_or("metered", crate::terms::Purchase::name),
        unit_price_usd: charge.price.usd().normalize().to_string(),
        unit: charge.price.unit().name(),
        monthly_usd: charge.monthly.to_string(),
    }
}

fn line<'a>(answer: &Answer<'a>, charge: &'a Charge) -> Line<'a> {
    let (topology, catalog) = (answer.topology, answer.catalog);
    Line {
        service: charge.service.map(|id| topology.service(id).name.value.as_str()),
        site: charge.site.map(|id| catalog.site(id).code.as_str()),
        provider: charge.provider.name(),
        category: charge.category.name(),
        sku: &charge.sku,
        quantity: charge.quantity.amount.normalize().to_string(),
        unit: charge.quantity.unit.name(),
        unit_price_usd: charge.price.usd().normalize().to_string(),
        monthly_usd: charge.monthly.to_string(),
        list_unit_price_usd: charge.list_price.usd().normalize().to_string(),
        list_monthly_usd: charge.list_monthly.to_string(),
        price_rule: charge.rule.as_deref(),
        catalog_row: &charge.row,
        as_of: &charge.as_of,
    }
}

fn recovery<'a>(answer: &Answer<'a>, line: &crate::placement::RecoveryLine) -> Recovery<'a> {
    let (rto, rpo) = (line.rto_seconds(), line.rpo.as_ref().map(|fact| fact.seconds));
    let met = |found: Option<Seconds>, target: Option<Seconds>| {
        target.is_none_or(|target| found.is_some_and(|found| found <= target))
    };
    Recovery {
        service: &answer.topology.service(line.service).name.value,
        survives: line.survives.name(),
        strategy: line.strategy.name(),
        rto_s: rto.map(|s| s.0),
        rto_target_s: line.rto_target.map(|s| s.0),
        rpo_s: rpo.map(|s| s.0),
        rpo_target_s: line.rpo_target.map(|s| s.0),
        met: met(rto, line.rto_target) && met(rpo, line.rpo_target),
    }
}

/// Services, then journeys.
fn availabilities(answer: &Answer<'_>, verified: Option<&Verified>) -> Vec<Availability> {
    let services = each(verified, Verified::availability, |line| {
        availability(answer.service(line.service).to_owned(), line.achieved, line.target)
    });
    let journeys = each(verified, Verified::journeys, |line| {
        let subject = journey(answer, line.journey);
        availability(subject, line.availability, line.availability_target)
    });
    services.into_iter().chain(journeys).collect()
}

fn availability(
    subject: String,
    achieved: Option<units::Availability>,
    target: Option<units::Availability>,
) -> Availability {
    Availability {
        subject,
        achieved: achieved.and_then(|a| number(a.fraction())),
        target: target.and_then(|a| number(a.fraction())),
        met: target.is_none_or(|target| achieved.is_some_and(|a| a >= target)),
    }
}

/// Round trips, then journeys.
fn latencies(answer: &Answer<'_>, verified: Option<&Verified>) -> Vec<Latency> {
    let trips = each(verified, Verified::latency, |line| latency(answer, line));
    let journeys = each(verified, Verified::journeys, |line| {
        let (achieved, target) = (line.latency.map(|rtt| rtt.millis), line.latency_target);
        Latency {
            subject: journey(answer, line.journey),
            achieved_ms: achieved.and_then(|time| number(time.0)),
            target_ms: target.and_then(|target| number(target.0)),
            basis: line.latency.map(|rtt| rtt.basis.name()),
            met: target.is_none_or(|target| achieved.is_some_and(|time| time <= target)),
        }
    });
    trips.into_iter().chain(journeys).collect()
}

fn latency(answer: &Answer<'_>, line: &crate::placement::LatencyLine) -> Latency {
    let (from, to) = ends(answer, line);
    Latency {
        subject: format!("{from} -> {to} at {}", answer.site(line.to)),
        achieved_ms: number(line.achieved.0),
        target_ms: line.target.and_then(|target| number(target.0)),
        basis: Some(line.basis.name()),
        met: line.target.is_none_or(|target| line.achieved <= target),
    }
}

fn compliance<'a>(answer: &Answer<'a>, line: &crate::placement::ComplianceLine) -> Compliance<'a> {
    let evidence = line.evidence.iter().map(|site| {
        let (code, kept) = (answer.site(site.site), wording::kept(site));
        format!("{code} ({kept}): {}", wording::whole_evidence(site))
    });
    Compliance {
        service: &answer.topology.service(line.service).name.value,
        requirement: wording::asked(answer, line),
        met: line.met(),
        evidence: evidence.collect::<Vec<_>>().join("; "),
    }
}

fn conflict<'a>(answer: &Answer<'a>) -> Vec<Conflicting<'a>> {
    let sources: &'a Sources = answer.sources;
    let found = answer.conflict.map_or_else(Vec::new, |c| requirements(answer, c));
    let conflicting = |requirement: &crate::plan::Requirement| Conflicting {
        requirement: requirement.describe(answer.topology),
        file: &sources.get(requirement.span.source).name,
        line: sources.position(requirement.span).0,
        text: sources.line_text(requirement.span),
    };
    found.into_iter().map(conflicting).collect()
}

fn stats(answer: &Answer<'_>, load: Duration) -> Stats {
    let (work, spent) = (answer.outcome.work, answer.outcome.spent);
    Stats {
        services: answer.topology.services.len(),
        sites: answer.catalog.sites().len(),
        offers: work.offers,
        arrangements: work.arrangements,
        columns: work.columns,
        rows: work.rows,
        nodes: work.nodes,
        seconds: StageSeconds {
            load: seconds(load),
            matching: seconds(spent.matching),
            solve: seconds(spent.solving),
            verify: seconds(spent.verifying),
        },
    }
}

/// A decimal as a JSON number, by its text: no arithmetic happens on the way.
pub(in crate::report) fn number(value: Decimal) -> Option<Number> {
    value.normalize().to_string().parse().ok()
}

/// A decimal as a text without trailing zeros.
pub(in crate::report) fn exact(value: Decimal) -> String {
    value.normalize().to_string()
}

fn seconds(duration: Duration) -> Option<Number> {
    format!("{}.{:06}", duration.as_secs(), duration.subsec_micros()).parse().ok()
}

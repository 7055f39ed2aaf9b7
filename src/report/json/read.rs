//! Reads `mcplan.solution/1` back, as a side of a comparison.
//!
//! Fields that a comparison has no use for are not looked at, so that reports of other versions can be read as
//! long as they name the same contract.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Number;

use crate::diag::{Diagnostic, SourceId, Sources, Span};
use crate::explain::{self, Cost, Figure, Measure, Snapshot, without_sites};
use crate::milp::Status;
use crate::record::SCHEMA;
use crate::units::{Decimal, Usd};

#[derive(Deserialize)]
struct Solution {
    schema: String,
    status: String,
    objective: Objective,
    placement: Vec<Placed>,
    charges: Vec<Line>,
    recovery: Vec<Recovery>,
    availability: Vec<Availability>,
    latency: Vec<Latency>,
}

#[derive(Deserialize)]
struct Objective {
    monthly_usd: Option<Decimals>,
    #[serde(default)]
    budget_usd: Option<Decimals>,
}

#[derive(Deserialize)]
struct Placed {
    service: String,
    strategy: String,
    sites: Vec<At>,
}

#[derive(Deserialize)]
struct At {
    site: String,
    role: String,
    replicas: u32,
    offers: Vec<Offer>,
}

#[derive(Deserialize)]
struct Offer {
    sku: String,
    count: u32,
    purchase: String,
}

#[derive(Deserialize)]
struct Line {
    service: Option<String>,
    site: Option<String>,
    provider: String,
    category: String,
    monthly_usd: Decimals,
}

#[derive(Deserialize)]
struct Recovery {
    service: String,
    rto_s: Option<u64>,
    rto_target_s: Option<u64>,
    rpo_s: Option<u64>,
    rpo_target_s: Option<u64>,
}

#[derive(Deserialize)]
struct Availability {
    subject: String,
    achieved: Option<Number>,
    target: Option<Number>,
}

#[derive(Deserialize)]
struct Latency {
    subject: String,
    achieved_ms: Option<Number>,
    target_ms: Option<Number>,
}

/// An exact amount, written as a text.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Decimals(Decimal);

impl TryFrom<String> for Decimals {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Decimal::from_str_exact(&text).map(Decimals).map_err(|_| format!("`{text}` is no amount"))
    }
}

/// The answer that a source holds.
///
/// # Errors
/// If it is not JSON of the contract `mcplan.solution/1`.
pub fn read_solution(source: SourceId, sources: &Sources) -> Result<Snapshot, Diagnostic> {
    let text = sources.get(source).text.as_str();
    let hint = "such a file is written by `mcplan solve PLAN --format json --output FILE`";
    let solution: Solution = serde_json::from_str(text).map_err(|error| {
        let place = place(source, text, error.line(), error.column());
        let problem = Diagnostic::error("this is no answer of mcplan", place);
        problem.because(cause(&error)).hint(hint)
    })?;
    if !adds_up(&solution) {
        let first = Span::new(source, 0..text.lines().next().unwrap_or("").len());
        let problem = Diagnostic::error("the charges of this answer are not its sum", first);
        return Err(problem.because("changed by hand or incomplete").hint(hint));
    }
    let status = Status::parse(&solution.status).filter(|_| solution.schema == SCHEMA);
    status.map(|status| snapshot(solution, status)).ok_or_else(|| {
        let message = format!("this is no answer of the contract {SCHEMA}");
        let place = Span::new(source, 0..text.lines().next().unwrap_or("").len());
        Diagnostic::error(message, place).hint(hint)
    })
}

/// Whether the charges come to the sum that is stated.
fn adds_up(solution: &Solution) -> bool {
    let charges = solution.charges.iter().map(|line| line.monthly_usd.0).sum::<Decimal>();
    solution.objective.monthly_usd.as_ref().is_none_or(|stated| stated.0 == charges)
}

/// What the parser says, without the place that it adds.
fn cause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

fn place(source: SourceId, text: &str, line: usize, column: usize) -> Span {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let at = before + column.saturating_sub(1);
    Span::new(source, at..at + 1)
}

fn snapshot(solution: Solution, status: Status) -> Snapshot {
    let monthly = solution.objective.monthly_usd.map(|amount| Usd::new(amount.0));
    let mut figures = BTreeMap::new();
    for (measure, subject, figure) in
        estimates(&solution.recovery, solution.availability, solution.latency)
    {
        Snapshot::note(&mut figures, measure, subject, figure);
    }
    if let (Some(monthly), Some(budget)) = (monthly, solution.objective.budget_usd) {
        let figure = Figure { achieved: Some(monthly.dollars()), target: Some(budget.0) };
        Snapshot::note(&mut figures, Measure::Budget, String::new(), figure);
    }
    Snapshot {
        status,
        monthly,
        services: solution.placement.into_iter().map(placed).collect(),
        costs: solution.charges.into_iter().map(cost).collect(),
        figures,
    }
}

fn placed(placed: Placed) -> (String, explain::Placed) {
    let sites = placed.sites.into_iter().map(|at| explain::At {
        site: at.site,
        role: at.role,
        replicas: at.replicas,
        offers: at.offers.into_iter().map(offer).collect(),
    });
    (placed.service, explain::Placed { strategy: placed.strategy, sites: sites.collect() })
}

fn offer(offer: Offer) -> explain::Offer {
    explain::Offer { sku: offer.sku, count: offer.count, purchase: offer.purchase }
}

fn cost(line: Line) -> Cost {
    Cost {
        service: line.service,
        site: line.site,
        provider: line.provider,
        category: line.category,
        monthly: Usd::new(line.monthly_usd.0),
    }
}

fn estimates(
    recovery: &[Recovery],
    availability: Vec<Availability>,
    latency: Vec<Latency>,
) -> Vec<(Measure, String, Figure)> {
    let seconds = |time: Option<u64>| time.map(Decimal::from);
    let times = recovery.iter().flat_map(|line| {
        let figure =
            |achieved, target| Figure { achieved: seconds(achieved), target: seconds(target) };
        [
            (Measure::Rto, line.service.clone(), figure(line.rto_s, line.rto_target_s)),
            (Measure::Rpo, line.service.clone(), figure(line.rpo_s, line.rpo_target_s)),
        ]
    });
    let availability = availability.into_iter().map(|line| {
        let figure = Figure { achieved: decimal(line.achieved), target: decimal(line.target) };
        (Measure::Availability, line.subject, figure)
    });
    let latency = latency.into_iter().map(|line| {
        let figure =
            Figure { achieved: decimal(line.achieved_ms), target: decimal(line.target_ms) };
        (Measure::Latency, without_sites(&line.subject), figure)
    });
    times.chain(availability).chain(latency).collect()
}

/// A JSON number by its text.
fn decimal(number: Option<Number>) -> Option<Decimal> {
    let text = number?.to_string();
    Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

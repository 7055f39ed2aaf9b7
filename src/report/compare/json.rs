//! The comparison as one JSON object, `mcplan.comparison/1`: a contract with other programs.
//!
//! Lists that run over the sides are in their order, the base first. Money is an exact decimal string; other
//! figures are numbers in seconds, milliseconds and parts of one. What is unknown is null.

use serde::Serialize;
use serde_json::Number;

use crate::explain::{
    Conflicting, CostLine, FigureLine, Placed, Reason, RuleName, ServiceLine, Side,
};
use crate::report::json::{exact, number};
use crate::units::{Decimal, Usd};

use super::answer::ComparisonAnswer;

/// The name and version of the contract.
const SCHEMA: &str = "mcplan.comparison/1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    sides: Vec<SideOut<'a>>,
    costs: Vec<CostOut<'a>>,
    services: Vec<ServiceOut<'a>>,
    figures: Vec<FigureOut<'a>>,
    conditions: Vec<ConditionOut<'a>>,
}

#[derive(Serialize)]
struct SideOut<'a> {
    name: &'a str,
    status: &'static str,
    monthly_usd: Option<String>,
    yearly_usd: Option<String>,
    difference_usd: Option<String>,
    difference_percent: Option<Number>,
    conflict: Vec<ConflictOut<'a>>,
}

#[derive(Serialize)]
struct ConflictOut<'a> {
    name: &'a str,
    requirement: &'a str,
    file: &'a str,
    line: usize,
}

#[derive(Serialize)]
struct CostOut<'a> {
    by: &'static str,
    name: Option<&'a str>,
    monthly_usd: Vec<Option<String>>,
}

#[derive(Serialize)]
struct ServiceOut<'a> {
    service: &'a str,
    sides: Vec<PlacedOut<'a>>,
}

#[derive(Serialize)]
struct PlacedOut<'a> {
    changes: Vec<&'static str>,
    strategy: Option<&'a str>,
    sites: Vec<AtOut<'a>>,
    reason: Option<ReasonOut<'a>>,
}

#[derive(Serialize)]
struct AtOut<'a> {
    site: &'a str,
    role: &'a str,
    replicas: u32,
    offers: Vec<OfferOut<'a>>,
}

#[derive(Serialize)]
struct OfferOut<'a> {
    sku: &'a str,
    count: u32,
    purchase: &'a str,
}

#[derive(Serialize)]
struct ReasonOut<'a> {
    kind: &'static str,
    site: Option<&'a str>,
    requirements: Vec<RuleOut<'a>>,
    dearer_usd: Option<String>,
}

#[derive(Serialize)]
struct RuleOut<'a> {
    name: &'a str,
    requirement: &'a str,
}

#[derive(Serialize)]
struct FigureOut<'a> {
    measure: &'static str,
    subject: &'a str,
    achieved: Vec<Option<Number>>,
    target: Vec<Option<Number>>,
    slack: Vec<Option<Number>>,
}

#[derive(Serialize)]
struct ConditionOut<'a> {
    condition: &'a str,
    side: &'a str,
    value: Option<Number>,
    failed: bool,
}

/// The comparison as `mcplan.comparison/1`, ending with a line break.
///
/// # Panics
/// Never: a struct of strings, numbers and lists is always JSON.
#[must_use]
pub fn comparison_json(answer: &ComparisonAnswer<'_>) -> String {
    let text = serde_json::to_string_pretty(&comparison_document(answer));
    text.expect("strings, numbers and lists are always JSON") + "\n"
}

/// The comparison as a part of another document.
pub(in crate::report) fn comparison_document<'a>(
    answer: &'a ComparisonAnswer<'_>,
) -> impl Serialize + 'a {
    let comparison = answer.comparison;
    let base = comparison.sides.first().and_then(|side| side.snapshot.monthly);
    let sides = comparison.sides.iter().enumerate();
    Document {
        schema: SCHEMA,
        sides: sides.map(|(i, one)| side(one, base.filter(|_| i > 0))).collect(),
        costs: comparison.costs.iter().map(cost).collect(),
        services: comparison.services.iter().map(service).collect(),
        figures: comparison.figures.iter().map(figure).collect(),
        conditions: answer
            .checks
            .iter()
            .map(|check| ConditionOut {
                condition: &check.condition,
                side: answer.name(check.side),
                value: check.value.and_then(number),
                failed: check.failed,
            })
            .collect(),
    }
}

fn side(side: &Side, base: Option<Usd>) -> SideOut<'_> {
    let monthly = side.snapshot.monthly;
    let pair = base.zip(monthly);
    let percent = pair.filter(|(base, _)| *base > Usd::ZERO).map(|(base, own)| {
        ((own - base).dollars() / base.dollars() * Decimal::ONE_HUNDRED).round_dp(6)
    });
    SideOut {
        name: &side.name,
        status: side.snapshot.status.name(),
        monthly_usd: monthly.map(|usd| usd.to_string()),
        yearly_usd: monthly.map(|usd| usd.times(12).to_string()),
        difference_usd: pair.map(|(base, own)| (own - base).to_string()),
        difference_percent: percent.and_then(number),
        conflict: side.conflict.iter().map(conflict).collect(),
    }
}

fn conflict(one: &Conflicting) -> ConflictOut<'_> {
    ConflictOut { name: &one.name, requirement: &one.words, file: &one.file, line: one.line }
}

fn cost(line: &CostLine) -> CostOut<'_> {
    let amounts = line.monthly.iter();
    CostOut {
        by: line.by.name(),
        name: line.name.as_deref(),
        monthly_usd: amounts.map(|sum| sum.map(|sum| exact(sum.dollars()))).collect(),
    }
}

fn service(line: &ServiceLine) -> ServiceOut<'_> {
    let sides = line.placed.iter().zip(&line.changes).zip(&line.reasons);
    let sides = sides.map(|((placed, changes), why)| PlacedOut {
        changes: changes.iter().map(|change| change.name()).collect(),
        strategy: placed.as_ref().map(|placed| placed.strategy.as_str()),
        sites: placed.as_ref().map_or_else(Vec::new, sites),
        reason: why.as_ref().map(reason),
    });
    ServiceOut { service: &line.service, sides: sides.collect() }
}

fn sites(placed: &Placed) -> Vec<AtOut<'_>> {
    placed
        .sites
        .iter()
        .map(|at| AtOut {
            site: &at.site,
            role: &at.role,
            replicas: at.replicas,
            offers: at
                .offers
                .iter()
                .map(|one| OfferOut { sku: &one.sku, count: one.count, purchase: &one.purchase })
                .collect(),
        })
        .collect()
}

fn reason(reason: &Reason) -> ReasonOut<'_> {
    let (kind, site, rules, dearer): (_, Option<&str>, &[RuleName], Option<Usd>) = match reason {
        Reason::Excluded { site, rule, .. } => {
            ("excluded", Some(site), rule.as_ref().map_or(&[], std::slice::from_ref), None)
        }
        Reason::Broken(rules) => ("broken", None, rules, None),
        Reason::Dearer(more) => ("dearer", None, &[], Some(*more)),
        Reason::DearerTogether(more) => ("dearer-together", None, &[], Some(*more)),
        Reason::Impossible => ("impossible", None, &[], None),
    };
    let requirements = rules.iter();
    ReasonOut {
        kind,
        site,
        requirements: requirements
            .map(|rule| RuleOut { name: &rule.name, requirement: &rule.words })
            .collect(),
        dearer_usd: dearer.map(|more| more.to_string()),
    }
}

fn figure(line: &FigureLine) -> FigureOut<'_> {
    let each = |pick: &dyn Fn(&crate::explain::Figure) -> Option<Decimal>| {
        let figures = line.figures.iter();
        figures.map(|one| one.as_ref().and_then(pick).and_then(number)).collect()
    };
    FigureOut {
        measure: line.measure.name(),
        subject: &line.subject,
        achieved: each(&|one| one.achieved),
        target: each(&|one| one.target),
        slack: each(&|one| one.slack(line.measure)),
    }
}

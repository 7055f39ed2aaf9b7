//! A sweep as JSON, `mcplan.sweep-result/1`. Money is an exact decimal string; what is unknown is null.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::explain::{Ended, Gathered, ScenarioResult};
use crate::units::{Decimal, Usd};

/// The name and version of the contract.
const SCHEMA: &str = "mcplan.sweep-result/1";

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    plan: &'a str,
    fingerprint: &'a str,
    complete: bool,
    missing: &'a [String],
    failed: Vec<&'a str>,
    duplicates: Vec<Duplicate<'a>>,
    scenarios: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Duplicate<'a> {
    id: &'a str,
    files: &'a [String],
    agree: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    points: BTreeMap<&'a str, &'a str>,
    status: &'static str,
    error: Option<&'a str>,
    monthly_usd: Option<String>,
    change_usd: Option<String>,
    gap: Option<String>,
    providers: Vec<Paid<'a>>,
    moved: Option<Vec<&'a str>>,
    services: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Paid<'a> {
    provider: &'a str,
    monthly_usd: String,
    share: Option<String>,
}

/// One object, ending with a line break.
///
/// # Panics
/// Never: a struct of strings, flags and lists is always JSON.
#[must_use]
pub fn sweep_json(gathered: &Gathered) -> String {
    let points = points(gathered);
    let duplicates = gathered.duplicates.iter();
    let whole = Whole {
        schema: SCHEMA,
        plan: &gathered.header.plan,
        fingerprint: &gathered.header.fingerprint,
        complete: gathered.is_complete(),
        missing: &gathered.missing,
        failed: gathered.failed().iter().map(|one| one.id.as_str()).collect(),
        duplicates: duplicates
            .map(|one| Duplicate { id: &one.id, files: &one.files, agree: one.agree })
            .collect(),
        scenarios: gathered.results.iter().map(|one| row(gathered, one, &points)).collect(),
    };
    serde_json::to_string_pretty(&whole).expect("strings, flags and lists are JSON") + "\n"
}

fn row<'a>(
    gathered: &'a Gathered,
    result: &'a ScenarioResult,
    points: &BTreeMap<String, Vec<&'a str>>,
) -> Row<'a> {
    let axes = gathered.header.axes.0.iter().map(|axis| axis.name.as_str());
    let own = points.get(&result.id).into_iter().flatten().copied();
    let before = gathered.base().and_then(|base| base.monthly);
    Row {
        id: &result.id,
        points: axes.zip(own).collect(),
        status: match &result.ended {
            Ended::Solved(status) => status.name(),
            Ended::Failed(_) => "failed",
        },
        error: result.failure(),
        monthly_usd: result.monthly.map(exact),
        change_usd: before.zip(result.monthly).map(|(before, after)| exact(after - before)),
        gap: result.gap.map(|gap| gap.normalize().to_string()),
        providers: result.providers.iter().map(|one| share(one, result.monthly)).collect(),
        moved: gathered.base().and_then(|base| result.moved(base)),
        services: &result.services,
    }
}

fn share<'a>((provider, sum): (&'a String, &Usd), whole: Option<Usd>) -> Paid<'a> {
    let of = whole.map(Usd::dollars).filter(|whole| !whole.is_zero());
    let share = of.map(|whole| (sum.dollars() / whole).round_dp(6).normalize().to_string());
    Paid { provider, monthly_usd: exact(*sum), share }
}

/// The points of each scenario by its id, in the order of the axes.
pub(super) fn points(gathered: &Gathered) -> BTreeMap<String, Vec<&str>> {
    let axes = &gathered.header.axes;
    let named = |points: &[usize]| {
        let chosen = points.iter().zip(&axes.0);
        chosen.map(|(point, axis)| axis.points[*point].as_str()).collect()
    };
    axes.combinations().into_iter().map(|one| (one.id, named(&one.points))).collect()
}

pub(super) fn exact(amount: Usd) -> String {
    let dollars: Decimal = amount.dollars().normalize();
    dollars.to_string()
}

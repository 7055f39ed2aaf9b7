//! A sweep as comma-separated values: one scenario a row, with a column for each axis and each provider.

use std::collections::{BTreeMap, BTreeSet};

use crate::explain::{Ended, Gathered, ScenarioResult};
use crate::report::csv::text;
use crate::units::Usd;

use super::json::{exact, points};

/// The rows, below a header.
#[must_use]
pub fn sweep_csv(gathered: &Gathered) -> String {
    let providers: BTreeSet<&str> =
        gathered.results.iter().flat_map(|one| one.providers.keys().map(String::as_str)).collect();
    let axes = gathered.header.axes.0.iter().map(|axis| text(&axis.name));
    let mut columns = vec!["scenario".to_owned()];
    columns.extend(axes);
    columns.extend(["status", "monthly_usd", "gap"].map(str::to_owned));
    columns.extend(providers.iter().map(|provider| format!("{provider}_usd")));
    columns.extend(["moved", "error"].map(str::to_owned));
    let points = points(gathered);
    let rows = gathered.results.iter().map(|one| row(gathered, one, &points, &providers));
    std::iter::once(columns.join(",")).chain(rows).map(|line| line + "\n").collect()
}

fn row(
    gathered: &Gathered,
    result: &ScenarioResult,
    points: &BTreeMap<String, Vec<&str>>,
    providers: &BTreeSet<&str>,
) -> String {
    let axes = gathered.header.axes.0.len();
    let own = points.get(&result.id).cloned().unwrap_or_else(|| vec![""; axes]);
    let status = match &result.ended {
        Ended::Solved(status) => status.name(),
        Ended::Failed(_) => "failed",
    };
    let sum = |name: &&str| result.providers.get(*name).copied().unwrap_or(Usd::ZERO);
    let moved = gathered.base().and_then(|base| result.moved(base));
    let mut fields = vec![text(&result.id)];
    fields.extend(own.into_iter().map(text));
    fields.push(status.to_owned());
    fields.push(result.monthly.map(exact).unwrap_or_default());
    fields.push(result.gap.map(|gap| gap.normalize().to_string()).unwrap_or_default());
    let sums = providers.iter().map(|name| result.monthly.map(|_| exact(sum(name))));
    fields.extend(sums.map(Option::unwrap_or_default));
    fields.push(text(&moved.unwrap_or_default().join(" ")));
    fields.push(text(result.failure().unwrap_or_default()));
    fields.join(",")
}

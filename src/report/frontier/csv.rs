//! The steps as comma-separated values, one a row.

use crate::report::csv::text;
use crate::report::price::exact;

use super::answer::{FrontierAnswer, value};

const HEADER: &str = "step,value,unit,monthly_usd,more_usd,status,changed,placement\n";

/// The rows, below a header. `placement` has every service with its strategy and sites.
#[must_use]
pub fn frontier_csv(answer: &FrontierAnswer<'_>) -> String {
    let rows = (0..answer.walk.steps.len()).map(|index| row(answer, index));
    HEADER.to_owned() + &rows.collect::<String>()
}

fn row(answer: &FrontierAnswer<'_>, index: usize) -> String {
    let step = &answer.walk.steps[index];
    let name = |id| answer.topology.service(id).name.value.as_str();
    let changed: Vec<&str> =
        answer.changed(index).iter().map(|changed| name(changed.service)).collect();
    let placed = FrontierAnswer::verified(step).map(|verified| {
        let ids = answer.topology.service_ids();
        let one = |id| format!("{}: {}", name(id), answer.place(verified.placement().of(id)));
        ids.map(one).collect::<Vec<_>>().join("; ")
    });
    let fields = [
        (index + 1).to_string(),
        value(&step.reached).normalize().to_string(),
        answer.unit().to_owned(),
        exact(step.monthly),
        answer.more(index).map(exact).unwrap_or_default(),
        step.answered.outcome.status.name().to_owned(),
        text(&changed.join("; ")),
        text(&placed.unwrap_or_default()),
    ];
    fields.join(",") + "\n"
}

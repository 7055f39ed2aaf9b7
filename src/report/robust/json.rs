//! The answer as JSON, `mcplan.robust/1`. Money is an exact decimal string; what is not there is null.

use serde_json::{Value, json};

use crate::explain::spread;
use crate::units::Usd;

use super::answer::{Held, RobustAnswer};

/// The name and version of the contract.
const SCHEMA: &str = "mcplan.robust/1";

/// One object, ending with a line break.
#[must_use]
pub fn robust_json(answer: &RobustAnswer<'_>) -> String {
    let candidates: Vec<Value> =
        answer.candidates.iter().map(|held| candidate(answer, held)).collect();
    let whole = json!({
        "schema": SCHEMA,
        "plan": answer.topology.name,
        "seed": answer.seed,
        "scenarios": answer.clairvoyant.len(),
        "clairvoyant_usd": all(&answer.clairvoyant),
        "best_on_average": answer.best(|spread| spread.mean),
        "best_in_worst": answer.best(|spread| spread.worst),
        "candidates": candidates,
    });
    format!("{whole:#}\n")
}

fn candidate(answer: &RobustAnswer<'_>, held: &Held) -> Value {
    let found = held.spread();
    let usd = |amount: Option<Usd>| amount.map(exact);
    let regrets = answer.regrets(held);
    let services = held.choice.iter().zip(&answer.topology.services);
    let services: Vec<Value> = services
        .map(|((strategy, sites), service)| {
            json!({ "service": service.name.value, "strategy": strategy.name(), "sites": sites })
        })
        .collect();
    json!({
        "fails": held.broken(),
        "mean_usd": usd(found.map(|spread| spread.mean)),
        "p50_usd": usd(found.map(|spread| spread.p50)),
        "p95_usd": usd(found.map(|spread| spread.p95)),
        "cvar5_usd": usd(found.map(|spread| spread.worst)),
        "regret_mean_usd": usd(spread(&regrets).map(|spread| spread.mean)),
        "regret_max_usd": usd(regrets.into_iter().max()),
        "costs_usd": all(&held.costs),
        "placement": services,
    })
}

fn all(costs: &[Option<Usd>]) -> Vec<Option<String>> {
    costs.iter().map(|cost| cost.map(exact)).collect()
}

fn exact(amount: Usd) -> String {
    amount.dollars().normalize().to_string()
}

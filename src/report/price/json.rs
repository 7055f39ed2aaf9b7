//! Prices as JSON, `mcplan.prices/1`. Money is an exact decimal string; what is unknown is null.

use serde::Serialize;

use super::lines::{PriceLine, PricesAnswer, exact, words};

/// The name and version of the contract.
const SCHEMA: &str = "mcplan.prices/1";

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    plan: &'a str,
    status: &'static str,
    monthly_usd: Option<String>,
    bound_usd: Option<String>,
    conflict: Vec<String>,
    requirements: Vec<Row<'a>>,
    premiums: Vec<Row<'a>>,
    nines: Vec<Row<'a>>,
    repairs: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    asks: Option<String>,
    file: Option<&'a str>,
    line: Option<usize>,
    status: &'static str,
    monthly_usd: Option<String>,
    saving_usd: Option<String>,
    saving_at_most_usd: Option<String>,
    enough: Option<String>,
    unit_usd: Option<String>,
}

/// One object, ending with a line break.
///
/// # Panics
/// Never: a struct of strings, numbers and lists is always JSON.
#[must_use]
pub fn prices_json(answer: &PricesAnswer<'_>) -> String {
    let whole = serde_json::to_string_pretty(&whole(answer));
    whole.expect("strings, numbers and lists are JSON") + "\n"
}

fn whole<'a>(answer: &PricesAnswer<'a>) -> Whole<'a> {
    let lines = |all: &[&'a PriceLine]| all.iter().map(|one| line(answer, one)).collect();
    let in_order = |all: &'a [PriceLine]| lines(&all.iter().collect::<Vec<_>>());
    let placed = answer.chosen.verified.as_ref();
    let (requirements, repairs) = match placed {
        Some(_) => (answer.dearest_first(), Vec::new()),
        None => (Vec::new(), answer.repairs()),
    };
    let name = |id: &crate::plan::RequirementId| {
        answer.topology.requirements[id.0 as usize].name(answer.topology)
    };
    Whole {
        schema: SCHEMA,
        plan: &answer.topology.name,
        status: answer.chosen.status.name(),
        monthly_usd: placed.map(|verified| exact(verified.total())),
        bound_usd: answer.chosen.bound.map(exact),
        conflict: answer.conflict.iter().map(name).collect(),
        requirements: lines(&requirements),
        premiums: in_order(answer.premiums),
        nines: in_order(answer.nines),
        repairs: lines(&repairs),
    }
}

fn line<'a>(answer: &PricesAnswer<'a>, line: &'a PriceLine) -> Row<'a> {
    let asked = answer.requirement(line);
    let place = asked.map(|asked| answer.place(asked));
    let saving = answer.saving(line);
    Row {
        name: &line.name,
        asks: asked.map(|asked| asked.describe(answer.topology)),
        file: place.map(|(file, _)| file),
        line: place.map(|(_, line)| line),
        status: line.answer.outcome.status.name(),
        monthly_usd: line.answer.monthly().map(exact),
        saving_usd: saving.map(|saving| exact(saving.monthly)),
        saving_at_most_usd: saving.and_then(|saving| saving.at_most).map(exact),
        enough: answer.enough(line).map(|found| words(&found)),
        unit_usd: answer.per_unit(line).map(exact),
    }
}

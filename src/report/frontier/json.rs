//! The steps as JSON, `mcplan.frontier/1`. Money is an exact decimal string; values are numbers in their unit.

use serde::Serialize;
use serde_json::Number;

use crate::explain::End;
use crate::placement::{Context, Verified};
use crate::plan::ServiceId;
use crate::report::json::number;
use crate::report::placement::runs_on;
use crate::report::price::exact;

use super::answer::{FrontierAnswer, value};

/// The name and version of the contract.
const SCHEMA: &str = "mcplan.frontier/1";

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    plan: &'a str,
    over: &'a str,
    unit: &'static str,
    end: &'static str,
    exact: bool,
    steps: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    value: Option<Number>,
    monthly_usd: String,
    more_usd: Option<String>,
    status: &'static str,
    changed: Vec<&'a str>,
    placement: Vec<Placed<'a>>,
}

#[derive(Serialize)]
struct Placed<'a> {
    service: &'a str,
    strategy: &'static str,
    sites: Vec<At<'a>>,
}

#[derive(Serialize)]
struct At<'a> {
    site: &'a str,
    role: &'static str,
    runs_on: String,
}

/// One object, ending with a line break.
///
/// # Panics
/// Never: a struct of strings, numbers and lists is always JSON.
#[must_use]
pub fn frontier_json(answer: &FrontierAnswer<'_>) -> String {
    let whole = Whole {
        schema: SCHEMA,
        plan: &answer.topology.name,
        over: answer.asked,
        unit: answer.unit(),
        end: match answer.walk.end {
            End::Best => "best",
            End::Range => "range",
            End::Unknown => "unknown",
        },
        exact: answer.walk.is_exact(),
        steps: (0..answer.walk.steps.len()).map(|index| row(answer, index)).collect(),
    };
    serde_json::to_string_pretty(&whole).expect("strings, numbers and lists are JSON") + "\n"
}

fn row<'a>(answer: &FrontierAnswer<'a>, index: usize) -> Row<'a> {
    let step = &answer.walk.steps[index];
    let placed = FrontierAnswer::verified(step).map(|verified| {
        answer.topology.service_ids().map(|id| placed(answer, verified, id)).collect()
    });
    Row {
        value: number(value(&step.reached)),
        monthly_usd: exact(step.monthly),
        more_usd: answer.more(index).map(exact),
        status: step.answered.outcome.status.name(),
        changed: answer.changed(index).iter().map(|one| name(answer, one.service)).collect(),
        placement: placed.unwrap_or_default(),
    }
}

fn name<'a>(answer: &FrontierAnswer<'a>, id: ServiceId) -> &'a str {
    &answer.topology.service(id).name.value
}

fn placed<'a>(answer: &FrontierAnswer<'a>, verified: &Verified, id: ServiceId) -> Placed<'a> {
    let context = Context { topology: answer.topology, catalog: answer.catalog };
    let arrangement = verified.placement().of(id);
    let at = |deployment: &crate::placement::Deployment| At {
        site: &answer.catalog.site(deployment.site).code,
        role: deployment.role.name(),
        runs_on: runs_on(context, id, deployment),
    };
    Placed {
        service: name(answer, id),
        strategy: arrangement.strategy.name(),
        sites: arrangement.deployments.iter().map(at).collect(),
    }
}

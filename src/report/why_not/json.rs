//! The answer as JSON, `mcplan.why-not/1`. Money is an exact decimal string; what is unknown is null.

use serde::Serialize;

use crate::explain::Answered;
use crate::placement::Verified;
use crate::report::compare::comparison_document;
use crate::report::price::{exact, words};

use super::answer::{Need, PriceBreak, Standing, Way, WhyNotAnswer};

/// The name and version of the contract.
const SCHEMA: &str = "mcplan.why-not/1";

#[derive(Serialize)]
struct Whole<'a, C> {
    schema: &'static str,
    plan: &'a str,
    service: &'a str,
    site: &'a str,
    answer: &'static str,
    monthly_usd: Option<String>,
    there_usd: Option<String>,
    break_even_usd: Option<String>,
    exact: Option<bool>,
    moves_at_cent_less: Option<bool>,
    moves_at_cent_more: Option<bool>,
    price: Option<Price<'a>>,
    comparison: Option<C>,
    requirements: Vec<Row<'a>>,
    without_all_usd: Option<String>,
    facts: Vec<Fact<'a>>,
}

#[derive(Serialize)]
struct Price<'a> {
    site: &'a str,
    sku: &'a str,
    spent_usd: String,
    change: Option<String>,
}

#[derive(Serialize)]
struct Row<'a> {
    set: usize,
    name: String,
    asks: String,
    file: &'a str,
    line: usize,
    tightest: Option<String>,
    tightest_usd: Option<String>,
    enough: Option<String>,
    enough_usd: Option<String>,
}

#[derive(Serialize)]
struct Fact<'a> {
    reason: &'a str,
    sites: usize,
}

/// One object, ending with a line break.
///
/// # Panics
/// Never: a struct of strings, numbers and lists is always JSON.
#[must_use]
pub fn why_not_json(answer: &WhyNotAnswer<'_>) -> String {
    let chosen = answer.chosen.verified.as_ref().map(Verified::total);
    let mut whole = Whole {
        schema: SCHEMA,
        plan: &answer.topology.name,
        service: &answer.topology.service(answer.wish.service).name.value,
        site: answer.wish.sites.as_str(),
        answer: "there",
        monthly_usd: chosen.map(exact),
        there_usd: None,
        break_even_usd: None,
        exact: None,
        moves_at_cent_less: None,
        moves_at_cent_more: None,
        price: None,
        comparison: None,
        requirements: Vec::new(),
        without_all_usd: None,
        facts: Vec::new(),
    };
    match &answer.standing {
        Standing::There => whole.there_usd = chosen.map(exact),
        Standing::Dearer { there, more, exact: proven, checks, price: at, comparison } => {
            whole.answer = "dearer";
            whole.there_usd = there.verified.as_ref().map(Verified::total).map(exact);
            whole.break_even_usd = Some(exact(*more));
            whole.exact = Some(*proven);
            [whole.moves_at_cent_less, whole.moves_at_cent_more] = *checks;
            whole.price = at.map(price);
            whole.comparison = Some(comparison_document(comparison));
        }
        Standing::Excluded { exclusion, ways, together } => {
            whole.without_all_usd = together.and_then(Answered::monthly).map(exact);
            whole.answer = "excluded";
            whole.requirements = ways.iter().map(|way| row(answer, way)).collect();
            let facts = exclusion.facts.iter();
            whole.facts = facts.map(|(reason, sites)| Fact { reason, sites: *sites }).collect();
        }
    }
    serde_json::to_string_pretty(&whole).expect("strings, numbers and lists are JSON") + "\n"
}

fn price(found: &PriceBreak) -> Price<'_> {
    Price {
        site: &found.site,
        sku: &found.sku,
        spent_usd: exact(found.spent),
        change: found.discount.map(PriceBreak::factor),
    }
}

fn row<'a>(answer: &WhyNotAnswer<'a>, way: &Way) -> Row<'a> {
    let asked = answer.requirement(way);
    let (file, line) = answer.place(asked);
    let (tightest, cheapest) = (WhyNotAnswer::tightest(way), answer.cheapest(way));
    let value = |need: &Option<Need>| need.as_ref()?.value.as_ref().map(words);
    let cost = |need: &Option<Need>| need.as_ref().map(|need| exact(need.monthly));
    Row {
        set: way.set,
        name: asked.name(answer.topology),
        asks: asked.describe(answer.topology),
        file,
        line,
        tightest: value(&tightest),
        tightest_usd: cost(&tightest),
        enough: value(&cheapest),
        enough_usd: cost(&cheapest),
    }
}

//! What a frontier is over, as an option says it: `rto=orders,1m..24h`.

use crate::diag::{Diagnostic, SourceId, Sources, Span, nearest};
use crate::plan::{JourneyId, Rule, ServiceId, Topology};
use crate::units::{Availability, Millis, Seconds, UnitError};

use super::limit::{is_tighter, loosest};

/// The measures that a frontier can be over.
const MEASURES: [&str; 4] = ["rto", "rpo", "availability", "latency"];

const HINT: &str = "write it as in rto=orders, rto=orders,1m..24h or latency=checkout";

/// A measure with its range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Over {
    /// The measure at its loosest.
    pub loosest: Rule,
    /// The end of the range, if there is one.
    pub tightest: Option<Rule>,
}

/// Whose measure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Service(ServiceId),
    Journey(JourneyId),
}

/// Reads what a frontier is over.
///
/// # Errors
/// What is wrong with it, underlined in its source.
pub fn over(source: SourceId, sources: &Sources, topology: &Topology) -> Result<Over, Diagnostic> {
    let text = sources.get(source).text.as_str();
    let place = |part: &str| {
        let start = part.as_ptr() as usize - text.as_ptr() as usize;
        Span::new(source, start..start + part.len())
    };
    let problem = |message: String, part: &str| Diagnostic::error(message, place(part));
    let Some((measure, rest)) = text.split_once('=') else {
        return Err(unknown(text, place(text)));
    };
    if !MEASURES.contains(&measure.trim()) {
        return Err(unknown(measure.trim(), place(measure)));
    }
    let (name, range) = match rest.split_once(',') {
        Some((name, range)) => (name, Some(range)),
        None => (rest, None),
    };
    let measure = measure.trim();
    let subject = subject(measure, name.trim(), topology).map_err(|(message, hint)| {
        let problem = problem(message, name);
        hint.into_iter().fold(problem, Diagnostic::hint)
    })?;
    let Some(range) = range else {
        let rule = rule(measure, subject, None).ok();
        let loosest = rule.as_ref().and_then(loosest);
        let whole = loosest.map(|loosest| Over { loosest, tightest: None });
        return whole.ok_or_else(|| problem(format!("nothing has {measure}"), text).hint(HINT));
    };
    let Some((one, other)) = range.split_once("..") else {
        return Err(problem(format!("`{range}` is no range"), range).hint(HINT));
    };
    let read = |part: &str| {
        rule(measure, subject, Some(part.trim()))
            .map_err(|why| problem(why.to_string(), part).hint(HINT))
    };
    let (one, other) = (read(one)?, read(other)?);
    if one == other {
        return Err(problem(format!("`{range}` begins where it ends"), range).hint(HINT));
    }
    let (tightest, loosest) = if is_tighter(&one, &other) { (one, other) } else { (other, one) };
    Ok(Over { loosest, tightest: Some(tightest) })
}

fn unknown(measure: &str, place: Span) -> Diagnostic {
    let problem = Diagnostic::error(format!("there is no frontier over `{measure}`"), place);
    match measure {
        "budget" => problem
            .because("cost is what every step has the least of, and a budget is a limit on it")
            .hint("ask for the frontier of what the budget is to pay for"),
        _ => match nearest(measure, MEASURES) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem.hint(HINT),
        },
    }
}

/// The service or the journey of a name; `services.NAME` and `journeys.NAME` where both have it.
fn subject(
    measure: &str,
    name: &str,
    topology: &Topology,
) -> Result<Subject, (String, Option<String>)> {
    let of_service = |name: &str| {
        let mut ids = topology.service_ids();
        ids.find(|&id| topology.service(id).name.value == name).map(Subject::Service)
    };
    let of_journey = |name: &str| {
        let mut all = (0..).map(JourneyId).zip(&topology.journeys);
        let found = all.find(|(_, journey)| journey.name.value == name);
        found.map(|(id, _)| Subject::Journey(id)).filter(|_| measure != "rto" && measure != "rpo")
    };
    let found = match name.split_once('.') {
        Some(("services", name)) => [of_service(name), None],
        Some(("journeys", name)) => [None, of_journey(name)],
        _ => [of_service(name), of_journey(name)],
    };
    match found {
        [Some(_), Some(_)] => {
            let hint = format!("write {measure}=services.{name} or {measure}=journeys.{name}");
            Err((format!("both a service and a journey are called `{name}`"), Some(hint)))
        }
        [Some(one), None] | [None, Some(one)] => Ok(one),
        [None, None] => {
            let services = topology.services.iter().map(|service| service.name.value.as_str());
            let journeys = topology.journeys.iter().map(|journey| journey.name.value.as_str());
            let journeys = journeys.filter(|_| measure != "rto" && measure != "rpo");
            let near = nearest(name, services.chain(journeys));
            let hint = near.map(|near| format!("did you mean `{near}`?"));
            Err((format!("the plan has nothing called `{name}` that has {measure}"), hint))
        }
    }
}

/// The measure of a subject at a value; at any, if none is given.
fn rule(measure: &str, subject: Subject, value: Option<&str>) -> Result<Rule, UnitError> {
    let time = |any: &str| Seconds::parse(value.unwrap_or(any));
    let millis = |any: &str| Millis::parse(value.unwrap_or(any));
    Ok(match (measure, subject) {
        ("rto", Subject::Service(service)) => Rule::Rto { service, limit: time("1d")? },
        ("rpo", Subject::Service(service)) => Rule::Rpo { service, limit: time("1d")? },
        ("latency", Subject::Service(service)) => {
            Rule::UserLatency { service, limit: millis("1s")? }
        }
        (_, Subject::Service(service)) => {
            Rule::Availability { service, target: Availability::parse(value.unwrap_or("0%"))? }
        }
        ("latency", Subject::Journey(journey)) => {
            Rule::JourneyLatency { journey, limit: millis("1s")? }
        }
        (_, Subject::Journey(journey)) => Rule::JourneyAvailability {
            journey,
            target: Availability::parse(value.unwrap_or("0%"))?,
        },
    })
}

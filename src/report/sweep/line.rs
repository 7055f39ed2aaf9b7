//! Files of results, `mcplan.sweep/1`: a line of JSON with what they have in common, then one for each result.
//!
//! Lines are written one by one by a run that may be killed, so whoever reads them hands in whole lines only.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::explain::{Ended, Part, ScenarioResult, Shard, SweepHeader};
use crate::milp::Status;
use crate::plan::{Axes, Axis};
use crate::units::{Decimal, Usd};

/// The name and version of the contract.
const SCHEMA: &str = "mcplan.sweep/1";

#[derive(Serialize, Deserialize)]
struct HeaderLine {
    schema: String,
    plan: String,
    fingerprint: String,
    shard: String,
    axes: Vec<AxisLine>,
}

#[derive(Serialize, Deserialize)]
struct AxisLine {
    name: String,
    points: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct ResultLine {
    id: String,
    status: String,
    error: Option<String>,
    monthly_usd: Option<String>,
    gap: Option<String>,
    providers: BTreeMap<String, String>,
    services: BTreeMap<String, String>,
}

/// Why a text is no file of results.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ResultsMistake {
    /// The first line is none of this contract.
    #[error("its first line does not say {SCHEMA}")]
    NotResults,
    /// A later line is none.
    #[error("line {0} is no result of a sweep")]
    Line(usize),
}

/// What stands in place of a status where there is none.
const FAILED: &str = "failed";

/// The first line of a file.
///
/// # Panics
/// Never: a struct of strings and lists is always JSON.
#[must_use]
pub fn header_line(header: &SweepHeader) -> String {
    let axis = |axis: &Axis| AxisLine { name: axis.name.clone(), points: axis.points.clone() };
    let line = HeaderLine {
        schema: SCHEMA.to_owned(),
        plan: header.plan.clone(),
        fingerprint: header.fingerprint.clone(),
        shard: format!("{}/{}", header.shard.part, header.shard.of),
        axes: header.axes.0.iter().map(axis).collect(),
    };
    serde_json::to_string(&line).expect("strings and lists are JSON") + "\n"
}

/// The line of a result.
///
/// # Panics
/// Never: a struct of strings and maps of them is always JSON.
#[must_use]
pub fn result_line(result: &ScenarioResult) -> String {
    let usd = |amount: Usd| amount.dollars().normalize().to_string();
    let (status, error) = match &result.ended {
        Ended::Solved(status) => (status.name(), None),
        Ended::Failed(why) => (FAILED, Some(why.clone())),
    };
    let line = ResultLine {
        id: result.id.clone(),
        status: status.to_owned(),
        error,
        monthly_usd: result.monthly.map(usd),
        gap: result.gap.map(|gap| gap.normalize().to_string()),
        providers: result.providers.iter().map(|(name, sum)| (name.clone(), usd(*sum))).collect(),
        services: result.services.clone(),
    };
    serde_json::to_string(&line).expect("strings and maps of them are JSON") + "\n"
}

/// Reads whole lines of a file back.
///
/// # Errors
/// The first line that is not what this contract writes.
pub fn read_results(file: &str, text: &str) -> Result<Part, ResultsMistake> {
    let mut lines = text.lines();
    let first = lines.next().and_then(header).ok_or(ResultsMistake::NotResults)?;
    let results = lines.enumerate().map(|(index, line)| {
        let read: Option<ScenarioResult> = result(line);
        read.ok_or(ResultsMistake::Line(index + 2))
    });
    let results = results.collect::<Result<_, _>>()?;
    Ok(Part { file: file.to_owned(), header: first, results })
}

fn header(line: &str) -> Option<SweepHeader> {
    let line: HeaderLine = serde_json::from_str(line).ok()?;
    let axis = |axis: AxisLine| Axis { name: axis.name, points: axis.points };
    (line.schema == SCHEMA).then_some(())?;
    Some(SweepHeader {
        plan: line.plan,
        fingerprint: line.fingerprint,
        shard: Shard::parse(&line.shard)?,
        axes: Axes(line.axes.into_iter().map(axis).collect()),
    })
}

fn result(line: &str) -> Option<ScenarioResult> {
    let line: ResultLine = serde_json::from_str(line).ok()?;
    let number = |text: &str| text.parse::<Decimal>().ok();
    let usd = |text: &str| number(text).map(Usd::new);
    let ended = match line.error {
        Some(why) => Ended::Failed(why),
        None => Ended::Solved(Status::parse(&line.status)?),
    };
    let sum = |(name, sum): (String, String)| Some((name, usd(&sum)?));
    Some(ScenarioResult {
        id: line.id,
        ended,
        monthly: optional(line.monthly_usd.as_deref(), usd).ok()?,
        gap: optional(line.gap.as_deref(), number).ok()?,
        providers: line.providers.into_iter().map(sum).collect::<Option<_>>()?,
        services: line.services,
    })
}

/// Reads what may be missing.
///
/// # Errors
/// If it is there and cannot be read.
fn optional<T>(text: Option<&str>, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, ()> {
    text.map(|text| read(text).ok_or(())).transpose()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{ResultsMistake, header_line, read_results, result_line};
    use crate::explain::{Ended, ScenarioResult, Shard, SweepHeader};
    use crate::milp::Status;
    use crate::plan::{Axes, Axis};
    use crate::units::Usd;

    #[test]
    fn what_is_written_is_read_back() {
        let points = vec!["x".to_owned()];
        let header = SweepHeader {
            plan: "a \"plan\"".to_owned(),
            fingerprint: "f0".to_owned(),
            shard: Shard { part: 2, of: 3 },
            axes: Axes(vec![Axis { name: "a".to_owned(), points }]),
        };
        let usd = Usd::new("442.3300001".parse().unwrap());
        let solved = ScenarioResult {
            id: "a=x".to_owned(),
            ended: Ended::Solved(Status::Optimal),
            monthly: Some(usd),
            gap: "0.001".parse().ok(),
            providers: BTreeMap::from([("aws".to_owned(), usd)]),
            services: BTreeMap::from([("web".to_owned(), "single at aws:far-1".to_owned())]),
        };
        let failed = ScenarioResult::failed("base".to_owned(), "error: a\n  b\n".to_owned());
        let text = header_line(&header) + &result_line(&solved) + &result_line(&failed);
        assert_eq!(text.lines().count(), 3, "one line each");
        let part = read_results("file", &text).unwrap();
        assert_eq!((part.header, part.results), (header, vec![solved, failed]));
        let broken = |text: &str| read_results("file", text).map(|_| ()).unwrap_err();
        assert_eq!(broken(""), ResultsMistake::NotResults);
        assert_eq!(broken(&(text.clone() + "{}\n")), ResultsMistake::Line(4));
        assert_eq!(broken(&text.replace("442.3300001", "x")), ResultsMistake::Line(2));
    }
}

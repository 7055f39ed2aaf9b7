//! Simulated years as a page, and as the JSON object `mcplan.simulation/1`.

use serde::Serialize;
use serde_json::Number;

use crate::catalog::{Catalog, Support};
use crate::explain::{Event, Interval, OutageRate, Simulated, Simulation, Subject};
use crate::plan::Topology;
use crate::report::number::{availability, count, duration};
use crate::report::section::Section;
use crate::report::table::{Align, Table};
use crate::units::{Availability, Decimal, Seconds};

/// Simulated years with the plan that they are about.
#[derive(Debug, Clone, Copy)]
pub struct SimulationAnswer<'a> {
    /// The plan.
    pub topology: &'a Topology,
    /// The catalogs.
    pub catalog: &'a Catalog,
    /// What the years come to.
    pub simulation: &'a Simulation,
}

impl<'a> SimulationAnswer<'a> {
    fn name(&self, line: &Simulated) -> &'a str {
        match line.subject {
            Subject::Service(id) => &self.topology.service(id).name.value,
            Subject::Journey(id) => &self.topology.journey(id).name.value,
        }
    }
}

const fn is_journey(line: &Simulated) -> bool {
    matches!(line.subject, Subject::Journey(_))
}

const SERVICES: &[(&str, Align)] = &columns("Service");
const JOURNEYS: &[(&str, Align)] = &columns("Journey");

const fn columns(of: &'static str) -> [(&'static str, Align); 8] {
    [
        (of, Align::Left),
        ("Available", Align::Right),
        ("95 % interval", Align::Right),
        ("Target", Align::Right),
        ("Mean", Align::Right),
        ("p50", Align::Right),
        ("p99", Align::Right),
        ("Data lost", Align::Right),
    ]
}

/// The page for a terminal.
#[must_use]
pub fn simulation_text(answer: &SimulationAnswer<'_>) -> String {
    let simulation = answer.simulation;
    let (journeys, services): (Vec<&Simulated>, Vec<&Simulated>) =
        simulation.lines.iter().partition(|line| is_journey(line));
    let said = format!(
        "{} years of random outages of the zones, sites and providers in use, seed {}.",
        count(simulation.years as usize),
        simulation.seed
    );
    let page = Section::new("Simulation").say(said).table(lines(answer, SERVICES, services)).note(
        "Intervals hold the true value 95 times of 100; JSON has those of all figures. Mean, p50 and p99 are \
         the time away in a year: on average, in the median year and in one of a hundred. Data lost is how \
         often a year.",
    );
    let page = page.notes(missed(answer)).notes(figures(answer)).text();
    if journeys.is_empty() {
        return page;
    }
    let paths = Section::new("Journeys").table(lines(answer, JOURNEYS, journeys));
    let paths =
        paths.note("A journey is away while any service on its path is, and its data is theirs.");
    page + "\n" + &paths.text()
}

fn lines(
    answer: &SimulationAnswer<'_>,
    columns: &'static [(&'static str, Align)],
    lines: Vec<&Simulated>,
) -> Table {
    let mut table = Table::new(columns);
    for line in lines {
        let [value, low, high] = line.availability.decimals().map(Availability::from_fraction);
        let [low, high] = [low, high].map(availability);
        let target = line.target.map_or_else(|| "none".to_owned(), |target| target.to_string());
        let missed = if line.misses_target() { "!" } else { "" };
        table.row([
            answer.name(line).to_owned(),
            availability(value),
            format!("{}-{}", low.trim_end_matches('%'), high.trim_end_matches('%')),
            format!("{target}{missed}"),
            time(line.mean),
            time(line.median),
            time(line.p99),
            rate(line.data_lost),
        ]);
    }
    table
}

fn missed(answer: &SimulationAnswer<'_>) -> Option<String> {
    let lines = answer.simulation.lines.iter().filter(|line| line.misses_target());
    let names: Vec<&str> = lines.map(|line| answer.name(line)).collect();
    let names_list = crate::diag::list(&names, "and");
    (!names.is_empty()).then(|| format!("! The target is above the interval: {names_list}."))
}

/// What was assumed to fail how often.
fn figures(answer: &SimulationAnswer<'_>) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for rate in &answer.simulation.rates {
        let outage = &rate.outage;
        let name = Event::new(answer.catalog, &[rate.loss]).name(answer.catalog);
        let assumed = if outage.support == Support::Assumption { "?" } else { "" };
        let per_year = outage.per_year.normalize();
        let mean = duration(outage.mean);
        told.push(format!("{name}: {per_year} a year, {mean} each{assumed} ({})", outage.row));
    }
    told
}

/// A span of seconds in a year; "0s" where it is none.
fn time(interval: Interval) -> String {
    let [value, ..] = interval.decimals();
    duration(Seconds(u64::try_from(value.ceil()).unwrap_or(u64::MAX)))
}

/// Events a year with half of the interval: "0.162±0.008"; "0" where there was none.
fn rate(interval: Interval) -> String {
    let [value, _, high] = interval.decimals();
    if value.is_zero() {
        return "0".to_owned();
    }
    let shown = |value: Decimal| value.round_dp(3).normalize();
    format!("{}±{}", shown(value), shown(high - value))
}

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    plan: &'a str,
    years: u32,
    seed: u64,
    outages: Vec<Failing<'a>>,
    services: Vec<Line<'a>>,
    journeys: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    journey: Option<&'a str>,
    availability: Ends,
    target: Option<Number>,
    met: bool,
    down_mean_s: Ends,
    down_p50_s: Ends,
    down_p99_s: Ends,
    data_lost_per_year: Ends,
}

#[derive(Serialize)]
struct Failing<'a> {
    lost: String,
    per_year: Option<Number>,
    mean_s: u64,
    support: &'static str,
    catalog_row: &'a str,
    source: &'a str,
}

#[derive(Serialize)]
struct Ends {
    value: Option<Number>,
    low: Option<Number>,
    high: Option<Number>,
}

/// The years as `mcplan.simulation/1`, ending with a line break.
///
/// # Panics
/// Never: a struct of strings, numbers and lists is always JSON.
#[must_use]
pub fn simulation_json(answer: &SimulationAnswer<'_>) -> String {
    let line = |line| json_line(answer, line);
    let (journeys, services): (Vec<&Simulated>, Vec<&Simulated>) =
        answer.simulation.lines.iter().partition(|line| is_journey(line));
    let whole = Whole {
        schema: "mcplan.simulation/1",
        plan: &answer.topology.name,
        years: answer.simulation.years,
        seed: answer.simulation.seed,
        outages: answer.simulation.rates.iter().map(|rate| failing(answer, rate)).collect(),
        services: services.into_iter().map(line).collect(),
        journeys: journeys.into_iter().map(line).collect(),
    };
    let text = serde_json::to_string_pretty(&whole);
    text.expect("strings, numbers and lists are always JSON") + "\n"
}

fn failing<'a>(answer: &SimulationAnswer<'a>, rate: &'a OutageRate) -> Failing<'a> {
    let outage = &rate.outage;
    Failing {
        lost: Event::new(answer.catalog, &[rate.loss]).name(answer.catalog),
        per_year: number(outage.per_year),
        mean_s: outage.mean.0,
        support: outage.support.name(),
        catalog_row: &outage.row,
        source: &outage.source,
    }
}

fn json_line<'a>(answer: &SimulationAnswer<'a>, line: &Simulated) -> Line<'a> {
    let name = Some(answer.name(line));
    Line {
        service: name.filter(|_| !is_journey(line)),
        journey: name.filter(|_| is_journey(line)),
        availability: ends(line.availability),
        target: line.target.and_then(|target| number(target.fraction())),
        met: !line.misses_target(),
        down_mean_s: ends(line.mean),
        down_p50_s: ends(line.median),
        down_p99_s: ends(line.p99),
        data_lost_per_year: ends(line.data_lost),
    }
}

fn ends(interval: Interval) -> Ends {
    let [value, low, high] = interval.decimals().map(number);
    Ends { value, low, high }
}

fn number(value: Decimal) -> Option<Number> {
    value.round_dp(9).normalize().to_string().parse().ok()
}

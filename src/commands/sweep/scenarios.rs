//! Runs the scenarios of a part that have no result yet, on all cores.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::commands::error::CommandError;
use crate::commands::input::{Opened, diagnosed};
use crate::commands::io;
use crate::commands::solving::Solving;
use crate::diag::Sources;
use crate::explain::{BASE, Gathered, ScenarioResult, Shard, Snapshot, SweepHeader, gather};
use crate::milp::Options;
use crate::placement::Context;
use crate::plan::{Change, Combination, Grid};

use super::fingerprint::fingerprint;
use super::results;

/// A scenario with its changes.
struct Scenario {
    id: String,
    changes: Vec<Change>,
}

/// Runs what is left of a part, and gathers its results, old and new.
pub(super) fn run(
    plan: &Path,
    grid: &Path,
    shard: Shard,
    file: &Path,
    solving: &Solving,
) -> Result<Gathered, CommandError> {
    let mut opened = solving.open(plan)?;
    let source = opened.sources.add(grid.display().to_string(), io::text(grid)?);
    let grid = crate::plan::grid(source, &opened.sources)
        .map_err(|found| diagnosed(&found, &opened.sources))?;
    let options = solving.options();
    let (plan, fingerprint) = identity(&opened, &grid, options)?;
    let header = SweepHeader { plan, fingerprint, shard, axes: grid.axes.clone() };
    let (journal, mut part) = results::resume(file, &header)?;
    let finished = part.results.iter().filter(|result| result.is_finished());
    let finished: BTreeSet<String> = finished.map(|result| result.id.clone()).collect();
    let own = scenarios(&grid, shard);
    let left: Vec<&Scenario> = own.iter().filter(|one| !finished.contains(&one.id)).collect();
    let bar = progress(own.len(), own.len() - left.len());
    let solve = |scenario: &&Scenario| {
        let result = solve(&opened, scenario, options);
        results::keep(&journal, &result)?;
        bar.inc(1);
        Ok(result)
    };
    let new: Result<Vec<ScenarioResult>, CommandError> = left.par_iter().map(solve).collect();
    bar.finish_and_clear();
    part.results.extend(new?);
    let ids: Vec<String> = own.into_iter().map(|scenario| scenario.id).collect();
    gather(&[part], &ids)
        .map_err(|found| CommandError::SweepsDiffer { first: found.first, other: found.other })
}

/// The name of the plan, and the fingerprint of the sweep. The plan and each point alone must be in order: a slip in
/// one would make many scenarios fail.
fn identity(
    opened: &Opened,
    grid: &Grid,
    options: Options,
) -> Result<(String, String), CommandError> {
    let base = opened.check(&opened.document)?;
    let mut read: Vec<Sources> = vec![base.sources];
    for changes in grid.points() {
        let document = crate::plan::changed(&opened.document, changes)
            .map_err(|found| diagnosed(&found, &opened.sources))?;
        read.push(opened.check(&document)?.sources);
    }
    let sources: Vec<&Sources> = read.iter().collect();
    Ok((base.topology.name, fingerprint(&sources, options)))
}

/// The scenarios of a part; the plan without changes is the first of the first.
fn scenarios(grid: &Grid, shard: Shard) -> Vec<Scenario> {
    let base = Scenario { id: BASE.to_owned(), changes: Vec::new() };
    let scenario = |one: Combination| Scenario { changes: grid.changes(&one), id: one.id };
    let all = std::iter::once(base).chain(grid.axes.combinations().into_iter().map(scenario));
    all.enumerate().filter(|(index, _)| shard.has(*index)).map(|(_, scenario)| scenario).collect()
}

fn solve(opened: &Opened, scenario: &Scenario, options: Options) -> ScenarioResult {
    let document = crate::plan::changed(&opened.document, &scenario.changes)
        .map_err(|found| diagnosed(&found, &opened.sources));
    let input = match document.and_then(|document| opened.check(&document)) {
        Ok(input) => input,
        Err(why) => return ScenarioResult::failed(scenario.id.clone(), why.to_string()),
    };
    let started = Instant::now();
    let context = Context { topology: &input.topology, catalog: &input.catalog };
    let outcome = crate::milp::solve(context, options, &|| started.elapsed());
    ScenarioResult::solved(scenario.id.clone(), &Snapshot::of(context, &outcome), &outcome)
}

/// A bar on standard error, if that is a terminal.
fn progress(all: usize, done: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} scenarios, {eta} left");
    let bar = ProgressBar::new(all as u64).with_position(done as u64);
    bar.reset_eta();
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}

//! Why a command has no answer. Messages begin with what failed and name the path.

use std::path::PathBuf;

use thiserror::Error;

use crate::diag::count;
use crate::record::Mistake;
use crate::report::{PipelineFinding, ResultsMistake};

/// Mistakes of the input: drawn for people, and as findings for pipelines.
#[derive(Debug, Error)]
#[error("{text}")]
pub(super) struct Drawn {
    pub(super) text: String,
    pub(super) findings: Vec<PipelineFinding>,
}

/// A command that could not do its work.
#[derive(Debug, Error)]
pub(super) enum CommandError {
    /// The input has mistakes; the text shows them all, drawn.
    #[error("{0}")]
    Diagnosed(Drawn),
    /// A file or folder cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    /// A file is not text.
    #[error("cannot read {}: line {line}, column {column} is not UTF-8 text", path.display())]
    NotText { path: PathBuf, line: usize, column: usize },
    /// A file is larger than any plan or catalog.
    #[error("cannot read {}: it is larger than {limit} MiB", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    /// A folder given as a catalog holds none.
    #[error("cannot read {}: the folder holds no .csv or .toml file", path.display())]
    NoCatalog { path: PathBuf },
    /// A file or folder cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write { path: PathBuf, source: std::io::Error },
    /// A folder to write is not one that can be replaced.
    #[error("cannot write {}: {why}", path.display())]
    NotReplaceable { path: PathBuf, why: &'static str },
    /// A folder to write holds files of somebody else.
    #[error(
        "cannot write {}: it holds {} that mcplan did not write: {}\n\
         hint: choose another folder, or keep them beside the new files with --force",
        path.display(),
        count(files.len(), "file"),
        shown(files)
    )]
    Foreign { path: PathBuf, files: Vec<String> },
    /// A folder to write holds files of somebody else where new files would go.
    #[error(
        "cannot write {}: files that mcplan did not write are in the way: {}\n\
         hint: move them away or choose another folder",
        path.display(),
        shown(files)
    )]
    InTheWay { path: PathBuf, files: Vec<String> },
    /// The new folder could not be put into place, nor the old one back.
    #[error(
        "cannot write {}: {source}\nhint: what was there before is in {}",
        path.display(),
        kept.display()
    )]
    Stranded { path: PathBuf, kept: PathBuf, source: std::io::Error },
    /// Something to lose that the catalogs do not know.
    #[error("nothing that can be lost is called `{name}`{hint}")]
    UnknownLoss { name: String, hint: String },
    /// A service that the plan does not have.
    #[error("the plan has no service `{name}`{}", hint(near.as_ref()))]
    UnknownService { name: String, near: Option<String> },
    /// A file that begins like a placement and is none that can be used.
    #[error(
        "cannot use {} as a placement: {why}\n\
         hint: make it with `mcplan solve PLAN --format json --output {}`",
        path.display(),
        path.display()
    )]
    NotAPlacement { path: PathBuf, why: Mistake },
    /// The plan of a placement is not where it was.
    #[error(
        "cannot use {}: its plan is not at {}\nhint: name the plan with --plan",
        path.display(),
        plan.display()
    )]
    PlanGone { path: PathBuf, plan: PathBuf },
    /// A placement that its plan does not allow.
    #[error(
        "cannot use {}: it is no placement of {} any more\n  {}\n\
         hint: solve the plan again, or find the plan and the catalogs of that time",
        path.display(),
        plan.display(),
        violations.join("\n  ")
    )]
    NotVerified { path: PathBuf, plan: PathBuf, violations: Vec<String> },
    /// A second plan beside the first.
    #[error("{} is a plan already\nhint: --plan is for a placement", path.display())]
    TwoPlans { path: PathBuf },
    /// A plan without a placement on which a loss could be played.
    #[error("there is no placement: `mcplan solve` says why")]
    NoPlacement,
    /// Prices of a placement that is kept.
    #[error("{} is no plan\nhint: prices of requirements and --why-not are asked of a plan", path.display())]
    PricesOfPlacement { path: PathBuf },
    /// A format that one service does not come in.
    #[error("one service is printed as table, json or markdown")]
    ServiceFormat,
    /// A format that simulated years do not come in.
    #[error("a simulation is printed as table or json")]
    SimulationFormat,
    /// A file that is no file of results of a sweep, or one that was damaged.
    #[error("cannot use {} as results of a sweep: {why}", path.display())]
    NotResults { path: PathBuf, why: ResultsMistake },
    /// Results of another plan, grid, catalog or gap.
    #[error(
        "{} has results of another sweep: plan, catalogs, grid, gap or mcplan were different\n\
         hint: move it away, or name another file with --results",
        path.display()
    )]
    OtherSweep { path: PathBuf },
    /// Results of another part of the sweep.
    #[error("{} has results of shard {found}\nhint: name another file with --results", path.display())]
    OtherShard { path: PathBuf, found: String },
    /// Files of results that do not belong together.
    #[error(
        "{other} is of another sweep than {first}: plan, catalogs, grid, gap or mcplan were different"
    )]
    SweepsDiffer { first: String, other: String },
    /// A measure of which nothing is known.
    #[error(
        "there is no figure for {over}: no placement was found in time, or the catalogs do not tell what it reaches"
    )]
    NoFigure { over: String },
    /// A plan in which all is certain.
    #[error(
        "{} says nothing that is uncertain\nhint: write [uncertainty] with demand = {{ \"*\" = \"x0.7..x1.5\" }}",
        path.display()
    )]
    NothingUncertain { path: PathBuf },
    /// A model with more columns than are wanted.
    #[error(
        "the model could have {columns} columns, and the most is {most}\n\
         hint: allow fewer sites in the plan, or more columns with --max-columns"
    )]
    ModelTooLarge { columns: usize, most: usize },
    /// A name that the catalogs do not know.
    #[error("no site or SKU of the catalogs is called `{name}`{hint}")]
    UnknownName { name: String, hint: String },
}

fn hint(near: Option<&String>) -> String {
    near.map_or_else(String::new, |near| format!("\nhint: did you mean `{near}`?"))
}

/// The first few names of a list.
fn shown(files: &[String]) -> String {
    const MOST: usize = 5;
    let mut text = files.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    if files.len() > MOST {
        text.push_str(", ...");
    }
    text
}

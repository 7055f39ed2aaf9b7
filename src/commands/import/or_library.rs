//! `mcplan import or-library`: an instance of the OR-Library as a plan with its catalog.

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::commands::error::CommandError;
use crate::commands::input::diagnosed;
use crate::commands::io;
use crate::commands::output::Output;
use crate::diag::{Sources, count};
use crate::orlib::{Kind, Sense, Wish, files, instance};

/// Makes a plan and a catalog of an instance of the OR-Library
///
/// Facility location, p-median and generalised assignment are special cases of placement: customers are services, sites
/// are sites, capacities are quotas. The monthly cost of the placement is the objective of the instance.
#[derive(Debug, clap::Args)]
pub(in crate::commands) struct OrLibrary {
    /// The file of the library, such as cap71.txt, pmed1.txt or gap1.txt
    file: PathBuf,
    /// What the file holds
    #[arg(long, value_name = "NAME", value_parser = kinds())]
    kind: Kind,
    /// The folder to write plan.toml and catalog/ to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The capacity of each site in files that leave it open: capa, capb and capc
    #[arg(long, value_name = "N")]
    capacity: Option<u32>,
    /// Which of the problems of a file that holds several, from 1
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    problem: Option<u32>,
    /// Serve each customer from one site, where the library lets it be split over several
    #[arg(long)]
    single_source: bool,
    /// Whether assignments are to cost least or to earn most; by default as the library publishes them: gap1 to gap12
    /// are to earn most
    #[arg(long, value_name = "SENSE", value_parser = senses())]
    sense: Option<Sense>,
}

pub(super) fn run(args: &OrLibrary) -> Result<Output, CommandError> {
    let text = io::text(&args.file)?;
    let mut sources = Sources::default();
    let source = sources.add(args.file.display().to_string(), text.as_str());
    let name = name(&args.file);
    let wish = Wish {
        kind: args.kind,
        name: &name,
        capacity: args.capacity,
        problem: args.problem,
        single_source: args.single_source,
        sense: args.sense,
    };
    let made = instance(source, &text, &wish).map_err(|found| diagnosed(&found, &sources))?;
    io::write_folder(&args.out, &files(&made), false)?;
    let plan = args.out.join("plan.toml");
    Ok(Output::yes(format!(
        "{}\n\n{} and {}; solve it with `mcplan solve {} --gap 0%`\n",
        made.notes.join("\n"),
        count(made.services.len(), "service"),
        count(made.opening.len(), "site"),
        plan.display()
    )))
}

/// The name of an instance: that of its file, as far as names of plans allow it.
fn name(file: &Path) -> String {
    let stem =
        file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    let name: String = stem.chars().map(plain).collect();
    if name.is_empty() { "instance".to_owned() } else { name }
}

fn kinds() -> impl TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::ALL.map(Kind::name)).map(|name| {
        let found = Kind::ALL.into_iter().find(|kind| kind.name() == name);
        found.expect("only names of kinds pass the parser")
    })
}

fn senses() -> impl TypedValueParser<Value = Sense> {
    PossibleValuesParser::new(Sense::ALL.map(Sense::name)).map(|name| {
        let found = Sense::ALL.into_iter().find(|sense| sense.name() == name);
        found.expect("only names of senses pass the parser")
    })
}

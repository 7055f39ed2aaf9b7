//! `mcplan catalog check`: holes, mistakes and old prices.

use std::path::PathBuf;

use crate::catalog::{
    CatalogText, Finding, Freshness, Problem, bundled_names, bundled_texts, check, load,
};
use crate::commands::error::CommandError;
use crate::commands::input::diagnosed;
use crate::commands::output::{Exit, Output};
use crate::commands::{clock, io};
use crate::diag::Sources;
use crate::report;

/// Lists what is missing or doubtful in the catalogs
///
/// Reads every row of the bundled catalogs and of your own. Holes (open sites without a price for
/// something) are listed but are no failure: what has no price is never placed.
///
/// Exit status: 0 every row can be used, 1 some cannot, name no known source, or are too old.
#[derive(Debug, clap::Args)]
pub(in crate::commands) struct CheckCatalog {
    /// Also list prices that are older than this
    #[arg(long, value_name = "DAYS")]
    max_age: Option<u32>,
    /// The day from which ages count, instead of today
    #[arg(long, value_name = "YYYY-MM-DD", requires = "max_age")]
    today: Option<String>,
    /// Print kinds, providers and products with the sites that price them, instead of findings
    #[arg(long, conflicts_with = "max_age")]
    coverage: bool,
    /// The coverage as Markdown, with every site named
    #[arg(long, requires = "coverage")]
    markdown: bool,
    /// A folder with catalogs of your own, which add to the bundled ones; may be repeated
    #[arg(long, value_name = "DIR")]
    catalog: Vec<PathBuf>,
}

pub(super) fn run(args: &CheckCatalog) -> Result<Output, CommandError> {
    let mut texts = bundled_texts(&bundled_names());
    for folder in &args.catalog {
        texts.extend(io::catalog_texts(folder)?);
    }
    if args.coverage {
        return coverage(texts, args.markdown);
    }
    let today = || args.today.clone().unwrap_or_else(clock::today);
    let freshness = args.max_age.map(|days| Freshness { today: today(), days });
    let found = check(texts, freshness.as_ref());
    let exit = if found.iter().any(is_failure) { Exit::No } else { Exit::Yes };
    Ok(Output { exit, ..Output::yes(report::findings(&found)) })
}

/// The coverage of catalogs that belong together.
fn coverage(texts: Vec<CatalogText>, markdown: bool) -> Result<Output, CommandError> {
    let mut sources = Sources::default();
    let catalog = load(&[], texts, &mut sources).map_err(|found| diagnosed(&found, &sources))?;
    let all = crate::catalog::coverage(&catalog);
    let text = if markdown { report::coverage_markdown(&all) } else { report::coverage(&all) };
    Ok(Output::yes(text))
}

const fn is_failure(finding: &Finding) -> bool {
    match finding.problem {
        Problem::Invalid { .. } | Problem::UnknownSource { .. } | Problem::Stale { .. } => true,
        Problem::Hole { .. } => false,
    }
}

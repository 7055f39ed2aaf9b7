//! `mcplan catalog list`: the sites.

use std::path::PathBuf;

use crate::commands::error::CommandError;
use crate::commands::input;
use crate::commands::output::{Exit, Output};
use crate::report;
use crate::terms::SitePattern;

/// Lists the sites of the catalogs with their numbers of offers
///
/// Exit status: 0 there are such sites, 1 there are none.
#[derive(Debug, clap::Args)]
pub(in crate::commands) struct List {
    /// Only sites whose code fits, such as `aws:eu-*`
    #[arg(default_value = "*")]
    pattern: String,
    /// A folder with catalogs of your own, which add to the bundled ones; may be repeated
    #[arg(long, value_name = "DIR")]
    catalog: Vec<PathBuf>,
}

pub(super) fn run(args: &List) -> Result<Output, CommandError> {
    let catalog = input::read_catalogs(&args.catalog)?;
    let pattern = SitePattern::new(args.pattern.as_str());
    let found = catalog.sites().iter().any(|site| pattern.matches(&site.code));
    let exit = if found { Exit::Yes } else { Exit::No };
    Ok(Output { exit, ..Output::yes(report::site_list(&catalog, &pattern)) })
}

//! `mcplan catalog show`: one site or one SKU.

use std::path::PathBuf;

use crate::commands::error::CommandError;
use crate::commands::input;
use crate::commands::output::Output;
use crate::diag::nearest;
use crate::report;

/// Shows a site or the prices of a SKU at all sites, each with its catalog row and date
#[derive(Debug, clap::Args)]
pub(in crate::commands) struct Show {
    /// The code of a site (`aws:eu-central-1`) or the name of a SKU (`m7g.large`)
    #[arg(value_name = "SITE_OR_SKU")]
    name: String,
    /// A folder with catalogs of your own, which add to the bundled ones; may be repeated
    #[arg(long, value_name = "DIR")]
    catalog: Vec<PathBuf>,
}

pub(super) fn run(args: &Show) -> Result<Output, CommandError> {
    let catalog = input::read_catalogs(&args.catalog)?;
    let shown = match catalog.find(&args.name) {
        Some(site) => Some(report::site(&catalog, site)),
        None => report::sku(&catalog, &args.name),
    };
    shown.map(Output::yes).ok_or_else(|| {
        let sites = catalog.sites().iter().map(|site| site.code.as_str());
        let skus = catalog.skus().iter().map(|sku| sku.name.as_str());
        let near = nearest(&args.name, sites.chain(skus));
        CommandError::UnknownName {
            name: args.name.clone(),
            hint: near.map_or_else(String::new, |near| format!("\nhint: did you mean `{near}`?")),
        }
    })
}

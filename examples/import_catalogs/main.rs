//! Writes the bundled catalogs from files of prices and facts.
//!
//! `cargo run --example import_catalogs -- FIGURES CATALOGS` reads the folders `prices` and `facts` below
//! FIGURES and writes catalog files below CATALOGS. The layout of both is described in
//! `docs/catalog-reference.md`. The same input gives the same bytes. Files that need judgement
//! (`common/meters.csv`, `common/realisations.csv`, `common/components.csv`, `common/links.csv`, `common/recovery.csv`,
//! `common/sources.csv`, `common/latency_inside.csv`, `*/services_by_hand.csv`,
//! `onprem/*.toml`) are kept by hand and left alone.

mod attestations;
mod compute;
mod database;
mod facts;
mod latency;
mod meters;
mod nodes;
mod output;
mod price_zones;
mod services;
mod sheet;
mod sites;
mod transfer;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use output::Files;
use sheet::Figures;

/// What can go wrong, as one line for the terminal.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [figures, catalogs] = arguments.as_slice() else {
        eprintln!("usage: import_catalogs FIGURES CATALOGS");
        return ExitCode::from(2);
    };
    match import(figures, catalogs) {
        Ok(summary) => {
            print!("{summary}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("import failed: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn import(figures: &Path, catalogs: &Path) -> Result<String, Failure> {
    let figures = Figures::new(figures);
    let mut files = Files::default();
    let zones = sites::write(&figures, &mut files)?;
    compute::write_aws(&figures, &mut files)?;
    let machines = compute::write_azure(&figures, &mut files)?;
    database::write_aws(&figures, &mut files)?;
    database::write_azure(&figures, &zones, &machines, &mut files)?;
    nodes::write_caches(&figures, &mut files)?;
    nodes::write_brokers(&figures, &mut files)?;
    nodes::write_azure_caches(&figures, &zones, &mut files)?;
    nodes::write_azure_sql(&figures, &zones, &mut files)?;
    services::write(&figures, &zones, &mut files)?;
    transfer::write(&figures, &mut files)?;
    latency::write(&figures, &mut files)?;
    facts::write(&figures, &mut files)?;
    attestations::write(&figures, &mut files)?;
    files.save(catalogs)
}

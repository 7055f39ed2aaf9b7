//! Readers of the catalog's tables, one concern a file, each from a table into the catalog.

mod any;
mod attestations;
mod facts;
mod input;
mod latency;
mod links;
mod nodes;
mod realisations;
mod runbook;
mod services;
mod sites;
mod transfer;

pub use any::{finish, table};
pub use input::{Input, report_duplicate};
pub(super) use nodes::skus;
pub(super) use realisations::{components, meters, realisations};
pub(super) use services::units_per_listed;
pub(super) use sites::sites;

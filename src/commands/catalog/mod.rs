//! `mcplan catalog`: what the catalogs hold.

mod check;
mod command;
mod list;
mod show;

pub(super) use command::{CatalogCommand, run};

//! `mcplan import`: plans and catalogs from what others published.

mod command;
mod or_library;

pub(super) use command::{ImportCommand, run};

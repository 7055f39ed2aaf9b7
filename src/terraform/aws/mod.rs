//! The module of an AWS region.
//!
//! `network.tf`, `security.tf` and `keys.tf` hold what services share; each service has a file of its
//! own.

mod database;
mod keys;
mod load_balancer;
mod network;
mod object_store;
mod security;
mod site;
mod vm;

pub use network::{SEGMENTS, segment};
pub use site::module;

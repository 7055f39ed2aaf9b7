//! The module of an Azure region.
//!
//! Each service has a subnet of its own with a security group around it, so that rules between
//! services are exact, within the region and across.

mod aks;
mod cache;
mod container_app;
mod cosmos;
mod database;
mod endpoint;
mod event_grid;
mod event_hubs;
mod function;
mod gateway;
mod keys;
mod logs;
mod metered;
mod network;
mod object_store;
mod place;
mod platform;
mod rights;
mod search;
mod security;
mod service_bus;
mod site;
mod sql;
mod vm;

pub use network::subnet_range;
pub use place::{home, may_have_subnet};
pub use site::module;

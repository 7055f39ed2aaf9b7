//! The module of an Azure region.
//!
//! Each service has a subnet of its own with a security group around it, so that rules between
//! services are exact, within the region and across.

mod database;
mod gateway;
mod keys;
mod network;
mod object_store;
mod platform;
mod security;
mod site;
mod vm;

pub use network::subnet_range;
pub use site::module;

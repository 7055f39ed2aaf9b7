//! The module of an Azure region.
//!
//! Each service has a subnet of its own with a security group around it, so that rules between
//! services are exact, within the region and across.

mod aks;
mod api;
mod bastion;
mod cache;
mod callers;
mod cdn;
mod container_app;
mod cosmos;
mod database;
mod ddos;
mod dns;
mod edge;
mod endpoint;
mod event_grid;
mod event_hubs;
mod federation;
mod file_store;
mod function;
mod gateway;
mod iot;
mod keys;
mod lifecycle;
mod link_gateway;
mod load_balancer;
mod logs;
mod members;
mod metered;
mod monitoring;
mod network;
mod object_store;
mod place;
mod platform;
mod reservation;
mod rights;
mod search;
mod secrets;
mod security;
mod service_bus;
mod site;
mod sql;
mod standby;
mod storage;
mod vm;
mod web_firewall;

pub use network::subnet_range;
pub use place::{home, is_private, may_have_subnet};
pub use rights::{admits_by_identity, signs_in};
pub use site::module;

//! The module of an AWS region.
//!
//! `network.tf`, `security.tf` and `keys.tf` hold what services share; each service has a file of its
//! own.

mod api_gateway;
mod api_rest;
mod bastion;
mod cdn;
mod cdn_logs;
mod database;
mod ddos;
mod dns;
mod dns_guard;
mod edge;
mod ends;
mod file_store;
mod iot;
mod keys;
mod load_balancer;
mod monitoring;
mod network;
mod network_balancer;
mod object_store;
mod parts;
mod rights;
mod secrets;
mod security;
mod site;
mod vm;
mod web_firewall;

pub use network::{SEGMENTS, segment};
pub use site::module;

//! The module of an AWS region.
//!
//! `network.tf`, `security.tf` and `keys.tf` hold what services share; each service has a file of its
//! own.

mod api_gateway;
mod api_rest;
mod aurora;
mod bastion;
mod cache;
mod cdn;
mod cdn_logs;
mod container;
mod database;
mod ddos;
mod dns;
mod dns_guard;
mod document_db;
mod edge;
mod ends;
mod event_stream;
mod federation;
mod file_store;
mod function;
mod iot;
mod keys;
mod kubernetes;
mod link_gateway;
mod load_balancer;
mod members;
mod monitoring;
mod network;
mod network_balancer;
mod object_store;
mod parts;
mod pubsub;
mod queue;
mod reservation;
mod rights;
mod secrets;
mod security;
mod setup;
mod site;
mod vm;
mod web_firewall;

pub use network::{SEGMENTS, segment};
pub use rights::admits_by_identity;
pub use site::module;

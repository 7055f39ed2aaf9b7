//! The module of a site of the user's own: virtual machines in vSphere.
//!
//! Databases, load balancers and clusters are machines too, set up by cloud-init. What vSphere does not do
//! (firewalls, object stores) is handed to the people who do it, as a table of flows and as inputs.

mod given;
mod identity;
mod machine;
mod matrix;
mod site;

pub use site::module;

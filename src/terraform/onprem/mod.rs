//! The module of a site of the user's own: virtual machines in vSphere.
//!
//! Databases are machines too. What vSphere does not do (firewalls, load balancers, object stores)
//! is handed to the people who do it, as a table of flows and as comments.

mod machine;
mod matrix;
mod site;

pub use site::module;

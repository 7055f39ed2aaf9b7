//! The links of every site to the hub of the plan's network, resource for resource what its bill counts.

mod devices;
mod file;
mod guide;
mod peering;
mod ports;
mod tunnels;

pub use devices::{outputs, variables};
pub use file::{file, needs_random};
pub use guide::guide;

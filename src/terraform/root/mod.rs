//! The root of the folder: versions, providers, variables, module calls, links and the guide.

mod calls;
mod clusters;
mod data;
mod evidence;
mod federation;
mod files;
mod guide;
mod hub;
mod links;
mod machines;
mod markdown;
mod providers;
mod variables;
mod versions;

pub use evidence::page as evidence;
pub use files::files;
pub use versions::{AWS_VERSION, AZURERM_VERSION, RANDOM_VERSION, VSPHERE_VERSION};

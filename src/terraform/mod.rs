//! Terraform for review: a folder with one module per site, and manifests for what runs in clusters.
//!
//! [`render()`] is a pure function from a verified placement to the texts of files. Texts of the plan
//! become HCL only through `hcl`, identifiers only through `name`, and security rules only from the
//! grants of `access`. Writing files is the command's business.

mod access;
mod aws;
mod azure;
mod backend;
mod domains;
mod federation;
mod hcl;
mod hub;
mod kubernetes;
mod layout;
mod module;
mod name;
mod onprem;
mod peers;
mod render;
mod root;
mod self_hosted;
mod shape;
mod switch;

pub use render::{render, render_placement};

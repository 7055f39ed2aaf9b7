//! Placements as they stand in files: how a deployment is written down, and how a placement is read back.
//!
//! What is read back is exactly what was written, but nothing here says that it holds: that is for
//! [`crate::placement::verify`], against the plan and the catalogs of today.

mod format;
mod mistake;
mod read;
mod write;

pub use format::{Level, Machines, PlanNamed, Record, SCHEMA, ServiceRecord, SiteRecord};
pub use mistake::Mistake;

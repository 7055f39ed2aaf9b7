//! Comparisons as data: what differs between solved plans, by how much, and why services moved.
//!
//! A side of a comparison is a [`Snapshot`]: a solved plan in names and exact numbers, made here or read back
//! from a report.

mod condition;
mod costs;
mod figures;
mod hardware;
mod reason;
mod services;
mod sides;
mod snapshot;

pub use condition::{Check, Condition, check};
pub use costs::{CostLine, Grouping};
pub use figures::FigureLine;
pub use hardware::{Bought, bought};
pub use reason::{Reason, RuleName, reasons};
pub use services::{ServiceLine, What};
pub use sides::{Comparison, Conflicting, Reasons, Side, compare, conflicting};
pub use snapshot::{At, Cost, Figure, Measure, Offer, Placed, Snapshot, without_sites};

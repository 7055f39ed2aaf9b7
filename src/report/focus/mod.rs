//! The charges as a data set of the `FinOps` Open Cost and Usage Specification (FOCUS), version 1.0.
//!
//! Rows are what the placement would be invoiced for in its first month. What no provider invoices (the
//! expected loss from outages) is left out.

mod columns;
mod line;
mod page;
mod words;

pub use page::focus;

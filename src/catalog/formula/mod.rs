//! Formulas: how much of something a service needs, as text in a table over the terms of its kind.
//!
//! `parse` reads them, `evaluate` computes exact decimals. They know no meter and no price.

mod evaluate;
mod parse;
mod tree;

pub use evaluate::Values;
pub use tree::Formula;

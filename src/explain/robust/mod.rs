//! Placements held against loads and prices that are not known: what each costs over many draws.

mod held;
mod risk;

pub use held::{Choice, choice, held};
pub use risk::{Spread, spread};

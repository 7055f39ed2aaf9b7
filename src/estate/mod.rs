//! Made-up estates of any size: plans that look like those of organisations, for benchmarks and tests.
//!
//! The same size, seed and profile always give the same text. Knows no prices, and whether a plan has a placement
//! is for the solver to say.

mod application;
mod dice;
mod draw;
mod profile;
mod text;

pub use draw::{Wish, plan};
pub use profile::Profile;

//! Models as text, in the two formats that solvers have in common. Knows nothing of services.

mod lp;
mod mps;
mod names;
mod text;

pub use text::{Format, Text, write};

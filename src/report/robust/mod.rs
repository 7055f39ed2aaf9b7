//! Placements over loads and prices that are not known: as tables and JSON.

mod answer;
mod json;
mod page;

pub use answer::{Held, RobustAnswer};
pub use json::robust_json;
pub use page::robust_text;

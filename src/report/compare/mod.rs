//! Comparisons for people and programs. What differs is known already; here it is worded.

mod amounts;
mod answer;
mod changes;
mod csv;
mod figures;
mod json;
mod page;

pub(super) use amounts::{signed, status};
pub use answer::ComparisonAnswer;
pub use csv::comparison_csv;
pub(super) use json::comparison_document;
pub use json::comparison_json;
pub(super) use page::comparison_sections;
pub use page::{comparison_markdown, comparison_text};

//! The steps of a frontier: as a page, JSON, CSV and a drawing.

mod answer;
mod csv;
mod json;
mod page;
mod svg;

pub use answer::FrontierAnswer;
pub use csv::frontier_csv;
pub use json::frontier_json;
pub use page::{frontier_markdown, frontier_text};
pub use svg::frontier_svg;

//! What requirements cost, or what giving one of them up would make possible: as a page, JSON and CSV.

mod csv;
mod json;
mod lines;
mod page;

pub use csv::prices_csv;
pub use json::prices_json;
pub use lines::{PriceLine, PricesAnswer};
pub(super) use lines::{exact, words};
pub use page::{prices_markdown, prices_text};

//! Why a service is not at some site: by how much it would have to be cheaper there, or what excludes it.

mod answer;
mod json;
mod page;

pub use answer::{PriceBreak, Standing, Way, WhyNotAnswer};
pub use json::why_not_json;
pub use page::{why_not_markdown, why_not_text};

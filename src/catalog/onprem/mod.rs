//! Sites of the user's own: a TOML file with capacity and cost, from which unit prices follow.
//!
//! `reader` takes typed values out of the TOML and reports mistakes with their place, `document` says
//! which keys there are, `cost` derives the prices, and `own_site` adds the site to the catalog.

mod cost;
mod document;
mod own_site;
mod reader;

pub use own_site::{OwnSite, read};

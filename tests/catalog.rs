//! The bundled catalogs as shipped: complete, valid, and equal to their sources in ten prices copied by
//! hand; and what happens with mistakes in a user's own tables.

#[path = "catalog/bundled.rs"]
mod bundled;
#[path = "catalog/mistakes.rs"]
mod mistakes;
#[path = "catalog/own_site.rs"]
mod own_site;
#[path = "catalog/realisations.rs"]
mod realisations;
#[path = "catalog/small.rs"]
mod small;
#[path = "catalog/support.rs"]
mod support;
#[path = "catalog/tariffs.rs"]
mod tariffs;

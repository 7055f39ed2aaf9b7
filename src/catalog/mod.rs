//! Catalogs: sites, SKUs, offers, prices and facts, each with its row, date and source.
//!
//! The bundled catalogs are plain text packed into the binary; a user's own folder replaces and extends
//! their rows. [`load()`] checks what it reads and reports every mistake with its place; [`Catalog`]
//! answers questions. Nothing here reads files: texts come in, values go out.

mod attestation;
mod bundle;
mod check;
mod coverage;
mod distance;
mod facts;
mod formula;
mod latency;
mod link;
mod load;
mod loss;
mod meter;
mod number;
mod offers;
mod onprem;
mod price_book;
mod query;
mod read;
mod realisation;
mod runbook;
mod shelf;
mod site;
mod sku;
mod skus;
mod table;
mod tariff;
mod tier_scope;
mod transfer;

pub use attestation::{Attestation, framework};
pub use bundle::bundled_archive;
pub use check::{Finding, Freshness, Problem, check};
pub use coverage::{Coverage, coverage};
pub use facts::{Mechanism, Outage, OutageScope, RecoveryFact, Sla, Support};
pub use formula::{Formula, Values};
pub use link::LinkPart;
pub use load::{CatalogText, bundled_names, bundled_texts, load};
pub use meter::{Destination, Meter, MeterId, MeterInfo};
pub use price_book::{PriceFactor, add_price_book};
pub use query::Catalog;
pub use realisation::{Component, Metered, Nodes, Ports, Realisation, RealisationId};
pub use runbook::{Instruction, Situation, Task};
pub use site::{Basis, Pool, Position, Rtt, Site, SiteId};
pub use sku::{DiskOffer, NodeOffer, Sku, SkuId};
pub use tariff::{Ladder, Listed, Slice, Tariff, Tier};

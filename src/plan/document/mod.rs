//! The plan file as a document: TOML turned into an owned tree in which every key and value knows its
//! place, and the readers that take typed values out of it.
//!
//! Nothing here knows what a plan says; that is the check's part.

mod factor;
mod notation;
mod parse;
mod quantity;
mod section;
mod tree;

pub(crate) use factor::{FACTOR, scaled};
pub(crate) use notation::{Flag, Notation, Number, OneOf, Text, Whole, Wrong};
pub(crate) use parse::Dropped;
pub use parse::{PlanDoc, parse};
pub(crate) use quantity::{
    ANY_DATA, AVAILABILITY, DAYS, DISTANCE, HORIZON, HOURLY, MONEY, MONTHLY_DATA, PERCENT,
    POSITIVE_PERCENT, RATE, RETENTION, RTT, SOME_DATA, SPAN,
};
pub(crate) use section::Section;
pub(crate) use tree::{Entry, Node, Table, Value};

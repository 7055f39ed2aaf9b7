//! Quantities with their unit as a type: money, prices, data, time, availability.
//!
//! Only meaningful arithmetic exists. Nothing here rounds, and nothing converts from a float.

mod availability;
mod data;
mod date;
mod error;
mod money;
mod month;
mod price;
mod rate;
mod share;
mod time;

pub use availability::Availability;
pub use data::Data;
pub use date::Date;
pub use error::UnitError;
pub(crate) use error::number_and_unit;
pub use money::Usd;
pub use month::Month;
pub use price::{Price, Quantity, Unit};
pub use rate::Rate;
pub use rust_decimal::Decimal;
pub use share::Share;
pub use time::{HOURS_PER_MONTH, Millis, Seconds};

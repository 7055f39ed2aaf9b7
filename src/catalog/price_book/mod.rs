//! A customer's own prices: discounts on list prices, prices of his own in their place, and
//! commitments that he has bought.
//!
//! A price book is read from texts of the customer's (`read`), checked against the catalog, and
//! put on it: afterwards every price is the effective one and knows its list price and the rule that made it. It
//! is private: nothing but prices and names of rules leaves this module.

mod apply;
mod owned;
mod read;
mod record;
mod rule;

pub use apply::add_price_book;
pub(super) use rule::PriceBook;
pub use rule::PriceFactor;

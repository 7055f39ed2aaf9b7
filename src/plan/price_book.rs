//! What a plan says about the organisation's own prices: where they stand, for which day, in which currency.

use crate::diag::Spanned;
use crate::units::{Date, Decimal};

/// The section `[price_book]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceBookTerms {
    /// Files with discounts and prices, relative to the plan.
    pub files: Vec<Spanned<String>>,
    /// The day that prices are for; needed where some hold for a time only.
    pub as_of: Option<Date>,
    /// The currency that totals are shown in beside US dollars.
    pub currency: Option<Currency>,
}

/// A currency to show totals in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Currency {
    /// The three letters of ISO 4217.
    pub code: String,
    /// So much of it is one US dollar.
    pub per_usd: Decimal,
    /// The day of that rate.
    pub date: Date,
}

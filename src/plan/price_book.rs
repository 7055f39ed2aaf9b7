//! What a plan says about the organisation's own prices: where they stand, for which day, in which currency.

use crate::diag::Spanned;
use crate::terms::SitePattern;
use crate::units::{Date, Decimal};

/// The section `[price_book]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceBookTerms {
    /// Files with discounts and prices, relative to the plan.
    pub files: Vec<Spanned<String>>,
    /// The day that prices are for; needed where some hold for a time only.
    pub as_of: Option<Date>,
    /// Prices that are higher or lower than all that, in the order of their patterns.
    pub changes: Vec<PriceChange>,
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

/// Prices that are higher or lower.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceChange {
    /// Over codes of sites, the provider's name first.
    pub sites: SitePattern,
    /// Over names of SKUs.
    pub skus: SitePattern,
    /// What prices are multiplied by.
    pub factor: Decimal,
    /// The change as written, with its place.
    pub written: Spanned<String>,
}

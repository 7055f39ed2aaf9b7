//! Charges: the lines of the bill, and the metered use they are made from.

use std::borrow::Cow;

use crate::catalog::{SiteId, Tariff};
use crate::plan::ServiceId;
use crate::terms::{Category, Provider, Purchase};
use crate::units::{Price, Quantity, Usd};

/// Metered use: so much of something priced, for a service at a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage<'c> {
    /// The service that causes it; `None` for what services share.
    pub service: Option<ServiceId>,
    /// Where it is metered; `None` for costs of a whole provider.
    pub site: Option<SiteId>,
    /// Who bills it.
    pub provider: Provider,
    /// What it is for.
    pub category: Category,
    /// The price, tier by tier.
    pub tariff: Cow<'c, Tariff>,
    /// The purchase option, for nodes.
    pub purchase: Option<Purchase>,
    /// How much in a month.
    pub quantity: Quantity,
}

/// One line of the bill: a quantity at one price of one catalog row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The service that causes it; `None` for what services share.
    pub service: Option<ServiceId>,
    /// Where it is metered; `None` for costs of a whole provider.
    pub site: Option<SiteId>,
    /// Who bills it.
    pub provider: Provider,
    /// What it is for.
    pub category: Category,
    /// The provider's name of what is sold.
    pub sku: String,
    /// The purchase option, for nodes.
    pub purchase: Option<Purchase>,
    /// How much in a month.
    pub quantity: Quantity,
    /// The price that applies.
    pub price: Price,
    /// The product of the two.
    pub monthly: Usd,
    /// The price on the provider's list; the same, unless a price book says otherwise.
    pub list_price: Price,
    /// What the quantity costs at the list price.
    pub list_monthly: Usd,
    /// The rule of the price book that made the price: file, line and reason.
    pub rule: Option<String>,
    /// The catalog row of the price.
    pub row: String,
    /// The date of the price.
    pub as_of: String,
}

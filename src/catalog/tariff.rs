//! Tariffs: a price that may depend on the quantity, tier by tier.
//!
//! A tier's price applies to the part of the quantity that falls into the tier, never to the whole:
//! cost is continuous and never falls as the quantity grows. Tariffs of several sites may count together.

use std::cmp::Reverse;

use crate::units::{Decimal, Price, Quantity, Unit, Usd};

/// From a quantity on, the price of what lies above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Lower bound of the tier in the tariff's unit.
    pub from: Decimal,
    /// US dollars per unit within the tier.
    pub usd: Decimal,
}

/// A priced row of a catalog (several rows, if tiered).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    /// The provider's own name of what is sold.
    pub sku: String,
    /// The pricing unit.
    pub unit: Unit,
    /// Ascending by `from`; below the first tier the quantity is free (a free grant).
    pub tiers: Vec<Tier>,
    /// What the price book made the prices from; `None` where they are the list's.
    pub listed: Option<Listed>,
    /// The count that the tiers refer to, where it is one of the whole account: all tariffs with this name
    /// fill one axis, each after the other in the order of their ladders. `None`: use of this row alone.
    pub count: Option<String>,
    /// Where the price stands: catalog file and line, such as `aws/services.csv:120`.
    pub row: String,
    /// The date of the price, as in the catalog (`2026-07-05`, or less exact).
    pub as_of: String,
}

/// The list prices of a tariff, and who changed them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// US dollars per unit, for each tier.
    pub usd: Vec<Decimal>,
    /// For each tier the rule of the price book that made its price: file, line and reason.
    pub rules: Vec<Option<String>>,
}

/// The prices of a tariff by tier, in the order in which tariffs of one count fill it: the one with the
/// dearest first tier of the price list first, so that a discount does not change the order. Tariffs with
/// equal ladders are one and the same there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ladder {
    list: Vec<(Reverse<Decimal>, Decimal)>,
    effective: Vec<Reverse<Decimal>>,
}

impl Ladder {
    /// Whether a tariff has these prices.
    #[must_use]
    pub fn is_of(&self, tariff: &Tariff) -> bool {
        let list = (0..).zip(&tariff.tiers);
        let list = list.map(|(i, tier)| (Reverse(tariff.list_price(Some(i))), tier.from));
        let effective = tariff.tiers.iter().map(|tier| Reverse(tier.usd));
        self.list.iter().copied().eq(list) && self.effective.iter().copied().eq(effective)
    }
}

/// The part of a quantity that falls into one tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// How much of the quantity lies in the tier.
    pub quantity: Quantity,
    /// The tier's price.
    pub price: Price,
    /// Index of the tier; `None` for a free grant.
    pub tier: Option<usize>,
}

impl Tariff {
    /// A tariff with one price for any quantity.
    #[must_use]
    pub fn flat(
        sku: impl Into<String>,
        price: Price,
        row: impl Into<String>,
        as_of: impl Into<String>,
    ) -> Self {
        Tariff {
            sku: sku.into(),
            unit: price.unit(),
            tiers: vec![Tier { from: Decimal::ZERO, usd: price.usd() }],
            listed: None,
            count: None,
            row: row.into(),
            as_of: as_of.into(),
        }
    }

    /// The single price, if the tariff does not depend on the quantity.
    #[must_use]
    pub fn flat_price(&self) -> Option<Price> {
        match self.tiers.as_slice() {
            [only] if only.from.is_zero() => Some(Price::new(only.usd, self.unit)),
            _ => None,
        }
    }

    /// The price of any use, if it does not depend on the quantity, nor moves others on in a common count.
    #[must_use]
    pub fn sole_price(&self) -> Option<Price> {
        self.flat_price().filter(|_| self.count.is_none())
    }

    /// The name of the count that the tiers refer to: the account's, else the row.
    #[must_use]
    pub fn counted_by(&self) -> &str {
        self.count.as_deref().unwrap_or(&self.row)
    }

    /// The prices by tier, as an order for tariffs of one count.
    #[must_use]
    pub fn ladder(&self) -> Ladder {
        let tiers = (0..).zip(&self.tiers);
        Ladder {
            list: tiers.map(|(i, tier)| (Reverse(self.list_price(Some(i))), tier.from)).collect(),
            effective: self.tiers.iter().map(|tier| Reverse(tier.usd)).collect(),
        }
    }

    /// The rule of the price book that made the price of a tier, or of any tier for a free grant.
    #[must_use]
    pub fn rule(&self, tier: Option<usize>) -> Option<&str> {
        let rules = &self.listed.as_ref()?.rules;
        rules.get(tier.unwrap_or_default())?.as_deref()
    }

    /// The list price of a tier, in dollars per unit; zero for a free grant.
    #[must_use]
    pub fn list_price(&self, tier: Option<usize>) -> Decimal {
        let Some(i) = tier else { return Decimal::ZERO };
        let list = self.listed.as_ref().and_then(|listed| listed.usd.get(i)).copied();
        list.unwrap_or_else(|| self.tiers.get(i).map_or(Decimal::ZERO, |tier| tier.usd))
    }

    /// The quantity cut at the tier edges, in order; empty slices are left out, a free grant is a
    /// slice at price zero.
    ///
    /// # Panics
    /// If the quantity is in another unit: a caller's mistake, never an input error.
    #[must_use]
    pub fn slices(&self, quantity: Quantity) -> Vec<Slice> {
        self.slices_after(Decimal::ZERO, quantity)
    }

    /// As [`Tariff::slices`], where so much of the count was filled by others before.
    ///
    /// # Panics
    /// As [`Tariff::slices`].
    #[must_use]
    pub fn slices_after(&self, before: Decimal, quantity: Quantity) -> Vec<Slice> {
        assert_eq!(self.unit, quantity.unit, "a tariff applies to its own unit only");
        let free = Tier { from: Decimal::ZERO, usd: Decimal::ZERO };
        let granted = self.tiers.first().is_some_and(|tier| tier.from > Decimal::ZERO);
        let tiers: Vec<&Tier> = granted.then_some(&free).into_iter().chain(&self.tiers).collect();
        let until = before + quantity.amount;
        let end = |i: usize| tiers.get(i + 1).map_or(until, |next| next.from.min(until));
        tiers
            .iter()
            .enumerate()
            .map(|(i, tier)| (i, tier, end(i) - tier.from.max(before)))
            .filter(|(_, _, amount)| *amount > Decimal::ZERO)
            .map(|(i, tier, amount)| Slice {
                quantity: Quantity::new(amount, self.unit),
                price: Price::new(tier.usd, self.unit),
                tier: i.checked_sub(usize::from(granted)),
            })
            .collect()
    }

    /// What a quantity costs: the sum of its slices.
    ///
    /// # Panics
    /// As [`Tariff::slices`].
    #[must_use]
    pub fn cost(&self, quantity: Quantity) -> Usd {
        self.slices(quantity).iter().map(|slice| slice.price * slice.quantity).sum()
    }
}

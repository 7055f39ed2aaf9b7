//! Prices per pricing unit, quantities in a unit, and their product.

use std::fmt;
use std::ops::{Add, Mul};

use rust_decimal::Decimal;

use super::Usd;

/// The unit in which something is priced and metered, all per month of 730 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// An hour of one node, gateway or address.
    Hour,
    /// An hour of one virtual processor.
    VcpuHour,
    /// An hour of one GiB of memory.
    GibHour,
    /// A month of one thing.
    Month,
    /// 2^30 bytes moved or processed (what price lists call GB).
    Gib,
    /// 2^30 bytes kept for a month.
    GibMonth,
    /// One request.
    Request,
    /// An hour of one load-balancer capacity unit.
    CapacityHour,
    /// A second of one GiB of memory, as functions are billed.
    GibSecond,
    /// A second of one virtual processor.
    VcpuSecond,
    /// One of anything else that is counted, such as a rotation of a key.
    Unit,
}

impl Unit {
    /// Every unit.
    pub const ALL: &'static [Unit] = &[
        Unit::Hour,
        Unit::VcpuHour,
        Unit::GibHour,
        Unit::Month,
        Unit::Gib,
        Unit::GibMonth,
        Unit::Request,
        Unit::CapacityHour,
        Unit::GibSecond,
        Unit::VcpuSecond,
        Unit::Unit,
    ];

    /// The spelling in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Unit::Hour => "hour",
            Unit::VcpuHour => "vCPU-hour",
            Unit::GibHour => "GiB-hour",
            Unit::Month => "month",
            Unit::Gib => "GiB",
            Unit::GibMonth => "GiB-month",
            Unit::Request => "request",
            Unit::CapacityHour => "capacity-unit-hour",
            Unit::GibSecond => "GiB-second",
            Unit::VcpuSecond => "vCPU-second",
            Unit::Unit => "unit",
        }
    }

    /// The unit with this spelling.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Unit::ALL.iter().copied().find(|unit| unit.name() == text)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// An amount of something in a pricing unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// How many units.
    pub amount: Decimal,
    /// The unit.
    pub unit: Unit,
}

impl Quantity {
    /// `amount` units.
    #[must_use]
    pub fn new(amount: impl Into<Decimal>, unit: Unit) -> Self {
        Quantity { amount: amount.into(), unit }
    }
}

impl Add for Quantity {
    type Output = Quantity;

    /// # Panics
    /// If the units differ: adding hours to GiB is a bug, never an input error.
    fn add(self, other: Quantity) -> Quantity {
        assert_eq!(self.unit, other.unit, "quantities of different units cannot be added");
        Quantity { amount: self.amount + other.amount, unit: self.unit }
    }
}

/// US dollars per pricing unit; exact and never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Price {
    usd: Decimal,
    unit: Unit,
}

impl Price {
    /// `usd` dollars per `unit`.
    #[must_use]
    pub const fn new(usd: Decimal, unit: Unit) -> Self {
        Price { usd, unit }
    }

    /// Dollars per unit.
    #[must_use]
    pub const fn usd(self) -> Decimal {
        self.usd
    }

    /// The pricing unit.
    #[must_use]
    pub const fn unit(self) -> Unit {
        self.unit
    }
}

impl Mul<Quantity> for Price {
    type Output = Usd;

    /// # Panics
    /// If the units differ: pricing GiB by the hour is a bug, never an input error.
    fn mul(self, quantity: Quantity) -> Usd {
        assert_eq!(self.unit, quantity.unit, "a price applies to its own unit only");
        Usd::new(self.usd * quantity.amount)
    }
}

#[cfg(test)]
mod tests {
    use super::{Price, Quantity, Unit};
    use rust_decimal::Decimal;

    #[test]
    fn price_times_quantity_is_exact() {
        let price = Price::new("0.0000004".parse().unwrap(), Unit::Request);
        let cost = price * Quantity::new(3, Unit::Request);
        assert_eq!(cost.to_string(), "0.0000012");
    }

    #[test]
    #[should_panic(expected = "own unit")]
    fn units_do_not_mix() {
        let _ = Price::new(Decimal::ONE, Unit::Hour) * Quantity::new(1, Unit::Gib);
    }
}

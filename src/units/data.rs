//! Amounts of data, in whole bytes.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

use rust_decimal::Decimal;

use super::error::number_and_unit;
use super::{Quantity, Unit, UnitError};

/// An amount of data. Decimal units (GB, TB) and binary ones (GiB, TiB) are both understood and never
/// confused: "1 TB" is 10^12 bytes, "1 TiB" is 2^40.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Data {
    bytes: u64,
}

const BYTES_PER_GIB: u64 = 1 << 30;

/// Spellings of units with their bytes.
const UNITS: &[(&str, u64)] = &[
    ("B", 1),
    ("kB", 1_000),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("PB", 1_000_000_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("PiB", 1 << 50),
];

impl Data {
    /// Nothing.
    pub const ZERO: Data = Data { bytes: 0 };

    /// An amount of whole bytes.
    #[must_use]
    pub const fn from_bytes(bytes: u64) -> Self {
        Data { bytes }
    }

    /// An amount of whole GiB (2^30 bytes).
    #[must_use]
    pub const fn from_gib(gib: u32) -> Self {
        Data { bytes: gib as u64 * BYTES_PER_GIB }
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(self) -> u64 {
        self.bytes
    }

    /// The amount in GiB to nine places, which is to the byte: more digits than a meter reads would not fit
    /// into exact products and sums with prices.
    #[must_use]
    pub fn gib(self) -> Decimal {
        let whole = Decimal::from(self.bytes / BYTES_PER_GIB);
        let rest = Decimal::from(self.bytes % BYTES_PER_GIB) / Decimal::from(BYTES_PER_GIB);
        whole + rest.round_dp(9)
    }

    /// The amount rounded up to whole GiB, as disks are sold.
    #[must_use]
    pub const fn gib_ceil(self) -> u64 {
        self.bytes.div_ceil(BYTES_PER_GIB)
    }

    /// The amount as a quantity of `Gib` or `GibMonth`.
    #[must_use]
    pub fn quantity(self, unit: Unit) -> Quantity {
        Quantity::new(self.gib(), unit)
    }

    /// `numerator / denominator` of the amount, rounded down to a byte.
    ///
    /// # Panics
    /// If `denominator` is zero.
    #[must_use]
    pub fn fraction(self, numerator: u64, denominator: u64) -> Self {
        let bytes = u128::from(self.bytes) * u128::from(numerator) / u128::from(denominator);
        Data { bytes: u64::try_from(bytes).unwrap_or(u64::MAX) }
    }

    /// Parses an amount such as "32 GiB" or "1.5 TB".
    ///
    /// # Errors
    /// If there is no number, it is negative or too large, or the unit is not one of data.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        Self::parse_with(text, "", "data", "\"32 GiB\"")
    }

    /// Parses a monthly volume such as "5 TB/month".
    ///
    /// # Errors
    /// As [`Data::parse`].
    pub fn parse_monthly(text: &str) -> Result<Self, UnitError> {
        Self::parse_with(text, "/month", "data per month", "\"5 TB/month\"")
    }

    fn parse_with(
        text: &str,
        suffix: &str,
        dimension: &'static str,
        example: &'static str,
    ) -> Result<Self, UnitError> {
        let (number, unit) = number_and_unit(text)?;
        let scale = unit
            .strip_suffix(suffix)
            .and_then(|name| UNITS.iter().find(|(known, _)| *known == name.trim()))
            .map(|&(_, bytes)| bytes)
            .ok_or_else(|| UnitError::WrongUnit { found: unit.to_owned(), dimension, example })?;
        number
            .checked_mul(Decimal::from(scale))
            .and_then(|bytes| u64::try_from(bytes.round()).ok())
            .filter(|&bytes| bytes <= 1 << 60)
            .map(Data::from_bytes)
            .ok_or_else(|| UnitError::OutOfRange {
                text: text.to_owned(),
                range: "at most 1024 PiB",
            })
    }
}

impl Add for Data {
    type Output = Data;
    fn add(self, other: Data) -> Data {
        Data { bytes: self.bytes.saturating_add(other.bytes) }
    }
}

impl Sub for Data {
    type Output = Data;
    fn sub(self, other: Data) -> Data {
        Data { bytes: self.bytes.saturating_sub(other.bytes) }
    }
}

impl Sum for Data {
    fn sum<I: Iterator<Item = Data>>(amounts: I) -> Data {
        amounts.fold(Data::ZERO, Add::add)
    }
}

impl fmt::Display for Data {
    /// In the largest unit that leaves a short number, such as "500 GiB" or "5 TB".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let best = UNITS
            .iter()
            .rev()
            .filter(|(name, bytes)| {
                *name != "KB" && self.bytes >= *bytes && self.bytes.is_multiple_of(*bytes)
            })
            .max_by_key(|(_, bytes)| *bytes);
        match best {
            Some((name, bytes)) => write!(f, "{} {name}", self.bytes / bytes),
            None => write!(f, "0 B"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Data;

    #[test]
    fn decimal_and_binary_units_differ() {
        assert_eq!(Data::parse("1 TB").unwrap().bytes(), 1_000_000_000_000);
        assert_eq!(Data::parse("1TiB").unwrap().bytes(), 1 << 40);
        assert_eq!(Data::parse("1 TB").unwrap().gib().to_string(), "931.322574615");
        assert_eq!(Data::parse_monthly("1.5 GB/month").unwrap().bytes(), 1_500_000_000);
    }

    #[test]
    fn wrong_units_are_refused() {
        for bad in ["12", "12 Gb", "12 GB/month", "-1 GB", "GB", "99999999999 PB"] {
            assert!(Data::parse(bad).is_err(), "{bad}");
        }
        assert!(Data::parse_monthly("12 GB").is_err());
    }

    #[test]
    fn shown_in_the_unit_that_reads_best() {
        for text in ["500 GiB", "5 TB", "1 TiB", "0 B", "1500 MB"] {
            assert_eq!(Data::parse(text).unwrap().to_string(), text);
        }
    }
}

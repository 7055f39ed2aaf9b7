//! Shares of a whole.

use std::fmt;

use rust_decimal::Decimal;

use super::UnitError;
use super::error::number_and_unit;

/// A share between 0 and 1, kept in whole millionths so that splitting data by it is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share {
    millionths: u32,
}

impl Share {
    /// The whole.
    pub const ONE: Share = Share { millionths: 1_000_000 };
    /// Nothing.
    pub const ZERO: Share = Share { millionths: 0 };

    /// A share of whole per cent.
    ///
    /// # Panics
    /// If above 100: callers state constants.
    #[must_use]
    pub const fn percent(percent: u32) -> Self {
        assert!(percent <= 100, "a share is at most 100 %");
        Share { millionths: percent * 10_000 }
    }

    /// The share in millionths.
    #[must_use]
    pub const fn millionths(self) -> u32 {
        self.millionths
    }

    /// `self` of `count`, rounded up: replicas that must remain, for instance.
    #[must_use]
    pub fn of_count_ceil(self, count: u32) -> u32 {
        let product = u64::from(count) * u64::from(self.millionths);
        u32::try_from(product.div_ceil(1_000_000)).unwrap_or(u32::MAX)
    }

    /// Parses a share such as "70%" or "0.5%".
    ///
    /// # Errors
    /// If it is not a number with a per-cent sign between 0 and 100.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let (number, unit) = number_and_unit(text)?;
        if unit != "%" {
            return Err(UnitError::WrongUnit {
                found: unit.to_owned(),
                dimension: "a share",
                example: "\"70%\"",
            });
        }
        number
            .checked_mul(Decimal::from(10_000))
            .and_then(|m| u32::try_from(m.round()).ok())
            .filter(|&millionths| millionths <= 1_000_000)
            .map(|millionths| Share { millionths })
            .ok_or_else(|| UnitError::OutOfRange { text: text.to_owned(), range: "0% to 100%" })
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = Decimal::from(self.millionths) / Decimal::from(10_000);
        f.pad(&format!("{}%", percent.normalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::Share;

    #[test]
    fn counts_round_up() {
        assert_eq!(Share::percent(25).of_count_ceil(12), 3);
        assert_eq!(Share::percent(25).of_count_ceil(5), 2);
        assert_eq!(Share::ONE.of_count_ceil(7), 7);
        assert_eq!(Share::parse("12.5%").unwrap().to_string(), "12.5%");
        assert!(Share::parse("101%").is_err());
        assert!(Share::parse("0.5").is_err());
    }
}

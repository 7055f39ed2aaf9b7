//! Amounts of money.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use rust_decimal::Decimal;

use super::UnitError;
use super::error::number_and_unit;

/// An exact amount of US dollars. Sums and differences only; products come from [`super::Price`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Usd(Decimal);

impl Usd {
    /// Nothing.
    pub const ZERO: Usd = Usd(Decimal::ZERO);

    /// An amount of dollars.
    #[must_use]
    pub const fn new(dollars: Decimal) -> Self {
        Usd(dollars)
    }

    /// The dollars as a number, for comparison and display.
    #[must_use]
    pub const fn dollars(self) -> Decimal {
        self.0
    }

    /// This amount as often as `factor` says (months in a year, for instance).
    #[must_use]
    pub fn times(self, factor: u32) -> Self {
        Usd(self.0 * Decimal::from(factor))
    }

    /// Parses a monthly amount such as "$4000/month" or "4000 USD/month".
    ///
    /// # Errors
    /// If there is no number, it is negative, or the unit is not dollars per month.
    pub fn parse_monthly(text: &str) -> Result<Self, UnitError> {
        Self::parse_rate(text, ["/month", "USD/month"], "money per month", "\"$4000/month\"")
    }

    /// Parses an hourly amount such as "$25000/hour" or "25000 USD/hour".
    ///
    /// # Errors
    /// If there is no number, it is negative, or the unit is not dollars per hour.
    pub fn parse_hourly(text: &str) -> Result<Self, UnitError> {
        Self::parse_rate(text, ["/hour", "USD/hour"], "money per hour", "\"$25000/hour\"")
    }

    /// Parses an amount with a unit: the first after a dollar sign, the second without one.
    fn parse_rate(
        text: &str,
        units: [&str; 2],
        dimension: &'static str,
        example: &'static str,
    ) -> Result<Self, UnitError> {
        let (body, dollar) = match text.trim().strip_prefix('$') {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let (number, unit) = number_and_unit(body)?;
        if unit == units[usize::from(!dollar)] {
            Ok(Usd(number))
        } else {
            Err(UnitError::WrongUnit { found: unit.to_owned(), dimension, example })
        }
    }
}

impl Add for Usd {
    type Output = Usd;
    fn add(self, other: Usd) -> Usd {
        Usd(self.0 + other.0)
    }
}

impl AddAssign for Usd {
    fn add_assign(&mut self, other: Usd) {
        self.0 += other.0;
    }
}

impl Sub for Usd {
    type Output = Usd;
    fn sub(self, other: Usd) -> Usd {
        Usd(self.0 - other.0)
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Usd>>(amounts: I) -> Usd {
        amounts.fold(Usd::ZERO, Add::add)
    }
}

impl fmt::Display for Usd {
    /// The exact number without trailing zeros, as the JSON output spells money.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.normalize())
    }
}

#[cfg(test)]
mod tests {
    use super::Usd;

    #[test]
    fn monthly_amounts_need_their_unit() {
        assert_eq!(Usd::parse_monthly("$4000/month").unwrap().to_string(), "4000");
        assert_eq!(Usd::parse_monthly("12.50 USD/month").unwrap().to_string(), "12.5");
        for bad in ["4000", "$4000", "$4000/year", "$-1/month", "lots"] {
            assert!(Usd::parse_monthly(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn hourly_amounts_need_theirs() {
        assert_eq!(Usd::parse_hourly("$25000/hour").unwrap().to_string(), "25000");
        assert_eq!(Usd::parse_hourly("2.50 USD/hour").unwrap().to_string(), "2.5");
        for bad in ["25", "$25", "$25/month", "$25USD/hour", "25/hour"] {
            assert!(Usd::parse_hourly(bad).is_err(), "{bad}");
        }
    }
}

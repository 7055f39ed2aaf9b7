//! Availability as an exact fraction of time.

use std::fmt;
use std::ops::Mul;

use rust_decimal::Decimal;

use super::UnitError;
use super::error::number_and_unit;

/// A fraction of time in service, between 0 and 1, to twelve decimal places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Availability(Decimal);

const PLACES: u32 = 12;

impl Availability {
    /// Always in service.
    pub const ALWAYS: Availability = Availability(Decimal::ONE);

    /// From a fraction; clamped to 0..=1 and rounded down to twelve places, so never optimistic.
    #[must_use]
    pub fn from_fraction(fraction: Decimal) -> Self {
        let clamped = fraction.clamp(Decimal::ZERO, Decimal::ONE);
        Availability(clamped.round_dp_with_strategy(PLACES, rust_decimal::RoundingStrategy::ToZero))
    }

    /// The fraction of time in service.
    #[must_use]
    pub const fn fraction(self) -> Decimal {
        self.0
    }

    /// The fraction of time out of service.
    #[must_use]
    pub fn unavailability(self) -> Decimal {
        Decimal::ONE - self.0
    }

    /// Parses a percentage such as "99.95%".
    ///
    /// # Errors
    /// If it is not a number with a per-cent sign between 0 and 100.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let (number, unit) = number_and_unit(text)?;
        if unit != "%" {
            return Err(UnitError::WrongUnit {
                found: unit.to_owned(),
                dimension: "availability",
                example: "\"99.95%\"",
            });
        }
        if number > Decimal::ONE_HUNDRED {
            return Err(UnitError::OutOfRange { text: text.to_owned(), range: "0% to 100%" });
        }
        Ok(Self::from_fraction(number / Decimal::ONE_HUNDRED))
    }
}

impl Mul for Availability {
    type Output = Availability;

    /// In series: both must be in service.
    fn mul(self, other: Availability) -> Availability {
        Self::from_fraction(self.0 * other.0)
    }
}

impl fmt::Display for Availability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}%", (self.0 * Decimal::ONE_HUNDRED).normalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::Availability;

    #[test]
    fn series_multiplies_and_never_rounds_up() {
        let a = Availability::parse("99.95%").unwrap();
        assert_eq!((a * a).to_string(), "99.900025%");
        assert!(Availability::parse("101%").is_err());
        assert!(Availability::parse("0.99").is_err());
    }
}

//! How often something happens, as a count per month of 730 hours.

use rust_decimal::Decimal;

use super::UnitError;
use super::error::number_and_unit;

/// Events per month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(Decimal);

const DIMENSION: &str = "events per time";
const EXAMPLE: &str = "\"50M/month\"";

/// More than this happens nowhere.
const MAX: u64 = 1_000_000_000_000_000;

/// Occurrences of a period in a month of 730 hours; a day is a 30.4167th part of it.
const PERIODS: &[(&str, (u32, u32))] = &[
    ("month", (1, 1)),
    ("day", (730, 24)),
    ("hour", (730, 1)),
    ("h", (730, 1)),
    ("minute", (43_800, 1)),
    ("s", (2_628_000, 1)),
];

const SCALES: &[(&str, u32)] = &[("", 1), ("k", 1_000), ("M", 1_000_000), ("B", 1_000_000_000)];

impl Rate {
    /// Events per month, not necessarily a whole number.
    #[must_use]
    pub const fn per_month(self) -> Decimal {
        self.0
    }

    /// Parses a rate such as "50M/month", "1.5B/month" or "200/s".
    ///
    /// # Errors
    /// If there is no number, it is negative or too large, or the unit is not one of rates.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let (number, unit) = number_and_unit(text)?;
        let wrong = || UnitError::WrongUnit {
            found: unit.to_owned(),
            dimension: DIMENSION,
            example: EXAMPLE,
        };
        let (scale, period) = unit.split_once('/').ok_or_else(wrong)?;
        let find = |name: &str| SCALES.iter().find(|(known, _)| *known == name);
        let (_, scale) = find(scale.trim()).ok_or_else(wrong)?;
        let (_, (times, divided)) =
            PERIODS.iter().find(|(known, _)| *known == period.trim()).ok_or_else(wrong)?;
        let factor = Decimal::from(*scale) * Decimal::from(*times);
        number
            .checked_mul(factor)
            .map(|count| (count / Decimal::from(*divided)).round_dp(6))
            .filter(|count| *count <= Decimal::from(MAX))
            .map(Rate)
            .ok_or_else(|| UnitError::OutOfRange {
                text: text.to_owned(),
                range: "at most 1000000B/month",
            })
    }
}

#[cfg(test)]
mod tests {
    use super::Rate;

    #[test]
    fn rates_are_counted_by_the_month() {
        let per_month = |text: &str| Rate::parse(text).unwrap().per_month().normalize().to_string();
        assert_eq!(per_month("50M/month"), "50000000");
        assert_eq!(per_month("1.5B / month"), "1500000000");
        assert_eq!(per_month("2/s"), "5256000");
        assert_eq!(per_month("24/day"), "730");
        assert_eq!(per_month("10 k/hour"), "7300000");
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for text in ["", "50", "50M", "50 GB/month", "-1/s", "M/month", "9999999B/month"] {
            assert!(Rate::parse(text).is_err(), "{text}");
        }
    }
}

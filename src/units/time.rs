//! Spans of time: seconds for recovery, milliseconds for latency, hours for billing.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use rust_decimal::Decimal;

use super::UnitError;
use super::error::number_and_unit;

/// Hours in the month that every price and total refers to.
pub const HOURS_PER_MONTH: u32 = 730;

/// A span of whole seconds: recovery times, recovery points, intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Seconds(pub u64);

const SECOND_UNITS: &[(&str, u64)] =
    &[("s", 1), ("m", 60), ("min", 60), ("h", 3_600), ("d", 86_400)];

impl Seconds {
    /// Parses a span such as "30s", "15m", "4h" or "7d".
    ///
    /// # Errors
    /// If there is no number, it is negative or above ten years, or the unit is not one of time.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let (number, unit) = number_and_unit(text)?;
        let scale = SECOND_UNITS.iter().find(|(name, _)| *name == unit).map(|&(_, scale)| scale);
        let scale = scale.ok_or_else(|| UnitError::WrongUnit {
            found: unit.to_owned(),
            dimension: "time",
            example: "\"15m\"",
        })?;
        number
            .checked_mul(Decimal::from(scale))
            .and_then(|s| u64::try_from(s.ceil()).ok())
            .filter(|&s| s <= 10 * 366 * 86_400)
            .map(Seconds)
            .ok_or_else(|| UnitError::OutOfRange {
                text: text.to_owned(),
                range: "at most ten years",
            })
    }
}

impl Add for Seconds {
    type Output = Seconds;
    fn add(self, other: Seconds) -> Seconds {
        Seconds(self.0.saturating_add(other.0))
    }
}

impl Sum for Seconds {
    fn sum<I: Iterator<Item = Seconds>>(spans: I) -> Seconds {
        spans.fold(Seconds(0), Add::add)
    }
}

impl fmt::Display for Seconds {
    /// In the largest unit that divides it: "90s", "15m", "4h", "7d".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [("d", 86_400), ("h", 3_600), ("m", 60)];
        let best = units.iter().find(|(_, s)| self.0 > 0 && self.0.is_multiple_of(*s));
        let text = match best {
            Some((name, s)) => format!("{}{name}", self.0 / s),
            None => format!("{}s", self.0),
        };
        f.pad(&text)
    }
}

/// A span of milliseconds, exact: round-trip times and latency bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Millis(pub Decimal);

impl Millis {
    /// Parses a span such as "25ms" or "1.5s".
    ///
    /// # Errors
    /// If there is no number, it is negative, or the unit is neither ms nor s.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let (number, unit) = number_and_unit(text)?;
        let out_of_range =
            || UnitError::OutOfRange { text: text.to_owned(), range: "at most 1000 seconds" };
        let millis = match unit {
            "ms" => number,
            "s" => number.checked_mul(Decimal::from(1_000)).ok_or_else(out_of_range)?,
            _ => {
                return Err(UnitError::WrongUnit {
                    found: unit.to_owned(),
                    dimension: "latency",
                    example: "\"25ms\"",
                });
            }
        };
        if millis > Decimal::from(1_000_000) { Err(out_of_range()) } else { Ok(Millis(millis)) }
    }
}

impl Add for Millis {
    type Output = Millis;
    fn add(self, other: Millis) -> Millis {
        Millis(self.0 + other.0)
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}ms", self.0.normalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Millis, Seconds};

    #[test]
    fn spans_read_back_as_written() {
        for text in ["90s", "15m", "4h", "7d", "0s"] {
            assert_eq!(Seconds::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Millis::parse("1.5s").unwrap().to_string(), "1500ms");
        assert_eq!(Millis::parse("2.50ms").unwrap().to_string(), "2.5ms");
    }

    #[test]
    fn wrong_units_are_refused() {
        for bad in ["15", "15 parsecs", "-5m", "9999999999d", "m"] {
            assert!(Seconds::parse(bad).is_err(), "{bad}");
        }
        for bad in ["25", "25m", "99999999s"] {
            assert!(Millis::parse(bad).is_err(), "{bad}");
        }
    }
}

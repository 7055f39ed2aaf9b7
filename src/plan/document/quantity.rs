//! Quantities with their unit, as texts: "32 GiB", "99.9%", "15m", "$4000/month", "36 months".

use crate::units::{Availability, Data, Decimal, Millis, Rate, Seconds, Share, UnitError, Usd};

use super::{Node, Notation, Value, Wrong};

/// A quantity that is written as a number and a unit in a string.
pub(crate) struct Quantity<T> {
    parse: fn(&str) -> Result<T, UnitError>,
    example: &'static str,
}

/// An amount of data above zero.
pub(crate) const SOME_DATA: Quantity<Data> = Quantity { parse: some_data, example: "\"32 GiB\"" };
/// An amount of data, possibly none.
pub(crate) const ANY_DATA: Quantity<Data> = Quantity { parse: Data::parse, example: "\"32 GiB\"" };
/// Events per time.
pub(crate) const RATE: Quantity<Rate> = Quantity { parse: Rate::parse, example: "\"50M/month\"" };
/// Whole days, up to ten years.
pub(crate) const DAYS: Quantity<u32> = Quantity { parse: some_days, example: "\"30d\"" };
/// Data per month.
pub(crate) const MONTHLY_DATA: Quantity<Data> =
    Quantity { parse: Data::parse_monthly, example: "\"5 TB/month\"" };
/// A recovery time or recovery point.
pub(crate) const SPAN: Quantity<Seconds> = Quantity { parse: Seconds::parse, example: "\"15m\"" };
/// How long backups are kept: whole days, 1 to 35.
pub(crate) const RETENTION: Quantity<u32> = Quantity { parse: retention_days, example: "\"7d\"" };
/// A round trip or a latency bound.
pub(crate) const RTT: Quantity<Millis> = Quantity { parse: Millis::parse, example: "\"25ms\"" };
/// A share, possibly none.
pub(crate) const PERCENT: Quantity<Share> = Quantity { parse: Share::parse, example: "\"70%\"" };
/// A share above zero.
pub(crate) const POSITIVE_PERCENT: Quantity<Share> =
    Quantity { parse: positive_share, example: "\"70%\"" };
/// An availability below 100 %.
pub(crate) const AVAILABILITY: Quantity<Availability> =
    Quantity { parse: availability, example: "\"99.9%\"" };
/// Money per month.
pub(crate) const MONEY: Quantity<Usd> = Quantity { parse: money, example: "\"$4000/month\"" };
/// Money per hour.
pub(crate) const HOURLY: Quantity<Usd> = Quantity { parse: hourly, example: "\"$25000/hour\"" };
/// A distance in whole kilometres.
pub(crate) const DISTANCE: Quantity<u32> = Quantity { parse: kilometres, example: "\"300 km\"" };
/// Months over which commitments may run.
pub(crate) const HORIZON: Quantity<u32> = Quantity { parse: months, example: "\"36 months\"" };

impl<T> Notation for Quantity<T> {
    type Value = T;

    fn read(&self, node: &Node) -> Result<T, Wrong> {
        let Value::Text(text) = &node.value else {
            let expected = "a string with a number and its unit";
            let example = match &node.value {
                Value::Number(number) => with_number(self.example, &number.to_string()),
                _ => self.example.to_owned(),
            };
            return Err(Wrong::type_of(node, expected, &example));
        };
        (self.parse)(text).map_err(|error| self.wrong(text, error))
    }

    fn example(&self) -> String {
        self.example.to_owned()
    }
}

impl<T> Quantity<T> {
    fn wrong(&self, text: &str, error: UnitError) -> Wrong {
        let mut example = self.example.to_owned();
        let wrong = match error {
            UnitError::NotANumber { .. } => {
                Wrong::new("must be a number with its unit").because("this is no number")
            }
            UnitError::WrongUnit { found, dimension, .. } if found.is_empty() => {
                example = with_number(self.example, text.trim());
                Wrong::new("has no unit").because(format!("a unit of {dimension} is expected"))
            }
            UnitError::WrongUnit { found, dimension, .. } => Wrong::new("has a wrong unit")
                .because(format!("`{found}` is not a unit of {dimension}")),
            UnitError::Negative { .. } => {
                Wrong::new("is negative").because("a negative amount makes no sense here")
            }
            UnitError::OutOfRange { range, .. } => {
                Wrong::new("is out of range").because(format!("allowed: {range}"))
            }
        };
        wrong.hint(format!("write it as in {example}"))
    }
}

/// The example with its number replaced by the one that was written without a unit.
fn with_number(example: &str, number: &str) -> String {
    let digit = |c: char| c.is_ascii_digit() || c == '.';
    let start = example.find(digit).unwrap_or(example.len());
    let rest = example[start..].trim_start_matches(digit);
    let number = number.trim_start_matches(['$', '-', '+']);
    format!("{}{number}{rest}", &example[..start])
}

fn out_of_range(text: &str, range: &'static str) -> UnitError {
    UnitError::OutOfRange { text: text.to_owned(), range }
}

fn some_data(text: &str) -> Result<Data, UnitError> {
    let data = Data::parse(text)?;
    if data == Data::ZERO { Err(out_of_range(text, "more than nothing")) } else { Ok(data) }
}

fn positive_share(text: &str) -> Result<Share, UnitError> {
    let share = Share::parse(text)?;
    if share == Share::ZERO {
        Err(out_of_range(text, "more than 0%, at most 100%"))
    } else {
        Ok(share)
    }
}

fn availability(text: &str) -> Result<Availability, UnitError> {
    let target = Availability::parse(text)?;
    if target == Availability::ALWAYS {
        return Err(out_of_range(text, "below 100%, as nothing is always available"));
    }
    Ok(target)
}

fn retention_days(text: &str) -> Result<u32, UnitError> {
    days_within(text, 35, "whole days from 1d to 35d")
}

fn some_days(text: &str) -> Result<u32, UnitError> {
    days_within(text, 3_650, "whole days from 1d to 3650d")
}

fn days_within(text: &str, most: u32, range: &'static str) -> Result<u32, UnitError> {
    let seconds = Seconds::parse(text)?.0;
    let days = seconds.is_multiple_of(86_400).then_some(seconds / 86_400);
    days.and_then(|days| u32::try_from(days).ok())
        .filter(|days| (1..=most).contains(days))
        .ok_or_else(|| out_of_range(text, range))
}

fn money(text: &str) -> Result<Usd, UnitError> {
    let amount = Usd::parse_monthly(text)?;
    // Far above any bill, far below what sums could overflow at.
    if amount.dollars() > Decimal::from(1_000_000_000_000_u64) {
        return Err(out_of_range(text, "at most $1000000000000/month"));
    }
    Ok(amount)
}

fn hourly(text: &str) -> Result<Usd, UnitError> {
    let amount = Usd::parse_hourly(text)?;
    // A thousandth of what a month of it may come to.
    if amount.dollars() > Decimal::from(1_000_000_000_u64) {
        return Err(out_of_range(text, "at most $1000000000/hour"));
    }
    Ok(amount)
}

fn kilometres(text: &str) -> Result<u32, UnitError> {
    let km = whole(text, &[("km", 1)], "distance", "\"300 km\"")?;
    // Half the circumference of the earth: no two sites are further apart.
    if km > 20_037 { Err(out_of_range(text, "at most 20037 km")) } else { Ok(km) }
}

fn months(text: &str) -> Result<u32, UnitError> {
    let units = [("months", 1), ("month", 1), ("years", 12), ("year", 12)];
    let months = whole(text, &units, "months or years", "\"36 months\"")?;
    if (1..=120).contains(&months) {
        Ok(months)
    } else {
        Err(out_of_range(text, "1 month to 10 years"))
    }
}

/// A whole number with one of a few units, each a multiple of the first.
fn whole(
    text: &str,
    units: &[(&str, u32)],
    dimension: &'static str,
    example: &'static str,
) -> Result<u32, UnitError> {
    let trimmed = text.trim();
    if trimmed.starts_with('-') {
        return Err(UnitError::Negative { text: text.to_owned() });
    }
    let end = trimmed.find(|c: char| !c.is_ascii_digit()).unwrap_or(trimmed.len());
    if end == 0 {
        return Err(UnitError::NotANumber { text: text.to_owned() });
    }
    let unit = trimmed[end..].trim();
    let scale = units.iter().find(|(name, _)| *name == unit).map(|&(_, scale)| scale);
    let scale =
        scale.ok_or_else(|| UnitError::WrongUnit { found: unit.to_owned(), dimension, example })?;
    let number: Option<u32> = trimmed[..end].parse().ok();
    number
        .and_then(|n| n.checked_mul(scale))
        .ok_or_else(|| out_of_range(text, "at most 4294967295"))
}

#[cfg(test)]
mod tests {
    use super::{kilometres, months, retention_days, with_number};

    #[test]
    fn examples_take_the_number_that_was_written() {
        assert_eq!(with_number("\"32 GiB\"", "4"), "\"4 GiB\"");
        assert_eq!(with_number("\"$4000/month\"", "$12.5"), "\"$12.5/month\"");
        assert_eq!(with_number("\"99.9%\"", "-3"), "\"3%\"");
    }

    #[test]
    fn whole_quantities_keep_to_their_ranges() {
        assert_eq!(months("3 years"), Ok(36));
        assert_eq!(months("1 month"), Ok(1));
        assert_eq!(kilometres("300km"), Ok(300));
        assert_eq!(retention_days("35d"), Ok(35));
        assert_eq!(retention_days("48h"), Ok(2));
        for bad in ["", "months", "0 months", "11 years", "-1 month", "9999999999 years", "2 weeks"]
        {
            assert!(months(bad).is_err(), "{bad}");
        }
        for bad in ["36h", "0d", "36d", "1 km"] {
            assert!(retention_days(bad).is_err(), "{bad}");
        }
    }
}

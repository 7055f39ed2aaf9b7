//! Numbers as people read them. The one place where anything is rounded.
//!
//! Money is rounded half up to cents, with thousands separators; latency half up to tenths of a
//! millisecond. Availability and shares of certainty are cut, never rounded up, so that no figure
//! looks better than it is. A total is the rounded exact sum, not the sum of rounded lines.

use rust_decimal::RoundingStrategy;

use crate::units::{Availability, Decimal, Millis, Seconds, Usd};

/// Dollars and cents, such as "1,234.50"; what is above zero but below half a cent is "<0.01".
pub(super) fn money(amount: Usd) -> String {
    let rounded = cents(amount).dollars();
    if rounded.is_zero() && amount > Usd::ZERO {
        return "<0.01".to_owned();
    }
    grouped(rounded, 2)
}

/// The amount as it is shown, in whole cents.
pub(super) fn cents(amount: Usd) -> Usd {
    Usd::new(half_up(amount.dollars(), 2))
}

/// An amount of data or requests to one decimal place.
pub(super) fn volume(amount: Decimal) -> String {
    half_up(amount, 1).to_string()
}

/// What an amount a month is in an hour, in dollars and cents.
pub(super) fn hourly(monthly: Usd) -> String {
    money(Usd::new(monthly.dollars() / Decimal::from(crate::units::HOURS_PER_MONTH)))
}

/// A share of a whole as a percentage with one decimal, such as "12.3%".
pub(super) fn share(part: Usd, whole: Usd) -> String {
    if whole.dollars().is_zero() {
        return "-".to_owned();
    }
    let percent = part.dollars() / whole.dollars() * Decimal::ONE_HUNDRED;
    format!("{:.1}%", half_up(percent, 1))
}

/// How much more something is than before, such as "+12.3%"; "-" of nothing.
pub(super) fn share_more(before: Usd, after: Usd) -> String {
    let more = after - before;
    let share = share(more, before);
    if more > Usd::ZERO && share != "-" { format!("+{share}") } else { share }
}

/// A difference of shares in percentage points, such as "0.4900 points", cut after four decimals.
pub(super) fn points(difference: Decimal) -> String {
    let points = difference * Decimal::ONE_HUNDRED;
    format!("{:.4} points", points.round_dp_with_strategy(4, RoundingStrategy::ToZero))
}

/// A gap as a percentage, rounded up so that it is never understated: "0.05%", "0%".
pub(super) fn gap(fraction: Decimal) -> String {
    let percent = fraction * Decimal::ONE_HUNDRED;
    let up = percent.round_dp_with_strategy(4, RoundingStrategy::ToPositiveInfinity);
    format!("{}%", up.normalize())
}

/// An availability in per cent, cut after four decimals.
pub(super) fn availability(value: Availability) -> String {
    let percent = value.fraction() * Decimal::ONE_HUNDRED;
    format!("{:.4}%", percent.round_dp_with_strategy(4, RoundingStrategy::ToZero))
}

/// The time out of service in a month of 730 hours, rounded up to seconds.
pub(super) fn downtime(value: Availability) -> String {
    let seconds = value.unavailability() * Decimal::from(crate::units::HOURS_PER_MONTH * 3_600);
    let whole = u64::try_from(seconds.ceil()).unwrap_or(u64::MAX);
    duration(Seconds(whole))
}

/// How much of the time that a target allows out of service an estimate uses, rounded up: "86.4%".
pub(super) fn used(estimate: Availability, target: Availability) -> String {
    let part = estimate.unavailability() / target.unavailability() * Decimal::ONE_HUNDRED;
    format!("{:.1}%", part.round_dp_with_strategy(1, RoundingStrategy::ToPositiveInfinity))
}

/// What part of a whole something is, rounded down to whole per cent: "66%"; "-" of nothing.
pub(super) fn part(part: Decimal, whole: Decimal) -> String {
    if whole.is_zero() {
        return "-".to_owned();
    }
    format!("{}%", (part / whole * Decimal::ONE_HUNDRED).trunc().normalize())
}

/// A latency such as "12.3 ms".
pub(super) fn millis(value: Millis) -> String {
    format!("{} ms", half_up(value.0, 1).normalize())
}

/// A latency as a limit that allows it: rounded up to microseconds.
pub(super) fn millis_allowed(value: Millis) -> String {
    let up = value.0.round_dp_with_strategy(3, RoundingStrategy::ToPositiveInfinity);
    format!("{} ms", up.normalize())
}

/// An amount as a limit that allows it: rounded up to cents.
pub(super) fn money_allowed(amount: Usd) -> String {
    money(Usd::new(
        amount.dollars().round_dp_with_strategy(2, RoundingStrategy::ToPositiveInfinity),
    ))
}

/// A span of time in its two largest units, such as "1h 5m"; shorter units are rounded up.
pub(super) fn duration(span: Seconds) -> String {
    const UNITS: [(&str, u64); 4] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];
    let Some(largest) = UNITS.iter().position(|&(_, length)| span.0 >= length) else {
        return "0s".to_owned();
    };
    let (second, finest) = UNITS.get(largest + 1).copied().unwrap_or(("", 1));
    let rounded = span.0.div_ceil(finest).saturating_mul(finest);
    let (first, length) = UNITS[largest];
    match rounded % length / finest {
        0 => format!("{}{first}", rounded / length),
        rest => format!("{}{first} {rest}{second}", rounded / length),
    }
}

/// A whole number with thousands separators.
pub(super) fn count(n: usize) -> String {
    grouped(Decimal::from(n), 0)
}

fn half_up(number: Decimal, places: u32) -> Decimal {
    number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// Writes an already rounded number with thousands separators and a fixed number of decimals.
fn grouped(number: Decimal, places: usize) -> String {
    let text = format!("{:.places$}", number.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if number.is_sign_negative() && !number.is_zero() {
        out.push('-');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{availability, count, downtime, duration, gap, millis, money, share};
    use crate::units::{Availability, Millis, Seconds, Usd};

    fn usd(text: &str) -> Usd {
        Usd::new(text.parse().unwrap())
    }

    #[test]
    fn money_has_cents_and_separators() {
        for (exact, shown) in [
            ("0", "0.00"),
            ("0.004", "<0.01"),
            ("0.005", "0.01"),
            ("2.675", "2.68"),
            ("999.995", "1,000.00"),
            ("1234567.8", "1,234,567.80"),
            ("-1234.5", "-1,234.50"),
        ] {
            assert_eq!(money(usd(exact)), shown);
        }
    }

    #[test]
    fn nothing_looks_better_than_it_is() {
        let nearly = Availability::from_fraction("0.99999999".parse().unwrap());
        assert_eq!(availability(nearly), "99.9999%");
        assert_eq!(downtime(Availability::parse("99.9%").unwrap()), "43m 48s");
        assert_eq!(gap("0.0004200001".parse().unwrap()), "0.0421%");
        assert_eq!(gap("0".parse().unwrap()), "0%");
    }

    #[test]
    fn times_read_in_their_largest_units() {
        for (seconds, shown) in
            [(0, "0s"), (59, "59s"), (60, "1m"), (125, "2m 5s"), (3_601, "1h 1m"), (172_800, "2d")]
        {
            assert_eq!(duration(Seconds(seconds)), shown);
        }
        assert_eq!(millis(Millis("12.349".parse().unwrap())), "12.3 ms");
    }

    #[test]
    fn shares_and_counts() {
        assert_eq!(share(usd("1"), usd("3")), "33.3%");
        assert_eq!(share(usd("0"), usd("0")), "-");
        assert_eq!(count(75_432), "75,432");
    }
}

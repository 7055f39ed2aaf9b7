//! Reads exact decimal numbers from catalog text quickly.
//!
//! Prices are short ("0.0416"), and there are hundreds of thousands of them, so one pass over the bytes does
//! it. Nothing goes through a float. Numbers are bounded, so that products of them cannot overflow.

use crate::units::Decimal;

/// Digits that surely fit the integer they are collected in, and more than any list has.
const MAX_DIGITS: usize = 18;

/// No price, size or tier of a catalog is larger than this.
const MAX_VALUE: i64 = 1_000_000_000_000;

/// The number written as `12`, `0.5` or `-1.25`; `None` for anything else, such as `1e3` or `1,000`, and
/// beyond 18 digits or 10^12.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if digits.len() > MAX_DIGITS + 1 {
        return None;
    }
    let (mantissa, scale) = mantissa_and_scale(digits.as_bytes())?;
    let number = Decimal::new(if negative { -mantissa } else { mantissa }, scale);
    // Only long whole numbers can be too large; the others need no comparison.
    (mantissa <= MAX_VALUE || number.abs() <= Decimal::from(MAX_VALUE)).then_some(number)
}

fn mantissa_and_scale(digits: &[u8]) -> Option<(i64, u32)> {
    let mut mantissa: i64 = 0;
    let mut scale: Option<u32> = None;
    let mut seen = 0;
    for &byte in digits {
        match byte {
            b'0'..=b'9' if seen < MAX_DIGITS => {
                mantissa = mantissa * 10 + i64::from(byte - b'0');
                scale = scale.map(|s| s + 1);
                seen += 1;
            }
            b'.' if scale.is_none() && seen > 0 => scale = Some(0),
            _ => return None,
        }
    }
    (seen > 0 && scale != Some(0)).then_some((mantissa, scale.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn numbers_are_exact() {
        for text in ["0", "12", "0.0416", "-33.92", "1000000000000", "0.00000000000000001"] {
            assert_eq!(decimal(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let odd = ["", "-", ".", ".5", "5.", "1.2.3", "1e3", "1,5", " 1", "0x10", "--1"];
        let long =
            ["1000000000001", "999999999999999999", "0.000000000000000001", "12345678901234567890"];
        for text in odd.into_iter().chain(long) {
            assert_eq!(decimal(text), None, "{text}");
        }
    }
}

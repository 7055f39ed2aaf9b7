//! Factors on amounts and prices: `x1.5`, `+10%`, `-20%`.

use crate::units::{Decimal, number_and_unit};

use super::{Node, Notation, Value, Wrong};

/// How much more or less.
pub(crate) struct Factor;

/// The notation of factors.
pub(crate) const FACTOR: Factor = Factor;

/// A larger factor is a slip of the pen.
const MAX: u32 = 1_000;

impl Notation for Factor {
    type Value = Decimal;

    fn read(&self, node: &Node) -> Result<Decimal, Wrong> {
        let Value::Text(text) = &node.value else {
            return Err(Wrong::type_of(node, "a factor in quotes", &self.example()));
        };
        let in_range = |factor: &Decimal| *factor >= Decimal::ZERO && *factor <= Decimal::from(MAX);
        match parse(text) {
            Some(factor) if in_range(&factor) => Ok(factor),
            Some(_) => Err(Wrong::new("is out of range").because("allowed: x0 to x1000")),
            None => {
                Err(Wrong::new("is not a factor")
                    .hint("write it as in x1.5, +10% or -20%".to_owned()))
            }
        }
    }

    fn example(&self) -> String {
        "\"x1.5\"".to_owned()
    }
}

fn parse(text: &str) -> Option<Decimal> {
    let text = text.trim();
    if let Some(factor) = text.strip_prefix('x') {
        return number(factor);
    }
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-Decimal::ONE, rest),
        None => (Decimal::ONE, text.strip_prefix('+')?),
    };
    let percent = number(rest.strip_suffix('%')?)?;
    Some(Decimal::ONE + sign * percent / Decimal::ONE_HUNDRED)
}

/// A number of plain digits.
fn number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let plain = text.starts_with(|c: char| c.is_ascii_digit()) && text.len() <= 12;
    plain.then(|| Decimal::from_str_exact(text).ok()).flatten()
}

/// A quantity such as "60 GB/month" or "$100/month" multiplied; `None` if it begins with no number.
pub(crate) fn scaled(text: &str, factor: Decimal) -> Option<String> {
    let (number, unit) = number_and_unit(text).ok()?;
    // Finer than any unit counts; exact products may have more digits than fit.
    let product = number.checked_mul(factor)?.round_dp(9).normalize();
    Some(format!("{product} {unit}"))
}

#[cfg(test)]
mod tests {
    use super::{parse, scaled};

    #[test]
    fn factors_are_read_in_both_spellings() {
        let read = |text| parse(text).map(|factor| factor.normalize().to_string());
        assert_eq!(read("x1.5").as_deref(), Some("1.5"));
        assert_eq!(read("+10%").as_deref(), Some("1.1"));
        assert_eq!(read("-20%").as_deref(), Some("0.8"));
        for bad in ["", "1.5", "x", "x-1", "+%", "10%", "x1e3", "+10", "x1.5.2"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn quantities_keep_their_unit() {
        let by = "1.5".parse().unwrap();
        assert_eq!(scaled("60 GB/month", by).as_deref(), Some("90 GB/month"));
        assert_eq!(scaled("50M/month", by).as_deref(), Some("75 M/month"));
        assert_eq!(scaled("lots", by), None);
    }
}

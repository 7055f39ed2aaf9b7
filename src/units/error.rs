//! Why a text is not a quantity.

use thiserror::Error;

/// A text that is not a quantity of the expected dimension.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnitError {
    /// No number at the start of the text.
    #[error("`{text}` does not start with a number")]
    NotANumber {
        /// The text as written.
        text: String,
    },
    /// A number, but without a unit or with one of another dimension.
    #[error("`{found}` is not a unit of {dimension}; write it as in {example}")]
    WrongUnit {
        /// The unit as written; empty if there was none.
        found: String,
        /// What was expected, such as "data".
        dimension: &'static str,
        /// A correct spelling.
        example: &'static str,
    },
    /// A negative number where none makes sense.
    #[error("`{text}` is negative")]
    Negative {
        /// The text as written.
        text: String,
    },
    /// A number beyond what can be represented or makes sense.
    #[error("`{text}` is out of range: {range}")]
    OutOfRange {
        /// The text as written.
        text: String,
        /// The allowed range in words.
        range: &'static str,
    },
}

/// Splits "12.5 GiB" into its exact number and the rest, trimmed; refuses negative numbers.
pub(crate) fn number_and_unit(text: &str) -> Result<(rust_decimal::Decimal, &str), UnitError> {
    let trimmed = text.trim();
    let end = trimmed
        .char_indices()
        .find(|&(i, c)| {
            !(c.is_ascii_digit() || c == '.' || c == '_' || (i == 0 && "+-".contains(c)))
        })
        .map_or(trimmed.len(), |(i, _)| i);
    let digits: String = trimmed[..end].chars().filter(|&c| c != '_').collect();
    let number: rust_decimal::Decimal =
        digits.parse().map_err(|_| UnitError::NotANumber { text: text.to_owned() })?;
    if number.is_sign_negative() && !number.is_zero() {
        return Err(UnitError::Negative { text: text.to_owned() });
    }
    Ok((number, trimmed[end..].trim()))
}

//! A month of the calendar, such as the one that a bill is for. Nothing here knows what month it is.

use std::fmt;

use super::{Date, UnitError};

/// A month of a year, ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: Date,
}

impl Month {
    /// Reads `2026-12`.
    ///
    /// # Errors
    /// If the text is written otherwise, or there is no such month.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let wrong =
            |_| UnitError::OutOfRange { text: text.to_owned(), range: "a month as 2026-12" };
        Date::parse(&format!("{text}-01")).map(|first| Month { first }).map_err(wrong)
    }

    /// The day on which it begins.
    #[must_use]
    pub const fn first_day(self) -> Date {
        self.first
    }

    /// The first day that is no longer in it.
    #[must_use]
    pub const fn end(self) -> Date {
        self.first.a_month_later()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.first.to_string();
        f.pad(day.strip_suffix("-01").unwrap_or(&day))
    }
}

#[cfg(test)]
mod tests {
    use super::Month;

    #[test]
    fn a_month_ends_where_the_next_begins() {
        for (text, first, end) in
            [("2026-01", "2026-01-01", "2026-02-01"), ("2026-12", "2026-12-01", "2027-01-01")]
        {
            let month = Month::parse(text).unwrap();
            assert_eq!(month.to_string(), text);
            assert_eq!(month.first_day().to_string(), first);
            assert_eq!(month.end().to_string(), end);
        }
        for wrong in ["2026", "2026-13", "2026-1", "2026-12-01", "", "12-2026"] {
            assert!(Month::parse(wrong).is_err(), "{wrong}");
        }
    }
}

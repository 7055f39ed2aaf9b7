//! A plain date: a day of the calendar, without time or zone. Nothing here knows what day it is.

use std::fmt;

use super::UnitError;

/// A day, ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `2026-11-22`.
    ///
    /// # Errors
    /// If the text is written otherwise, or there is no such day.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let wrong =
            || UnitError::OutOfRange { text: text.to_owned(), range: "a day as 2026-11-22" };
        let [year, month, day] = text.split('-').collect::<Vec<_>>()[..] else {
            return Err(wrong());
        };
        let digits = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
            return Err(wrong());
        }
        let date = Date {
            year: year.parse().map_err(|_| wrong())?,
            month: month.parse().map_err(|_| wrong())?,
            day: day.parse().map_err(|_| wrong())?,
        };
        let exists = (1..=12).contains(&date.month) && (1..=date.last_day()).contains(&date.day);
        if exists { Ok(date) } else { Err(wrong()) }
    }

    /// The same day of the next month; for days that every month has.
    pub(super) const fn a_month_later(self) -> Self {
        match self.month {
            12 => Date { year: self.year + 1, month: 1, ..self },
            month => Date { month: month + 1, ..self },
        }
    }

    const fn last_day(self) -> u8 {
        let leap = self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}-{:02}", self.year, self.month, self.day))
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn days_are_read_ordered_and_shown() {
        let date = |text| Date::parse(text).unwrap();
        assert!(date("2026-11-22") < date("2026-12-01") && date("2025-12-31") < date("2026-01-01"));
        assert_eq!(date("2024-02-29").to_string(), "2024-02-29");
        for wrong in
            ["2026-2-01", "2026-13-01", "2025-02-29", "2026-11", "22.11.2026", "+026-01-01"]
        {
            assert!(Date::parse(wrong).is_err(), "{wrong}");
        }
    }
}

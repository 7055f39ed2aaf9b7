//! Today's date, from the system's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::units::Month;

/// The month of today in UTC.
///
/// # Panics
/// In the year 10000, which no date of mcplan can be of.
pub(super) fn this_month() -> Month {
    let today = today();
    let month = today.rsplit_once('-').and_then(|(month, _)| Month::parse(month).ok());
    month.expect("a day is a month with a day behind it")
}

/// Today in UTC, such as `2026-11-22`.
pub(super) fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    date(since.as_secs() / 86_400)
}

/// The date so many days after 1970-01-01.
///
/// Years are counted from March, so that the leap day comes last; eras are 400 years of 146,097 days.
fn date(days: u64) -> String {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_follow_the_calendar() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (19_782, "2024-02-29"),
            (20_088, "2024-12-31"),
        ] {
            assert_eq!(date(days), expected);
        }
    }
}

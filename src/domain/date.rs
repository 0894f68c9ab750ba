//! Which day is it, and which day is so many months later? Calendar dates in Europe/London.

use chrono::{DateTime, Datelike, Days, LocalResult, Months, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::London;

/// The calendar day in London at an instant.
pub fn london_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&London).date_naive()
}

/// The instant a London day begins. Midnight exists on every London day: its clocks change at 01:00 UTC.
pub fn day_start(day: NaiveDate) -> DateTime<Utc> {
    match London.from_local_datetime(&day.and_time(NaiveTime::MIN)) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        LocalResult::None => day.and_time(NaiveTime::MIN).and_utc(),
    }
}

/// The same day so many months later, a missing day clamped back: 29 February becomes the 28th.
/// For the end of what is shown: never too long.
pub fn months_later_never_longer(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// The same day so many months later, a missing day moved on: 29 February becomes 1 March.
/// For erasure: never too early.
pub fn months_later_never_earlier(day: NaiveDate, months: u32) -> NaiveDate {
    let clamped = months_later_never_longer(day, months);
    if clamped.day() < day.day() { clamped + Days::new(1) } else { clamped }
}

/// A day as people write it: "22 November 2026".
pub fn spoken(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// A day in little room: "22 Nov 2026".
pub fn short(day: NaiveDate) -> String {
    format!("{} {}", shortest(day), day.year())
}

/// A day of this year in the least room: "22 Nov".
pub fn shortest(day: NaiveDate) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    format!("{} {}", day.day(), MONTHS[day.month0() as usize])
}

/// The clock time in London: "14:32".
pub fn london_time(at: DateTime<Utc>) -> String {
    at.with_timezone(&London).format("%H:%M").to_string()
}

/// An instant as people write it: "22 November 2026, 14:32".
pub fn spoken_instant(at: DateTime<Utc>) -> String {
    format!("{}, {}", spoken(london_day(at)), london_time(at))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn leap_days_are_shown_no_longer_and_erased_no_earlier() {
        for (from, months, shown, erased) in [
            ("2024-02-29", 12, "2025-02-28", "2025-03-01"),
            ("2023-02-28", 12, "2024-02-28", "2024-02-28"),
            ("2026-08-31", 6, "2027-02-28", "2027-03-01"),
            ("2026-11-22", 12, "2027-11-22", "2027-11-22"),
            ("2026-12-31", 12, "2027-12-31", "2027-12-31"),
        ] {
            assert_eq!(months_later_never_longer(day(from), months), day(shown), "{from} shown");
            assert_eq!(months_later_never_earlier(day(from), months), day(erased), "{from} erased");
        }
    }

    #[test]
    fn a_london_day_begins_an_hour_earlier_in_summer() {
        assert_eq!(day_start(day("2026-06-01")).to_rfc3339(), "2026-05-31T23:00:00+00:00");
        assert_eq!(day_start(day("2026-12-01")).to_rfc3339(), "2026-12-01T00:00:00+00:00");
        assert_eq!(london_day("2026-06-01T23:30:00Z".parse().unwrap()), day("2026-06-02"));
    }

    proptest! {
        #[test]
        fn a_day_holds_its_own_start_and_not_the_moment_before(n in 0i64..40_000) {
            let d = day("1990-01-01") + chrono::Duration::days(n);
            let start = day_start(d);
            prop_assert_eq!(london_day(start), d);
            prop_assert_eq!(london_day(start - chrono::Duration::seconds(1)), d.pred_opt().unwrap());
        }
    }
}

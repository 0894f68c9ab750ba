//! When may an incident have happened?
//!
//! At a time that the London clock showed, not in the future, and not over twelve months ago: an older one could
//! start no clock.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::London;
use thiserror::Error;

use crate::domain::{date::london_day, rules::Period};

/// How long ago an incident may have happened.
pub const OLDEST: Period = Period::months(12);

/// Why a day and a time were not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Problem {
    /// Not a day of the calendar.
    #[error("Please give a day that exists, like 22/11/2026.")]
    NoSuchDay,
    /// Not a time of the day.
    #[error("Please give a time like 14:30.")]
    NoSuchTime,
    /// The clocks went forward over it.
    #[error("The clocks went forward over that time. Please check it.")]
    Skipped,
    /// Not yet.
    #[error("That is in the future. When did it happen?")]
    Future,
    /// Over twelve months ago.
    #[error("That is over 12 months ago, too long for a report. Please ring the scheme.")]
    TooOld,
}

/// The instant of a London day and time as forms send them: "2026-11-22" and "14:30".
///
/// # Errors
/// Which field is wrong, as `true` for the time, and why.
pub fn happened(day: &str, time: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, (bool, Problem)> {
    let at = moment(day, time, now)?;
    if OLDEST.after_never_earlier(london_day(at)) < london_day(now) {
        return Err((false, Problem::TooOld));
    }
    Ok(at)
}

/// The same, however long ago.
///
/// # Errors
/// Which field is wrong, as `true` for the time, and why.
pub fn moment(day: &str, time: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, (bool, Problem)> {
    let day = exact(day, 10, |text| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok());
    let day = day.ok_or((false, Problem::NoSuchDay))?;
    let time = exact(time, 5, |text| NaiveTime::parse_from_str(text, "%H:%M").ok());
    let time = time.ok_or((true, Problem::NoSuchTime))?;
    let at = match London.from_local_datetime(&day.and_time(time)) {
        // The hour that the clocks go back over comes twice: the first is meant as well as the second.
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        LocalResult::None => return Err((true, Problem::Skipped)),
    };
    if at > now {
        return Err((day == london_day(now), Problem::Future));
    }
    Ok(at)
}

fn exact<T>(text: &str, length: usize, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
    let text = text.trim();
    (text.len() == length && text.is_ascii()).then(|| parse(text)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_the_last_twelve_months_is_taken_and_no_other() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let utc = |text: &str| Ok(text.parse().unwrap());
        for (why, day, time, found) in [
            ("now", "2026-11-22", "12:00", utc("2026-11-22T12:00:00Z")),
            ("summer time", "2026-07-01", "14:30", utc("2026-07-01T13:30:00Z")),
            ("the hour that comes twice", "2026-10-25", "01:30", utc("2026-10-25T00:30:00Z")),
            ("the hour that never was", "2026-03-29", "01:30", Err((true, Problem::Skipped))),
            ("a minute ahead", "2026-11-22", "12:01", Err((true, Problem::Future))),
            ("tomorrow", "2026-11-23", "09:00", Err((false, Problem::Future))),
            ("twelve months ago", "2025-11-22", "00:00", utc("2025-11-22T00:00:00Z")),
            ("a day more", "2025-11-21", "23:59", Err((false, Problem::TooOld))),
            ("30 February", "2026-02-30", "12:00", Err((false, Problem::NoSuchDay))),
            ("29 February of no leap year", "2026-02-29", "12:00", Err((false, Problem::NoSuchDay))),
            ("no day", "", "12:00", Err((false, Problem::NoSuchDay))),
            ("words", "yesterday", "12:00", Err((false, Problem::NoSuchDay))),
            ("the year 12026", "+12026-11-22", "12:00", Err((false, Problem::NoSuchDay))),
            ("no time", "2026-11-22", "", Err((true, Problem::NoSuchTime))),
            ("24:00", "2026-11-21", "24:00", Err((true, Problem::NoSuchTime))),
            ("seconds", "2026-11-21", "10:00:00", Err((true, Problem::NoSuchTime))),
        ] {
            assert_eq!(happened(day, time, now), found, "{why}");
        }
    }
}

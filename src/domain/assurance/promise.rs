//! Was a person withdrawn, or erased, when it was due?
//!
//! In time is within 24 hours. Something is due from the first minute of its day in London; where a deed brought
//! the day forward (a report struck, a hold lifted, a shorter period approved), from that deed on. From 00:00 of that
//! day nobody sees the person anyway, whether or not the work is done: this asks about the work.

use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta, Utc};

use crate::domain::{
    date::{day_start, london_day},
    rules::ERASED_WITHIN_HOURS,
};

/// From when on something is due. `day` is its day, `dated` when that day was last reckoned to be another.
pub fn due_at(day: NaiveDate, dated: DateTime<Utc>) -> DateTime<Utc> {
    day_start(day).max(dated)
}

/// From when on a withdrawal is due: after the last day shown; at once, where the rules no longer show it at all.
pub fn withdrawn_from(shown_until: Option<NaiveDate>, dated: DateTime<Utc>) -> DateTime<Utc> {
    shown_until.and_then(|day| day.succ_opt()).map_or(dated, |day| due_at(day, dated))
}

/// Whether what was due at an instant was done in time.
pub fn in_time(due: DateTime<Utc>, done: DateTime<Utc>) -> bool {
    done - due <= TimeDelta::hours(ERASED_WITHIN_HOURS.into())
}

/// What was due in some time, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many were done in time.
    pub in_time: u64,
    /// How many were done late, or are not done and late by now.
    pub late: u64,
    /// How many are not done, and not late.
    pub open: u64,
    /// The longest wait from when it was due.
    pub longest: TimeDelta,
}

impl Tally {
    /// Counts one that was due; `done` is when it was done, if it is.
    pub fn count(&mut self, due: DateTime<Utc>, done: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        match done {
            _ if !in_time(due, done.unwrap_or(now)) => self.late += 1,
            Some(_) => self.in_time += 1,
            None => self.open += 1,
        }
        self.longest = self.longest.max(done.unwrap_or(now) - due);
    }

    /// How many were due.
    pub fn due(&self) -> u64 {
        self.in_time + self.late + self.open
    }

    /// What became of them: "3 in time, 1 late".
    pub fn spoken(&self) -> String {
        let parts = [(self.in_time, "in time"), (self.late, "late"), (self.open, "to be done")];
        let told: Vec<String> =
            parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
        if told.is_empty() { "none due".to_owned() } else { told.join(", ") }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            in_time: self.in_time + other.in_time,
            late: self.late + other.late,
            open: self.open + other.open,
            longest: self.longest.max(other.longest),
        }
    }
}

/// So many months a report looks back, the present one among them.
pub const MONTHS: u32 = 12;

/// The first day of the month in which something was due.
pub fn month_of(due: DateTime<Utc>) -> NaiveDate {
    first_of(london_day(due))
}

/// The first day of a day's month.
pub fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The first days of the last [`MONTHS`] months, the month of `day` first.
pub fn months(day: NaiveDate) -> Vec<NaiveDate> {
    let last = first_of(day);
    (0..MONTHS).filter_map(|back| last.checked_sub_months(Months::new(back))).collect()
}

/// How long something took, in the largest unit that is not nothing: "4 minutes", "26 hours", "3 days".
pub fn wait(longest: TimeDelta) -> String {
    let (n, unit) = match (longest.num_days(), longest.num_hours(), longest.num_minutes()) {
        (3.., ..) => (longest.num_days(), "day"),
        (_, 2.., _) => (longest.num_hours(), "hour"),
        (.., 1..) => (longest.num_minutes(), "minute"),
        _ => return "under a minute".to_owned(),
    };
    format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn from_when_on_something_is_due() {
        for (rule, day, dated, due) in [
            (
                "from the first minute of its day",
                "2026-12-01",
                "2026-01-01T12:00:00Z",
                "2026-12-01T00:00:00Z",
            ),
            ("in London, also in summer", "2026-07-01", "2026-01-01T12:00:00Z", "2026-06-30T23:00:00Z"),
            (
                "from the deed that brought the day forward, not before",
                "2026-12-01",
                "2026-12-20T15:00:00Z",
                "2026-12-20T15:00:00Z",
            ),
        ] {
            assert_eq!(due_at(day.parse().unwrap(), at(dated)), at(due), "{rule}");
        }
    }

    #[test]
    fn from_when_on_a_withdrawal_is_due() {
        let dated = at("2026-11-10T09:00:00Z");
        for (rule, until, due) in [
            ("from the day after the last one shown (R-22)", Some("2026-11-22"), "2026-11-23T00:00:00Z"),
            ("from the deed that took its last days away", Some("2026-11-05"), "2026-11-10T09:00:00Z"),
            ("at once, if nothing that counts stands (R-26)", None, "2026-11-10T09:00:00Z"),
        ] {
            assert_eq!(withdrawn_from(until.map(|day| day.parse().unwrap()), dated), at(due), "{rule}");
        }
    }

    #[test]
    fn what_is_in_time() {
        let due = at("2026-12-01T00:00:00Z");
        for (rule, done, kept) in [
            ("at once", "2026-12-01T00:00:00Z", true),
            ("to the last second of 24 hours (R-25)", "2026-12-02T00:00:00Z", true),
            ("not a second later", "2026-12-02T00:00:01Z", false),
        ] {
            assert_eq!(in_time(due, at(done)), kept, "{rule}");
        }
    }

    #[test]
    fn what_was_due_is_counted_once_as_what_became_of_it() {
        let (due, now) = (at("2026-12-01T00:00:00Z"), at("2026-12-01T20:00:00Z"));
        let late = at("2026-11-01T00:00:00Z");
        for (rule, due, done, is) in [
            ("done within the hour", due, Some("2026-12-01T00:40:00Z"), (1, 0, 0, 40)),
            ("done after three days", late, Some("2026-11-04T00:00:00Z"), (0, 1, 0, 3 * 1440)),
            ("not done, with time left", due, None, (0, 0, 1, 20 * 60)),
            ("not done, and late", late, None, (0, 1, 0, 30 * 1440 + 20 * 60)),
        ] {
            let mut tally = Tally::default();
            tally.count(due, done.map(at), now);
            let Tally { in_time, late, open, longest } = tally;
            assert_eq!((in_time, late, open, longest.num_minutes()), is, "{rule}");
            assert_eq!(tally.due(), 1, "{rule}");
            let both = tally.and(tally);
            assert_eq!((both.due(), both.longest), (2, longest), "{rule}: the longest wait is no sum");
        }
    }

    #[test]
    fn what_became_of_them_is_told_in_words() {
        let tally = |in_time, late, open| Tally { in_time, late, open, longest: TimeDelta::zero() };
        for (given, told) in [
            (tally(0, 0, 0), "none due"),
            (tally(3, 0, 0), "3 in time"),
            (tally(2, 1, 4), "2 in time, 1 late, 4 to be done"),
        ] {
            assert_eq!(given.spoken(), told);
        }
    }

    #[test]
    fn twelve_months_end_with_this_one() {
        let all = months("2026-03-31".parse().unwrap());
        assert_eq!(all.len(), 12);
        assert_eq!((all[0].to_string(), all[11].to_string()), ("2026-03-01".into(), "2025-04-01".into()));
        assert_eq!(month_of(at("2026-06-30T23:30:00Z")).to_string(), "2026-07-01", "by London's days");
    }

    #[test]
    fn a_wait_is_told_in_one_unit() {
        for (minutes, told) in [
            (0, "under a minute"),
            (1, "1 minute"),
            (119, "119 minutes"),
            (120, "2 hours"),
            (26 * 60, "26 hours"),
            (72 * 60, "3 days"),
        ] {
            assert_eq!(wait(TimeDelta::minutes(minutes)), told);
        }
    }
}

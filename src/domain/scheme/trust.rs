//! May deletions go on by this clock?
//!
//! Not when the clock on the wall outran the machine's own count by a day, nor when the scheduler was silent for over
//! 31 days: a wrong clock would erase what is not due. Nor when it shows a time a day before the scheduler's last beat:
//! one of the two was wrong, and what is dated by it ends too early. Then a controller confirms first. The clock of a
//! demonstration travels on purpose. Until then nobody who was withdrawn is shown again by a clock that was set back.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::domain::{
    date::london_day,
    rules::{CLOCK_MAY_OUTRUN_HOURS, LONG_SILENCE},
    text::words,
};

words! {
    /// Why deletions stop.
    Distrust {
        /// The wall clock outran the machine's count.
        Jumped = "jumped", "The server's clock jumped ahead by a day or more.";
        /// The wall clock shows a time before the last beat.
        Behind = "behind", "The server's clock was set back by a day or more.";
        /// The scheduler was silent for long.
        Silent = "silent", "The service did not run for over 31 days, or its clock is wrong.";
    }
}

/// What a process counted since it last looked at the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// What the clock on the wall said then.
    pub wall: DateTime<Utc>,
    /// How long ago that is by the machine's own count, which nobody can set.
    pub elapsed: TimeDelta,
}

/// Why deletions have to stop now, if they have to. `last` is the scheduler's last beat by any process, `counted`
/// this process's own count, which it does not have at its start.
pub fn distrust(
    last: Option<DateTime<Utc>>,
    counted: Option<Counted>,
    now: DateTime<Utc>,
    demo: bool,
) -> Option<Distrust> {
    if demo {
        return None;
    }
    let jumped = counted.is_some_and(|counted| counted.outrun_by(now) >= may_outrun());
    let silent = last.is_some_and(|last| london_day(now) > LONG_SILENCE.after_never_longer(london_day(last)));
    let behind = is_behind(last, now);
    match (jumped, behind) {
        (true, _) => Some(Distrust::Jumped),
        (false, true) => Some(Distrust::Behind),
        (false, false) => silent.then_some(Distrust::Silent),
    }
}

/// Whether the clock jumped meanwhile, ahead or back: what was begun by it is not gone on with.
pub fn strayed(counted: Counted, now: DateTime<Utc>) -> bool {
    counted.outrun_by(now).abs() >= may_outrun()
}

/// By which day it is decided who is shown. A clock that shows a time a day or more before the last beat does not
/// bring back who was withdrawn by then.
pub fn day_shown(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> NaiveDate {
    london_day(last.filter(|_| is_behind(last, now)).unwrap_or(now))
}

impl Counted {
    fn outrun_by(&self, now: DateTime<Utc>) -> TimeDelta {
        now - self.wall - self.elapsed
    }
}

fn is_behind(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last.is_some_and(|last| last - now >= may_outrun())
}

const fn may_outrun() -> TimeDelta {
    TimeDelta::hours(CLOCK_MAY_OUTRUN_HOURS as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_which_day_somebody_is_shown() {
        for (rule, last, now, day) in [
            ("the clock's, before the first beat", None, "2026-11-22T12:00:00Z", "2026-11-22"),
            (
                "the clock's, as time goes on",
                Some("2026-11-22T11:59:00Z"),
                "2026-11-23T00:00:00Z",
                "2026-11-23",
            ),
            (
                "the clock's, be it behind by hours",
                Some("2026-11-23T11:59:59Z"),
                "2026-11-22T12:00:00Z",
                "2026-11-22",
            ),
            (
                "the last beat's, be the clock set back a year",
                Some("2027-11-22T12:00:00Z"),
                "2026-11-22T12:00:00Z",
                "2027-11-22",
            ),
        ] {
            let last = last.map(|last| last.parse().unwrap());
            assert_eq!(day_shown(last, now.parse().unwrap()).to_string(), day, "{rule} (R-22)");
        }
    }

    #[test]
    fn what_is_gone_on_with() {
        let wall: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let counted = Counted { wall, elapsed: TimeDelta::hours(30) };
        for (rule, now, expected) in [
            ("thirty hours that were thirty hours", 30, false),
            ("a day less an hour more than was counted", 53, false),
            ("a day more", 54, true),
            ("a day less", 6, true),
            ("a year back", -8_760, true),
        ] {
            assert_eq!(strayed(counted, wall + TimeDelta::hours(now)), expected, "{rule}");
        }
    }

    #[test]
    fn when_a_clock_is_not_trusted() {
        let at = |text: &str| -> DateTime<Utc> { text.parse().unwrap() };
        let now = at("2026-11-22T12:00:00Z");
        let counted = |wall: &str, elapsed| Some(Counted { wall: at(wall), elapsed });
        let minute = TimeDelta::minutes(1);
        for (rule, last, counted, expected) in [
            ("the first start of all", None, None, None),
            ("a start after a night", Some("2026-11-21T20:00:00Z"), None, None),
            ("a start after 31 days", Some("2026-10-22T12:00:00Z"), None, None),
            ("a start after over 31 days", Some("2026-10-21T12:00:00Z"), None, Some(Distrust::Silent)),
            (
                "a minute that was a minute",
                Some("2026-11-22T11:59:00Z"),
                counted("2026-11-22T11:59:00Z", minute),
                None,
            ),
            (
                "a minute that was a day and a minute",
                Some("2026-11-21T11:59:00Z"),
                counted("2026-11-21T11:59:00Z", minute),
                Some(Distrust::Jumped),
            ),
            (
                "a week asleep, which the machine counted",
                Some("2026-11-15T12:00:00Z"),
                counted("2026-11-15T12:00:00Z", TimeDelta::days(7)),
                None,
            ),
            ("a clock set back by hours", Some("2026-11-23T11:59:59Z"), None, None),
            (
                "a clock set back by a day",
                Some("2026-11-23T12:00:00Z"),
                counted("2026-11-23T12:00:00Z", minute),
                Some(Distrust::Behind),
            ),
        ] {
            assert_eq!(distrust(last.map(at), counted, now, false), expected, "{rule}");
            assert_eq!(distrust(last.map(at), counted, now, true), None, "a demonstration travels");
        }
    }
}

//! Does a member open more people than their work needs, and until when are they stopped?
//!
//! Counted are different profiles opened within an hour: a person's page, which is the only way for a member to the
//! large pictures. A page of the gallery does not count: it is there to be leafed through, shows what hangs behind the
//! counter anyway, and each page of it is in the audit trail. A second limit on it would stop the careful reader at the
//! start of a shift before it stopped the thief. Whoever opens more than the scheme's limit is stopped for an hour, or
//! until an administrator or controller lifts it (R-61 ff.).

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::rules::Rules;

/// How long looks are counted together, and how long a stop lasts.
pub const SPAN: TimeDelta = TimeDelta::hours(1);

/// Whether looks made at an instant still count.
pub fn counts(looked: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - looked < SPAN
}

/// Whether opening one more profile is one too many; `opened` is how many different ones were opened within the hour.
/// To open one of them again is no new look at anybody.
pub fn one_too_many(opened: usize, again: bool, rules: &Rules) -> bool {
    !again && opened >= rules.opened_in_an_hour as usize
}

/// Until when a member is stopped; nothing if they are not, or no longer. `stopped` is since when.
pub fn stopped_until(stopped: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    stopped.map(|at| at + SPAN).filter(|until| now < *until)
}

/// Why a stop was not lifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotLifted {
    /// Nobody lifts a stop of their own.
    #[error("Somebody else looks into this: it is about you.")]
    Own,
}

/// Whether somebody may lift a stop: anybody entitled to, but of their own.
///
/// # Errors
/// [`NotLifted::Own`].
pub fn lift<U: PartialEq>(stopped: U, by: U) -> Result<(), NotLifted> {
    if stopped == by { Err(NotLifted::Own) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn which_look_is_one_too_many() {
        let rules = Rules::default();
        let strict = Rules { opened_in_an_hour: 20, ..Rules::default() };
        for (rule, rules, opened, again, stops) in [
            ("200 in an hour are allowed", &rules, 199, false, false),
            ("the 201st is not", &rules, 200, false, true),
            ("one of the 200 may be opened again", &rules, 200, true, false),
            ("the limit is the scheme's", &strict, 20, false, true),
            ("to the last one", &strict, 19, false, false),
        ] {
            assert_eq!(one_too_many(opened, again, rules), stops, "{rule}");
        }
    }

    #[test]
    fn a_look_counts_for_an_hour() {
        let looked = at("2026-11-22T12:00:00Z");
        assert!(counts(looked, at("2026-11-22T12:59:59Z")));
        assert!(!counts(looked, at("2026-11-22T13:00:00Z")));
    }

    #[test]
    fn a_stop_lasts_an_hour() {
        let stopped = Some(at("2026-11-22T12:00:00Z"));
        for (rule, stopped, now, until) in [
            ("who was not stopped is not", None, "2026-11-22T12:00:00Z", None),
            ("from the moment", stopped, "2026-11-22T12:00:00Z", Some("2026-11-22T13:00:00Z")),
            ("to the last second", stopped, "2026-11-22T12:59:59Z", Some("2026-11-22T13:00:00Z")),
            ("then no longer, whoever has looked into it", stopped, "2026-11-22T13:00:00Z", None),
        ] {
            assert_eq!(stopped_until(stopped, at(now)), until.map(at), "{rule}");
        }
    }

    #[test]
    fn who_may_lift_a_stop() {
        assert_eq!(lift(1, 2), Ok(()), "somebody else");
        assert_eq!(lift(1, 1), Err(NotLifted::Own), "nobody their own");
    }
}

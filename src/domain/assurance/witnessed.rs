//! Has the audit trail been without a witness for too long, and who is told of it?
//!
//! The witness is another machine that signs each head. What it has signed nobody can rewrite; what waits for it, who
//! holds the database and the key ring could still rewrite unseen. The clock is this machine's, not the witness's.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::rules::{HEAD_MAILED_EVERY_DAYS, UNWITNESSED_MINUTES};

/// What the controllers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Events have waited for the witness since then.
    Begins(DateTime<Utc>),
    /// It signs again.
    Ends,
}

/// Whether the trail is unwitnessed: its first event that no witnessed head covers has waited for too long.
pub fn unwitnessed(uncovered: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    uncovered.is_some_and(|since| now - since >= TimeDelta::minutes(UNWITNESSED_MINUTES))
}

/// For how long it has waited, in words: as coarse as one says it.
pub fn waited(since: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let waited = now - since;
    let (many, unit) = match waited.num_minutes() {
        minutes @ ..60 => (minutes.max(0), "minute"),
        minutes @ 60..2_880 => (minutes / 60, "hour"),
        minutes => (minutes / 1_440, "day"),
    };
    format!("{many} {unit}{}", if many == 1 { "" } else { "s" })
}

/// What the controllers are told, if anything: once when it begins, once when it ends. `told` is since when they have
/// been told that it is so.
pub fn told(
    uncovered: Option<DateTime<Utc>>,
    told: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<Told> {
    match (uncovered.filter(|_| unwitnessed(uncovered, now)), told) {
        (Some(since), None) => Some(Told::Begins(since)),
        (None, Some(_)) => Some(Told::Ends),
        (Some(_), Some(_)) | (None, None) => None,
    }
}

/// Whether the newest head is mailed to the controllers: once a week, so that each of them holds a copy.
pub fn mailed_again(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last.is_none_or(|last| now - last >= TimeDelta::days(HEAD_MAILED_EVERY_DAYS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-{text}Z").parse().unwrap()
    }

    #[test]
    fn the_controllers_are_told_once_when_it_begins_and_once_when_it_ends() {
        let now = at("22T12:00:00");
        let since = at("22T11:50:00");
        for (rule, uncovered, already, tells) in [
            ("every event is under a witnessed head", None, None, None),
            ("an event of this minute waits for the next", Some(at("22T11:59:30")), None, None),
            ("a second short of ten minutes", Some(at("22T11:50:01")), None, None),
            ("ten minutes are too long", Some(since), None, Some(Told::Begins(since))),
            ("it goes on, and they know", Some(since), Some(since), None),
            ("the witness signed everything", None, Some(since), Some(Told::Ends)),
            ("it signed, and the next event waits", Some(at("22T11:59:30")), Some(since), Some(Told::Ends)),
        ] {
            assert_eq!(told(uncovered, already, now), tells, "{rule} (R-62)");
        }
    }

    #[test]
    fn how_long_it_has_waited_is_said_as_one_says_it() {
        let now = at("22T12:00:00");
        for (since, words) in [
            ("22T11:50:00", "10 minutes"),
            ("22T11:00:01", "59 minutes"),
            ("22T11:00:00", "1 hour"),
            ("22T08:50:00", "3 hours"),
            ("20T12:00:01", "47 hours"),
            ("20T12:00:00", "2 days"),
            ("15T11:00:00", "7 days"),
            ("22T13:00:00", "0 minutes"),
        ] {
            assert_eq!(waited(at(since), now), words, "since {since}");
        }
    }

    #[test]
    fn the_newest_head_is_mailed_once_a_week() {
        let now = at("22T12:00:00");
        for (rule, last, mailed) in [
            ("it never was", None, true),
            ("a week ago", Some(at("15T12:00:00")), true),
            ("a second short of a week ago", Some(at("15T12:00:01")), false),
            ("the clock ran back", Some(at("23T12:00:00")), false),
        ] {
            assert_eq!(mailed_again(last, now), mailed, "{rule} (R-62)");
        }
    }
}

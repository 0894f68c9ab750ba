//! When is a message tried again, and when is it given up?
//!
//! A message waits sealed until it is delivered; then its address and body are wiped at once. A message nobody
//! takes is tried ever more rarely, until its period ends: then it is wiped too and becomes a task.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::domain::{
    date::london_day,
    ids::LetterId,
    rules::{LEAVING_CONFIRMATION_HOURS, Period, UNDELIVERED_MAIL},
    text::words,
};

words! {
    /// Where a message stands.
    Standing {
        /// It waits, or is tried again.
        Queued = "queued", "Waiting";
        /// The mail server took it.
        Sent = "sent", "Sent";
        /// It was given up.
        Dead = "dead", "Not delivered";
    }
}

/// A message to one address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// The address.
    pub to: String,
    /// The subject line. No name of a subject of the scheme.
    pub subject: String,
    /// The text, in lines.
    pub text: String,
    /// The letter whose PDF goes with it, if any.
    pub letter: Option<LetterId>,
}

/// How long a message may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// As mail in general.
    Usual,
    /// As the confirmation of a deletion.
    Confirmation,
}

/// The day on which a message queued at `at` is gone, delivered or not. From its first minute nobody reads it.
pub fn gone_on(keep: Keep, at: DateTime<Utc>) -> NaiveDate {
    match keep {
        Keep::Usual => UNDELIVERED_MAIL.after_never_longer(london_day(at)),
        Keep::Confirmation => {
            Period::days(LEAVING_CONFIRMATION_HOURS / 24).after_never_longer(london_day(at))
        }
    }
}

/// When a message is tried again after so many tries: soon at first, then twice a day.
pub fn next_try(tries: u32, at: DateTime<Utc>) -> DateTime<Utc> {
    at + match tries {
        0 | 1 => TimeDelta::minutes(1),
        2 => TimeDelta::minutes(5),
        3 => TimeDelta::minutes(30),
        4 => TimeDelta::hours(2),
        5 => TimeDelta::hours(6),
        _ => TimeDelta::hours(12),
    }
}

/// What becomes of a message that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is tried again then.
    Again(DateTime<Utc>),
    /// It is given up.
    GiveUp,
}

/// What becomes of a message after a try that failed: for good, if the mail server will never take it.
pub fn after_failure(for_good: bool, tries: u32, at: DateTime<Utc>, gone_on: NaiveDate) -> Next {
    let again = next_try(tries, at);
    if for_good || london_day(again) >= gone_on { Next::GiveUp } else { Next::Again(again) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn how_long_mail_waits() {
        let queued = at("2026-11-22T23:30:00Z");
        for (rule, keep, gone) in [
            ("14 days (R-30)", Keep::Usual, "2026-12-06"),
            ("at most 72 hours (R-4)", Keep::Confirmation, "2026-11-25"),
        ] {
            assert_eq!(gone_on(keep, queued).to_string(), gone, "{rule}");
        }
    }

    #[test]
    fn a_message_is_tried_again_ever_more_rarely_and_then_given_up() {
        let gone = "2026-12-06".parse().unwrap();
        for (rule, for_good, tries, now, next) in [
            ("soon", false, 1, "2026-11-22T12:00:00Z", Next::Again(at("2026-11-22T12:01:00Z"))),
            ("then in hours", false, 5, "2026-11-22T12:00:00Z", Next::Again(at("2026-11-22T18:00:00Z"))),
            ("then twice a day", false, 40, "2026-12-05T11:00:00Z", Next::Again(at("2026-12-05T23:00:00Z"))),
            ("not on the day it is gone", false, 40, "2026-12-05T12:00:00Z", Next::GiveUp),
            ("not if it is refused for good", true, 1, "2026-11-22T12:00:00Z", Next::GiveUp),
        ] {
            assert_eq!(after_failure(for_good, tries, at(now), gone), next, "{rule} (R-30)");
        }
    }
}

//! By when is the ICO told of a breach, and how does that look now?
//!
//! Within 72 hours after the scheme became aware of it (R-53; UK GDPR, article 33(1)): hours, not days, so neither a night
//! nor a weekend nor a change of the clocks makes it later. It runs until the report has left, or harm was judged
//! unlikely.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Course,
    step::{Step, step},
};
use crate::domain::{
    right::clock::Light,
    rules::{BREACH_REPORT_HOURS, BREACH_SOON_HOURS},
    text::words,
};

words! {
    /// How far the 72 hours have run: the controllers are mailed at each stage.
    Stage {
        /// It is entered.
        Begun = "begun", "is due within 72 hours";
        /// A day or less is left.
        Soon = "soon", "is due soon";
        /// They are over.
        Late = "late", "is late";
    }
}

/// The last moment for the report.
pub fn report_by(aware_at: DateTime<Utc>) -> DateTime<Utc> {
    aware_at + TimeDelta::hours(BREACH_REPORT_HOURS)
}

/// Whether a report leaves after its time, so that it says why.
pub fn is_late(aware_at: DateTime<Utc>, reported_at: DateTime<Utc>) -> bool {
    reported_at > report_by(aware_at)
}

/// The moment that is next; none once the ICO is told, or need not be.
pub fn due(course: &Course) -> Option<DateTime<Utc>> {
    matches!(step(course), Step::Judge | Step::Report).then(|| report_by(course.aware_at))
}

/// How far the hours have run, while they run.
pub fn stage(course: &Course, now: DateTime<Utc>) -> Option<Stage> {
    let left = due(course)? - now;
    Some(if left < TimeDelta::zero() {
        Stage::Late
    } else if left <= TimeDelta::hours(BREACH_SOON_HOURS) {
        Stage::Soon
    } else {
        Stage::Begun
    })
}

/// The stage of which the controllers are mailed now, after they were of another.
pub fn mails(course: &Course, told: Option<Stage>, now: DateTime<Utc>) -> Option<Stage> {
    stage(course, now).filter(|stage| told.is_none_or(|told| told < *stage))
}

/// How the clock looks; nothing once it is closed.
pub fn light(course: &Course, now: DateTime<Utc>) -> Option<Light> {
    match (stage(course, now), step(course)) {
        (_, Step::Nothing) => None,
        (Some(Stage::Late), _) => Some(Light::Late),
        // People at high risk are told without undue delay (article 34): no day is early.
        (Some(Stage::Soon), _) | (None, Step::TellPeople) => Some(Light::Amber),
        _ => Some(Light::Green),
    }
}

/// What is left of the hours, or how long they are over, in words.
pub fn left(course: &Course, now: DateTime<Utc>) -> Option<String> {
    let left = due(course)? - now;
    let words = |n: i64| match (n / 60, n % 60) {
        (0, 1) => "1 minute".to_owned(),
        (0, minutes) => format!("{minutes} minutes"),
        (1, _) => "1 hour".to_owned(),
        (hours, _) => format!("{hours} hours"),
    };
    Some(match left.num_minutes() {
        _ if left < TimeDelta::zero() => format!("{} late", words(-left.num_minutes())),
        minutes => format!("{} left", words(minutes)),
    })
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{
        data_breach::Risk,
        date::{london_day, london_time, spoken_instant},
    };

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// A breach of which the scheme became aware then.
    pub fn aware(text: &str) -> Course {
        Course { aware_at: at(text), risk: None, reported_at: None, people_on: None, closed_on: None }
    }

    #[test]
    fn the_ico_is_told_within_72_hours() {
        for (rule, became_aware, by) in [
            ("on a Monday", "2026-11-23T09:30:00Z", "26 November 2026, 09:30"),
            (
                "on a Friday night: the weekend is no reason to wait",
                "2026-11-27T23:50:00Z",
                "30 November 2026, 23:50",
            ),
            (
                "over the night the clocks go back: an hour earlier by the clock",
                "2026-10-24T11:00:00Z",
                "27 October 2026, 11:00",
            ),
            ("over the night they go forward: an hour later", "2026-03-28T12:00:00Z", "31 March 2026, 13:00"),
            ("over a leap day", "2028-02-28T08:00:00Z", "2 March 2028, 08:00"),
        ] {
            assert_eq!(spoken_instant(report_by(at(became_aware))), by, "{rule} (R-53)");
        }
    }

    #[test]
    fn how_its_clock_looks() {
        let open = aware("2026-11-23T09:00:00Z");
        let risk = |risk| Course { risk: Some(risk), ..open };
        let told = Course { reported_at: Some(at("2026-11-24T09:00:00Z")), ..risk(Risk::High) };
        for (rule, course, now, looks, said) in [
            ("just noticed", open, "2026-11-23T09:00:00Z", Some(Light::Green), Some("72 hours left")),
            (
                "a day and a minute are left",
                open,
                "2026-11-25T08:59:00Z",
                Some(Light::Green),
                Some("24 hours left"),
            ),
            ("a day is left", open, "2026-11-25T09:00:00Z", Some(Light::Amber), Some("24 hours left")),
            ("a minute is left", open, "2026-11-26T08:59:00Z", Some(Light::Amber), Some("1 minute left")),
            ("the last moment", open, "2026-11-26T09:00:00Z", Some(Light::Amber), Some("0 minutes left")),
            ("a minute later", open, "2026-11-26T09:01:00Z", Some(Light::Late), Some("1 minute late")),
            (
                "judged a risk, it runs on",
                risk(Risk::Likely),
                "2026-11-26T11:00:00Z",
                Some(Light::Late),
                Some("2 hours late"),
            ),
            (
                "judged unlikely, it stands",
                risk(Risk::Unlikely),
                "2026-12-26T09:00:00Z",
                Some(Light::Green),
                None,
            ),
            ("the ICO is told, the people are not", told, "2026-12-26T09:00:00Z", Some(Light::Amber), None),
            (
                "closed",
                Course { closed_on: Some(london_day(at("2026-12-01T09:00:00Z"))), ..told },
                "2026-12-26T09:00:00Z",
                None,
                None,
            ),
        ] {
            let now = at(now);
            assert_eq!(light(&course, now), looks, "{rule} (R-53)");
            assert_eq!(left(&course, now).as_deref(), said, "{rule}");
        }
    }

    #[test]
    fn the_controllers_are_mailed_once_at_each_stage() {
        let open = aware("2026-11-23T09:00:00Z");
        for (rule, now, told, mailed) in [
            ("as soon as it is entered", "2026-11-23T09:00:00Z", None, Some(Stage::Begun)),
            ("once", "2026-11-23T10:00:00Z", Some(Stage::Begun), None),
            ("again a day before", "2026-11-25T09:00:00Z", Some(Stage::Begun), Some(Stage::Soon)),
            ("once", "2026-11-25T10:00:00Z", Some(Stage::Soon), None),
            ("again when it is late", "2026-11-26T09:00:01Z", Some(Stage::Soon), Some(Stage::Late)),
            ("once", "2026-11-27T09:00:00Z", Some(Stage::Late), None),
            ("late at once, if nobody ran", "2026-11-27T09:00:00Z", None, Some(Stage::Late)),
        ] {
            assert_eq!(mails(&open, told, at(now)), mailed, "{rule} (R-53)");
        }
        let done = Course { risk: Some(Risk::Unlikely), ..open };
        assert_eq!(mails(&done, None, at("2026-11-27T09:00:00Z")), None, "nothing is left to report");
    }

    proptest! {
        /// Whenever it was noticed: a moment is late if and only if more than 72 times 3,600 seconds have run.
        #[test]
        fn hours_are_counted_in_seconds(from in 0..4_000_000_000_i64, seconds in 0..400_000_i64) {
            let noticed = DateTime::from_timestamp(from, 0).unwrap();
            let now = noticed + TimeDelta::seconds(seconds);
            prop_assert_eq!(is_late(noticed, now), seconds > 259_200);
            let open = Course { aware_at: noticed, ..aware("2026-11-23T09:00:00Z") };
            prop_assert_eq!(light(&open, now) == Some(Light::Late), seconds > 259_200, "{}", london_time(now));
        }
    }
}

//! When does the key ring begin a new epoch, and when is an old one destroyed?
//!
//! A new one begins every week, and within a day of an erasure: keys that live are wrapped anew under it, the erased
//! one's is not. An epoch is destroyed once a later one has stood for as long as old epochs are kept: from then on no
//! copy of the database from before, wherever it lies, opens. So an erased person is beyond recovery after at most 35
//! days.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::domain::rules::{EPOCH_AFTER_ERASURE_HOURS, EPOCH_DAYS, Period};

/// An epoch, as far as this rule asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Its number: a later one has a higher.
    pub id: i64,
    /// When it was made.
    pub made: DateTime<Utc>,
}

/// Whether a new epoch is due. `made` is when the newest began, `erased` when something was last erased. One that
/// seems to come from the future was made by a wrong clock.
pub fn due(made: DateTime<Utc>, erased: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    let age = now - made;
    age < TimeDelta::zero()
        || age >= TimeDelta::days(EPOCH_DAYS.into())
        || erased.is_some_and(|erased| erased >= made)
            && age >= TimeDelta::hours(EPOCH_AFTER_ERASURE_HOURS.into())
}

/// When an epoch was superseded: when the first of the later ones began. The newest is not.
///
/// None began before those that are older than it: where its date says so, a clock was set back, and it is taken to have
/// begun when they did. A date that is still to come was made by a clock that ran ahead: it counts for nothing.
pub fn superseded(epochs: &[Known], id: i64, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let latest = |ids: &dyn Fn(i64) -> bool| {
        epochs.iter().filter(|epoch| ids(epoch.id) && epoch.made <= now).map(|epoch| epoch.made).max()
    };
    let later = epochs.iter().filter(|later| later.id > id);
    let next = later.clone().filter(|later| later.made <= now).min_by_key(|later| later.id);
    match next {
        Some(next) => latest(&|older| older <= next.id),
        None => later.map(|later| later.made).min(),
    }
}

/// When an epoch is destroyed, if it is superseded; `kept` is for how many days old ones are.
pub fn destroyed_at(epochs: &[Known], id: i64, kept: u32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    superseded(epochs, id, now)?.checked_add_signed(TimeDelta::days(kept.into()))
}

/// The epochs that are to be destroyed by now; never the newest.
pub fn over(epochs: &[Known], kept: u32, now: DateTime<Utc>) -> Vec<i64> {
    let ids = epochs.iter().map(|epoch| epoch.id);
    ids.filter(|id| destroyed_at(epochs, *id, kept, now).is_some_and(|at| at <= now)).collect()
}

/// Whether an epoch that was to be destroyed at an instant should be gone: a day after, since the timetable looks
/// hourly and what hangs on it is moved before.
pub fn overdue(destroyed: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    destroyed.is_some_and(|at| now - at >= TimeDelta::days(1))
}

/// By which day whatever is erased on a day is beyond recovery from any backup, if old epochs are kept for so many days.
pub fn beyond_recovery(erased: NaiveDate, kept: u32) -> NaiveDate {
    Period::days(EPOCH_DAYS + kept).after_never_earlier(erased)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{
        date::london_day,
        rules::{BEYOND_RECOVERY, EPOCHS_KEPT_DAYS},
    };

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn when_a_new_epoch_is_due() {
        let made = "2026-11-01T00:00:00Z";
        for (rule, erased, now, is_due) in [
            ("not within the week", None, "2026-11-07T23:59:59Z", false),
            ("after a week", None, "2026-11-08T00:00:00Z", true),
            (
                "not for what was erased before it",
                Some("2026-10-31T23:59:59Z"),
                "2026-11-03T00:00:00Z",
                false,
            ),
            (
                "a day after it began, if something was erased",
                Some("2026-11-01T09:00:00Z"),
                "2026-11-02T00:00:00Z",
                true,
            ),
            (
                "not sooner: a night's erasures share one",
                Some("2026-11-01T09:00:00Z"),
                "2026-11-01T23:59:59Z",
                false,
            ),
            ("if the newest seems to come from the future", None, "2026-10-31T00:00:00Z", true),
        ] {
            assert_eq!(due(at(made), erased.map(at), at(now)), is_due, "{rule}");
        }
    }

    #[test]
    fn when_an_epoch_is_destroyed() {
        let known = |id, made| Known { id, made: at(made) };
        let three = [
            known(1, "2026-11-01T00:00:00Z"),
            known(2, "2026-11-08T00:00:00Z"),
            known(3, "2026-11-15T00:00:00Z"),
        ];
        for (rule, now, destroyed) in [
            ("not before the next has stood for 28 days", "2026-12-05T23:59:59Z", vec![]),
            ("then", "2026-12-06T00:00:00Z", vec![1]),
            ("one after the other", "2026-12-13T00:00:00Z", vec![1, 2]),
            ("never the newest", "2036-12-13T00:00:00Z", vec![1, 2]),
        ] {
            assert_eq!(over(&three, 28, at(now)), destroyed, "{rule}");
        }
        let wrong = [
            known(1, "2026-11-01T00:00:00Z"),
            known(2, "2027-11-08T00:00:00Z"),
            known(3, "2026-11-09T00:00:00Z"),
        ];
        assert_eq!(
            over(&wrong, 28, at("2026-12-07T00:00:00Z")),
            [1, 2],
            "an epoch that a clock made that ran ahead holds nothing up, and goes as well"
        );
        let back = [
            known(1, "2026-11-01T00:00:00Z"),
            known(2, "2026-11-29T00:00:00Z"),
            known(3, "2026-11-08T00:00:00Z"),
        ];
        for (rule, now, destroyed) in [
            ("one that a clock set back by weeks made ends none early", "2026-12-26T23:59:59Z", vec![]),
            ("it began when the one before it did", "2026-12-27T00:00:00Z", vec![1, 2]),
        ] {
            assert_eq!(over(&back, 28, at(now)), destroyed, "{rule}");
        }
    }

    #[test]
    fn when_an_epoch_should_be_gone() {
        for (rule, destroyed, is) in [
            ("the newest never", None, false),
            ("not within a day: the timetable needs its time", Some("2026-11-22T12:00:01Z"), false),
            ("a day after it was to be destroyed", Some("2026-11-22T12:00:00Z"), true),
        ] {
            assert_eq!(overdue(destroyed.map(at), at("2026-11-23T12:00:00Z")), is, "{rule}");
        }
    }

    #[test]
    fn by_when_it_is_beyond_recovery() {
        let erased = "2026-11-22".parse().unwrap();
        assert_eq!(
            beyond_recovery(erased, EPOCHS_KEPT_DAYS),
            BEYOND_RECOVERY.after_never_earlier(erased),
            "after 35 days at most (R-25)"
        );
        assert_eq!(beyond_recovery(erased, 7).to_string(), "2026-12-06", "sooner, where less is kept");
    }

    proptest! {
        /// An hourly timetable over half a year, with erasures at any hours: whatever was wrapped when something was
        /// erased is destroyed within 35 days, and not before old epochs were kept as long as promised.
        #[test]
        fn an_erased_person_is_beyond_recovery_in_35_days(hours in proptest::collection::btree_set(0_i64..120 * 24, 0..40)) {
            let start = at("2026-01-01T00:00:00Z");
            let mut epochs = vec![Known { id: 1, made: start }];
            let mut gone: Vec<(i64, DateTime<Utc>)> = Vec::new();
            let (mut erased, mut wrapped) = (None, Vec::new());
            for hour in 0..180 * 24 {
                let now = start + TimeDelta::hours(hour);
                if hours.contains(&hour) {
                    erased = Some(now);
                    wrapped.push((epochs.last().unwrap().id, now));
                }
                let newest = *epochs.last().unwrap();
                if due(newest.made, erased, now) {
                    epochs.push(Known { id: newest.id + 1, made: now });
                }
                let ended = over(&epochs, EPOCHS_KEPT_DAYS, now);
                gone.extend(ended.iter().map(|id| (*id, now)));
                epochs.retain(|epoch| !ended.contains(&epoch.id));
                prop_assert!(!epochs.is_empty());
            }
            for (id, erased) in wrapped {
                let (_, destroyed) = gone.iter().find(|(of, _)| *of == id).unwrap();
                prop_assert!(london_day(*destroyed) <= BEYOND_RECOVERY.after_never_longer(london_day(erased)));
                prop_assert!(*destroyed - erased >= TimeDelta::days(EPOCHS_KEPT_DAYS.into()));
            }
        }

        /// The clock is wrong by up to a day, back or ahead, for any hours (more is not trusted): no epoch is destroyed
        /// earlier or later by more than what the clock was wrong by when it was superseded, and when it was destroyed.
        #[test]
        fn a_clock_that_is_a_little_wrong_moves_no_end_by_more(
            wrong in proptest::collection::vec((0_i64..100 * 24, 1_i64..200, -24_i64..=24), 0..6)
        ) {
            let start = at("2026-01-01T00:00:00Z");
            let mut epochs = vec![Known { id: 1, made: start }];
            let (mut succeeded, mut gone) = (Vec::new(), Vec::new());
            for hour in 0..160 * 24 {
                let off = wrong.iter().find(|(from, lasts, _)| (*from..from + lasts).contains(&hour));
                let now = start + TimeDelta::hours(hour + off.map_or(0, |(_, _, off)| *off));
                let newest = *epochs.last().unwrap();
                if due(newest.made, None, now) {
                    epochs.push(Known { id: newest.id + 1, made: now });
                    succeeded.push((newest.id, hour));
                }
                let ended = over(&epochs, EPOCHS_KEPT_DAYS, now);
                gone.extend(ended.iter().map(|id| (*id, hour)));
                epochs.retain(|epoch| !ended.contains(&epoch.id));
            }
            for (id, ended) in &gone {
                let (_, began) = succeeded.iter().find(|(of, _)| of == id).unwrap();
                let kept = ended - began - i64::from(EPOCHS_KEPT_DAYS) * 24;
                prop_assert!((-48..=48).contains(&kept), "epoch {} was kept {} hours too long", id, kept);
            }
            prop_assert!(gone.len() >= 10);
        }
    }
}

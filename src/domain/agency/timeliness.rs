//! Is a token, an assertion or a proof in time?
//!
//! A token lives five minutes. What a client signs to get or to use one is fresher still, and good once. Clocks may
//! differ by five seconds and no more (RFC 7523, RFC 9449; FAPI 2.0 Security Profile, 5.3.2.1).

use chrono::{DateTime, TimeDelta, Utc};

/// How long a token lives.
pub const TOKEN: TimeDelta = TimeDelta::seconds(300);
/// How old a proof may be.
pub const PROOF: TimeDelta = TimeDelta::seconds(60);
/// How far ahead an assertion may say that it ends.
pub const ASSERTION: TimeDelta = TimeDelta::seconds(300);
/// By how much clocks may differ.
pub const LEEWAY: TimeDelta = TimeDelta::seconds(5);

/// An instant in seconds of the Unix epoch, as tokens tell it (RFC 7519, 2).
pub fn instant(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}

/// Whether a token is alive that ends at an instant.
pub fn alive(ends: i64, now: DateTime<Utc>) -> bool {
    instant(ends).is_some_and(|ends| now < ends + LEEWAY)
}

/// Whether a proof is fresh that was made at an instant.
pub fn fresh(made: i64, now: DateTime<Utc>) -> bool {
    instant(made).is_some_and(|made| made <= now + LEEWAY && now - made <= PROOF)
}

/// Whether an assertion is good that ends at an instant and, where it says so, was made at one and begins at one.
pub fn good(ends: i64, made: Option<i64>, begins: Option<i64>, now: DateTime<Utc>) -> bool {
    let ends_soon = instant(ends).is_some_and(|ends| now < ends + LEEWAY && ends <= now + ASSERTION + LEEWAY);
    let begun = |at: Option<i64>| at.is_none_or(|at| instant(at).is_some_and(|at| at <= now + LEEWAY));
    ends_soon && begun(made) && begun(begins)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    #[test]
    fn nothing_lives_longer_than_said() {
        let now = instant(NOW).unwrap();
        for (rule, ends, expected) in [
            ("to its end", NOW + 1, true),
            ("and a moment more, since clocks differ", NOW - 4, true),
            ("no longer", NOW - 5, false),
            ("nor for ever", i64::MAX, false),
        ] {
            assert_eq!(alive(ends, now), expected, "a token lives {rule}");
        }
        for (rule, made, expected) in [
            ("now", NOW, true),
            ("a minute ago", NOW - 60, true),
            ("longer ago", NOW - 61, false),
            ("by a clock that is a little fast", NOW + 5, true),
            ("in the future", NOW + 6, false),
            ("at no time", i64::MIN, false),
        ] {
            assert_eq!(fresh(made, now), expected, "a proof made {rule}");
        }
        for (rule, ends, made, begins, expected) in [
            ("for five minutes", NOW + 300, Some(NOW), None, true),
            ("for longer", NOW + 306, Some(NOW), None, false),
            ("over", NOW - 5, Some(NOW - 60), None, false),
            ("made in the future", NOW + 60, Some(NOW + 6), None, false),
            ("not begun", NOW + 60, None, Some(NOW + 6), false),
            ("begun", NOW + 60, None, Some(NOW), true),
        ] {
            assert_eq!(good(ends, made, begins, now), expected, "an assertion {rule}");
        }
    }

    proptest! {
        /// Whatever numbers are sent: nothing overflows, and a proof is good for a minute and ten seconds at most.
        #[test]
        fn any_number_is_answered(made in any::<i64>(), near in -100..100_i64) {
            let now = instant(NOW).unwrap();
            let _ = (alive(made, now), good(made, Some(made), Some(made), now), fresh(made, now));
            prop_assert_eq!(fresh(NOW + near, now), (-60..=5).contains(&near));
        }
    }
}

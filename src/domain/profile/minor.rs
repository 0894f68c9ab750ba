//! May a child be circulated, and with a photo?
//!
//! Under 10, the age of criminal responsibility: never. Under 18, or of unknown age and looking it: only after a
//! best-interests decision recorded by two people, and no photo unless it says so.

use chrono::NaiveDate;

use crate::domain::{
    ids::UserId,
    rules::{ADULT_AGE, CRIMINAL_RESPONSIBILITY_AGE, Rules},
};

/// What is known of a person's age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    /// The date of birth, if known.
    pub born: Option<NaiveDate>,
    /// Whether the person looks under 18; without weight once the date of birth is known.
    pub looks_under_18: bool,
}

/// A best-interests decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BestInterests {
    /// Who recorded it.
    pub recorded_by: UserId,
    /// Who agreed.
    pub agreed_by: UserId,
    /// Whether the person is to be circulated.
    pub circulate: bool,
    /// Whether a photo is to be shown.
    pub photo: bool,
}

/// What may be shown of a person for their age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Under the age of criminal responsibility: no report, no profile.
    Refused,
    /// Not shown before two people have decided.
    Undecided,
    /// Two people decided against it.
    NotShown,
    /// Shown, as a child.
    ShownAsMinor {
        /// With a photo.
        photo: bool,
    },
    /// Shown: an adult.
    Shown,
}

impl Gate {
    /// Whether members may see the person at all.
    pub fn is_open(self) -> bool {
        matches!(self, Self::ShownAsMinor { .. } | Self::Shown)
    }
}

/// The age in whole years on a day. Somebody born on 29 February is a year older on 1 March.
/// `None` before birth.
pub fn age_on(born: NaiveDate, day: NaiveDate) -> Option<u32> {
    day.years_since(born)
}

/// Whether an incident may be reported of a person of that age on the day it happened.
pub fn responsible(age: Age, happened: NaiveDate) -> bool {
    age.born
        .is_none_or(|born| age_on(born, happened).is_some_and(|years| years >= CRIMINAL_RESPONSIBILITY_AGE))
}

/// Whether a person counts as under 18 on a day.
pub fn under_18(age: Age, day: NaiveDate) -> bool {
    age.born.map_or(age.looks_under_18, |born| age_on(born, day).is_none_or(|years| years < ADULT_AGE))
}

/// What may be shown of a person on a day.
pub fn gate(age: Age, decision: Option<BestInterests>, day: NaiveDate, rules: &Rules) -> Gate {
    if !responsible(age, day) {
        return Gate::Refused;
    }
    if !under_18(age, day) {
        return Gate::Shown;
    }
    match decision.filter(|decision| decision.recorded_by != decision.agreed_by) {
        None => Gate::Undecided,
        Some(decision) if !decision.circulate => Gate::NotShown,
        Some(decision) => Gate::ShownAsMinor { photo: decision.photo && rules.minor_photo },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn decision(agreed_by: u8, circulate: bool, photo: bool) -> Option<BestInterests> {
        let user = |n| UserId::from_random([n; 16]);
        Some(BestInterests { recorded_by: user(1), agreed_by: user(agreed_by), circulate, photo })
    }

    #[test]
    fn a_birthday_on_a_leap_day_comes_on_the_first_of_march() {
        for (born, on, age) in [
            ("2008-02-29", "2026-02-28", Some(17)),
            ("2008-02-29", "2026-03-01", Some(18)),
            ("2008-02-29", "2028-02-29", Some(20)),
            ("2008-11-22", "2026-11-21", Some(17)),
            ("2008-11-22", "2026-11-22", Some(18)),
            ("2026-11-23", "2026-11-22", None),
        ] {
            assert_eq!(age_on(day(born), day(on)), age, "born {born}, on {on}");
        }
    }

    #[test]
    fn what_is_shown_of_whom() {
        let today = day("2026-11-22");
        let born = |text| Age { born: Some(day(text)), looks_under_18: false };
        let unknown = |looks_under_18| Age { born: None, looks_under_18 };
        for (rule, age, decided, expected) in [
            ("an adult is shown", born("2008-11-22"), None, Gate::Shown),
            (
                "who is 18 and looks younger is an adult",
                Age { looks_under_18: true, ..born("2000-01-01") },
                None,
                Gate::Shown,
            ),
            ("of unknown age, looking adult, is shown", unknown(false), None, Gate::Shown),
            ("under 18 waits for a decision", born("2008-11-23"), None, Gate::Undecided),
            ("so does who looks it", unknown(true), None, Gate::Undecided),
            ("one person's decision is none", born("2010-01-01"), decision(1, true, true), Gate::Undecided),
            (
                "two people's is",
                born("2010-01-01"),
                decision(2, true, false),
                Gate::ShownAsMinor { photo: false },
            ),
            (
                "a photo if it says so",
                unknown(true),
                decision(2, true, true),
                Gate::ShownAsMinor { photo: true },
            ),
            (
                "two people may decide against it",
                born("2010-01-01"),
                decision(2, false, true),
                Gate::NotShown,
            ),
            (
                "under 10 is refused, whoever decided",
                born("2016-11-23"),
                decision(2, true, true),
                Gate::Refused,
            ),
            ("10 today is not", born("2016-11-22"), None, Gate::Undecided),
        ] {
            assert_eq!(gate(age, decided, today, &Rules::default()), expected, "{rule} (R-17)");
        }
        let never = Rules { minor_photo: false, ..Rules::default() };
        let shown = gate(unknown(true), decision(2, true, true), today, &never);
        assert_eq!(shown, Gate::ShownAsMinor { photo: false }, "a scheme may rule photos out (R-17)");
    }

    #[test]
    fn nothing_done_under_10_is_reported_later() {
        let age = Age { born: Some(day("2016-11-22")), looks_under_18: true };
        assert!(!responsible(age, day("2026-11-21")));
        assert!(responsible(age, day("2026-11-22")));
        assert!(responsible(Age { born: None, ..age }, day("2026-11-21")));
    }
}

//! Which of a scheme's rules bind a profile, and which was a person promised?
//!
//! A shorter period binds everybody now, a longer one only profiles begun under it: a profile is bound by the
//! shortest of each period since it was begun. What a notice promised the person, the time to appeal and the wait for
//! a review, no later change makes worse.

use chrono::NaiveDate;

use crate::domain::rules::{Period, Rules};

/// A version of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub number: u32,
    /// The first day it held.
    pub since: NaiveDate,
    /// What it says.
    pub rules: Rules,
}

/// All versions of a scheme's rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    past: Vec<Version>,
    now: Version,
}

impl Book {
    /// A book of the version in force and those before it, in any order.
    pub fn new(now: Version, mut past: Vec<Version>) -> Self {
        past.retain(|version| version.number < now.number);
        past.sort_by_key(|version| version.number);
        Self { past, now }
    }

    /// The rules in force.
    pub fn now(&self) -> &Rules {
        &self.now.rules
    }

    /// The rules that bind a profile begun under a version.
    pub fn binding(&self, begun_under: u32) -> Rules {
        let since = self.past.iter().filter(|version| version.number >= begun_under);
        since.fold(self.now.rules.clone(), |bound, version| bound.binding(&version.rules))
    }

    /// The rules as they were promised in a notice of a day: of the time to appeal the longest since, of the wait for a
    /// review the shortest.
    pub fn promised(&self, on: NaiveDate) -> Rules {
        let mut promised = self.now.rules.clone();
        let ends = self.past.iter().skip(1).chain(std::iter::once(&self.now)).map(|version| version.since);
        for (version, end) in self.past.iter().zip(ends) {
            if end >= on {
                promised.appeal = longer(promised.appeal, version.rules.appeal);
                promised.review_after = promised.review_after.shorter(version.rules.review_after);
            }
        }
        promised
    }

    /// The book as it would be with other rules from a day on.
    #[must_use]
    pub fn with(&self, rules: Rules, since: NaiveDate) -> Self {
        let mut past = self.past.clone();
        past.push(self.now.clone());
        Self { past, now: Version { number: self.now.number + 1, since, rules } }
    }
}

fn longer(one: Period, other: Period) -> Period {
    if one.shorter(other) == one { other } else { one }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn shown_for(months: u32) -> Rules {
        Rules { circulation: Period::months(months), ..Rules::default() }
    }

    fn book(all: &[(&str, Rules)]) -> Book {
        let mut versions: Vec<Version> = (1..)
            .zip(all)
            .map(|(number, (since, rules))| Version { number, since: day(since), rules: rules.clone() })
            .collect();
        let now = versions.pop().unwrap();
        versions.reverse();
        Book::new(now, versions)
    }

    #[test]
    fn a_profile_is_bound_by_the_shortest_since_it_was_begun() {
        let book = book(&[
            ("2026-01-01", shown_for(12)),
            ("2026-03-01", shown_for(6)),
            ("2026-06-01", shown_for(9)),
        ]);
        for (rule, begun_under, months) in [
            ("shortened once, it stays so", 1, 6),
            ("begun under the short one", 2, 6),
            ("a longer one binds who is begun under it", 3, 9),
        ] {
            assert_eq!(book.binding(begun_under).circulation, Period::months(months), "{rule} (R-30)");
        }
        assert_eq!(book.now().circulation, Period::months(9));
    }

    #[test]
    fn what_would_be_is_reckoned_like_what_is() {
        let now = book(&[("2026-01-01", shown_for(12)), ("2026-03-01", shown_for(6))]);
        for (rule, proposed, of_before, of_now) in
            [("shorter binds everybody", 3, 3, 3), ("longer binds nobody of before", 12, 6, 6)]
        {
            let then = now.with(shown_for(proposed), day("2026-11-22"));
            assert_eq!(then.binding(1).circulation, Period::months(of_before), "{rule} (R-30)");
            assert_eq!(then.binding(2).circulation, Period::months(of_now), "{rule} (R-30)");
            assert_eq!(then.binding(3).circulation, Period::months(proposed), "{rule} (R-30)");
        }
    }

    #[test]
    fn a_childs_photo_forbidden_once_stays_so_for_those_of_before() {
        let without = Rules { minor_photo: false, ..Rules::default() };
        let book = book(&[
            ("2026-01-01", Rules::default()),
            ("2026-03-01", without),
            ("2026-06-01", Rules::default()),
        ]);
        assert!(!book.binding(1).minor_photo && !book.binding(2).minor_photo, "R-17");
        assert!(book.binding(3).minor_photo);
    }

    #[test]
    fn no_later_change_makes_a_notice_worse() {
        let rules = |appeal, review| Rules {
            appeal: Period::days(appeal),
            review_after: Period::months(review),
            ..Rules::default()
        };
        let book = book(&[
            ("2026-01-01", rules(28, 6)),
            ("2026-03-01", rules(14, 9)),
            ("2026-06-01", rules(60, 12)),
        ]);
        for (rule, on, appeal, review) in [
            ("the longest to appeal, the shortest to a review", "2026-02-01", 60, 6),
            ("on the day of a change the better of both", "2026-03-01", 60, 6),
            ("a longer time helps everybody", "2026-03-02", 60, 9),
            ("today's notice says today's rules", "2026-06-02", 60, 12),
        ] {
            let promised = book.promised(day(on));
            assert_eq!(promised.appeal, Period::days(appeal), "{rule} (R-44)");
            assert_eq!(promised.review_after, Period::months(review), "{rule} (R-44)");
        }
    }
}

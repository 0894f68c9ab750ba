//! Whom would a change of the rules affect?
//!
//! A profile whose dates would move, reckoned by the rules themselves: earlier at once, later for nobody who is on the
//! list already.

use chrono::NaiveDate;

use crate::domain::profile::status::shown;

/// What the clocks say of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// The last day members see it.
    pub shown_until: Option<NaiveDate>,
    /// The day it is erased.
    pub erased_on: NaiveDate,
    /// Whether members see its pictures.
    pub photo_shown: bool,
}

/// What a change does to one profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effect {
    /// Members see it for a shorter time.
    pub withdrawn_earlier: bool,
    /// They see it no more from this moment.
    pub withdrawn_now: bool,
    /// It is erased on an earlier day.
    pub erased_earlier: bool,
    /// That day is come.
    pub erased_now: bool,
    /// Its pictures are no longer shown.
    pub photo_hidden: bool,
    /// It keeps a shorter period than those begun from now on.
    pub keeps_shorter: bool,
}

impl Effect {
    /// Whether anything of the profile changes.
    pub fn is_any(self) -> bool {
        self.withdrawn_earlier || self.erased_earlier || self.photo_hidden
    }
}

/// What happens to a profile whose dates are `now`, would be `then`, and would be `alone` if the new rules alone bound
/// it.
pub fn effect(now: Dates, then: Dates, alone: Dates, today: NaiveDate) -> Effect {
    let is_shown = shown(now.shown_until, today);
    Effect {
        withdrawn_earlier: is_shown && then.shown_until < now.shown_until,
        withdrawn_now: is_shown && !shown(then.shown_until, today),
        erased_earlier: then.erased_on < now.erased_on,
        erased_now: then.erased_on <= today && now.erased_on > today,
        photo_hidden: is_shown && now.photo_shown && !then.photo_shown,
        keeps_shorter: alone.shown_until > then.shown_until || alone.erased_on > then.erased_on,
    }
}

/// How many profiles a change affects, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Profiles of the scheme.
    pub all: usize,
    /// Shown for a shorter time.
    pub withdrawn_earlier: usize,
    /// No longer shown from this moment.
    pub withdrawn_now: usize,
    /// Erased on an earlier day.
    pub erased_earlier: usize,
    /// Erased with the next run of the timetable.
    pub erased_now: usize,
    /// Shown without pictures.
    pub photo_hidden: usize,
    /// Bound by a shorter period than those begun from now on.
    pub keeps_shorter: usize,
}

impl Counts {
    /// Counts one more profile.
    pub fn add(&mut self, effect: Effect) {
        self.all += 1;
        for (count, is) in [
            (&mut self.withdrawn_earlier, effect.withdrawn_earlier),
            (&mut self.withdrawn_now, effect.withdrawn_now),
            (&mut self.erased_earlier, effect.erased_earlier),
            (&mut self.erased_now, effect.erased_now),
            (&mut self.photo_hidden, effect.photo_hidden),
            (&mut self.keeps_shorter, effect.keeps_shorter),
        ] {
            *count += usize::from(is);
        }
    }

    /// What happens, in sentences; the first says if nothing does.
    pub fn sentences(&self) -> Vec<String> {
        let people = |n: usize, one: &str, more: &str| match n {
            1 => format!("1 profile {one}"),
            n => format!("{n} profiles {more}"),
        };
        let of_them =
            |n: usize, what: &str| if n == 0 { String::new() } else { format!(", {n} of them {what}") };
        let mut told = Vec::new();
        if self.withdrawn_earlier > 0 {
            told.push(format!(
                "{}{}.",
                people(self.withdrawn_earlier, "is withdrawn earlier", "are withdrawn earlier"),
                of_them(self.withdrawn_now, "at once")
            ));
        }
        if self.erased_earlier > 0 {
            told.push(format!(
                "{}{}.",
                people(self.erased_earlier, "is erased earlier", "are erased earlier"),
                of_them(self.erased_now, "with the next run, within the hour")
            ));
        }
        if self.photo_hidden > 0 {
            told.push(format!("{}.", people(self.photo_hidden, "loses its picture", "lose their pictures")));
        }
        if told.is_empty() {
            told.push("No profile’s dates change.".to_owned());
        }
        if self.keeps_shorter > 0 {
            told.push(format!(
                "{} the shorter period promised when it was begun: a longer one binds only those begun from now on.",
                people(self.keeps_shorter, "keeps", "keep")
            ));
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn dates(shown_until: Option<&str>, erased_on: &str) -> Dates {
        Dates { shown_until: shown_until.map(day), erased_on: day(erased_on), photo_shown: true }
    }

    #[test]
    fn what_a_change_does_to_a_profile() {
        let today = day("2026-11-22");
        let now = dates(Some("2027-05-01"), "2028-05-02");
        let gone = dates(Some("2026-02-01"), "2027-02-02");
        let nothing = Effect::default();
        for (rule, now, then, alone, expected) in [
            ("nothing moves", now, now, now, nothing),
            (
                "shown for a shorter time",
                now,
                dates(Some("2026-12-01"), "2027-12-02"),
                dates(Some("2026-12-01"), "2027-12-02"),
                Effect { withdrawn_earlier: true, erased_earlier: true, ..nothing },
            ),
            (
                "no longer shown at all",
                now,
                dates(Some("2026-11-21"), "2027-11-22"),
                dates(Some("2026-11-21"), "2027-11-22"),
                Effect { withdrawn_earlier: true, withdrawn_now: true, erased_earlier: true, ..nothing },
            ),
            (
                "today is the last day shown",
                now,
                dates(Some("2026-11-22"), "2027-11-23"),
                dates(Some("2026-11-22"), "2027-11-23"),
                Effect { withdrawn_earlier: true, erased_earlier: true, ..nothing },
            ),
            (
                "withdrawn already: only its erasure moves",
                gone,
                dates(Some("2025-11-01"), "2026-11-22"),
                dates(Some("2025-11-01"), "2026-11-22"),
                Effect { erased_earlier: true, erased_now: true, ..nothing },
            ),
            (
                "longer binds nobody of before",
                now,
                now,
                dates(Some("2027-11-01"), "2028-11-02"),
                Effect { keeps_shorter: true, ..nothing },
            ),
            (
                "a picture is hidden",
                now,
                Dates { photo_shown: false, ..now },
                Dates { photo_shown: false, ..now },
                Effect { photo_hidden: true, ..nothing },
            ),
        ] {
            assert_eq!(effect(now, then, alone, today), expected, "{rule} (R-30)");
        }
    }

    #[test]
    fn counts_come_before_lists() {
        let mut counts = Counts::default();
        assert_eq!(counts.sentences(), ["No profile’s dates change."]);
        let earlier = Effect { withdrawn_earlier: true, erased_earlier: true, ..Effect::default() };
        counts.add(earlier);
        counts.add(Effect { withdrawn_now: true, ..earlier });
        counts.add(Effect { erased_now: true, erased_earlier: true, ..Effect::default() });
        assert_eq!(
            counts.sentences(),
            [
                "2 profiles are withdrawn earlier, 1 of them at once.",
                "3 profiles are erased earlier, 1 of them with the next run, within the hour.",
            ]
        );
        let mut longer = Counts::default();
        longer.add(Effect { keeps_shorter: true, ..Effect::default() });
        assert_eq!(longer.sentences().len(), 2);
    }
}

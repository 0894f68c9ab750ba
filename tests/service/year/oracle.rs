//! What the rules' words say of the simulated people: a second opinion, reckoned without the code under test.

use std::collections::BTreeMap;

use beadle::domain::ids::{IncidentId, ProfileId};
use chrono::{Datelike, Days, Months, NaiveDate};

/// How long a counting report shows a person, and how long they then stay withdrawn, in the simulated scheme.
pub const MONTHS: u32 = 3;
/// How long a person nothing stands against, or ever counted against, is kept.
const KEPT: u64 = 28;
/// How long an unreviewed report defers an erasure.
const UNREVIEWED: u64 = 14;

/// What is known of a person.
#[derive(Debug, Clone)]
pub struct Person {
    /// Accepted reports: when they were submitted, and on which day they were struck.
    pub reports: BTreeMap<IncidentId, (NaiveDate, Option<NaiveDate>)>,
    /// Reports that point at them and wait, by the day of their submission.
    pub waiting: BTreeMap<IncidentId, NaiveDate>,
    /// Legal holds: the day each was placed, and through which it lasts.
    pub holds: Vec<(NaiveDate, NaiveDate)>,
    /// The day their profile was made.
    pub created: NaiveDate,
    /// They were seen to be gone.
    pub gone: bool,
}

fn clamped(day: NaiveDate) -> NaiveDate {
    day + Months::new(MONTHS)
}

/// As [`clamped`], but a day that the month does not have is the first of the next.
fn moved_on(day: NaiveDate) -> NaiveDate {
    let later = clamped(day);
    if later.day() == day.day() { later } else { later + Days::new(1) }
}

impl Person {
    /// Somebody of today, by the report that names them.
    pub fn new(today: NaiveDate) -> Self {
        let (reports, waiting, holds) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        Self { reports, waiting, holds, created: today, gone: false }
    }

    /// The last day they are shown: so long after the latest report that stands; not at all without one.
    pub fn shown_until(&self) -> Option<NaiveDate> {
        let standing = self.reports.values().filter(|(_, struck)| struck.is_none());
        standing.map(|(submitted, _)| clamped(*submitted)).max()
    }

    /// The day they are erased.
    pub fn erased_on(&self) -> NaiveDate {
        let struck = self.reports.values().filter_map(|(_, struck)| *struck).max();
        let mut due = match (self.shown_until(), struck) {
            (Some(until), _) => moved_on(until + Days::new(1)),
            (None, Some(struck)) => struck + Days::new(KEPT),
            (None, None) => self.created + Days::new(KEPT),
        };
        let reports = self.waiting.values().map(|day| (*day, *day + Days::new(UNREVIEWED)));
        let holds = self.holds.iter().map(|(placed, through)| (*placed, *through + Days::new(1)));
        let deferrals: Vec<_> = reports.chain(holds).collect();
        while let Some(later) = deferrals.iter().filter(|(from, to)| *from < due && *to > due).max() {
            due = later.1;
        }
        due
    }

    /// Whether members see them on a day.
    pub fn shown(&self, today: NaiveDate) -> bool {
        !self.gone && self.shown_until().is_some_and(|until| today <= until)
    }
}

/// Everybody.
#[derive(Debug, Clone, Default)]
pub struct Oracle {
    pub people: BTreeMap<ProfileId, Person>,
}

impl Oracle {
    /// Those who are shown on a day.
    pub fn shown(&self, today: NaiveDate) -> Vec<ProfileId> {
        self.of(|person| person.shown(today))
    }

    /// Those whose day has come.
    pub fn due(&self, today: NaiveDate) -> Vec<ProfileId> {
        self.of(|person| !person.gone && person.erased_on() <= today)
    }

    /// Those of whom something is true.
    pub fn of(&self, holds: impl Fn(&Person) -> bool) -> Vec<ProfileId> {
        self.people.iter().filter(|(_, person)| holds(person)).map(|(id, _)| *id).collect()
    }

    /// The next day on which a rule changes something.
    pub fn next_day(&self, today: NaiveDate) -> Option<NaiveDate> {
        let living = self.people.values().filter(|person| !person.gone);
        let days = living.flat_map(|person| {
            let (until, due) = (person.shown_until(), person.erased_on());
            [until, until.map(|day| day + Days::new(1)), Some(due - Days::new(1)), Some(due)]
        });
        days.flatten().filter(|day| *day > today).min()
    }
}

//! What the rules' words say of the simulated people: a second opinion, reckoned without the code under test.

use std::collections::{BTreeMap, BTreeSet};

use beadle::domain::ids::{IncidentId, ProfileId, SanctionId, UserId};
use chrono::{Datelike, Days, Months, NaiveDate};

/// How long a counting report shows a person, and how long they then stay withdrawn, in the simulated scheme.
pub const MONTHS: u32 = 3;
/// After so many days a notice that nobody served lapses, in the simulated scheme.
pub const LAPSE: u32 = 30;
/// How long a person nothing stands against, or ever counted against, is kept.
const KEPT: u64 = 28;
/// How long an unreviewed report defers an erasure.
const UNREVIEWED: u64 = 14;

/// An accepted report.
#[derive(Debug, Clone, Copy)]
pub struct Accepted {
    pub submitted: NaiveDate,
    /// Proven, or alleged.
    pub proven: bool,
    /// On which day it was struck.
    pub struck: Option<NaiveDate>,
}

/// What people did with an exclusion; what days did to it follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Proposed,
    Refused,
    Decided,
    Served(NaiveDate),
    Revoked,
}

/// An exclusion.
#[derive(Debug, Clone)]
pub struct Exclusion {
    /// What it relies on: one incident.
    pub relied_on: IncidentId,
    pub months: u32,
    pub stage: Stage,
    pub decided: NaiveDate,
}

impl Exclusion {
    /// Its last day, once served.
    pub fn ends(&self) -> Option<NaiveDate> {
        if let Stage::Served(on) = self.stage { Some(clamped(on, self.months)) } else { None }
    }

    /// The word for where it stands at the end of a day.
    pub fn word(&self, today: NaiveDate) -> &'static str {
        match self.stage {
            Stage::Proposed => "proposed",
            Stage::Refused => "refused",
            Stage::Decided if today > self.serve_by() => "lapsed",
            Stage::Decided => "decided",
            Stage::Served(_) if self.ends().is_some_and(|ends| today > ends) => "ended",
            Stage::Served(_) => "served",
            Stage::Revoked => "revoked",
        }
    }

    /// The last day on which its notice can be served.
    pub fn serve_by(&self) -> NaiveDate {
        self.decided + Days::new(LAPSE.into())
    }
}

/// What is known of a person.
#[derive(Debug, Clone)]
pub struct Person {
    pub reports: BTreeMap<IncidentId, Accepted>,
    /// Reports that point at them and wait, by the day of their submission.
    pub waiting: BTreeMap<IncidentId, NaiveDate>,
    /// Legal holds: the day each was placed, and through which it lasts.
    pub holds: Vec<(NaiveDate, NaiveDate)>,
    pub exclusions: BTreeMap<SanctionId, Exclusion>,
    /// Who was joined to them.
    pub joined: BTreeSet<ProfileId>,
    /// The day their profile was made.
    pub created: NaiveDate,
    /// They were seen to be gone.
    pub gone: bool,
}

/// So many months later; a day that the month does not have is its last.
fn clamped(day: NaiveDate, months: u32) -> NaiveDate {
    day + Months::new(months)
}

/// As [`clamped`], but a day that the month does not have is the first of the next.
fn moved_on(day: NaiveDate) -> NaiveDate {
    let later = clamped(day, MONTHS);
    if later.day() == day.day() { later } else { later + Days::new(1) }
}

impl Person {
    /// Somebody of today, by the report that names them.
    pub fn new(today: NaiveDate) -> Self {
        Self {
            reports: BTreeMap::new(),
            waiting: BTreeMap::new(),
            holds: Vec::new(),
            exclusions: BTreeMap::new(),
            joined: BTreeSet::new(),
            created: today,
            gone: false,
        }
    }

    /// Whether a report stands against them.
    pub fn stands(&self, incident: IncidentId) -> bool {
        self.reports.get(&incident).is_some_and(|report| report.struck.is_none())
    }

    /// The reports that stand.
    pub fn standing(&self) -> impl Iterator<Item = (IncidentId, &Accepted)> {
        self.reports.iter().filter(|(_, report)| report.struck.is_none()).map(|(id, report)| (*id, report))
    }

    /// The days of service and the last days of the exclusions that are served and have not fallen.
    fn terms(&self) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
        let counted = self.exclusions.values().filter(|exclusion| self.stands(exclusion.relied_on));
        counted.filter_map(|exclusion| match exclusion.stage {
            Stage::Served(on) => Some((on, exclusion.ends()?)),
            _ => None,
        })
    }

    /// Until when members read that they are excluded, on a day.
    pub fn excluded(&self, today: NaiveDate) -> Option<NaiveDate> {
        self.terms().filter(|(from, to)| (*from..=*to).contains(&today)).map(|(_, to)| to).max()
    }

    /// The last day they are shown: so long after the latest report that stands, or to the end of a longer exclusion
    /// not at all without such a report.
    pub fn shown_until(&self) -> Option<NaiveDate> {
        let latest = self.standing().map(|(_, report)| clamped(report.submitted, MONTHS)).max()?;
        self.terms().map(|(_, ends)| ends).chain([latest]).max()
    }

    /// The day they are erased.
    pub fn erased_on(&self) -> NaiveDate {
        let struck = self.reports.values().filter_map(|report| report.struck).max();
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

/// Somebody who joined the shop during the year.
#[derive(Debug, Clone)]
pub struct Shopkeeper {
    pub email: String,
    /// They left.
    pub left: bool,
    /// Their reports.
    pub reports: BTreeSet<IncidentId>,
    /// How many of them were reviewed while they were there: each is told them by mail.
    pub told: usize,
}

impl Shopkeeper {
    /// Somebody who reported nothing yet.
    pub fn of(email: &str) -> Self {
        Self { email: email.to_owned(), left: false, reports: BTreeSet::new(), told: 0 }
    }
}

/// Everybody.
#[derive(Debug, Clone, Default)]
pub struct Oracle {
    pub people: BTreeMap<ProfileId, Person>,
    pub staff: BTreeMap<UserId, Shopkeeper>,
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

    /// Those who are gone, with whoever was joined to them.
    pub fn gone(&self) -> Vec<ProfileId> {
        let gone = self.people.iter().filter(|(_, person)| person.gone);
        gone.flat_map(|(id, person)| [*id].into_iter().chain(person.joined.iter().copied())).collect()
    }

    /// The staff who left, or are there.
    pub fn staff(&self, left: bool) -> Vec<UserId> {
        self.staff.iter().filter(|(_, one)| one.left == left).map(|(id, _)| *id).collect()
    }

    /// Two people are one: the first has all that the second had.
    pub fn join(&mut self, stays: ProfileId, goes: ProfileId) {
        let Some(gone) = self.people.remove(&goes) else { return };
        let Some(person) = self.people.get_mut(&stays) else { return };
        person.reports.extend(gone.reports);
        person.waiting.extend(gone.waiting);
        person.holds.extend(gone.holds);
        person.exclusions.extend(gone.exclusions);
        person.joined.extend(gone.joined);
        person.joined.insert(goes);
        person.created = person.created.min(gone.created);
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

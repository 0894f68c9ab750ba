//! A subject's profile: how long it is shown and kept, and what of it.

pub mod circulation;
#[cfg(test)]
mod clocks_test;
pub mod correcting;
pub mod curb;
pub mod erasure;
pub mod explain;
pub mod history;
pub mod identity;
pub mod merging;
pub mod minor;
pub mod recall;
pub mod sight;
pub mod sighting;
pub mod special;
pub mod spell;
pub mod splitting;
pub mod status;
pub mod stored;
pub mod suggestion;

use chrono::{DateTime, NaiveDate, Utc};

use self::{identity::Identity, minor::Age, status::Status};
use super::ids::{PictureId, ProfileId};

/// A subject's profile. Its fields are for `domain` alone: each role sees a view of it (`disclosure`).
#[derive(Debug, Clone)]
pub struct Profile {
    pub(in crate::domain) id: ProfileId,
    pub(in crate::domain) id_sought: bool,
    pub(in crate::domain) named_on: Option<NaiveDate>,
    pub(in crate::domain) status: Status,
    pub(in crate::domain) under_18: bool,
    pub(in crate::domain) photo_shown: bool,
    pub(in crate::domain) identity: Identity,
    pub(in crate::domain) created_on: NaiveDate,
    pub(in crate::domain) shown_until: Option<NaiveDate>,
    pub(in crate::domain) shown_since: Option<DateTime<Utc>>,
    pub(in crate::domain) erased_on: NaiveDate,
    pub(in crate::domain) withdrawn_at: Option<DateTime<Utc>>,
}

/// As much of a profile as its card needs: no more is read of it, and no more opened.
#[derive(Debug, Clone)]
pub struct Outline {
    pub(in crate::domain) id: ProfileId,
    pub(in crate::domain) id_sought: bool,
    pub(in crate::domain) status: Status,
    pub(in crate::domain) photo_shown: bool,
    pub(in crate::domain) photo: Option<PictureId>,
    pub(in crate::domain) name: Option<String>,
    pub(in crate::domain) age: Age,
    pub(in crate::domain) shown_until: Option<NaiveDate>,
    pub(in crate::domain) shown_since: Option<DateTime<Utc>>,
}

impl Outline {
    /// Whose.
    pub fn id(&self) -> ProfileId {
        self.id
    }

    /// Whether the person is known to be born from one day to another.
    pub fn born_within(&self, first: NaiveDate, last: NaiveDate) -> bool {
        self.age.born.is_some_and(|born| first <= born && born <= last)
    }
}

impl From<stored::Outline> for Outline {
    fn from(row: stored::Outline) -> Self {
        let stored::Outline {
            id,
            id_sought,
            status,
            photo_shown,
            photo,
            name,
            born,
            looks_under_18,
            shown_until,
            shown_since,
        } = row;
        let age = Age { born, looks_under_18 };
        Self { id, id_sought, status, photo_shown, photo, name, age, shown_until, shown_since }
    }
}

impl From<stored::Row> for Profile {
    fn from(row: stored::Row) -> Self {
        let stored::Row {
            id,
            id_sought,
            named_on,
            status,
            under_18,
            photo_shown,
            identity,
            created_on,
            shown_until,
            shown_since,
            erased_on,
            withdrawn_at,
        } = row;
        Self {
            id,
            id_sought,
            named_on,
            status,
            under_18,
            photo_shown,
            identity,
            created_on,
            shown_until,
            shown_since,
            erased_on,
            withdrawn_at,
        }
    }
}

impl Profile {
    /// Its id.
    pub fn id(&self) -> ProfileId {
        self.id
    }

    /// Whether members see it on a day.
    pub fn shown(&self, today: NaiveDate) -> bool {
        status::shown(self.shown_until, today)
    }

    /// What the age gate asks about.
    pub fn age(&self) -> Age {
        Age {
            born: self.identity.born.as_ref().map(|fact| fact.value),
            looks_under_18: self.identity.looks_under_18,
        }
    }

    /// Whether no name is confirmed.
    pub fn is_sought(&self) -> bool {
        self.id_sought
    }

    /// The names and the date of birth, for the index of names: it never leaves memory.
    pub fn searchable(&self) -> (Vec<String>, Option<NaiveDate>) {
        let names = self.identity.name.iter().chain(&self.identity.aliases).map(|fact| fact.value.clone());
        (names.collect(), self.identity.born.as_ref().map(|fact| fact.value))
    }
}

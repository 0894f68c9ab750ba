//! The in-memory index of names: forgiving search that leaves nothing on disk (product rules ).
//!
//! A pure structure: actions put the identities of living profiles in at start and after each commit, and take
//! them out with the transaction that withdraws or erases. A hit is a candidate; the caller asks its row again
//! before showing anything. What it holds is wiped when it leaves.

mod fold;
mod nicknames;
mod people;
mod score;
mod tally;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::{collections::HashMap, fmt};

use chrono::NaiveDate;
use zeroize::ZeroizeOnDrop;

use crate::domain::ids::{ProfileId, SchemeId};
use people::People;

/// Which profiles are searched: what members see and what only a controller's grant opens are never mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Profiles that members see today.
    Circulated,
    /// Profiles in their withdrawn year.
    Withdrawn,
}

/// One person as the index is told of them.
#[derive(Clone, ZeroizeOnDrop)]
pub struct Entry {
    /// Whose names these are.
    #[zeroize(skip)]
    pub profile: ProfileId,
    /// The name first, then the aliases.
    pub names: Vec<String>,
    /// The date of birth, if known.
    #[zeroize(skip)]
    pub date_of_birth: Option<NaiveDate>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("profile", &self.profile).finish_non_exhaustive()
    }
}

/// What somebody looks for. Never logged: search words are not recorded.
#[derive(Clone, Default, ZeroizeOnDrop)]
pub struct Query {
    /// A name as typed: whole or begun, in any order, however spelt. May be blank if there is a date of birth.
    pub text: String,
    /// Moves people born that day up and others down; a blank `text` finds those born that day.
    #[zeroize(skip)]
    pub date_of_birth: Option<NaiveDate>,
}

impl Query {
    /// A search by name alone.
    pub fn named(text: impl Into<String>) -> Self {
        Self { text: text.into(), date_of_birth: None }
    }
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query").finish_non_exhaustive()
    }
}

/// A profile that may be meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The candidate, to be checked against its row.
    pub profile: ProfileId,
    /// How near the names are: 1 is the very name; dates of birth move it by up to 0.2. Orders hits, no more.
    pub score: f32,
}

#[derive(Default)]
struct Scheme {
    circulated: People,
    withdrawn: People,
    reached: i64,
}

impl Scheme {
    fn shelf(&self, shelf: Shelf) -> &People {
        match shelf {
            Shelf::Circulated => &self.circulated,
            Shelf::Withdrawn => &self.withdrawn,
        }
    }

    fn shelf_mut(&mut self, shelf: Shelf) -> &mut People {
        match shelf {
            Shelf::Circulated => &mut self.circulated,
            Shelf::Withdrawn => &mut self.withdrawn,
        }
    }
}

/// All names of all schemes of this host, each scheme and each shelf apart.
#[derive(Default)]
pub struct Index {
    schemes: HashMap<SchemeId, Scheme>,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("schemes", &self.schemes.len()).finish_non_exhaustive()
    }
}

impl Index {
    /// An empty index.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a person, or replaces what was known of them. A person is on one shelf only; `entry` is wiped.
    pub fn put(&mut self, scheme: SchemeId, shelf: Shelf, entry: Entry) {
        self.remove(scheme, entry.profile);
        self.schemes.entry(scheme).or_default().shelf_mut(shelf).put(&entry);
    }

    /// Takes a person off both shelves and wipes their names. Says whether they were there.
    pub fn remove(&mut self, scheme: SchemeId, profile: ProfileId) -> bool {
        let Some(found) = self.schemes.get_mut(&scheme) else { return false };
        let circulated = found.circulated.remove(profile);
        let withdrawn = found.withdrawn.remove(profile);
        circulated || withdrawn
    }

    /// Forgets a scheme, both shelves.
    pub fn clear_scheme(&mut self, scheme: SchemeId) {
        self.schemes.remove(&scheme);
    }

    /// Up to which change of a scheme this index follows: 0 before any.
    pub fn reached(&self, scheme: SchemeId) -> i64 {
        self.schemes.get(&scheme).map_or(0, |s| s.reached)
    }

    /// Notes up to which change of a scheme this index follows.
    pub fn reach(&mut self, scheme: SchemeId, change: i64) {
        self.schemes.entry(scheme).or_default().reached = change;
    }

    /// How many people of a scheme are held, both shelves together.
    pub fn len(&self, scheme: SchemeId) -> usize {
        self.schemes.get(&scheme).map_or(0, |s| s.circulated.len() + s.withdrawn.len())
    }

    /// On which shelf a person is, if anywhere.
    pub fn shelf_of(&self, scheme: SchemeId, profile: ProfileId) -> Option<Shelf> {
        let found = self.schemes.get(&scheme)?;
        [Shelf::Circulated, Shelf::Withdrawn].into_iter().find(|s| found.shelf(*s).holds(profile))
    }

    /// Everybody born from one day to another, after an id, in the order of ids.
    pub fn born_between(
        &self,
        scheme: SchemeId,
        shelf: Shelf,
        (from, to): (NaiveDate, NaiveDate),
        after: Option<ProfileId>,
    ) -> Vec<ProfileId> {
        self.schemes.get(&scheme).map_or_else(Vec::new, |s| s.shelf(shelf).born_between(from, to, after))
    }

    /// The likeliest people, best first, at most `limit`; ties in a fixed order.
    pub fn find(&self, scheme: SchemeId, shelf: Shelf, query: &Query, limit: usize) -> Vec<Hit> {
        self.schemes.get(&scheme).map_or_else(Vec::new, |s| s.shelf(shelf).find(query, limit))
    }
}

//! Feeds the index of names: at start, with each deed once it is committed, and by what other processes did
//! (architecture, idea 5).

use std::sync::PoisonError;

use chrono::NaiveDate;

use crate::{
    actions::{Act, Refusal, Service, Shared},
    domain::{
        ids::{ProfileId, SchemeId},
        member::evidence,
        profile::Profile,
    },
    search::{Entry, Hit, Index, Query, Shelf},
    store::{self, Url, listing::Which},
};

/// So many profiles are read at once.
const PAGE: usize = 500;

/// Puts a person on a shelf once the deed is committed; the index of other processes follows.
pub(super) fn put<R>(act: &mut Act<'_, '_, R>, shelf: Shelf, entry: Entry) {
    let scheme = act.scheme.id;
    act.changes(entry.profile);
    act.afterwards(move |service| service.with_index(|index| index.put(scheme, shelf, entry)));
}

/// Takes a person off their shelf once the deed is committed; the index of other processes follows.
pub(super) fn remove<R>(act: &mut Act<'_, '_, R>, id: ProfileId) {
    let scheme = act.scheme.id;
    act.changes(id);
    act.afterwards(move |service| {
        service.with_index(|index| index.remove(scheme, id));
    });
}

/// Where a profile is found on a day, and by which names.
fn entry(profile: &Profile, today: NaiveDate) -> (Shelf, Entry) {
    let (names, date_of_birth) = profile.searchable();
    let shelf = if profile.shown(today) { Shelf::Circulated } else { Shelf::Withdrawn };
    (shelf, Entry { profile: profile.id(), names, date_of_birth })
}

impl Service {
    /// Changes the index of names.
    pub(crate) fn with_index<T>(&self, work: impl FnOnce(&mut Index) -> T) -> T {
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        work(&mut index)
    }

    /// On which shelf of the index a person is, if anywhere.
    pub fn shelf_of(&self, scheme: SchemeId, profile: ProfileId) -> Option<Shelf> {
        self.with_index(|index| index.shelf_of(scheme, profile))
    }

    /// The likeliest people on a shelf of the index: candidates, to be looked up before anything is shown.
    pub fn find_names(&self, scheme: SchemeId, shelf: Shelf, query: &Query, limit: usize) -> Vec<Hit> {
        let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
        index.find(scheme, shelf, query, limit)
    }

    /// Who of those shown was born from one day to another, after an id, in the order of ids.
    pub fn find_born(
        &self,
        scheme: SchemeId,
        born: (NaiveDate, NaiveDate),
        after: Option<ProfileId>,
    ) -> Vec<ProfileId> {
        let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
        index.born_between(scheme, Shelf::Circulated, born, after)
    }

    /// Puts a person on a shelf of the index, as it is filled at start.
    pub fn put_in_index(&self, scheme: SchemeId, shelf: Shelf, entry: Entry) {
        self.with_index(|index| index.put(scheme, shelf, entry));
    }

    /// Whether other processes may serve the same database: a SQLite file is served by one.
    pub fn shares_database(&self) -> bool {
        matches!(self.store.url(), Url::Postgres(_))
    }

    /// Fills the index of names of every scheme; returns how many people it holds.
    ///
    /// # Errors
    /// If the database fails.
    pub fn fill_index(&self) -> Result<usize, Refusal> {
        let schemes = self.store.read_here::<_, Refusal>(|tx| Ok(store::scheme::all(tx)?))?;
        schemes.into_iter().map(|scheme| self.fill_scheme(scheme.id)).sum()
    }

    fn fill_scheme(&self, scheme: SchemeId) -> Result<usize, Refusal> {
        let tick = evidence::scheduler(scheme, self.clock.now());
        let (profiles, reached) = self.store.read_here::<_, Refusal>(|tx| {
            let (_, reached) = store::change::since(tx, scheme, 0)?;
            Ok((store::listing::list(tx, &tick, &Which::default())?, reached))
        })?;
        let count = profiles.len();
        self.with_index(|index| {
            index.clear_scheme(scheme);
            for profile in &profiles {
                let (shelf, entry) = entry(profile, tick.today());
                index.put(scheme, shelf, entry);
            }
            index.reach(scheme, reached);
        });
        Ok(count)
    }

    /// Brings the index of names up to what other processes have committed; returns how many people changed.
    ///
    /// # Errors
    /// If the database fails: what was not followed is followed the next time.
    pub async fn follow_names(self: &Shared) -> Result<usize, Refusal> {
        let schemes = self.store.read::<_, Refusal>(|tx| Ok(store::scheme::all(tx)?)).await?;
        let mut changed = 0;
        for scheme in schemes {
            changed += self.follow_scheme(scheme.id).await?;
        }
        Ok(changed)
    }

    async fn follow_scheme(self: &Shared, scheme: SchemeId) -> Result<usize, Refusal> {
        let tick = evidence::scheduler(scheme, self.clock.now());
        let from = self.with_index(|index| index.reached(scheme));
        let (changed, reached, living) = self
            .store
            .read::<_, Refusal>(move |tx| {
                let (changed, reached) = store::change::since(tx, scheme, from)?;
                let mut living = Vec::with_capacity(changed.len());
                for ids in changed.chunks(PAGE) {
                    let which = Which { ids: Some(ids.to_vec()), ..Which::default() };
                    living.extend(store::listing::list(tx, &tick, &which)?);
                }
                Ok((changed, reached, living))
            })
            .await?;
        self.with_index(|index| {
            for id in &changed {
                index.remove(scheme, *id);
            }
            for profile in &living {
                let (shelf, entry) = entry(profile, tick.today());
                index.put(scheme, shelf, entry);
            }
            index.reach(scheme, reached);
        });
        Ok(changed.len())
    }
}

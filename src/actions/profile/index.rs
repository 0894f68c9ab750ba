//! Fills the index of names at start (architecture, idea 5).

use crate::{
    actions::{Refusal, Service},
    domain::{
        ids::{ProfileId, SchemeId},
        member::evidence,
    },
    search::{Entry, Index, Shelf},
    store::{self, listing::Which},
};

impl Service {
    /// Changes the index of names.
    pub(crate) fn with_index<T>(&self, work: impl FnOnce(&mut Index) -> T) -> T {
        let mut index = self.index.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        work(&mut index)
    }

    /// On which shelf of the index a person is, if anywhere.
    pub fn shelf_of(&self, scheme: SchemeId, profile: ProfileId) -> Option<Shelf> {
        self.with_index(|index| index.shelf_of(scheme, profile))
    }

    /// Puts a person on a shelf of the index, as it is filled at start.
    pub fn put_in_index(&self, scheme: SchemeId, shelf: Shelf, entry: Entry) {
        self.with_index(|index| index.put(scheme, shelf, entry));
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
        let profiles = self
            .store
            .read_here::<_, Refusal>(|tx| Ok(store::listing::list(tx, &tick, &Which::default())?))?;
        let count = profiles.len();
        self.with_index(|index| {
            index.clear_scheme(scheme);
            for profile in profiles {
                let (names, date_of_birth) = profile.searchable();
                let shelf = if profile.shown(tick.today()) { Shelf::Circulated } else { Shelf::Withdrawn };
                index.put(scheme, shelf, Entry { profile: profile.id(), names, date_of_birth });
            }
        });
        Ok(count)
    }
}

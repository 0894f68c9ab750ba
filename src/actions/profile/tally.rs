//! Remembers how many people are shown, until something is written: counts only, nothing about anybody.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::{
    actions::{Refusal, Service},
    domain::ids::SchemeId,
    store::{self, Read, gallery::Tally},
};

/// Another process on the same database, or a deed at this very moment, shows in the counts after so long at most.
const FRESH: TimeDelta = TimeDelta::seconds(10);

/// The counts of each scheme, as of the last write.
#[derive(Default)]
pub struct Tallies(Mutex<HashMap<SchemeId, Kept>>);

struct Kept {
    writes: u64,
    today: NaiveDate,
    at: DateTime<Utc>,
    tally: Arc<Tally>,
}

impl Service {
    /// How many people are shown today.
    ///
    /// # Errors
    /// If the database fails.
    pub(crate) fn tally(
        &self,
        tx: &mut Read<'_>,
        scheme: SchemeId,
        today: NaiveDate,
    ) -> Result<Arc<Tally>, Refusal> {
        let (at, writes) = (self.clock.now(), self.store.writes());
        let kept = || self.tallies.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |kept: &&Kept| kept.writes == writes && kept.today == today && at - kept.at < FRESH;
        if let Some(found) = kept().get(&scheme).filter(fresh) {
            return Ok(found.tally.clone());
        }
        let tally = Arc::new(store::gallery::tally(tx, scheme, today)?);
        kept().insert(scheme, Kept { writes, today, at, tally: tally.clone() });
        Ok(tally)
    }
}

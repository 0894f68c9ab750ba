//! How work started by time is claimed, carried out and given back: by one process at a time, deed by deed.

pub mod preview;
pub mod pulse;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    actions::{Act, Refusal, Service, Shared},
    domain::{
        date::day_start,
        ids::SchemeId,
        member::evidence::Scheduler,
        scheme::{
            Scheme,
            trust::{Counted, strayed},
        },
    },
    store::{self, StoreError, Write, lease::Lease},
};

/// How often a job is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// Once a London day, as soon after midnight as somebody is there to do it.
    Day,
    /// So many minutes after it was last done, and soon after midnight: a new day is what most jobs wait for.
    Minutes(u32),
}

/// A job of a scheme in the hands of this process.
#[derive(Debug, Clone)]
pub struct Turn {
    lease: Lease,
    /// When it was claimed, by the clock of this process.
    began: DateTime<Utc>,
}

/// The lease was over.
const TAKEN_OVER: &str = "another process has taken this job over";

/// The clock is not the one that the job was begun by.
const STRAYED: &str = "the clock jumped by a day or more since this job was begun";

/// Nothing was changed: the rule decided otherwise than the candidate's column, or somebody else did the deed.
pub(in crate::actions) const NOTHING_TO_DO: &str = "nothing to do";

/// Every scheme of the installation.
///
/// # Errors
/// If the database fails.
pub async fn schemes(service: &Shared) -> Result<Vec<Scheme>, Refusal> {
    service.store.read(|tx| Ok(store::scheme::all(tx)?)).await
}

/// Claims a job that is due; `None` if it is not, or another process has it.
///
/// # Errors
/// If the database fails.
pub async fn claim(
    service: &Shared,
    scheme: SchemeId,
    job: &'static str,
    every: Every,
) -> Result<Option<Turn>, Refusal> {
    pass_on(service, None, scheme, (job, every)).await
}

/// As [`claim`], and gives a job back before that, as [`give_back`] does: in one transaction, since each is flushed to
/// the disk and most jobs of a beat find nothing to do.
///
/// # Errors
/// If the database fails.
pub async fn pass_on(
    service: &Shared,
    held: Option<(Turn, bool)>,
    scheme: SchemeId,
    (job, every): (&'static str, Every),
) -> Result<Option<Turn>, Refusal> {
    let now = service.clock.now();
    let midnight = day_start(service.clock.today());
    let due = match every {
        Every::Day => midnight,
        // Half a minute of grace: the beats of the scheduler are never quite a minute apart.
        Every::Minutes(n) => midnight.max(now - TimeDelta::seconds(i64::from(n) * 60 - 30)),
    };
    let worked = held.clone();
    let claimed = service.store.write(move |tx| {
        if let Some((turn, done)) = worked {
            turn.end(tx, now, done)?;
        }
        store::lease::claim(tx, scheme, job, due, now)
    });
    match (claimed.await, held) {
        (Ok(lease), _) => Ok(lease.map(|lease| Turn { lease, began: now })),
        // The first claim of all, by two processes at once: the other's stands, and what was held is still to be given.
        (Err(StoreError::Duplicate), Some((turn, done))) => {
            give_back(service, turn, done).await.map(|()| None)
        }
        (Err(StoreError::Duplicate), None) => Ok(None),
        (Err(error), _) => Err(error.into()),
    }
}

/// Gives a job back; `done` if nothing of it is left until it is due again.
///
/// # Errors
/// If the database fails.
pub async fn give_back(service: &Shared, turn: Turn, done: bool) -> Result<(), Refusal> {
    let now = service.clock.now();
    Ok(service.store.write::<_, StoreError>(move |tx| turn.end(tx, now, done)).await?)
}

impl Turn {
    /// The scheme.
    pub fn scheme(&self) -> SchemeId {
        self.lease.scheme
    }

    fn end(&self, tx: &mut Write<'_>, now: DateTime<Utc>, done: bool) -> Result<(), StoreError> {
        if !store::lease::give_back(tx, &self.lease, now, done)? {
            tracing::warn!("a job outlived its lease and was taken over");
        }
        Ok(())
    }

    /// The job's name.
    pub fn job(&self) -> &'static str {
        self.lease.job
    }

    /// Refuses what is not to be gone on with. A job of over a day ends here too, and is claimed again.
    fn is_ours(&self, tx: &mut Write<'_>, now: DateTime<Utc>) -> Result<(), Refusal> {
        if strayed(Counted { wall: self.began, elapsed: TimeDelta::zero() }, now) {
            return Err(Refusal::Failed(STRAYED.to_owned()));
        }
        if !store::lease::holds(tx, &self.lease, now)? {
            return Err(Refusal::Failed(TAKEN_OVER.to_owned()));
        }
        Ok(())
    }

    /// Does something while nobody else can claim the job: for what stands outside the database, such as a line of the
    /// ledger, which no later transaction could fence off.
    ///
    /// # Errors
    /// If the lease is over and another process has the job ([`is_over`]): then nothing was done.
    pub(in crate::actions) async fn held<T: Send + 'static>(
        &self,
        service: &Shared,
        work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (turn, now) = (self.clone(), service.clock.now());
        let held = move |tx: &mut Write<'_>| {
            turn.is_ours(tx, now)?;
            work()
        };
        service.store.note(held).await
    }

    /// One deed of the job: one transaction, in which the lease is known to hold (two processes never both act).
    /// `None` if there was nothing to do.
    pub(in crate::actions) async fn deed<T: Send + 'static>(
        &self,
        service: &Shared,
        work: impl FnOnce(&mut Act<'_, '_, Scheduler>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<Option<T>, Refusal> {
        let turn = self.clone();
        let done = service
            .tick(self.lease.scheme, move |act| {
                let now = act.now();
                turn.is_ours(act.tx, now)?;
                work(act)
            })
            .await;
        match done {
            Ok(value) => Ok(Some(value)),
            Err(Refusal::Rule(why)) if why == NOTHING_TO_DO => Ok(None),
            Err(Refusal::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Whether a deed was refused because the job is not to be gone on with: its lease was over and another process has
/// it, or the clock jumped.
pub fn is_over(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Failed(why) if why == TAKEN_OVER || why == STRAYED)
}

/// Refuses a deed that has nothing to do: its transaction is rolled back.
pub(in crate::actions) fn nothing_to_do<T>() -> Result<T, Refusal> {
    Err(Refusal::Rule(NOTHING_TO_DO.to_owned()))
}

/// The ledger of erasures of a scheme.
pub(in crate::actions) fn ledger(service: &Arc<Service>, scheme: SchemeId) -> store::ledger::Ledger {
    store::ledger::Ledger::of(&service.settings.data, scheme)
}

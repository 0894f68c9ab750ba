//! The only reader of time and randomness. Tests hold both still; the demo travels.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use rand::{Rng, SeedableRng, TryRng, rngs::ChaCha20Rng};

use crate::domain::date::london_day;

/// Time and randomness of one installation; clones share them.
#[derive(Clone)]
pub struct Clock {
    inner: Arc<Inner>,
}

struct Inner {
    time: Mutex<Time>,
    seeded: Option<Mutex<ChaCha20Rng>>,
}

#[derive(Clone, Copy)]
enum Time {
    /// The machine's clock, moved by so much (nothing, outside the demo).
    Flowing(TimeDelta),
    /// Stands still until moved.
    Still(DateTime<Utc>),
}

impl Clock {
    /// The machine's clock and the system's randomness.
    pub fn system() -> Self {
        Self::new(Time::Flowing(TimeDelta::zero()), None)
    }

    /// A clock that stands still at `at`, with randomness from `seed`: for tests and for building the demo.
    pub fn still(at: DateTime<Utc>, seed: u64) -> Self {
        Self::new(Time::Still(at), Some(ChaCha20Rng::seed_from_u64(seed)))
    }

    /// A clock that stands still at `at`, with the system's randomness.
    pub fn travelling(at: DateTime<Utc>) -> Self {
        Self::new(Time::Still(at), None)
    }

    fn new(time: Time, seeded: Option<ChaCha20Rng>) -> Self {
        Self { inner: Arc::new(Inner { time: Mutex::new(time), seeded: seeded.map(Mutex::new) }) }
    }

    /// The present instant, in whole microseconds (as PostgreSQL keeps it).
    pub fn now(&self) -> DateTime<Utc> {
        match *unpoisoned(&self.inner.time) {
            Time::Flowing(moved) => machine_time() + moved,
            Time::Still(at) => at,
        }
        .trunc_subsecs(6)
    }

    /// Today in London.
    pub fn today(&self) -> NaiveDate {
        london_day(self.now())
    }

    /// Moves a still clock. A flowing clock is left alone.
    pub fn move_to(&self, at: DateTime<Utc>) {
        let mut time = unpoisoned(&self.inner.time);
        if let Time::Still(_) = *time {
            *time = Time::Still(at);
        }
    }

    /// Lets the clock flow on from `at`.
    pub fn flow_from(&self, at: DateTime<Utc>) {
        *unpoisoned(&self.inner.time) = Time::Flowing(at - machine_time());
    }

    /// Random bytes, fit for keys.
    ///
    /// # Panics
    /// If the operating system has no randomness: nothing may go on without it.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.inner.seeded {
            Some(seeded) => unpoisoned(seeded).fill_bytes(&mut bytes),
            None => rand::rngs::SysRng.try_fill_bytes(&mut bytes).expect("the system gives randomness"),
        }
        bytes
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn machine_time() -> DateTime<Utc> {
    Utc::now()
}

/// A poisoned clock is still a clock.
fn unpoisoned<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

//! How many calls a police system, or an officer, may make: by the minute, each process counts for itself.

use std::num::NonZeroU32;

use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};
use uuid::Uuid;

/// What is left to whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Calls a minute.
    pub quota: u32,
    /// Calls that may be made at once.
    pub left: u32,
    /// In how many seconds there is one more; 0 while some are left.
    pub wait: u64,
}

type Limiter = RateLimiter<Uuid, DefaultKeyedStateStore<Uuid>, DefaultClock, StateInformationMiddleware>;

/// Counts the calls of each client, and of each officer without a system.
pub(in crate::actions) struct Budgets {
    quota: NonZeroU32,
    limiter: Limiter,
}

impl Budgets {
    /// So many calls a minute for each.
    pub(in crate::actions) fn new(a_minute: u32) -> Self {
        let quota = NonZeroU32::new(a_minute).unwrap_or(NonZeroU32::MIN);
        Self { quota, limiter: RateLimiter::dashmap(Quota::per_minute(quota)).with_middleware() }
    }

    /// Counts a call.
    ///
    /// # Errors
    /// If it is one too many: what is left, and how long to wait.
    pub(super) fn take(&self, asker: Uuid) -> Result<Budget, Budget> {
        let quota = self.quota.get();
        match self.limiter.check_key(&asker) {
            Ok(state) => Ok(Budget { quota, left: state.remaining_burst_capacity(), wait: 0 }),
            Err(until) => {
                let wait = until.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
                Err(Budget { quota, left: 0, wait })
            }
        }
    }
}

//! The scheduler's pulse: notices a clock that may be wrong, and stops deletions until a controller confirms.

use chrono::{DateTime, Utc};

use crate::{
    actions::{Act, Call, Refusal, Shared},
    domain::{
        deed::Deed,
        member::evidence::{Controller, Scheduler},
        scheme::{
            Scheme,
            trust::{Counted, Distrust, distrust},
        },
    },
    store::{self, StoreError},
};

/// What a controller types to let deletions go on.
pub const CONFIRM: &str = "DELETE";

/// Beats once for a scheme; `counted` is what this process counted since its last beat.
///
/// # Errors
/// If the database fails.
pub async fn beat(service: &Shared, scheme: &Scheme, counted: Option<Counted>) -> Result<(), Refusal> {
    let (id, demo, now) = (scheme.id, scheme.demo, service.clock.now());
    let last = service.store.read::<_, Refusal>(move |tx| Ok(store::lease::pulse(tx, id)?)).await?;
    let stopped = last.as_ref().is_some_and(|pulse| pulse.stopped.is_some());
    let beaten = match distrust(last.map(|pulse| pulse.at), counted, now, demo) {
        Some(why) if !stopped => {
            tracing::error!(scheme = %id, why = why.as_str(), "deletions are stopped: a controller has to confirm");
            service
                .tick(id, move |act| {
                    store::lease::beat(act.tx, id, now, Some(why.as_str()))?;
                    act.record(Deed::StopDeletions, &[]);
                    Ok(())
                })
                .await
        }
        _ => service.store.write::<_, Refusal>(move |tx| Ok(store::lease::beat(tx, id, now, None)?)).await,
    };
    match beaten {
        // A scheme's first beat, by two processes at once: the other's stands.
        Err(Refusal::Store(StoreError::Duplicate)) => Ok(()),
        beaten => beaten,
    }
}

/// Since when and why deletions are stopped in a scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why.
    pub why: Distrust,
}

pub(in crate::actions) fn stopped(pulse: Option<store::lease::Pulse>) -> Option<Stopped> {
    let (since, why) = pulse?.stopped?;
    Some(Stopped { since, why: Distrust::parse(&why).unwrap_or(Distrust::Silent) })
}

/// Refuses a deletion, or whatever else cannot be taken back, while deletions are stopped: asked in its own transaction.
pub(in crate::actions) fn may_delete(act: &mut Act<'_, '_, Scheduler>) -> Result<(), Refusal> {
    match stopped(store::lease::pulse(act.tx, act.scheme.id)?) {
        None => Ok(()),
        Some(_) => super::nothing_to_do(),
    }
}

/// A controller confirms that the clock is right: deletions go on.
///
/// # Errors
/// A message on `word` if it is not [`CONFIRM`]; [`Refusal::NotFound`] if deletions are not stopped.
pub async fn resume(service: &Shared, call: Call, word: String) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            if word.trim() != CONFIRM {
                return Err(Refusal::field("word", format!("Please type {CONFIRM} in capitals.")));
            }
            let by = crate::domain::member::evidence::Acting::user(&act.viewer);
            if !store::lease::resume(act.tx, act.scheme.id, by, act.now())? {
                return Err(Refusal::NotFound);
            }
            act.record(Deed::ResumeDeletions, &[]);
            Ok(())
        })
        .await
}

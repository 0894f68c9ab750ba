//! Epochs of the key ring: begun, moved to, destroyed (R-25; architecture, idea 4).

mod begin;
mod destroy;
mod fits;
mod overview;
mod rewrap;

pub use begin::begin;
pub use destroy::destroy;
pub use fits::{Misfit, fits};
pub use overview::{Shown, overview};
pub use rewrap::rewrap;

use super::{Refusal, Shared};
use crate::{
    domain::epoch::turn::Known,
    store::{self, Read},
    vault::{Ring, Vault, VaultError},
};

/// Whether the clock is trusted: the ring is of all schemes, so it must be in each.
async fn clock_is_trusted(service: &Shared) -> Result<bool, Refusal> {
    let asked = service.store.read::<_, Refusal>(|tx| {
        for scheme in store::scheme::all(tx)? {
            if store::lease::pulse(tx, scheme.id)?.is_some_and(|pulse| pulse.stopped.is_some()) {
                return Ok(false);
            }
        }
        Ok(true)
    });
    asked.await
}

/// On which epochs how many keys and look-ups hang, scheme by scheme.
async fn in_use(service: &Shared) -> Result<Vec<(i64, i64)>, Refusal> {
    service.store.read(known_in_use).await
}

fn known_in_use(tx: &mut Read<'_>) -> Result<Vec<(i64, i64)>, Refusal> {
    let mut all = Vec::new();
    for scheme in store::scheme::all(tx)? {
        all.extend(store::lookup::in_use(tx, scheme.id)?);
    }
    Ok(all)
}

fn known(ring: &Ring) -> Vec<Known> {
    ring.epochs().iter().map(|epoch| Known { id: epoch.id(), made: epoch.made() }).collect()
}

/// What reads or replaces the ring's file, on a thread of its own.
async fn with_vault<T: Send + 'static>(
    service: &Shared,
    work: impl FnOnce(&Vault) -> Result<T, VaultError> + Send + 'static,
) -> Result<T, Refusal> {
    let (vault, faults) = (service.vault.clone(), service.faults.clone());
    tokio::task::spawn_blocking(move || faults.within(|| work(&vault)))
        .await
        .map_err(|_| Refusal::Failed("the service is stopping".to_owned()))?
        .map_err(|error| Refusal::Failed(error.to_string()))
}

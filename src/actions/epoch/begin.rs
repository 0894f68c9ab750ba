//! Begins a new epoch of the key ring when one is due.

use super::{clock_is_trusted, in_use, with_vault};
use crate::{
    actions::{Refusal, Shared, timetable::Turn},
    domain::{deed::Deed, epoch::turn::due},
    store,
};

/// Begins a new epoch if the rule says so, or if it is `asked` for; `false` if not, or if another process has just
/// begun one. Nothing is begun while the clock is not trusted.
///
/// # Errors
/// If the ring's file cannot be replaced, or the database fails.
pub async fn begin(service: &Shared, turn: &Turn, asked: bool) -> Result<bool, Refusal> {
    if !clock_is_trusted(service).await? {
        return Ok(false);
    }
    let scheme = turn.scheme();
    let erased = service.store.read::<_, Refusal>(move |tx| Ok(store::lease::erased_at(tx, scheme)?)).await?;
    let used = in_use(service).await?;
    let ring = with_vault(service, |vault| vault.refresh().map(|()| vault.ring())).await?;
    let (newest, now) = (ring.newest().id(), service.clock.now());
    if used.iter().any(|(epoch, _)| *epoch > newest) {
        return Err(Refusal::Failed(
            "the key ring is older than the database: recover it from escrow".to_owned(),
        ));
    }
    if !asked && !due(ring.newest().made(), erased, now) {
        return Ok(false);
    }
    let clock = service.clock.clone();
    // The ring first: an epoch under which nothing is wrapped harms nobody.
    if with_vault(service, move |vault| vault.begin_epoch(&clock, newest)).await?.is_none() {
        return Ok(false);
    }
    let recorded = turn.deed(service, |act| {
        act.record(Deed::BeginEpoch, &[]);
        Ok(())
    });
    recorded.await.map(|_| true)
}

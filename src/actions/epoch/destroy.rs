//! Destroys old epochs of the key ring: no copy of the database from before opens any more.

use super::{clock_is_trusted, in_use, known, with_vault};
use crate::{
    actions::{Refusal, Shared, timetable::Turn},
    domain::{deed::Deed, epoch::turn::over},
};

/// Destroys the epochs that are over and on which nothing hangs any more, in any scheme; returns how many. Nothing is
/// destroyed while the clock is not trusted.
///
/// # Errors
/// If the ring's file cannot be replaced, or the database fails.
pub async fn destroy(service: &Shared, turn: &Turn) -> Result<usize, Refusal> {
    if !clock_is_trusted(service).await? {
        return Ok(0);
    }
    let ring = with_vault(service, |vault| vault.refresh().map(|()| vault.ring())).await?;
    let mut ended = over(&known(&ring), service.settings.epochs_kept_days, service.clock.now());
    if ended.is_empty() {
        return Ok(0);
    }
    let used = in_use(service).await?;
    ended.retain(|ended| used.iter().all(|(epoch, _)| epoch != ended));
    if ended.is_empty() {
        return Ok(0);
    }
    let n = ended.len();
    with_vault(service, move |vault| vault.destroy_epochs(&ended)).await?;
    let recorded = turn.deed(service, |act| {
        act.record(Deed::DestroyEpoch, &[]);
        Ok(())
    });
    recorded.await.map(|_| n)
}

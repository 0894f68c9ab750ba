//! Removes the blobs of what was erased, again and again until the object store says not found; and finds blobs that
//! no row knows: an upload whose deed was never committed.

use chrono::TimeDelta;

use crate::{
    actions::{
        Refusal, Shared,
        timetable::{Turn, nothing_to_do, pulse::may_delete},
    },
    domain::deed::Deed,
    faults::step,
    photos::blobs::BlobKey,
    store,
};

/// A blob without a row may be an upload in progress for so long.
const IN_PROGRESS: TimeDelta = TimeDelta::days(1);

/// The names of the blobs that must go.
///
/// # Errors
/// If the database fails.
pub async fn candidates(service: &Shared, turn: &Turn) -> Result<Vec<String>, Refusal> {
    let scheme = turn.scheme();
    service.store.read(move |tx| Ok(store::picture::blobs_to_remove(tx, scheme)?)).await
}

/// Removes one, and takes it off the list once the object store does not find it. `false`: it is still there.
///
/// # Errors
/// If the object store or the database fails: it stays on the list.
pub async fn remove(service: &Shared, turn: &Turn, name: String) -> Result<bool, Refusal> {
    if let Some(key) = BlobKey::named(&name).filter(|key| key.scheme() == turn.scheme()) {
        if service.faults().within(|| step("erase.blobs"))? {
            service.blobs.delete(&key).await?;
        }
        if service.blobs.exists(&key).await? {
            return Ok(false);
        }
    }
    let scheme = turn.scheme();
    service.store.write::<_, Refusal>(move |tx| Ok(store::picture::blob_removed(tx, scheme, &name)?)).await?;
    Ok(true)
}

/// Blobs of the scheme that are over a day old and that no row knows. Another process may be removing what it erased:
/// what is gone by the time that neither a row nor the list of removals knows of it was no orphan.
///
/// # Errors
/// If the object store or the database fails.
pub async fn orphans(service: &Shared, turn: &Turn) -> Result<Vec<BlobKey>, Refusal> {
    let before = service.clock.now() - IN_PROGRESS;
    let scheme = turn.scheme();
    let found = service.blobs.list_before(scheme, before).await?;
    let unknown = service.store.read::<_, Refusal>(move |tx| {
        let removed = store::picture::blobs_to_remove(tx, scheme)?;
        let mut unknown = Vec::new();
        for key in found {
            if !store::sweep::blob_owned(tx, scheme, key.owner())? && !removed.contains(&key.to_string()) {
                unknown.push(key);
            }
        }
        Ok(unknown)
    });
    let mut orphans = Vec::new();
    for key in unknown.await? {
        if service.blobs.exists(&key).await? {
            orphans.push(key);
        }
    }
    Ok(orphans)
}

/// Notes a blob that no row knows for removal.
///
/// # Errors
/// If the database fails.
pub async fn disown(service: &Shared, turn: &Turn, key: BlobKey) -> Result<bool, Refusal> {
    let done = turn
        .deed(service, move |act| {
            may_delete(act)?;
            let scheme = act.scheme.id;
            let name = key.to_string();
            if store::sweep::blob_owned(act.tx, scheme, key.owner())?
                || store::picture::blobs_to_remove(act.tx, scheme)?.contains(&name)
            {
                return nothing_to_do();
            }
            store::picture::remove_blobs(act.tx, scheme, &[name])?;
            act.record(Deed::EraseRecord, &[key.owner()]);
            Ok(())
        })
        .await?;
    Ok(done.is_some())
}

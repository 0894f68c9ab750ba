//! Deletes a copy whose hour or day is over, collected or not.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::keep;
use crate::{
    actions::{Act, Refusal},
    domain::{ids::SchemeId, member::evidence::Scheduler, pack::Pack},
    store::{self, Read, Write},
};

/// The copies whose time is over.
///
/// # Errors
/// If the database fails.
pub fn due(tx: &mut Read<'_>, scheme: SchemeId, at: DateTime<Utc>) -> Result<Vec<Uuid>, Refusal> {
    let ready = store::pack::ready(tx, scheme)?;
    Ok(ready.into_iter().filter(|pack| pack.is_over(at)).map(|pack| pack.id.uuid()).collect())
}

/// Deletes one, if its time is over; `false` if it is not after all.
///
/// # Errors
/// If the database fails.
pub fn delete(act: &mut Act<'_, '_, Scheduler>, id: Uuid) -> Result<bool, Refusal> {
    let (scheme, now) = (act.scheme.id, act.now());
    let ready = store::pack::ready(act.tx, scheme)?;
    let Some(pack) = ready.into_iter().find(|pack| pack.id.uuid() == id && pack.is_over(now)) else {
        return Ok(false);
    };
    store::pack::end(act.tx, scheme, &pack)?;
    remove(act.tx, scheme, &pack)?;
    Ok(true)
}

/// Notes the file of a copy for removal.
///
/// # Errors
/// If the database fails.
pub(in crate::actions) fn remove(tx: &mut Write<'_>, scheme: SchemeId, pack: &Pack) -> Result<(), Refusal> {
    let names: Vec<String> = pack.file.into_iter().flat_map(|file| keep::blob_names(scheme, file)).collect();
    Ok(store::picture::remove_blobs(tx, scheme, &names)?)
}

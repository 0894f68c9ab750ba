//! Every night each profile is reckoned again: somebody turns 18, a deferral runs out, a new rules file binds. What
//! did not move is left alone.

use crate::{
    actions::{
        Refusal, Shared,
        profile::{bound, reckon},
        timetable::{Turn, nothing_to_do},
    },
    domain::{
        deed::Deed,
        ids::ProfileId,
        member::evidence::{self},
    },
    store,
};

/// The profiles whose dates moved.
///
/// # Errors
/// If the database fails.
pub async fn candidates(service: &Shared, turn: &Turn) -> Result<Vec<ProfileId>, Refusal> {
    let (scheme, now) = (turn.scheme(), service.clock.now());
    service
        .store
        .read(move |tx| {
            let book = bound::book_of(tx, scheme)?;
            let tick = evidence::scheduler(scheme, now);
            let mut moved = Vec::new();
            for id in store::sweep::profiles(tx, scheme)? {
                let kept = store::sweep::kept(tx, scheme, id)?;
                let (_, clocks) = reckon::answer(tx, &tick, &book, id)?;
                if (store::profile::Clocks { begins_at: None, ..clocks }) != kept {
                    moved.push(id);
                }
            }
            Ok(moved)
        })
        .await
}

/// Reckons a profile again; `false` if its dates had not moved after all.
///
/// # Errors
/// If the database fails.
pub async fn again(service: &Shared, turn: &Turn, id: ProfileId) -> Result<bool, Refusal> {
    let done = turn
        .deed(service, move |act| {
            let kept = store::sweep::kept(act.tx, act.scheme.id, id)?;
            let clocks = reckon::reckon(act, id)?;
            if (store::profile::Clocks { begins_at: None, ..clocks }) == kept {
                return nothing_to_do();
            }
            act.record(Deed::ReckonProfile, &[id.uuid()]);
            Ok(())
        })
        .await?;
    Ok(done.is_some())
}

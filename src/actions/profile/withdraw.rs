//! Withdraws a profile after its last day shown. No query shows it since; this moves it to the other shelf of
//! the index and tells the trail.

use crate::{
    actions::{
        Refusal, Shared,
        profile::reckon::reckon,
        timetable::{Turn, nothing_to_do},
    },
    domain::{assurance::promise::withdrawn_from, deed::Deed, ids::ProfileId, profile::status::shown},
    store,
};

/// The profiles whose last day is past, by their column.
///
/// # Errors
/// If the database fails.
pub async fn candidates(service: &Shared, turn: &Turn) -> Result<Vec<ProfileId>, Refusal> {
    let (scheme, today) = (turn.scheme(), service.clock.today());
    service.store.read(move |tx| Ok(store::sweep::to_withdraw(tx, scheme, today)?)).await
}

/// Withdraws a profile if the rule says so; `false` if it is shown after all, or was withdrawn already.
///
/// # Errors
/// If the database fails.
pub async fn withdraw(service: &Shared, turn: &Turn, id: ProfileId) -> Result<bool, Refusal> {
    let done = turn
        .deed(service, move |act| {
            let (scheme, today, at) = (act.scheme.id, act.viewer.today(), act.now());
            let clocks = reckon(act, id)?;
            if shown(clocks.shown_until, today) {
                act.record(Deed::ReckonProfile, &[id.uuid()]);
                return Ok(false);
            }
            let Some(dated) = store::profile::set_withdrawn(act.tx, scheme, id, at)? else {
                return nothing_to_do();
            };
            let due = withdrawn_from(clocks.shown_until, dated);
            store::promise::count_withdrawal(act.tx, scheme, due, at)?;
            act.record(Deed::WithdrawProfile, &[id.uuid()]);
            Ok(true)
        })
        .await?;
    Ok(done.unwrap_or(false))
}

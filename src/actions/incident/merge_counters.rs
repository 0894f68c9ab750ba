//! Merges cells of the anonymous counters that hold fewer than five into wider ones.

use crate::{
    actions::{
        Refusal, Shared,
        timetable::{Turn, nothing_to_do},
    },
    domain::{deed::Deed, incident::counter::merged},
    store,
};

/// Merges what is too small, all in one deed; `false` if nothing is.
///
/// # Errors
/// If the database fails.
pub async fn merge_counters(service: &Shared, turn: &Turn) -> Result<bool, Refusal> {
    let done = turn
        .deed(service, |act| {
            let scheme = act.scheme.id;
            let moves = merged(&store::counter::all(act.tx, scheme)?);
            if moves.is_empty() {
                return nothing_to_do();
            }
            for (small, wide) in moves {
                if let Some(n) = store::counter::take(act.tx, scheme, &small)? {
                    store::counter::add(act.tx, scheme, &wide, n)?;
                }
            }
            act.record(Deed::MergeCounters, &[]);
            Ok(())
        })
        .await?;
    Ok(done.is_some())
}

//! Moves what hangs on earlier epochs to the newest, page by page: data keys are wrapped anew, look-ups made anew.
//! What is sealed under a data key stays as it is, so reading and writing go on meanwhile.

use crate::{
    actions::{
        Refusal, Shared,
        timetable::{Turn, nothing_to_do},
    },
    domain::deed::Deed,
    store,
};

/// So many keys and look-ups of each kind in one transaction.
const PAGE: i64 = 500;

/// Moves a page; `false` once nothing more can be moved. What does not open stays, and keeps its epoch from being
/// destroyed.
///
/// # Errors
/// If the database fails: then the page stays as it was.
pub async fn rewrap(service: &Shared, turn: &Turn) -> Result<bool, Refusal> {
    let moved = turn
        .deed(service, |act| {
            let (scheme, viewer) = (act.scheme.id, act.viewer);
            let keys = store::keys::rewrap(act.tx, scheme, PAGE)?;
            let lookups = store::lookup::rekey(act.tx, &viewer, PAGE)?;
            if keys + lookups == 0 {
                return nothing_to_do();
            }
            act.record(Deed::RewrapKeys, &[]);
            Ok(())
        })
        .await?;
    Ok(moved.is_some())
}

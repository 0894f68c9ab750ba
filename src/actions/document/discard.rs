//! An administrator or controller throws a draft away.

use super::draft;
use crate::{
    actions::{Call, Refusal, Shared},
    domain::{deed::Deed, ids::DocumentId, member::evidence::Steward},
    store,
};

/// Throws it away.
///
/// # Errors
/// A rule, if it was adopted; [`Refusal::NotFound`] if there is none.
pub async fn discard(service: &Shared, call: Call, id: DocumentId) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let viewer = act.viewer;
            draft(store::document::load(act.tx, &viewer, id)?)?;
            store::document::erase(act.tx, act.scheme.id, id)?;
            act.record(Deed::DiscardDocument, &[id.uuid()]);
            Ok(())
        })
        .await
}

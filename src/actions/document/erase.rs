//! A controller looks at a version that was superseded six years ago once more, and erases it.

use crate::{
    actions::{Call, Refusal, Shared},
    domain::{deed::Deed, ids::DocumentId, member::evidence::Controller},
    store,
};

/// The word to type.
pub const WORD: &str = "ERASE";

/// Erases it.
///
/// # Errors
/// A message on `word`; [`Refusal::NotFound`] if there is none whose six years are over.
pub async fn erase(service: &Shared, call: Call, id: DocumentId, word: String) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let viewer = act.viewer;
            let document = store::document::load(act.tx, &viewer, id)?;
            if !document.days.is_over(viewer.today()) {
                return Err(Refusal::NotFound);
            }
            if word.trim() != WORD {
                return Err(Refusal::field("word", format!("To erase it, type {WORD} in capitals.")));
            }
            store::document::erase(act.tx, act.scheme.id, id)?;
            act.record(Deed::EraseDocument, &[id.uuid()]);
            Ok(())
        })
        .await
}

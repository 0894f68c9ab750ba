//! A controller looks at a breach that was closed six years ago once more, and erases its record.

use crate::{
    actions::{Call, Refusal, Shared},
    domain::{data_breach::step::is_over, deed::Deed, ids::DataBreachId, member::evidence::Controller},
    store,
};

/// The word to type.
pub const WORD: &str = "ERASE";

/// Erases it.
///
/// # Errors
/// A message on `word`; [`Refusal::NotFound`] if there is none whose six years are over.
pub async fn erase(service: &Shared, call: Call, id: DataBreachId, word: String) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let (viewer, scheme) = (act.viewer, act.scheme.id);
            let breach = store::data_breach::load(act.tx, &viewer, id)?;
            if !is_over(&breach.course, viewer.today()) {
                return Err(Refusal::NotFound);
            }
            if word.trim() != WORD {
                return Err(Refusal::field("word", format!("To erase it, type {WORD} in capitals.")));
            }
            store::data_breach::erase(act.tx, scheme, id)?;
            act.record(Deed::EraseBreach, &[id.uuid()]);
            Ok(())
        })
        .await
}

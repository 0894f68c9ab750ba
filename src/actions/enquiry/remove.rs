//! Erases an enquiry because the person who wrote it asks.

use crate::{
    actions::{Call, Refusal, Shared},
    domain::{deed::Deed, ids::EnquiryId, member::evidence::Administrator},
    store,
};

/// Typed to say that it is meant.
pub const WORD: &str = "ERASE";

/// Erases an enquiry at once, whatever its state.
///
/// # Errors
/// [`Refusal::Fields`] without the word, [`Refusal::NotFound`] if there is none.
pub async fn remove(service: &Shared, call: Call, id: EnquiryId, word: String) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            store::enquiry::load(act.tx, &act.viewer, id)?;
            if word.trim() != WORD {
                return Err(Refusal::field("word", format!("Type {WORD} to erase this enquiry.")));
            }
            let scheme = act.scheme.id;
            store::enquiry::erase(act.tx, scheme, id)?;
            act.record(Deed::RemoveEnquiry, &[id.uuid()]);
            Ok(())
        })
        .await
}

//! A controller ends a document without a later version: a contract that is over.

use crate::{
    actions::{Call, Refusal, Shared},
    domain::{deed::Deed, document::review::Standing, ids::DocumentId, member::evidence::Controller},
    store,
};

/// Ends it.
///
/// # Errors
/// A rule, if it is not in force; [`Refusal::NotFound`] if there is none.
pub async fn end(service: &Shared, call: Call, id: DocumentId) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let viewer = act.viewer;
            let mut document = store::document::load(act.tx, &viewer, id)?;
            if document.days.standing() != Standing::InForce {
                return Err(Refusal::Rule("It is not in force.".to_owned()));
            }
            document.days.ended = Some(viewer.today());
            store::document::set(act.tx, act.scheme.id, &document)?;
            act.record(Deed::EndDocument, &[id.uuid()]);
            Ok(())
        })
        .await
}

//! The controller keeps the signed document of an information sharing agreement with it, sealed as it is.

use crate::{
    actions::{Call, Refusal, Seen, Shared},
    domain::{agency::agreement::is_pdf, deed::Deed, ids::AgreementId, member::evidence::Controller},
    store,
    vault::Opened,
};

/// Keeps it, in the place of one that was kept before.
///
/// # Errors
/// A message on `document`; [`Refusal::NotFound`] if there is no such agreement.
pub async fn keep(service: &Shared, call: Call, id: AgreementId, bytes: Vec<u8>) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let viewer = act.viewer;
            let before = store::agreement::document(act.tx, &viewer, id)?;
            if !is_pdf(&bytes) {
                return Err(Refusal::field(
                    "document",
                    "This is no PDF, or not all of it. Please scan it as a PDF.",
                ));
            }
            if before.is_some_and(|before| *before == bytes) {
                return Err(Refusal::field("document", "This document is kept already."));
            }
            if !store::agreement::keep_document(act.tx, &viewer, id, &bytes)? {
                return Err(Refusal::NotFound);
            }
            act.record(Deed::KeepAgreementDocument, &[id.uuid()]);
            Ok(())
        })
        .await
}

/// The document, as PDF.
///
/// # Errors
/// 404 for whoever is not the controller, or if none is kept.
pub async fn read(service: &Shared, call: Call, id: AgreementId) -> Result<Seen<Opened>, Refusal> {
    service
        .look::<Controller, _>(call, Deed::ViewAgreements, move |look| {
            look.concerns(id);
            store::agreement::document(look.tx, &look.viewer, id)?.ok_or(Refusal::NotFound)
        })
        .await
}

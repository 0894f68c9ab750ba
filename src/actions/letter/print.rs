//! Opens a letter to print it: for the administrator, or the controller where the person is withdrawn.

use super::keep::{Form, blob_key, place};
use crate::{
    actions::{Call, Enter, Refusal, Shared, sanction::case::person},
    domain::{
        deed::Deed,
        ids::LetterId,
        member::evidence::{Acting, Administrator, Controller, Identity, Letters, Opens, Viewer},
    },
    store::{self, StoreError},
    vault::Sealed,
};

/// The bytes of a letter in a form. That it was opened is recorded before they are given.
///
/// # Errors
/// 404 for everybody but the administrator and the controller, and for a letter that is gone.
pub async fn print(service: &Shared, call: Call, id: LetterId, form: Form) -> Result<Vec<u8>, Refusal> {
    match printed::<Administrator>(service, call.clone(), id, form).await {
        Err(Refusal::NotFound) => printed::<Controller>(service, call, id, form).await,
        done => done,
    }
}

async fn printed<R>(service: &Shared, call: Call, id: LetterId, form: Form) -> Result<Vec<u8>, Refusal>
where
    R: Enter + Send + 'static,
    Viewer<R>: Opens<Letters> + Opens<Identity> + Send,
{
    let seen = service
        .look::<R, _>(call, Deed::PrintLetter, move |look| {
            let letter = store::letter::load(look.tx, look.scheme.id, id)?;
            person(look.tx, &look.viewer, letter.profile)?;
            look.concerns(letter.profile);
            look.concerns(id);
            let key = store::origin::key(look.tx, look.scheme.id, letter.profile, id)?;
            Ok((key, look.viewer))
        })
        .await?;
    let (scheme, (key, viewer)) = (seen.bar.scheme.id, seen.value);
    let sealed = service.blobs.get(&blob_key(scheme, id, form)).await;
    let sealed = sealed.map_err(|error| Refusal::Failed(error.to_string()))?.ok_or(Refusal::NotFound)?;
    let plain = key
        .open::<Letters>(&viewer, place(id, form), &Sealed(sealed))
        .map_err(|error| Refusal::from(StoreError::from(error)))?;
    let at = viewer.at();
    service.store.write(move |tx| store::letter::note(tx, scheme, id, None, Some(at))).await?;
    Ok(plain.to_vec())
}

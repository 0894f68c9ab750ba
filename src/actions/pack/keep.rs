//! Where a copy that was made lies: one sealed blob under a key of its own, so that destroying the key deletes it.

use crate::{
    actions::{Refusal, Shared},
    domain::{
        ids::{PackId, SchemeId},
        member::evidence::{Opens, Rights},
    },
    photos::blobs::BlobKey,
    store::StoreError,
    vault::{DataKey, Opened, Place, Sealed},
};

/// As its blob's name ends.
pub const FORM: &str = "zip";

/// Where its bytes are sealed for.
pub fn place(id: PackId) -> Place {
    Place::new("packs", FORM, id)
}

/// Its blob.
pub fn blob_key(scheme: SchemeId, id: PackId) -> BlobKey {
    BlobKey::new(scheme, id.uuid(), FORM)
}

/// Its blob, as it is named for removal.
pub fn blob_names(scheme: SchemeId, id: PackId) -> Vec<String> {
    vec![blob_key(scheme, id).to_string()]
}

/// The bytes of a copy.
///
/// # Errors
/// [`Refusal::NotFound`] if it is gone.
pub(super) async fn opened(
    service: &Shared,
    viewer: &impl Opens<Rights>,
    id: PackId,
    key: &DataKey,
) -> Result<Opened, Refusal> {
    let sealed = service.blobs.get(&blob_key(viewer.scheme(), id)).await?.ok_or(Refusal::NotFound)?;
    Ok(key.open::<Rights>(viewer, place(id), &Sealed(sealed)).map_err(StoreError::from)?)
}

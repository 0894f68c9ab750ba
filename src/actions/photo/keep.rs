//! Takes a picture in: decoded and stripped in memory, sealed, and only then written anywhere.

use super::link::Size;
use crate::{
    actions::{Refusal, Service},
    domain::{
        ids::{PictureId, SchemeId},
        member::evidence::Images,
    },
    photos::{PhotoError, Picture, blobs::BlobKey, intake::take_in},
    vault::{DataKey, Place},
};

/// The sizes of a picture that have a blob each.
pub const KEPT: [Size; 2] = [Size::Large, Size::Thumb];

/// Where a picture's bytes are sealed for.
pub fn place(id: PictureId, size: Size) -> Place {
    Place::new("pictures", size.name(), id)
}

/// The blob of a picture in a size.
pub fn blob_key(scheme: SchemeId, id: PictureId, size: Size) -> BlobKey {
    BlobKey::new(scheme, id.uuid(), size.name())
}

/// The blobs of a picture, as they are named for removal.
pub fn blob_names(scheme: SchemeId, id: PictureId) -> Vec<String> {
    KEPT.map(|size| blob_key(scheme, id, size).to_string()).to_vec()
}

impl Service {
    /// Decodes an upload, two at once, into what may be kept of it.
    ///
    /// # Errors
    /// A message on the field `photo` that says what to do.
    pub async fn taken_in(&self, bytes: impl AsRef<[u8]> + Send + 'static) -> Result<Picture, Refusal> {
        self.decoded(move || take_in(bytes.as_ref()))
            .await?
            .map_err(|error: PhotoError| Refusal::field("photo", error.to_string()))
    }

    /// Seals a picture's two sizes and writes them. A picture whose row is never committed is noise: its key is not
    /// kept; the timetable removes it.
    ///
    /// # Errors
    /// If the object store fails.
    pub async fn keep_picture(
        &self,
        scheme: SchemeId,
        id: PictureId,
        key: &DataKey,
        picture: &Picture,
    ) -> Result<(), Refusal> {
        for (size, bytes) in [(Size::Large, &picture.large), (Size::Thumb, &picture.thumb)] {
            let sealed = key.seal::<Images>(&self.clock, place(id, size), bytes);
            self.blobs.put(&blob_key(scheme, id, size), sealed.0).await?;
        }
        Ok(())
    }
}

//! Shows a picture behind a link. The look was recorded with its page; here only the link is checked.

use chrono::{DateTime, Utc};

use super::{
    keep::{blob_key, place},
    link::{Claim, Size},
};
use crate::{
    actions::{Call, Enter, Refusal, Shared},
    domain::{
        date::{london_day, london_time, shortest},
        member::evidence::{Images, Insider, Opens, Viewer},
    },
    photos::{face, watermark::watermark},
    store,
    vault::Sealed,
};

/// The bytes of a picture, as JPEG: the large one with the viewer's name and the time in its pixels.
///
/// # Errors
/// [`Refusal::NotFound`] if the link is old, is not this viewer's, or the picture is gone.
pub async fn view(service: &Shared, call: Call, claim: Claim, tag: String) -> Result<Vec<u8>, Refusal>
where
    Insider: Enter,
    Viewer<Insider>: Opens<Images>,
{
    let vault = service.vault.clone();
    let wanted = claim.clone();
    let ((picture, key, viewer, at), bar) = service
        .glance::<Insider, _>(call, move |tx, viewer, scheme| {
            if !wanted.holds(&vault, viewer, &tag) {
                return Err(Refusal::NotFound);
            }
            let picture = store::picture::load(tx, scheme.id, wanted.picture)?;
            let key = store::picture::key(tx, scheme.id, &picture)?;
            Ok((picture, key, *viewer, service_time(viewer)))
        })
        .await?;
    let kept = if claim.size == Size::Face { Size::Thumb } else { claim.size };
    let blob = blob_key(bar.scheme.id, picture.id, kept);
    let failed = |error: &dyn std::fmt::Display| Refusal::Failed(error.to_string());
    let sealed = service.blobs.get(&blob).await.map_err(|error| failed(&error))?.ok_or(Refusal::NotFound)?;
    let name = bar.person.map(|person| person.name).unwrap_or_default();
    service
        .decoded(move || {
            let plain = key
                .open::<Images>(&viewer, place(picture.id, kept), &Sealed(sealed))
                .map_err(store::StoreError::from)?;
            match claim.size {
                Size::Thumb => Ok(plain.to_vec()),
                Size::Face => face(&plain).map_err(|error| failed(&error)),
                Size::Large => watermark(&plain, &mark(&name, at)).map_err(|error| failed(&error)),
            }
        })
        .await?
}

fn service_time(viewer: &impl crate::domain::member::evidence::Acting) -> DateTime<Utc> {
    viewer.at()
}

/// The viewer's name and the time, as pages and pictures carry them.
pub fn mark(name: &str, at: DateTime<Utc>) -> String {
    format!("{name} · {} {}", shortest(london_day(at)), london_time(at))
}

//! Adds a photo to a report: decoded and sealed in memory, written sealed, and only then part of the report.

use std::sync::Arc;

use super::Asker;
use crate::{
    actions::{
        Act, Call, Refusal, Service, Shared,
        photo::{keep::blob_key, link::Size},
    },
    domain::{
        date::london_day,
        deed::Deed,
        ids::{IncidentId, PictureId, SchemeId},
        incident::{Incident, report::State},
        member::evidence::{Acting, Insider},
        photo::{Picture, limits::MAX_PHOTOS},
        retention::{Record, due},
    },
    store,
    vault::{Owner, WrappedKey},
};

/// Whether the caller may add a photo: asked before the bytes are read.
///
/// # Errors
/// 404 for somebody else's report, [`Refusal::Fields`] if there are enough photos already.
pub async fn may_add(service: &Shared, call: Call, id: IncidentId) -> Result<(), Refusal> {
    service
        .glance::<Insider, _>(call, move |tx, viewer, scheme| {
            let report = store::incident::load(tx, scheme.id, id)?;
            let held = store::picture::of_incident(tx, scheme.id, id)?.len();
            room(Asker::of(viewer), &report, held)
        })
        .await
        .map(|_| ())
}

fn room(asker: Asker, report: &Incident, held: usize) -> Result<(), Refusal> {
    if !asker.may_open(report) {
        return Err(Refusal::NotFound);
    }
    if report.state == State::Rejected {
        return Err(Refusal::field("photo", "This report was not accepted, so no photos can be added."));
    }
    if held >= MAX_PHOTOS {
        return Err(Refusal::field(
            "photo",
            format!("This report has {MAX_PHOTOS} photos, as many as it can."),
        ));
    }
    Ok(())
}

/// Adds a photo; one whose send is repeated, because its answer was lost, is there once.
///
/// # Errors
/// [`Refusal::Fields`] on `photo` with what to do; 404 for somebody else's report.
pub async fn add_photo(
    service: &Shared,
    call: Call,
    id: IncidentId,
    bytes: Vec<u8>,
) -> Result<PictureId, Refusal> {
    may_add(service, call.clone(), id).await?;
    let bytes: Arc<[u8]> = bytes.into();
    let taken = service.taken_in(bytes.clone()).await?;
    let scheme = service.glance::<Insider, _>(call.clone(), |_, _, scheme| Ok(scheme.id)).await?.0;
    let picture = PictureId::from_random(service.clock().random());
    // The blobs are sealed under a key that is committed with the picture's row, or never.
    let (key, wrapped) = service.vault.new_key(service.clock(), Owner::new(scheme, picture));
    service.keep_picture(scheme, picture, &key, &taken).await?;
    let (width, height) = (taken.width, taken.height);
    let done = service
        .act::<Insider, _>(call, move |act| attach(act, id, picture, (width, height), wrapped, &bytes))
        .await;
    match &done {
        Err(Refusal::Fields(_) | Refusal::NotFound | Refusal::OutOfDate) => {
            forget(service, scheme, picture).await
        }
        Ok(kept) if *kept != picture => forget(service, scheme, picture).await,
        _ => {}
    }
    done
}

fn attach(
    act: &mut Act<'_, '_, Insider>,
    id: IncidentId,
    picture: PictureId,
    (width, height): (u32, u32),
    wrapped: WrappedKey,
    bytes: &[u8],
) -> Result<PictureId, Refusal> {
    let (scheme, now) = (act.scheme.id, act.now());
    // Two uploads of the ninth photo wait for each other here.
    store::report::touch(act.tx, scheme, id, now)?;
    let report = store::incident::load(act.tx, scheme, id)?;
    let held = store::picture::of_incident(act.tx, scheme, id)?.len();
    room(Asker::of(&act.viewer), &report, held)?;
    if let Some(there) = store::picture::of_bytes(act.tx, scheme, id, bytes)? {
        act.record(Deed::ViewIncident, &[id.uuid()]);
        return Ok(there);
    }
    let rules = Service::rules(&act.scheme)?;
    let loose = due(Record::LooseStill.line(), london_day(now), &rules);
    store::keys::insert(act.tx, Owner::new(scheme, picture), wrapped)?;
    let row = Picture {
        id: picture,
        incident: Some(id),
        profile: None,
        taken_from: None,
        width,
        height,
        main: false,
        uploaded_at: now,
        uploaded_by: act.viewer.user(),
        erase_on: loose.filter(|_| report.state != State::Accepted),
    };
    store::picture::insert(act.tx, scheme, &row, bytes)?;
    act.record(Deed::AddPhoto, &[id.uuid(), picture.uuid()]);
    Ok(picture)
}

/// Blobs of a photo that was refused at the last moment; whatever stays is noise, its key was never kept.
async fn forget(service: &Shared, scheme: SchemeId, picture: PictureId) {
    for size in [Size::Large, Size::Thumb] {
        if let Err(error) = service.blobs.delete(&blob_key(scheme, picture, size)).await {
            tracing::warn!(%error, "a refused photo's blob stays for the sweep");
        }
    }
}

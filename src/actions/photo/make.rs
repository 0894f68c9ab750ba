//! Makes a profile's picture from a still at review: one person, the rest cut away or blurred. The still keeps
//! its own key and its own end; the picture is sealed under the profile's.

use super::{
    keep::{blob_key, place},
    link::Size,
};
use crate::{
    actions::{Call, Refusal, Seen, Shared, incident::desk::Linked, profile::sight::seen},
    domain::{
        deed::Deed,
        disclosure::administrator::Brief,
        ids::{IncidentId, PictureId, ProfileId},
        incident::report::State,
        member::evidence::{Acting, Images, Steward},
        photo::{Picture, limits::MAX_PHOTOS},
    },
    photos::alter::{Rect, blur, crop},
    store,
    vault::Sealed,
};

/// A still, and the people whose picture it may become.
#[derive(Debug)]
pub struct Still {
    /// The large one.
    pub large: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The subjects of its incident.
    pub subjects: Vec<Linked>,
}

/// Looks at a still of an accepted report.
///
/// # Errors
/// [`Refusal::NotFound`] if it is no still of that report, or the report is not accepted.
pub async fn still(
    service: &Shared,
    call: Call,
    incident: IncidentId,
    id: PictureId,
) -> Result<Seen<Still>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewPicture, move |look| {
            let picture = of_incident(look.tx, look.scheme.id, incident, id)?;
            look.concerns(id);
            let mut subjects = Vec::new();
            for subject in store::subject::of_incident(look.tx, look.scheme.id, incident)? {
                let found = crate::actions::profile::sight::seen_if(
                    look.tx,
                    &look.scheme,
                    &look.viewer,
                    subject.profile,
                )?;
                if let Some(profile) = found {
                    look.concerns(subject.profile);
                    subjects.push(Linked {
                        person: Brief::of(&profile, look.viewer.today()),
                        finding: subject.finding.label(),
                        stands: subject.standing.stands(),
                    });
                }
            }
            let large = look.picture(id, Size::Large);
            Ok(Still { large, width: picture.width, height: picture.height, subjects })
        })
        .await
}

fn of_incident(
    tx: &mut store::Read<'_>,
    scheme: crate::domain::ids::SchemeId,
    incident: IncidentId,
    id: PictureId,
) -> Result<Picture, Refusal> {
    let picture = store::picture::load(tx, scheme, id)?;
    let accepted = store::incident::load(tx, scheme, incident)?.state == State::Accepted;
    if picture.incident == Some(incident) && accepted { Ok(picture) } else { Err(Refusal::NotFound) }
}

/// What is to be kept of a still, and what is to be made unreadable.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    /// The part that stays.
    pub keep: Rect,
    /// A part that is blurred, such as another face within it.
    pub blur: Option<Rect>,
    /// It goes on the card.
    pub main: bool,
}

/// Makes a picture of one of the incident's subjects.
///
/// # Errors
/// [`Refusal::NotFound`] if the still or the person is not there; [`Refusal::Rule`] if the profile has as many
/// pictures as it may.
pub async fn make(
    service: &Shared,
    call: Call,
    incident: IncidentId,
    still: PictureId,
    profile: ProfileId,
    cut: Cut,
) -> Result<(), Refusal> {
    let id = PictureId::from_random(service.clock.random());
    let opened = service
        .look::<Steward, _>(call.clone(), Deed::ViewPicture, move |look| {
            let scheme = look.scheme.id;
            let picture = of_incident(look.tx, scheme, incident, still)?;
            seen(look.tx, &look.scheme, &look.viewer, profile)?;
            look.concerns(still);
            let key = store::picture::key(look.tx, scheme, &picture)?;
            let owner = crate::vault::Owner::new(scheme, profile);
            Ok((scheme, look.viewer, key, store::keys::load(look.tx, owner)?))
        })
        .await?;
    let (scheme, viewer, still_key, profile_key) = opened.value;
    let failed = |error: &dyn std::fmt::Display| Refusal::Failed(error.to_string());
    let blob = blob_key(scheme, still, Size::Large);
    let sealed = service.blobs.get(&blob).await.map_err(|error| failed(&error))?.ok_or(Refusal::NotFound)?;
    let altered = service
        .decoded(move || {
            let plain = still_key
                .open::<Images>(&viewer, place(still, Size::Large), &Sealed(sealed))
                .map_err(store::StoreError::from)?;
            alter(&plain, cut)
        })
        .await??;
    let (width, height) = (altered.width, altered.height);
    let bytes = altered.large.clone();
    service.keep_picture(scheme, id, &profile_key, &altered).await?;
    service
        .act::<Steward, _>(call, move |act| {
            of_incident(act.tx, scheme, incident, still)?;
            seen(act.tx, &act.scheme, &act.viewer, profile)?;
            let subjects = store::subject::of_incident(act.tx, scheme, incident)?;
            if !subjects.iter().any(|subject| subject.profile == profile) {
                return Err(Refusal::NotFound);
            }
            let held = store::picture::of_profiles(act.tx, scheme, &[profile])?;
            if held.len() >= MAX_PHOTOS {
                return Err(Refusal::Rule(format!("A profile has at most {MAX_PHOTOS} pictures.")));
            }
            let picture = Picture {
                id,
                incident: None,
                profile: Some(profile),
                taken_from: Some(still),
                width,
                height,
                main: false,
                uploaded_at: act.now(),
                uploaded_by: act.viewer.user(),
                erase_on: None,
            };
            store::picture::insert(act.tx, scheme, &picture, &bytes)?;
            if cut.main || held.is_empty() {
                store::picture::set_main(act.tx, scheme, profile, id)?;
            }
            act.record(Deed::AlterPicture, &[still.uuid(), id.uuid(), profile.uuid()]);
            Ok(())
        })
        .await
}

/// Blurs first, where the places are those of the whole picture, then cuts.
fn alter(large: &[u8], cut: Cut) -> Result<crate::photos::Picture, Refusal> {
    let wrong = |error: crate::photos::PhotoError| Refusal::Failed(error.to_string());
    match cut.blur {
        Some(part) => crop(&blur(large, &[part]).map_err(wrong)?.large, cut.keep).map_err(wrong),
        None => crop(large, cut.keep).map_err(wrong),
    }
}

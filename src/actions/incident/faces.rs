//! The faces to choose from on the report: seen lately, or found by name. A look, recorded when faces are shown.

use crate::{
    actions::{Call, Enter, Look, Refusal, Shared, photo::link::Size},
    domain::{
        deed::Deed,
        disclosure::face::Face,
        ids::ProfileId,
        member::evidence::{Acting, Administrator, Identity, Member, Opens, Viewer},
        photo::Picture,
    },
    search::{Query, Shelf},
    store::{self, listing::Which},
};

/// A face, with the address of its picture.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Whose.
    pub face: Face,
    /// The picture, for this look.
    pub photo: Option<String>,
}

/// So many faces are offered.
const FACES: usize = 6;
/// So many profiles are looked through for a picture.
const LATELY: i64 = 24;

/// Whose faces are wanted. Search words are not recorded.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The name as typed; empty for those shown most lately.
    pub name: String,
    /// Who is chosen already: stays among them.
    pub chosen: Option<ProfileId>,
}

/// The faces, to whoever may see them; nobody's to who has not accepted the agreement, or was stopped.
///
/// # Errors
/// If the look cannot be recorded.
pub async fn faces(service: &Shared, call: Call, wanted: Wanted) -> Result<Vec<Shown>, Refusal> {
    match shown::<Member>(service, call.clone(), wanted.clone()).await {
        Err(Refusal::NotFound | Refusal::Agreement | Refusal::Stopped { .. }) => {}
        other => return other,
    }
    match shown::<Administrator>(service, call, wanted).await {
        Err(Refusal::NotFound | Refusal::Agreement) => Ok(Vec::new()),
        other => other,
    }
}

async fn shown<R>(service: &Shared, call: Call, wanted: Wanted) -> Result<Vec<Shown>, Refusal>
where
    R: Enter + Send + 'static,
    Viewer<R>: Opens<Identity>,
{
    let seen = service
        .look::<R, _>(call, Deed::ViewReportForm, move |look| {
            let shown = choose(look, &wanted)?;
            // Nobody's face: nothing was looked at, and nothing is recorded.
            if shown.is_empty() { Err(Refusal::NotFound) } else { Ok(shown) }
        })
        .await?;
    Ok(seen.value)
}

fn choose<R>(look: &mut Look<'_, '_, R>, wanted: &Wanted) -> Result<Vec<Shown>, Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    let (scheme, today) = (look.scheme.id, look.viewer.today());
    let found: Option<Vec<ProfileId>> = (!wanted.name.trim().is_empty()).then(|| {
        let query = Query::named(wanted.name.as_str());
        let hits = look.service.find_names(scheme, Shelf::Circulated, &query, FACES);
        hits.iter().map(|hit| hit.profile).collect()
    });
    let which = Which { shown_on: Some(today), ids: found.clone(), limit: LATELY, ..Which::default() };
    let mut profiles = store::listing::list(look.tx, &look.viewer, &which)?;
    if let Some(found) = &found {
        profiles.sort_by_key(|profile| found.iter().position(|id| *id == profile.id()));
    }
    if let Some(chosen) = wanted.chosen
        && !profiles.iter().any(|profile| profile.id() == chosen)
    {
        let which = Which { shown_on: Some(today), ids: Some(vec![chosen]), ..Which::default() };
        profiles.extend(store::listing::list(look.tx, &look.viewer, &which)?);
    }
    let ids: Vec<ProfileId> = profiles.iter().map(crate::domain::profile::Profile::id).collect();
    let pictures = store::picture::of_profiles(look.tx, scheme, &ids)?;
    let faces = profiles.into_iter().filter_map(|profile| Face::of(profile, today));
    let mut all: Vec<Shown> = faces.map(|face| pictured(look, face, &pictures)).collect();
    if found.is_none() {
        all.retain(|shown| shown.photo.is_some() || Some(shown.face.id) == wanted.chosen);
    }
    all.sort_by_key(|shown| Some(shown.face.id) != wanted.chosen);
    all.truncate(FACES);
    for shown in &all {
        look.concerns(shown.face.id);
    }
    Ok(all)
}

fn pictured<R>(look: &Look<'_, '_, R>, face: Face, pictures: &[Picture]) -> Shown
where
    Viewer<R>: Acting,
{
    let first = pictures.iter().find(|picture| picture.profile == Some(face.id));
    let first = first.filter(|_| face.pictured);
    Shown { photo: first.map(|picture| look.picture(picture.id, Size::Face)), face }
}

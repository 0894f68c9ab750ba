//! Looks at one person as a member may see them: somebody who is not shown today does not exist.

use std::collections::{BTreeMap, HashMap};

use super::faces::{Face, faces};
use crate::{
    actions::{
        Call, Look, Refusal, Seen, Shared,
        member::looking::{opens, watched},
        photo::link::Size,
    },
    domain::{
        deed::Deed,
        disclosure::member::{self, Happening},
        ids::{PremisesId, ProfileId},
        incident::mention::Narrative,
        member::evidence::Member,
    },
    store::{self, listing::Which},
};

/// A person's page.
#[derive(Debug)]
pub struct Sight {
    /// What a member may see.
    pub person: member::Person,
    /// Links to the large pictures, for five minutes.
    pub photos: Vec<String>,
    /// The names of the premises an exclusion lists, if it is not from all.
    pub listed: Vec<String>,
    /// How many premises there are in all.
    pub premises: usize,
    /// What happened, the newest first.
    pub happenings: Vec<Told>,
    /// Special facts the viewer's business is named for.
    pub special: Vec<String>,
    /// Who is often seen with them, of those who are shown.
    pub associates: Vec<Face>,
}

/// What happened, told to other members.
#[derive(Debug)]
pub struct Told {
    /// When, what, alleged or proven.
    pub happening: Happening,
    /// The name of the premises.
    pub place: Option<String>,
    /// The administrator's summary; who is not shown today is "a person" in it.
    pub summary: Option<String>,
}

/// Looks at a person.
///
/// # Errors
/// [`Refusal::NotFound`] if the person is not shown today; [`Refusal::Stopped`] for who opened unusually many.
pub async fn see(service: &Shared, call: Call, id: ProfileId) -> Result<Seen<Sight>, Refusal> {
    let seen = service
        .look::<Member, _>(call, Deed::ViewPerson, move |look| {
            let (scheme, today) = (look.scheme.id, look.viewer.today());
            let profile = store::profile::shown(look.tx, &look.viewer, id, today)?;
            opens(look, id)?;
            look.concerns(id);
            let photos = store::picture::photos(look.tx, scheme, &[id])?;
            let terms = store::sanction::terms(look.tx, scheme, &[id])?;
            let hidden = store::restriction::hidden(look.tx, scheme, id)?;
            let person = member::person(profile, &photos, &terms, &hidden, today).ok_or(Refusal::NotFound)?;
            let sites = sites(look)?;
            let special = if hidden.words { Vec::new() } else { special(look, id)? };
            Ok(Sight {
                photos: person.photos.iter().map(|photo| look.picture(*photo, Size::Large)).collect(),
                listed: listed(look, &person, &sites)?,
                premises: sites.len(),
                happenings: happenings(look, id, &sites)?,
                special,
                associates: associates(look, id)?,
                person,
            })
        })
        .await;
    watched(service, seen).await
}

type Sites = HashMap<PremisesId, String>;

fn sites(look: &mut Look<'_, '_, Member>) -> Result<Sites, Refusal> {
    let all = store::business::premises(look.tx, &look.viewer, None)?;
    Ok(all.into_iter().map(|site| (site.id, site.details.name)).collect())
}

fn listed(
    look: &mut Look<'_, '_, Member>,
    person: &member::Person,
    sites: &Sites,
) -> Result<Vec<String>, Refusal> {
    let Some(exclusion) = person.card.exclusion.filter(|exclusion| !exclusion.everywhere) else {
        return Ok(Vec::new());
    };
    let listed = store::gallery::listed(look.tx, look.scheme.id, &[exclusion.id])?;
    let mut names: Vec<String> =
        listed.into_iter().filter_map(|(_, premises)| sites.get(&premises).cloned()).collect();
    names.sort();
    Ok(names)
}

fn special(look: &mut Look<'_, '_, Member>, id: ProfileId) -> Result<Vec<String>, Refusal> {
    let Some(business) = look.viewer.business() else { return Ok(Vec::new()) };
    let facts = store::special::of_profile(look.tx, &look.viewer, id, Some(business))?;
    Ok(facts.iter().filter_map(|fact| member::special(fact, Some(business))).collect())
}

fn happenings(look: &mut Look<'_, '_, Member>, id: ProfileId, sites: &Sites) -> Result<Vec<Told>, Refusal> {
    let mut told = Vec::new();
    for subject in store::subject::of_profile(look.tx, look.scheme.id, id)? {
        let incident = store::incident::load(look.tx, look.scheme.id, subject.incident)?;
        let Some(happening) = member::happening(&incident, &subject) else { continue };
        look.concerns(happening.id);
        let summary = store::incident::summary(look.tx, &look.viewer, happening.id)?;
        told.push((happening, summary.map(|summary| Narrative::parse(&summary))));
    }
    told.sort_by_key(|(happening, _)| std::cmp::Reverse(happening.on));
    let names = names(look, told.iter().filter_map(|(_, summary)| summary.as_ref()))?;
    told.into_iter()
        .map(|(happening, summary)| {
            let place = happening.premises.and_then(|premises| sites.get(&premises).cloned());
            // Of whom the report is hidden while it is checked is not named in it either.
            let hidden = store::restriction::hides(look.tx, look.scheme.id, happening.id)?;
            let named = |id| names.get(&id).filter(|_| !hidden.contains(&id)).cloned();
            let summary = summary.map(|summary| summary.render(named));
            Ok(Told { happening, place, summary })
        })
        .collect()
}

/// The names of those who are mentioned and shown today; the others are "a person".
fn names<'a>(
    look: &mut Look<'_, '_, Member>,
    summaries: impl Iterator<Item = &'a Narrative>,
) -> Result<BTreeMap<ProfileId, String>, Refusal> {
    let mentioned: Vec<ProfileId> = summaries.flat_map(Narrative::mentions).collect();
    if mentioned.is_empty() {
        return Ok(BTreeMap::new());
    }
    let named = faces_of(look, mentioned)?;
    Ok(named.into_iter().filter_map(|face| face.card.name.map(|name| (face.card.id, name))).collect())
}

/// Those often seen with the person, while both are shown.
fn associates(look: &mut Look<'_, '_, Member>, id: ProfileId) -> Result<Vec<Face>, Refusal> {
    let linked = store::associate::of(look.tx, look.scheme.id, id)?;
    if linked.is_empty() { Ok(Vec::new()) } else { faces_of(look, linked) }
}

fn faces_of(look: &mut Look<'_, '_, Member>, ids: Vec<ProfileId>) -> Result<Vec<Face>, Refusal> {
    let which = Which { shown_on: Some(look.viewer.today()), ids: Some(ids), ..Which::default() };
    let outlines = store::listing::outlines(look.tx, &look.viewer, &which)?;
    faces(look, outlines)
}

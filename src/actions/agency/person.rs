//! Police read one person: what is known and from whom, what was served, which incidents stand. Somebody who is
//! not circulated today does not exist.

use std::collections::HashMap;

use super::{
    call::{Answered, Asked, Telling},
    denied::Denied,
    places::Places,
};
use crate::{
    actions::{Refusal, Shared},
    domain::{
        deed::Deed,
        disclosure::police::{self, Beside, Location, Person},
        ids::{ProfileId, SanctionId},
        incident::{Subject, report},
        profile::Outline,
    },
    store::{self, listing::Which},
};

/// Tells of a person.
pub async fn one(service: &Shared, asked: Asked, id: ProfileId) -> Answered<Person> {
    service
        .tell(asked, Deed::TellPolicePerson, move |telling| {
            let (scheme, today) = (telling.scheme.id, telling.viewer.today());
            let profile = store::profile::shown(telling.tx, &telling.viewer, id, today)?;
            telling.is_of(id);
            let terms = store::sanction::terms(telling.tx, scheme, &[id])?;
            let sanctions: Vec<SanctionId> = terms.iter().map(|term| term.id).collect();
            let beside = Beside {
                version: store::feed::version(telling.tx, scheme, id)?,
                images: store::picture::photos(telling.tx, scheme, &[id])?.len(),
                listed: premises(telling, &sanctions)?,
                terms,
                subjects: subjects(telling, id)?,
                associates: associates(telling, id)?,
                hidden: store::restriction::hidden(telling.tx, scheme, id)?,
                contact: match telling.viewer.contact() {
                    Some(viewer) => Some(store::profile::contact(telling.tx, &viewer, id)?),
                    None => None,
                },
                special: match telling.viewer.special() {
                    Some(viewer) => Some(store::special::of_profile(telling.tx, &viewer, id, None)?),
                    None => None,
                },
            };
            police::person(profile, beside, today).ok_or_else(|| Refusal::NotFound.into())
        })
        .await
}

/// The premises that sanctions list.
fn premises(
    telling: &mut Telling<'_, '_>,
    sanctions: &[SanctionId],
) -> Result<HashMap<SanctionId, Vec<Location>>, Denied> {
    let (mut places, mut listed) = (Places::default(), HashMap::<_, Vec<_>>::new());
    for (sanction, id) in store::gallery::listed(telling.tx, telling.scheme.id, sanctions)? {
        if let Some(place) = places.at(telling, id)? {
            listed.entry(sanction).or_default().push(place);
        }
    }
    listed.values_mut().for_each(|places| places.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id))));
    Ok(listed)
}

fn subjects(telling: &mut Telling<'_, '_>, id: ProfileId) -> Result<Vec<(Subject, report::State)>, Denied> {
    let scheme = telling.scheme.id;
    let mut subjects = store::subject::of_profile(telling.tx, scheme, id)?;
    subjects.sort_by_key(|subject| subject.incident);
    subjects
        .into_iter()
        .map(|subject| {
            let incident = store::incident::load(telling.tx, scheme, subject.incident)?;
            Ok((subject, incident.state))
        })
        .collect()
}

/// Those often seen with the person who are circulated today.
fn associates(telling: &mut Telling<'_, '_>, id: ProfileId) -> Result<Vec<ProfileId>, Denied> {
    let linked = store::associate::of(telling.tx, telling.scheme.id, id)?;
    if linked.is_empty() {
        return Ok(Vec::new());
    }
    let which = Which { shown_on: Some(telling.viewer.today()), ids: Some(linked), ..Which::default() };
    let shown = store::listing::outlines_by_id(telling.tx, &telling.viewer, &which)?;
    let ids: Vec<ProfileId> = shown.iter().map(Outline::id).collect();
    ids.iter().for_each(|id| telling.concerns(*id));
    Ok(ids)
}

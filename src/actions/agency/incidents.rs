//! Police read accepted incidents: what, when, where, and of whom it stands of those who are circulated; never who
//! reported it, who was harmed, and who saw it.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::{
    call::{Answered, Asked, Telling},
    cursor::{self, Page},
    denied::Denied,
    persons::in_area,
    places::Places,
};
use crate::{
    actions::{Refusal, Shared},
    domain::{
        deed::Deed,
        disclosure::{
            police,
            police_event::{self, Event, Written},
        },
        ids::{IncidentId, ProfileId},
        incident::{Incident, content::Content, kind::Kind, mention::Narrative, report::State},
    },
    store::{self, event, listing},
};

/// The kind of a cursor in the list.
const KIND: &str = "i1";

/// Which incidents are asked for.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// How many.
    pub limit: Option<u32>,
    /// Accepted at this instant or later.
    pub since: Option<DateTime<Utc>>,
    /// Of this kind.
    pub kind: Option<String>,
    /// In this part of town.
    pub area: Option<String>,
    /// That stand for this person, who is circulated.
    pub person: Option<ProfileId>,
}

/// Lists accepted incidents, in the order of ids.
pub async fn list(service: &Shared, asked: Asked, listing: Listing) -> Answered<Page<Event>> {
    service
        .tell(asked, Deed::TellPoliceIncidents, move |telling| {
            let limit = cursor::limit(listing.limit)?;
            let kind = listing.kind.as_deref();
            let advice = "Ask for a kind of incident as incidentType names it.";
            let kind =
                kind.map(|word| Kind::parse(word).ok_or(Denied::parameter("type", advice))).transpose()?;
            if let Some(person) = listing.person {
                store::profile::shown(telling.tx, &telling.viewer, person, telling.viewer.today())?;
                telling.is_of(person);
            }
            let which = event::Which {
                after: cursor::after(KIND, listing.cursor.as_deref())?.map(Into::into),
                since: listing.since,
                kind,
                near: listing.area.as_deref().map(|area| in_area(telling, area)).transpose()?,
                person: listing.person,
                limit: limit as i64 + 1,
            };
            let mut incidents = event::page(telling.tx, telling.scheme.id, &which)?;
            let more = incidents.len() > limit;
            incidents.truncate(limit);
            let last = incidents.last().map(|incident| incident.id).filter(|_| more);
            let items = told(telling, incidents)?;
            Ok(Page { items, next: last.map(|id| cursor::write(KIND, &[id.to_string()])) })
        })
        .await
}

/// Tells of one incident.
pub async fn one(service: &Shared, asked: Asked, id: IncidentId) -> Answered<Event> {
    service
        .tell(asked, Deed::TellPoliceIncidents, move |telling| {
            let incident = store::incident::load(telling.tx, telling.scheme.id, id)?;
            if incident.state != State::Accepted {
                return Err(Refusal::NotFound.into());
            }
            told(telling, vec![incident])?.pop().ok_or_else(|| Refusal::NotFound.into())
        })
        .await
}

/// Incidents as police see them; those that are about the withdrawn alone are not among them.
pub(super) fn told(telling: &mut Telling<'_, '_>, incidents: Vec<Incident>) -> Result<Vec<Event>, Denied> {
    let (scheme, mut places, mut named) = (telling.scheme.clone(), Places::default(), BTreeSet::new());
    let mut all = Vec::with_capacity(incidents.len());
    // Words that may still name somebody erased wait until they were read again.
    let waiting = store::redaction::list(telling.tx, scheme.id)?;
    let waits = |id| waiting.iter().any(|redaction| redaction.incident == id);
    for incident in incidents {
        let summary = store::incident::summary(telling.tx, &telling.viewer, incident.id)?;
        let written = Written {
            reference: incident.spoken_reference(&scheme.name),
            location: match incident.premises {
                Some(id) => places.at(telling, id)?,
                None => None,
            },
            summary: summary.filter(|_| !waits(incident.id)).map(|summary| Narrative::parse(&summary)),
            content: match store::incident::content(telling.tx, &telling.viewer, incident.id)? {
                content if waits(incident.id) => Content { narrative: String::new(), ..content },
                content => content,
            },
            subjects: store::subject::of_incident(telling.tx, scheme.id, incident.id)?,
        };
        named.extend(written.subjects.iter().map(|subject| subject.profile));
        named.extend(written.summary.iter().flat_map(Narrative::mentions));
        named.extend(Narrative::parse(&written.content.narrative).mentions());
        all.push((incident, written));
    }
    let names = names(telling, named.into_iter().collect())?;
    let events: Vec<Event> = all
        .into_iter()
        .filter_map(|(incident, written)| police_event::event(&incident, written, &names))
        .collect();
    for event in &events {
        telling.concerns(event.id);
        event.persons.iter().for_each(|suspect| telling.concerns(suspect.person));
    }
    Ok(events)
}

/// Of some people those who are circulated today, with the name where one is confirmed.
fn names(
    telling: &mut Telling<'_, '_>,
    ids: Vec<ProfileId>,
) -> Result<HashMap<ProfileId, Option<String>>, Denied> {
    let today = telling.viewer.today();
    let which = listing::Which { shown_on: Some(today), ids: Some(ids), ..listing::Which::default() };
    let shown = store::listing::outlines_by_id(telling.tx, &telling.viewer, &which)?;
    let people = shown.into_iter().filter_map(|outline| police::listed(outline, &[], today));
    Ok(people.map(|person| (person.id, person.full_name)).collect())
}

//! Looks at a report under review: what was sent, and who it may be about.
//!
//! People are proposed by name, by where they were reported before and by the very same picture; a reviewer decides
//! . Somebody withdrawn is never named: "may match a withdrawn person" is all there is.

use super::words::{moment, place, title, user_name};
use crate::{
    actions::{Call, Look, Refusal, Seen, Shared, photo::link::Size, profile::sight::seen_if},
    domain::{
        deed::Deed,
        disclosure::administrator::Brief,
        ids::{IncidentId, PictureId, ProfileId},
        incident::{Incident, content::Content, mention::Narrative, naming::words_naming, report::State},
        member::evidence::{Acting, Steward},
    },
    search::{Query, Shelf},
    store,
};

/// A report on the reviewer's desk.
#[derive(Debug)]
pub struct Desk {
    /// The report's plain facts.
    pub incident: Incident,
    /// "MA-2291".
    pub reference: String,
    /// "Theft, £50 to £200".
    pub title: String,
    /// When it happened.
    pub occurred: String,
    /// When it was sent.
    pub submitted: String,
    /// Where.
    pub place: String,
    /// Who reports.
    pub reporter: String,
    /// Who recorded it by telephone, or empty.
    pub recorder: String,
    /// What the reporter wrote; mentions in words.
    pub content: Content,
    /// The stills.
    pub photos: Vec<Photo>,
    /// Who it may be.
    pub candidates: Vec<Candidate>,
    /// A withdrawn person may match: ask the controller.
    pub withdrawn_hint: bool,
    /// Whose incident it is already.
    pub subjects: Vec<Linked>,
    /// Words of the narrative that may name somebody.
    pub proposals: Vec<Proposal>,
    /// The viewer reported or recorded it: somebody else reviews.
    pub own: bool,
    /// The administrator's summary, once there is one.
    pub summary: String,
    /// What the reporter was told.
    pub outcome: String,
}

/// A still.
#[derive(Debug)]
pub struct Photo {
    /// Id.
    pub id: PictureId,
    /// The small one.
    pub thumb: String,
    /// The large one.
    pub large: String,
}

/// Somebody it may be.
#[derive(Debug)]
pub struct Candidate {
    /// Who.
    pub person: Brief,
    /// The picture on the card.
    pub photo: Option<String>,
    /// Why they are proposed.
    pub why: &'static str,
}

/// A subject of the incident.
#[derive(Debug)]
pub struct Linked {
    /// Who.
    pub person: Brief,
    /// "Alleged", "Proven".
    pub finding: &'static str,
    /// Whether it stands.
    pub stands: bool,
}

/// Words of the narrative that may name a person.
#[derive(Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The person's id, or "new".
    pub person: String,
    /// The words as they stand.
    pub words: String,
    /// Whom they may name.
    pub called: String,
}

/// So many people are proposed for each reason.
const EACH: usize = 6;

/// A report on the reviewer's desk, with people found by the words looked for.
///
/// # Errors
/// [`Refusal::NotFound`] if there is no such report, or it is not sent yet.
pub async fn desk(
    service: &Shared,
    call: Call,
    id: IncidentId,
    looked_for: String,
    chosen: Vec<ProfileId>,
) -> Result<Seen<Desk>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewIncident, move |look| {
            let incident = store::incident::load(look.tx, look.scheme.id, id)?;
            if incident.state == State::Draft {
                return Err(Refusal::NotFound);
            }
            look.concerns(id);
            lay_out(look, incident, &looked_for, &chosen)
        })
        .await
}

fn lay_out(
    look: &mut Look<'_, '_, Steward>,
    incident: Incident,
    looked_for: &str,
    chosen: &[ProfileId],
) -> Result<Desk, Refusal> {
    let (viewer, scheme) = (look.viewer, look.scheme.id);
    let mut content = store::incident::content(look.tx, &viewer, incident.id)?;
    let waits = incident.state == State::Submitted;
    let subjects = subjects(look, incident.id)?;
    let (candidates, withdrawn_hint) =
        if waits { candidates(look, &incident, &content, looked_for, chosen)? } else { (Vec::new(), false) };
    content.narrative = in_words(look, &content.narrative)?;
    Ok(Desk {
        reference: incident.spoken_reference(&look.scheme.name),
        title: title(&incident),
        occurred: moment(incident.occurred_at),
        submitted: incident.submitted_at.map(moment).unwrap_or_default(),
        place: place(look.tx, &viewer, incident.premises)?,
        reporter: user_name(look.tx, &viewer, incident.reporter)?,
        recorder: match incident.recorder {
            Some(recorder) => user_name(look.tx, &viewer, Some(recorder))?,
            None => String::new(),
        },
        photos: photos(look, incident.id)?,
        proposals: proposals(&content, &candidates),
        own: viewer.user().is_some() && [incident.reporter, incident.recorder].contains(&viewer.user()),
        summary: store::incident::summary(look.tx, &viewer, incident.id)?.unwrap_or_default(),
        outcome: store::incident::outcome(look.tx, &viewer, incident.id)?.unwrap_or_default(),
        candidates,
        withdrawn_hint: withdrawn_hint && scheme == viewer.scheme(),
        subjects,
        content,
        incident,
    })
}

/// The narrative with each mention put into the name this viewer may see.
fn in_words(look: &mut Look<'_, '_, Steward>, stored: &str) -> Result<String, Refusal> {
    let narrative = Narrative::parse(stored);
    let mut names = Vec::new();
    for person in narrative.mentions() {
        if let Some(profile) = seen_if(look.tx, &look.scheme, &look.viewer, person)? {
            look.concerns(person);
            names.push((person, Brief::of(&profile, look.viewer.today()).name));
        }
    }
    Ok(narrative.render(|person| {
        names.iter().find(|(id, name)| *id == person && !name.is_empty()).map(|(_, name)| name.clone())
    }))
}

fn photos(look: &mut Look<'_, '_, Steward>, id: IncidentId) -> Result<Vec<Photo>, Refusal> {
    let stills = store::picture::of_incident(look.tx, look.scheme.id, id)?;
    Ok(stills
        .into_iter()
        .map(|still| {
            look.concerns(still.id);
            Photo {
                id: still.id,
                thumb: look.picture(still.id, Size::Thumb),
                large: look.picture(still.id, Size::Large),
            }
        })
        .collect())
}

fn subjects(look: &mut Look<'_, '_, Steward>, id: IncidentId) -> Result<Vec<Linked>, Refusal> {
    let mut linked = Vec::new();
    for subject in store::subject::of_incident(look.tx, look.scheme.id, id)? {
        if let Some(profile) = seen_if(look.tx, &look.scheme, &look.viewer, subject.profile)? {
            look.concerns(subject.profile);
            linked.push(Linked {
                person: Brief::of(&profile, look.viewer.today()),
                finding: subject.finding.label(),
                stands: subject.standing.stands(),
            });
        }
    }
    Ok(linked)
}

/// Who it may be, each once, the strongest reason first; and whether somebody withdrawn may match.
fn candidates(
    look: &mut Look<'_, '_, Steward>,
    incident: &Incident,
    content: &Content,
    looked_for: &str,
    chosen: &[ProfileId],
) -> Result<(Vec<Candidate>, bool), Refusal> {
    let scheme = look.scheme.id;
    let mut proposed: Vec<(ProfileId, &'static str)> = Vec::new();
    proposed.extend(incident.claimed.map(|claimed| (claimed, "The reporter pointed at this person")));
    proposed.extend(chosen.iter().map(|person| (*person, "Chosen")));
    for still in store::picture::of_incident(look.tx, scheme, incident.id)? {
        for same in store::picture::same_as(look.tx, scheme, still.id)? {
            for person in pictured(look, &same)? {
                proposed.push((person, "The very same picture was sent before"));
            }
        }
    }
    for text in [looked_for, &content.named] {
        proposed.extend(by_name(look, text).into_iter().map(|person| (person, "The name is alike")));
    }
    if let Some(premises) = incident.premises {
        let there = store::review::seen_at(look.tx, scheme, premises, EACH)?;
        proposed.extend(there.into_iter().map(|person| (person, "Reported at these premises before")));
    }
    let mut found: Vec<Candidate> = Vec::new();
    let mut withdrawn = false;
    for (person, why) in proposed {
        if found.iter().any(|known| known.person.id == person) {
            continue;
        }
        match seen_if(look.tx, &look.scheme, &look.viewer, person)? {
            Some(profile) => {
                look.concerns(person);
                let pictures = store::picture::of_profiles(look.tx, scheme, &[person])?;
                found.push(Candidate {
                    person: Brief::of(&profile, look.viewer.today()),
                    photo: pictures.first().map(|picture| look.picture(picture.id, Size::Thumb)),
                    why,
                });
            }
            None if why.starts_with("Reported") => {}
            None => withdrawn = withdrawn || store::profile::exists(look.tx, scheme, person)?,
        }
    }
    Ok((found, withdrawn))
}

/// Whose picture it is: a profile's, or that of the subjects of a still's incident.
fn pictured(
    look: &mut Look<'_, '_, Steward>,
    picture: &crate::domain::photo::Picture,
) -> Result<Vec<ProfileId>, Refusal> {
    let mut people: Vec<ProfileId> = picture.profile.into_iter().collect();
    if let Some(incident) = picture.incident {
        let subjects = store::subject::of_incident(look.tx, look.scheme.id, incident)?;
        people.extend(subjects.into_iter().map(|subject| subject.profile));
    }
    Ok(people)
}

fn by_name(look: &Look<'_, '_, Steward>, text: &str) -> Vec<ProfileId> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let query = Query::named(text);
    [Shelf::Circulated, Shelf::Withdrawn]
        .into_iter()
        .flat_map(|shelf| look.service.find_names(look.scheme.id, shelf, &query, EACH))
        .map(|hit| hit.profile)
        .collect()
}

fn proposals(content: &Content, candidates: &[Candidate]) -> Vec<Proposal> {
    let mut all = Vec::new();
    let named = candidates.iter().map(|one| (one.person.id.to_string(), one.person.name.clone()));
    for (person, name) in named.chain([("new".to_owned(), content.named.clone())]) {
        for words in words_naming(&content.narrative, &name) {
            all.push(Proposal { person: person.clone(), words, called: name.clone() });
        }
    }
    all
}

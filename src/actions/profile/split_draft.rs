//! Looks at what could leave a profile that is not this person's, and at what would be left.

use super::{bound::bound, people::found, sight::seen};
use crate::{
    actions::{
        Call, Look, Refusal, Seen, Shared,
        incident::{
            inbox,
            words::{moment, place},
        },
        photo::link::Size,
        refusal::Problems,
    },
    domain::{
        date::{london_day, short, spoken},
        deed::Deed,
        disclosure::administrator::{Brief, Person},
        ids::{IncidentId, ItemId, ProfileId},
        incident::Subject,
        member::evidence::{Administrator, Viewer},
        photo::Picture,
        profile::{explain::explain, special::Special, splitting::without},
        scheme::Scheme,
        text::paragraphs,
    },
    store::{self, Read},
};

/// Items of a profile that are somebody else's.
#[derive(Debug, Default)]
pub(super) struct Items {
    pub incidents: Vec<Subject>,
    pub pictures: Vec<Picture>,
    pub names: Vec<String>,
    pub sightings: Vec<ItemId>,
    pub facts: Vec<Special>,
}

impl Items {
    /// How many.
    pub fn count(&self) -> usize {
        let Self { incidents, pictures, names, sightings, facts } = self;
        incidents.len() + pictures.len() + names.len() + sightings.len() + facts.len()
    }
}

/// The items that were ticked, each found on the profile.
///
/// # Errors
/// [`Refusal::Fields`] if none is ticked; [`Refusal::NotFound`] if one is not there.
pub(super) fn items(
    tx: &mut Read<'_>,
    scheme: &Scheme,
    viewer: &Viewer<Administrator>,
    id: ProfileId,
    ticked: &[String],
) -> Result<Items, Refusal> {
    let person = Person::of(seen(tx, scheme, viewer, id)?, viewer.today());
    let linked = store::subject::of_profile(tx, scheme.id, id)?;
    let pictures = store::picture::of_profiles(tx, scheme.id, &[id])?;
    let facts = store::special::of_profile(tx, viewer, id, None)?;
    let names: Vec<String> = person.name.into_iter().chain(person.aliases).map(|name| name.value).collect();
    let mut items = Items::default();
    for word in ticked {
        let (kind, value) = word.split_once(':').ok_or(Refusal::NotFound)?;
        let is = |id: uuid::Uuid| value.parse() == Ok(id);
        let known = match kind {
            "incident" => linked.iter().find(|one| is(one.incident.uuid())).map(|one| {
                items.incidents.push(one.clone());
            }),
            "picture" => pictures.iter().find(|one| is(one.id.uuid())).map(|one| {
                items.pictures.push(one.clone());
            }),
            "name" => names.iter().find(|name| *name == value).map(|name| items.names.push(name.clone())),
            "fact" => facts.iter().find(|one| is(one.id.uuid())).map(|one| items.facts.push(one.clone())),
            "sighting" => store::sighting::of_profile(tx, scheme.id, id)?
                .iter()
                .find(|one| is(one.id.uuid()))
                .map(|one| items.sightings.push(one.id)),
            _ => None,
        };
        known.ok_or(Refusal::NotFound)?;
    }
    if items.count() == 0 {
        return Err(Refusal::field("item", "Please choose what is not this person's."));
    }
    Ok(items)
}

/// The reason, once the word is typed.
///
/// # Errors
/// [`Refusal::Fields`] for what is missing.
pub(super) fn why(reason: &str, word: &str, expected: &str) -> Result<String, Refusal> {
    let mut problems = Problems::default();
    let reason = problems.take("reason", paragraphs(reason, 3, 1_000)).unwrap_or_default();
    if word.trim() != expected {
        problems.add("word", format!("Please type {expected} to go on."));
    }
    problems.end()?;
    Ok(reason)
}

/// Something that can be ticked.
#[derive(Debug)]
pub struct Choice {
    /// "incident:…".
    pub value: String,
    /// What it is.
    pub label: String,
    /// More of it.
    pub words: String,
    /// Its picture.
    pub thumb: Option<String>,
}

/// A join that can be undone as a whole.
#[derive(Debug)]
pub struct Undo {
    /// Who came.
    pub origin: ProfileId,
    /// By which name.
    pub called: String,
    /// When.
    pub on: String,
}

/// The page, before anything is changed.
#[derive(Debug)]
pub struct SplitDraft {
    /// Whose profile.
    pub person: Person,
    /// What can be ticked.
    pub choices: Vec<Choice>,
    /// Joins that can be undone.
    pub joins: Vec<Undo>,
    /// People found by the words looked for.
    pub found: Vec<Brief>,
    /// What would be left: until when it is shown, and when it is erased. Once something is ticked.
    pub left: Option<[String; 2]>,
    /// How many things wait in the inbox.
    pub waiting: usize,
}

/// Looks at what could leave, and at what would be left without what is ticked, or without a join.
///
/// # Errors
/// [`Refusal::NotFound`] if the person may not be seen.
pub async fn draft(
    service: &Shared,
    call: Call,
    id: ProfileId,
    (ticked, origin): (Vec<String>, Option<ProfileId>),
    looked_for: String,
) -> Result<Seen<SplitDraft>, Refusal> {
    service
        .look::<Administrator, _>(call, Deed::ViewPerson, move |look| {
            let viewer = look.viewer;
            let person = Person::of(seen(look.tx, &look.scheme, &viewer, id)?, viewer.today());
            look.concerns(id);
            let mut people = Vec::new();
            if !looked_for.trim().is_empty() {
                people = found(look, &looked_for)?.0;
                people.retain(|one| one.id() != id);
            }
            for one in &people {
                look.concerns(one.id());
            }
            let joins = store::origin::joins(look.tx, &viewer, id)?.into_iter().map(|join| Undo {
                origin: join.profile,
                called: join
                    .identities
                    .1
                    .name
                    .map_or_else(|| "Somebody whose name was not known".to_owned(), |name| name.value),
                on: spoken(london_day(join.at)),
            });
            Ok(SplitDraft {
                joins: joins.collect(),
                choices: choices(look, &person)?,
                left: left(look, id, &ticked, origin)?,
                found: people.iter().map(|one| Brief::of(one, viewer.today())).collect(),
                waiting: inbox::count(look)?,
                person,
            })
        })
        .await
}

fn left(
    look: &mut Look<'_, '_, Administrator>,
    id: ProfileId,
    ticked: &[String],
    origin: Option<ProfileId>,
) -> Result<Option<[String; 2]>, Refusal> {
    let (scheme, today) = (look.scheme.id, look.viewer.today());
    let (gone, sanctions): (Vec<IncidentId>, _) = match origin {
        Some(origin) => store::part::came_with(look.tx, scheme, id, origin)?,
        None if ticked.is_empty() => return Ok(None),
        None => {
            let items = items(look.tx, &look.scheme, &look.viewer, id, ticked)?;
            (items.incidents.iter().map(|one| one.incident).collect(), Vec::new())
        }
    };
    let history = without(&store::history::load(look.tx, scheme, id)?, &gone, &sanctions, today);
    let dates = explain(&history, &bound(look.tx, &look.scheme, id)?, today);
    Ok(Some([dates.shown, dates.erased]))
}

fn choices(look: &mut Look<'_, '_, Administrator>, person: &Person) -> Result<Vec<Choice>, Refusal> {
    let (viewer, scheme, id) = (look.viewer, look.scheme.id, person.id);
    let mut all = Vec::new();
    for subject in store::subject::of_profile(look.tx, scheme, id)? {
        let incident = store::incident::load(look.tx, scheme, subject.incident)?;
        look.concerns(incident.id);
        all.push(Choice {
            value: format!("incident:{}", incident.id),
            label: format!("{}, {}", incident.kind.label(), short(london_day(incident.occurred_at))),
            words: format!(
                "{} · {}",
                incident.spoken_reference(&look.scheme.name),
                place(look.tx, &viewer, incident.premises)?
            ),
            thumb: None,
        });
    }
    for (n, picture) in store::picture::of_profiles(look.tx, scheme, &[id])?.into_iter().enumerate() {
        look.concerns(picture.id);
        all.push(Choice {
            value: format!("picture:{}", picture.id),
            label: format!("Picture {}", n + 1),
            words: format!("since {}", spoken(london_day(picture.uploaded_at))),
            thumb: Some(look.picture(picture.id, Size::Thumb)),
        });
    }
    for name in person.name.iter().chain(&person.aliases) {
        let value = format!("name:{}", name.value);
        all.push(Choice {
            value,
            label: format!("The name {}", name.value),
            words: name.source.to_owned(),
            thumb: None,
        });
    }
    for sighting in store::sighting::of_profile(look.tx, scheme, id)? {
        all.push(Choice {
            value: format!("sighting:{}", sighting.id),
            label: "A sighting".to_owned(),
            words: format!("{}, {}", moment(sighting.seen_at), place(look.tx, &viewer, sighting.premises)?),
            thumb: None,
        });
    }
    for fact in store::special::of_profile(look.tx, &viewer, id, None)? {
        let value = format!("fact:{}", fact.id);
        all.push(Choice { value, label: fact.kind.label().to_owned(), words: fact.words, thumb: None });
    }
    Ok(all)
}

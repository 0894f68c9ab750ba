//! A person of the gallery; a sighting in one tap; a name suggested.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::face::{Badge, CardView, badges, view};
use crate::{
    actions::{
        Refusal, Seen, Shared,
        photo::view::mark,
        profile::{
            merge::shown_at,
            record_sighting::record_sighting,
            see::{Sight, Told, see},
            suggest_name::suggest_name,
        },
    },
    domain::{date::spoken, ids::ProfileId},
    http::{
        Answer, Caller, Failure, Form, Page, Typed,
        answer::{again, redirect},
        html,
    },
};

#[derive(Template)]
#[template(path = "portal/profile/person.html", config = "config/askama.toml")]
struct PersonPage {
    page: Page,
    mark: String,
    person: PersonView,
    form: Typed,
}

struct PersonView {
    id: ProfileId,
    name: String,
    id_sought: bool,
    excluded: bool,
    badges: Vec<Badge>,
    aliases: String,
    photos: Vec<String>,
    places: String,
    listed: Vec<String>,
    until: String,
    shown_until: String,
    warned: String,
    born: String,
    description: String,
    method: String,
    special: Vec<String>,
    incidents: Vec<IncidentView>,
    associates: Vec<CardView>,
}

struct IncidentView {
    when: String,
    what: &'static str,
    place: String,
    finding: Badge,
    summary: String,
}

impl PersonView {
    fn of(sight: Sight) -> Self {
        let Sight { person, photos, listed, premises, happenings, special, associates } = sight;
        let card = person.card;
        let excluded = card.exclusion;
        Self {
            id: card.id,
            id_sought: card.name.is_none(),
            excluded: excluded.is_some(),
            badges: badges(&card),
            name: card.name.unwrap_or_default(),
            aliases: person.aliases.join(", "),
            photos,
            places: match excluded {
                Some(exclusion) if exclusion.everywhere && premises > 1 => {
                    format!("any of the {premises} premises")
                }
                Some(exclusion) if exclusion.everywhere => "the premises of the scheme".to_owned(),
                Some(_) if listed.len() == 1 => "one of the premises".to_owned(),
                _ => format!("{} of the {premises} premises", listed.len()),
            },
            listed,
            until: spoken(excluded.map_or(card.until, |exclusion| exclusion.until)),
            shown_until: spoken(card.until),
            warned: person.warned_on.map(spoken).unwrap_or_default(),
            born: person.born.map(spoken).unwrap_or_default(),
            description: person.description.unwrap_or_default(),
            method: person.modus_operandi.unwrap_or_default(),
            special,
            incidents: happenings.into_iter().map(happening).collect(),
            associates: associates.into_iter().map(|face| view(face, &[], None)).collect(),
        }
    }
}

fn happening(Told { happening, place, summary }: Told) -> IncidentView {
    IncidentView {
        when: spoken(happening.on),
        what: happening.kind.label(),
        place: place.unwrap_or_default(),
        finding: match happening.proven {
            true => Badge { kind: "proven", word: "Proven" },
            false => Badge { kind: "alleged", word: "Alleged" },
        },
        summary: summary.unwrap_or_default(),
    }
}

fn person_page(service: &Shared, seen: Seen<Sight>, done: &str, form: Typed) -> PersonPage {
    let viewer = seen.bar.person.as_ref().map_or("", |person| person.name.as_str());
    let person = PersonView::of(seen.value);
    let title = if person.id_sought { "Who is this?" } else { person.name.as_str() };
    PersonPage {
        page: Page::new(title, &seen.bar, "/gallery").flashing(flash(done)),
        mark: mark(viewer, service.clock().now()),
        person,
        form,
    }
}

fn flash(done: &str) -> Option<&'static str> {
    match done {
        "seen" => Some("Thank you. The scheme knows that you have just seen this person."),
        "name" => Some("Thank you. Your suggestion went to the administrator, and to nobody else."),
        _ => None,
    }
}

/// What was just done.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// The person's id; what is no id is nobody's.
fn id(path: &str) -> Result<ProfileId, Failure> {
    path.parse().map_err(|_| Failure::Refused(Refusal::NotFound))
}

/// A person's page.
///
/// # Errors
/// 404 if the person is not shown today.
pub async fn page(
    service: web::Data<Shared>,
    caller: Caller,
    path: web::Path<String>,
    done: web::Query<Done>,
) -> Answer {
    let person = id(&path)?;
    let seen = match see(&service, caller.call.clone(), person).await {
        Err(Refusal::NotFound) => {
            let there = shown_at(&service, caller.call, person).await?;
            return Ok(redirect(&format!("/gallery/{there}")));
        }
        seen => seen?,
    };
    html(&person_page(&service, seen, &done.done, Typed::default()))
}

/// Records a sighting.
///
/// # Errors
/// 404 if the person is not shown today.
pub async fn sighting(service: web::Data<Shared>, path: web::Path<String>, form: Form) -> Answer {
    let id = id(&path)?;
    record_sighting(&service, form.call(), id).await?;
    Ok(redirect(&format!("/gallery/{id}?done=seen")))
}

/// Takes a suggested name.
///
/// # Errors
/// The page again if nothing was typed; 404 if nobody is sought there.
pub async fn name(service: web::Data<Shared>, path: web::Path<String>, form: Form) -> Answer {
    let id = id(&path)?;
    let typed = form.typed.get("name").to_owned();
    match suggest_name(&service, form.call(), id, typed).await {
        Ok(()) => Ok(redirect(&format!("/gallery/{id}?done=name"))),
        Err(refusal) => {
            let call = form.call();
            let typed = form.typed.with(refusal)?;
            let seen = see(&service, call, id).await?;
            again(&person_page(&service, seen, "", typed))
        }
    }
}

//! One person, with pictures and incidents, as police systems have them.

use actix_web::web;
use askama::Template;

use super::{Banner, Heard, asked, badge, heard, incidents::Told};
use crate::{
    actions::{
        Refusal, Shared,
        agency::{
            images,
            incidents::{self, Listing},
            person,
        },
    },
    domain::{
        date::spoken,
        disclosure::police::{Location, Person, Sanction, Sourced},
        ids::ProfileId,
        incident::source::Source,
        profile::special,
        sanction::kind::Kind,
    },
    http::{Answer, Caller, Page, html},
};

#[derive(Template)]
#[template(path = "portal/officer/person.html", config = "config/askama.toml")]
struct PersonPage {
    page: Page,
    banner: Banner,
    name: String,
    badge: (&'static str, &'static str),
    under18: bool,
    aliases: String,
    pictures: Vec<String>,
    until: String,
    facts: Vec<(&'static str, String, &'static str)>,
    sanctions: Vec<Given>,
    incidents: Vec<Told>,
    more: bool,
    associates: Vec<ProfileId>,
}

/// A sanction, in words.
struct Given {
    kind: &'static str,
    when: String,
    holds: bool,
    places: Vec<String>,
}

/// From whom a fact is, in words.
pub(super) fn source(word: &str) -> &'static str {
    Source::parse(word).map_or("", Source::label)
}

fn given(sanction: Sanction) -> Given {
    let Sanction { id: _, kind, served_on, ends_on, in_force, everywhere, locations } = sanction;
    let until = ends_on.map(|day| format!(", until {}", spoken(day))).unwrap_or_default();
    Given {
        kind: Kind::parse(kind).map_or("", Kind::label),
        when: format!("Served on {}{until}", spoken(served_on)),
        holds: in_force,
        places: if everywhere {
            vec!["From the premises of all members".to_owned()]
        } else {
            locations.into_iter().map(|Location { name, address, .. }| format!("{name}, {address}")).collect()
        },
    }
}

fn facts(person: &Person) -> Vec<(&'static str, String, &'static str)> {
    let mut facts = Vec::new();
    let mut add = |label, known: &Option<Sourced>, day: bool| {
        if let Some(Sourced { value, source: from }) = known {
            let value =
                if day { value.parse().map_or_else(|_| value.clone(), spoken) } else { value.clone() };
            facts.push((label, value, source(from)));
        }
    };
    add("Date of birth", &person.date_of_birth, true);
    add("Looks", &person.person_description, false);
    add("What they do", &person.modus_operandi, false);
    if let Some(contact) = &person.contact {
        let known = [("Address", &contact.address), ("E-mail", &contact.email)].into_iter();
        let known = known.filter(|(_, value)| !value.is_empty());
        facts.extend(known.map(|(label, value)| (label, value.clone(), "")));
    }
    for fact in person.special_category.iter().flatten() {
        let label = special::Kind::parse(fact.kind).map_or("", special::Kind::label);
        facts.push((label, fact.words.clone(), source(fact.source)));
    }
    facts
}

/// The page. Person, pictures and incidents are three answers, each registered.
///
/// # Errors
/// To what for, before it is said; 404 if the person is not circulated today.
pub async fn page(service: web::Data<Shared>, caller: Caller, id: web::Path<String>) -> Answer {
    let id: ProfileId = id.parse().map_err(|_| Refusal::NotFound)?;
    let asked = asked(caller.call);
    let (person, banner, bar) = match heard(person::one(&service, asked.clone(), id).await) {
        Heard::Told(person, banner, bar) => (person, banner, bar),
        Heard::Wrong(_) => return Err(Refusal::NotFound.into()),
        Heard::Else(answer) => return answer,
    };
    let pictures = match person.images {
        0 => Vec::new(),
        _ => match heard(images::links(&service, asked.clone(), id).await) {
            Heard::Told(links, ..) => links.into_iter().map(|link| link.href).collect(),
            Heard::Wrong(_) => Vec::new(),
            Heard::Else(answer) => return answer,
        },
    };
    let listing = Listing { person: Some(id), limit: Some(100), ..Listing::default() };
    let (mut incidents, more) = match heard(incidents::list(&service, asked, listing).await) {
        Heard::Told(page, ..) => (page.items, page.next.is_some()),
        Heard::Wrong(_) => (Vec::new(), false),
        Heard::Else(answer) => return answer,
    };
    incidents.sort_by_key(|event| std::cmp::Reverse(event.incident_start_date_time));
    let name = match &person.full_name {
        Some(name) => name.value.clone(),
        None => "Name not known".to_owned(),
    };
    let aliases: Vec<&str> = person.aliases.iter().map(|alias| alias.value.as_str()).collect();
    html(&PersonPage {
        page: Page::new(name.clone(), &bar, "/officer/people"),
        banner,
        name,
        badge: badge(person.status),
        under18: person.under18,
        aliases: aliases.join(", "),
        pictures,
        until: spoken(person.circulated_until),
        facts: facts(&person),
        incidents: incidents.into_iter().map(|event| Told::of(event, Some(id))).collect(),
        more,
        associates: person.associates,
        sanctions: person.sanctions.into_iter().map(given).collect(),
    })
}

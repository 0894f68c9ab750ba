//! Withdrawn people.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{Shared, assurance::people},
    domain::{date::spoken, disclosure::controller::Person},
    http::{Answer, Caller, Page, html},
};

#[derive(Template)]
#[template(path = "portal/assurance/people.html", config = "config/askama.toml")]
struct People {
    page: Page,
    people: Vec<Line>,
    paging: Paging,
}

struct Line {
    href: String,
    called: String,
    shown: String,
    erased: String,
}

struct Paging {
    previous: Option<String>,
    next: Option<String>,
    words: String,
}

/// What the address asks for.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    page: u32,
}

/// Lists withdrawn people.
///
/// # Errors
/// 404 for whoever is not the controller.
pub async fn page(service: web::Data<Shared>, caller: Caller, asked: web::Query<Asked>) -> Answer {
    let seen = people::list(&service, caller.call, asked.page).await?;
    let (found, more) = seen.value;
    let at = |page: u32| format!("/assurance/people?page={page}");
    let paging = Paging {
        previous: asked.page.checked_sub(1).map(at),
        next: more.then(|| at(asked.page.saturating_add(1))),
        words: format!("page {}", asked.page.saturating_add(1)),
    };
    let page = Page::new("Withdrawn people", &seen.bar, "/assurance");
    html(&People { page, people: found.into_iter().map(line).collect(), paging })
}

fn line(person: Person) -> Line {
    Line {
        href: format!("/assurance/people/{}", person.id),
        called: person.called,
        shown: person.shown_until.map(spoken).unwrap_or_default(),
        erased: spoken(person.erased_on),
    }
}

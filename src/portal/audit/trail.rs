//! The pages of the audit trail, the newest event first.

use actix_web::web;
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    actions::{
        Shared,
        audit::read::{self, Line, Words},
    },
    domain::{date, member::role::Role},
    http::{Answer, Caller, Page, html},
};

/// So many ids stand in a row; the event page of one id shows the others.
const IDS: usize = 6;

#[derive(Template)]
#[template(path = "portal/audit/trail.html", config = "config/askama.toml")]
struct Trail {
    page: Page,
    events: String,
    filter: String,
    wrong: Option<&'static str>,
    lines: Vec<Row>,
    next: Option<String>,
}

struct Row {
    seq: i64,
    when: String,
    deed: String,
    role: String,
    actor: Option<Id>,
    about: Vec<Id>,
    more: usize,
    words: String,
    gone: bool,
}

/// A random id: whole in links, its first part for eyes.
struct Id {
    id: Uuid,
    short: String,
}

impl Id {
    fn of(id: Uuid) -> Self {
        Self { id, short: id.simple().to_string()[..8].to_owned() }
    }
}

/// What the address asks for.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    id: String,
    before: Option<i64>,
}

/// A page of the trail.
///
/// # Errors
/// 404 for whoever is not the controller.
pub async fn page(service: web::Data<Shared>, caller: Caller, asked: web::Query<Asked>) -> Answer {
    let typed = asked.id.trim();
    let id = typed.parse::<Uuid>().ok();
    let wrong = (id.is_none() && !typed.is_empty())
        .then_some("An id looks like 0b9f6c1e-52d7-4d0a-9c53-3a1f7f1f2b61. All events are shown.");
    let seen = read::page(&service, caller.call, asked.before, id).await?;
    let found = seen.value;
    let next = found.next.map(|before| match id {
        Some(id) => format!("/assurance/audit?id={id}&before={before}"),
        None => format!("/assurance/audit?before={before}"),
    });
    let events = match found.events {
        1 => "1 event.".to_owned(),
        events => format!("{events} events."),
    };
    let page = Page::new("Audit trail", &seen.bar, "/assurance");
    let lines = found.lines.into_iter().map(row).collect();
    html(&Trail { page, events, filter: typed.to_owned(), wrong, lines, next })
}

fn row(line: Line) -> Row {
    let (words, gone) = match line.words {
        Words::None => (String::new(), false),
        Words::Open(words) => (words, false),
        Words::Gone => (String::new(), true),
    };
    Row {
        seq: line.seq,
        when: format!("{}, {}", date::short(date::london_day(line.at)), date::london_time(line.at)),
        deed: line.deed,
        role: Role::parse(&line.role).map_or_else(|| capital(&line.role), |role| role.label().to_owned()),
        actor: line.actor.map(|actor| Id::of(actor.uuid())),
        more: line.about.len().saturating_sub(IDS),
        about: line.about.into_iter().take(IDS).map(Id::of).collect(),
        words,
        gone,
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

//! The rules in force in plain words, what is proposed, and what was.

use actix_web::{HttpResponse, http::header, web};
use askama::Template;
use serde::Deserialize;

use super::words::{Item, Line, item, lines};
use crate::{
    actions::{
        Service, Shared,
        scheme::{rules, rules_form::write_file},
    },
    domain::{date::spoken, member::evidence::Steward},
    http::{Answer, Caller, Page, html},
};

#[derive(Template)]
#[template(path = "portal/scheme/rules.html", config = "config/askama.toml")]
struct Rules {
    page: Page,
    dated: String,
    lines: Vec<Line>,
    waiting: Vec<Item>,
    settled: Vec<Item>,
}

/// What was just done.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

/// The page.
///
/// # Errors
/// 404 for everybody but administrator and controller.
pub async fn page(service: web::Data<Shared>, caller: Caller, asked: web::Query<Asked>) -> Answer {
    let seen = rules::shown(&service, caller.call).await?;
    let shown = seen.value;
    let done = (asked.done == "taken-back").then_some("The change is taken back.");
    html(&Rules {
        page: Page::new("Rules", &seen.bar, "/settings").flashing(done),
        dated: format!("Version {}, in force since {}", shown.version, spoken(shown.since)),
        lines: lines(&shown.rules),
        waiting: shown.waiting.iter().map(item).collect(),
        settled: shown.settled.iter().map(item).collect(),
    })
}

/// The rules file, to keep or to change.
///
/// # Errors
/// 404 for everybody but administrator and controller.
pub async fn file(service: web::Data<Shared>, caller: Caller) -> Answer {
    let (text, bar) = service
        .glance::<Steward, _>(caller.call, |_, _, scheme| Ok(write_file(&Service::rules(scheme)?)))
        .await?;
    let name = format!("attachment; filename=\"rules-version-{}.toml\"", bar.scheme.rules_version);
    Ok(HttpResponse::Ok()
        .content_type("application/toml; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(text))
}

//! The register: every breach, reported or not.

use actix_web::web;
use askama::Template;
use chrono::{DateTime, Utc};

use crate::{
    actions::{Shared, data_breach::register},
    domain::{
        data_breach::{
            Breach,
            clock::{left, light},
            step::step,
        },
        date::{short, spoken, spoken_instant},
        ids::DataBreachId,
        right::clock::Light,
    },
    http::{Answer, Caller, Page, html},
};

/// So much of what happened stands in the list, in characters.
const OPENING: usize = 110;

#[derive(Template)]
#[template(path = "portal/data_breach/list.html", config = "config/askama.toml")]
struct List {
    page: Page,
    open: Vec<Line>,
    closed: Vec<Line>,
}

struct Line {
    id: DataBreachId,
    noticed: String,
    opening: String,
    next: String,
    badge: (&'static str, String),
}

/// All of them.
///
/// # Errors
/// 404 for everybody but administrators and controllers.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let now = service.clock().now();
    let seen = register::list(&service, caller.call).await?;
    let page = Page::new("Breaches of personal data", &seen.bar, "/requests");
    let (open, closed): (Vec<_>, Vec<_>) =
        seen.value.into_iter().partition(|breach| breach.course.closed_on.is_none());
    let lines = |all: Vec<Breach>| all.iter().map(|breach| line(breach, now)).collect();
    html(&List { page, open: lines(open), closed: lines(closed) })
}

fn line(breach: &Breach, now: DateTime<Utc>) -> Line {
    let (course, happened) = (&breach.course, &breach.facts.happened);
    let opening = match happened.char_indices().nth(OPENING) {
        Some((end, _)) => format!("{}…", happened[..end].trim_end()),
        None => happened.clone(),
    };
    Line {
        id: breach.id,
        noticed: spoken_instant(course.aware_at),
        opening,
        next: match course.closed_on {
            Some(day) => format!("Closed on {}. {}", short(day), course.risk.map_or("", |risk| risk.label())),
            // Where no hours run the badge says it.
            None if left(course, now).is_none() => String::new(),
            None => step(course).label().to_owned(),
        },
        badge: badge(breach, now),
    }
}

/// How its clock looks, as a badge: its kind and its words.
pub(super) fn badge(breach: &Breach, now: DateTime<Utc>) -> (&'static str, String) {
    let course = &breach.course;
    let words = left(course, now).unwrap_or_else(|| step(course).label().to_owned());
    match light(course, now) {
        Some(Light::Late) => ("wrong", words),
        Some(Light::Amber) => ("waiting", words),
        Some(Light::Green) => ("info", words),
        None => ("done", format!("Closed on {}", course.closed_on.map(spoken).unwrap_or_default())),
    }
}

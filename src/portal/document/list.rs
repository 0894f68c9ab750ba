//! The register: what holds, what is being written, when each is looked at again.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;

use crate::{
    actions::{
        Shared,
        document::{begin as beginning, register},
    },
    domain::{
        date::{short, spoken},
        document::{Document, Kind, review::Standing},
        ids::DocumentId,
    },
    http::{Answer, Caller, Form, Page, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/document/list.html", config = "config/askama.toml")]
struct List {
    page: Page,
    kinds: Vec<Group>,
    contracts: Vec<Line>,
    agreements: Vec<(String, String)>,
    before: Vec<Line>,
}

/// A kind of which there is one.
struct Group {
    kind: Kind,
    lines: Vec<Line>,
}

/// A version.
struct Line {
    id: DocumentId,
    name: String,
    about: String,
    badge: (&'static str, &'static str),
}

/// All of them.
///
/// # Errors
/// 404 for everybody but administrators and controllers.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let today = service.clock().today();
    let seen = register::list(&service, caller.call).await?;
    let page = Page::new("Data-protection documents", &seen.bar, "/requests");
    let (before, now): (Vec<_>, Vec<_>) =
        seen.value.documents.iter().partition(|one| one.days.standing() == Standing::Ended);
    let of = |kind| now.iter().filter(move |one| one.kind == kind).map(|one| line(one, today)).collect();
    let single = Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Processor);
    html(&List {
        page,
        kinds: single.map(|kind| Group { kind, lines: of(kind) }).collect(),
        contracts: of(Kind::Processor),
        agreements: seen
            .value
            .agreements
            .iter()
            .map(|one| {
                let days = format!(
                    "In force until {}. To be reviewed by {}.",
                    spoken(one.days.ends),
                    spoken(one.days.review)
                );
                (one.terms.agency.clone(), days)
            })
            .collect(),
        before: before.into_iter().map(|one| line(one, today)).collect(),
    })
}

fn line(document: &Document, today: NaiveDate) -> Line {
    let days = document.days;
    let day = |day: Option<NaiveDate>| day.map(spoken).unwrap_or_default();
    let about = match days.standing() {
        Standing::Draft => format!("Version {}", document.version),
        Standing::InForce => format!(
            "Version {}, adopted on {}. To be looked at again by {}.",
            document.version,
            day(days.adopted),
            day(days.review)
        ),
        Standing::Ended => format!(
            "Version {}, {} to {}",
            document.version,
            days.adopted.map(short).unwrap_or_default(),
            days.ended.map(short).unwrap_or_default()
        ),
    };
    Line { id: document.id, name: document.name(), about, badge: badge(document, today) }
}

/// Where it stands, as a badge: its kind and its words.
pub(super) fn badge(document: &Document, today: NaiveDate) -> (&'static str, &'static str) {
    match document.days.standing() {
        Standing::Draft => ("waiting", "Draft"),
        Standing::InForce if document.days.is_late(today) => ("late", "Review is late"),
        Standing::InForce if document.days.reminds(today) => ("soon", "To be looked at again"),
        Standing::InForce => ("done", "In force"),
        Standing::Ended => ("withdrawn", "No longer in force"),
    }
}

/// Begins one, or opens the draft that is there.
///
/// # Errors
/// 404 for everybody but administrators and controllers, or if there is no such kind or version.
pub async fn begin(service: web::Data<Shared>, form: Form) -> Answer {
    let after = form.typed.get("after").parse().ok();
    let kind = form.typed.get("kind").to_owned();
    let id = beginning::begin(&service, form.call(), kind, after).await?;
    Ok(redirect(&format!("/documents/{id}")))
}

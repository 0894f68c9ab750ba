//! What police were told, the latest first; of one person or to one officer, if asked.

use actix_web::web;
use askama::Template;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    actions::{
        Shared,
        agency::disclosures::{self, Asked, Line},
    },
    domain::date,
    http::{Answer, Caller, Page, html},
};

/// So many ids stand in a row.
const IDS: usize = 6;

#[derive(Template)]
#[template(path = "portal/agency/disclosures.html", config = "config/askama.toml")]
struct Disclosures {
    page: Page,
    filter: String,
    wrong: Option<&'static str>,
    narrowed: bool,
    lines: Vec<Row>,
    next: Option<String>,
}

struct Row {
    when: String,
    what: &'static str,
    agency: String,
    officer: Uuid,
    reference: String,
    purpose: &'static str,
    reason: Option<String>,
    about: Vec<(Uuid, String)>,
    more: usize,
}

/// What the address asks for.
#[derive(Deserialize, Default)]
pub struct Wanted {
    #[serde(default)]
    id: String,
    officer: Option<Uuid>,
    agreement: Option<Uuid>,
    before: Option<DateTime<Utc>>,
}

/// A page of the register.
///
/// # Errors
/// 404 for whoever is not the controller.
pub async fn page(service: web::Data<Shared>, caller: Caller, wanted: web::Query<Wanted>) -> Answer {
    let Wanted { id, officer, agreement, before } = wanted.into_inner();
    let typed = id.trim();
    let about = typed.parse::<Uuid>().ok();
    let wrong = (about.is_none() && !typed.is_empty())
        .then_some("An id looks like 0b9f6c1e-52d7-4d0a-9c53-3a1f7f1f2b61. All disclosures are shown.");
    let asked =
        Asked { officer: officer.map(Into::into), about, agreement: agreement.map(Into::into), before };
    let seen = disclosures::page(&service, caller.call, asked).await?;
    let next = seen.value.next.map(|before| {
        let mut parts = vec![("before", before.to_rfc3339())];
        parts.extend(about.map(|id| ("id", id.to_string())));
        parts.extend(officer.map(|id| ("officer", id.to_string())));
        parts.extend(agreement.map(|id| ("agreement", id.to_string())));
        format!("/assurance/disclosures?{}", serde_urlencoded::to_string(parts).unwrap_or_default())
    });
    html(&Disclosures {
        page: Page::new("What police were told", &seen.bar, "/assurance"),
        filter: typed.to_owned(),
        wrong,
        narrowed: about.is_some() || officer.is_some() || agreement.is_some(),
        lines: seen.value.lines.into_iter().map(row).collect(),
        next,
    })
}

fn row(line: Line) -> Row {
    let Line { row, agency, what, reason } = line;
    let short = |id: &Uuid| (*id, id.simple().to_string()[..8].to_owned());
    Row {
        when: format!("{}, {}", date::short(date::london_day(row.at)), date::london_time(row.at)),
        what,
        agency,
        officer: row.officer.uuid(),
        reference: row.reference.unwrap_or_else(|| "An officer, erased with the agreement".to_owned()),
        purpose: row.purpose.label(),
        reason,
        more: row.about.len().saturating_sub(IDS),
        about: row.about.iter().take(IDS).map(short).collect(),
    }
}

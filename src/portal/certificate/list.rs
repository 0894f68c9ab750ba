//! The list of certificates, and what waits for one.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Shared,
        certificate::read::{self, PAGE},
    },
    domain::date::{self, london_day},
    http::{Answer, Caller, Page, html},
};

#[derive(Template)]
#[template(path = "portal/certificate/list.html", config = "config/askama.toml")]
struct List {
    page: Page,
    waiting: Vec<Wait>,
    rows: Vec<Row>,
    count: i64,
    signer: String,
    newer: Option<i64>,
    older: Option<i64>,
}

struct Wait {
    deleted: String,
    why: &'static str,
    late: bool,
}

struct Row {
    number: String,
    short: String,
    kind: &'static str,
    due: String,
    deleted: String,
    issued: String,
}

/// What the address asks for.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    page: i64,
}

/// A page of the list.
///
/// # Errors
/// 404 for whoever is not the controller.
pub async fn page(service: web::Data<Shared>, caller: Caller, asked: web::Query<Asked>) -> Answer {
    let at = asked.page.max(0);
    let seen = read::list(&service, caller.call, at).await?;
    let found = seen.value;
    let waiting = found.waiting.into_iter().map(|one| Wait {
        deleted: date::spoken_instant(one.deleted_at),
        why: one.why,
        late: one.late,
    });
    let rows = found.issued.into_iter().map(|one| Row {
        short: one.number.uuid().simple().to_string()[..8].to_owned(),
        number: one.number.to_string(),
        kind: one.kind.label(),
        due: date::spoken(one.due_on),
        deleted: date::spoken_instant(one.deleted_at),
        issued: date::spoken(london_day(one.issued_at)),
    });
    let list = List {
        page: Page::new("Certificates of deletion", &seen.bar, "/assurance"),
        waiting: waiting.collect(),
        rows: rows.collect(),
        count: found.count,
        signer: found.signer,
        newer: (at > 0).then(|| at - 1),
        older: ((at + 1) * PAGE < found.count).then(|| at + 1),
    };
    html(&list)
}

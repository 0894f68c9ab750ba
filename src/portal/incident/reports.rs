//! My reports, and what came of each.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Shared,
        incident::reports::{Lists, reports},
    },
    http::{Answer, Caller, Page, html},
};

#[derive(Template)]
#[template(path = "portal/incident/reports.html", config = "config/askama.toml")]
struct ReportsPage {
    page: Page,
    lists: Lists,
}

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    saved: Option<String>,
}

/// The lists.
///
/// # Errors
/// If the look cannot be recorded.
pub async fn page(service: web::Data<Shared>, caller: Caller, done: web::Query<Done>) -> Answer {
    let (lists, bar) = reports(&service, caller.call).await?;
    let flash = done.saved.as_ref().map(|_| "Saved. It waits here for 7 days.");
    html(&ReportsPage { page: Page::new("My reports", &bar, "/reports").flashing(flash), lists })
}

//! One report: what was written, its photos, and what came of it.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Call, FieldProblem, Shared,
        agency::permit,
        incident::own::{OwnReport, own},
    },
    domain::ids::IncidentId,
    http::{Answer, Caller, Failure, Form, Page, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/incident/own.html", config = "config/askama.toml")]
pub(super) struct OwnPage {
    page: Page,
    report: OwnReport,
    problems: Vec<FieldProblem>,
}

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    added: Option<usize>,
    first: Option<u8>,
    #[serde(default)]
    done: String,
}

/// The page of a report.
///
/// # Errors
/// 404 unless it is the caller's, their business's, or the caller is an administrator.
pub async fn page(
    service: web::Data<Shared>,
    caller: Caller,
    id: web::Path<IncidentId>,
    done: web::Query<Done>,
) -> Answer {
    let flash = match done.added {
        Some(1) => Some("One photo was added."),
        Some(_) => Some("The photos were added."),
        None if done.done == "permitted" => Some("The partnership may give this report to the police."),
        None if done.done == "back" => Some("The partnership will not give this report to the police again with your name."),
        None => done.first.map(|_| {
            "This report was in already, as you first sent it. What you changed after that is not in it: tell the \
             administrator, or send it as a new report."
        }),
    };
    let page = own_page(&service, caller.call, *id, Vec::new()).await?;
    html(&OwnPage { page: page.page.flashing(flash), ..page })
}

/// Permits that the report is handed to police, or takes that back.
///
/// # Errors
/// 404 for everybody but its reporter.
pub async fn permission(service: web::Data<Shared>, id: web::Path<IncidentId>, form: Form) -> Answer {
    let permits = form.typed.get("permits") == "yes";
    permit::own(&service, form.call(), *id, permits).await?;
    let done = if permits { "permitted" } else { "back" };
    Ok(redirect(&format!("/reports/{id}?done={done}#police")))
}

/// The page, with what is wrong with a photo.
pub(super) async fn own_page(
    service: &Shared,
    call: Call,
    id: IncidentId,
    problems: Vec<FieldProblem>,
) -> Result<OwnPage, Failure> {
    let (report, bar) = own(service, call, id).await?;
    let title = format!("Report {}", report.reference);
    Ok(OwnPage { page: Page::new(title, &bar, "/reports"), report, problems })
}

//! Before an officer is told anything: what for, and why. It holds for an hour.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Bar, Shared,
        agency::statement::{self, Desk},
    },
    domain::{agency::purpose::Purpose, rules::STATEMENT_MINUTES},
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/officer/purpose.html", config = "config/askama.toml")]
struct PurposePage {
    page: Page,
    form: Typed,
    agency: String,
    reference: String,
    refused: Option<String>,
    purposes: Vec<(&'static str, &'static str, &'static str)>,
    minutes: i64,
}

impl PurposePage {
    fn of((desk, bar): (Desk, Bar), form: Option<Typed>) -> Self {
        let Desk { agency, reference, statement, refused, areas: _ } = desk;
        let said =
            statement.map(|said| [("purpose", said.purpose.as_str().to_owned()), ("reason", said.reason)]);
        Self {
            page: Page::new("What is it for?", &bar, "/officer/people"),
            form: form.unwrap_or_else(|| Typed::of(said.into_iter().flatten())),
            agency,
            reference,
            refused,
            purposes: Purpose::ALL.iter().map(|one| (one.as_str(), one.label(), icon(*one))).collect(),
            minutes: STATEMENT_MINUTES,
        }
    }
}

const fn icon(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Prevention => "assurance",
        Purpose::Detection => "search",
        Purpose::Prosecution => "decisions",
        Purpose::Safeguarding => "team",
    }
}

/// The form.
///
/// # Errors
/// 404 for whoever is no officer.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    html(&PurposePage::of(statement::desk(&service, caller.call).await?, None))
}

/// Keeps what was said, and goes on.
///
/// # Errors
/// The form again, with what is wrong.
pub async fn state(service: web::Data<Shared>, form: Form) -> Answer {
    let typed = |field: &str| form.typed.get(field).to_owned();
    match statement::state(&service, form.call(), typed("purpose"), typed("reason")).await {
        Ok(()) => Ok(redirect("/officer/people")),
        Err(refusal) => {
            let call = form.call();
            let typed = form.typed.with(refusal)?;
            again(&PurposePage::of(statement::desk(&service, call).await?, Some(typed)))
        }
    }
}

//! What waits to be sent.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Shared,
        mail::{outbox, resend},
    },
    domain::mail::Standing,
    http::{Answer, Caller, Form, Page, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/mail/outbox.html", config = "config/askama.toml")]
struct Outbox {
    page: Page,
    messages: Vec<outbox::Shown>,
}

/// The outbox.
///
/// # Errors
/// 404 for everybody but an administrator.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let seen = outbox::outbox(&service, caller.call).await?;
    let mut messages = seen.value;
    messages.sort_by_key(|message| message.standing != Standing::Dead);
    html(&Outbox { page: Page::new("Outbox", &seen.bar, "/outbox"), messages })
}

/// Sends a message again.
///
/// # Errors
/// 404 if there is no such message.
pub async fn resend(service: web::Data<Shared>, id: web::Path<String>, form: Form) -> Answer {
    let id = id.parse().map_err(|_| crate::actions::Refusal::NotFound)?;
    resend::resend(&service, form.call(), id).await?;
    Ok(redirect("/outbox"))
}

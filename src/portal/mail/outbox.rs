//! What waits to be sent.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Shared,
        mail::{outbox, resend, take_off},
    },
    domain::{ids::MailId, mail::Standing},
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
pub async fn resend(service: web::Data<Shared>, id: web::Path<MailId>, form: Form) -> Answer {
    resend::resend(&service, form.call(), *id).await?;
    Ok(redirect("/outbox"))
}

/// Takes a message off the list.
///
/// # Errors
/// 404 if there is no such message, or it was not given up.
pub async fn take_off(service: web::Data<Shared>, id: web::Path<MailId>, form: Form) -> Answer {
    take_off::take_off(&service, form.call(), *id).await?;
    Ok(redirect("/outbox"))
}

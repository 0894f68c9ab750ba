//! Registering a police system under an agreement.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Bar, Shared,
        agency::{
            clients,
            register_client::{self, Entered},
        },
    },
    domain::ids::AgreementId,
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/agency/new_client.html", config = "config/askama.toml")]
struct NewClient {
    page: Page,
    form: Typed,
    agreement: AgreementId,
    agency: String,
}

impl NewClient {
    fn of((agency, bar): (String, Bar), agreement: AgreementId, form: Typed) -> Self {
        let page = Page::new("Register a system", &bar, "/assurance");
        Self { page, form, agreement, agency }
    }
}

/// The form.
///
/// # Errors
/// 404 for whoever is not the controller, or if there is no such agreement.
pub async fn page(service: web::Data<Shared>, caller: Caller, id: web::Path<AgreementId>) -> Answer {
    let framed = clients::may_register(&service, caller.call, *id).await?;
    html(&NewClient::of(framed, *id, Typed::default()))
}

/// Registers it.
///
/// # Errors
/// The form again, with what is wrong.
pub async fn register(service: web::Data<Shared>, id: web::Path<AgreementId>, form: Form) -> Answer {
    let typed = |field: &str| form.typed.get(field).to_owned();
    let entered = Entered { name: typed("name"), called: typed("called"), keys: typed("keys") };
    match register_client::register(&service, form.call(), *id, entered).await {
        Ok(client) => Ok(redirect(&format!("/assurance/clients/{client}?done=registered"))),
        Err(refusal) => {
            let call = form.call();
            let typed = form.typed.with(refusal)?;
            again(&NewClient::of(clients::may_register(&service, call, *id).await?, *id, typed))
        }
    }
}

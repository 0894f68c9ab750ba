//! Inviting an officer under an agreement.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Bar, Shared,
        agency::{
            clients,
            invite_officer::{self, Entered},
        },
    },
    domain::ids::AgreementId,
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/agency/new_officer.html", config = "config/askama.toml")]
struct NewOfficer {
    page: Page,
    form: Typed,
    agreement: AgreementId,
    agency: String,
}

impl NewOfficer {
    fn of((agency, bar): (String, Bar), agreement: AgreementId, form: Typed) -> Self {
        let page = Page::new("Invite an officer", &bar, "/assurance");
        Self { page, form, agreement, agency }
    }
}

/// The form.
///
/// # Errors
/// 404 for whoever is not the controller, or if there is no such agreement.
pub async fn page(service: web::Data<Shared>, caller: Caller, id: web::Path<AgreementId>) -> Answer {
    let framed = clients::may_register(&service, caller.call, *id).await?;
    html(&NewOfficer::of(framed, *id, Typed::default()))
}

/// Invites the officer.
///
/// # Errors
/// The form again, with what is wrong.
pub async fn invite(service: web::Data<Shared>, id: web::Path<AgreementId>, form: Form) -> Answer {
    let typed = |field: &str| form.typed.get(field).to_owned();
    let entered = Entered { name: typed("name"), reference: typed("reference"), email: typed("email") };
    match invite_officer::invite(&service, form.call(), *id, entered).await {
        Ok(officer) => Ok(redirect(&format!("/assurance/officers/{officer}?done=invited"))),
        Err(refusal) => {
            let call = form.call();
            let typed = form.typed.with(refusal)?;
            again(&NewOfficer::of(clients::may_register(&service, call, *id).await?, *id, typed))
        }
    }
}

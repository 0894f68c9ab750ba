//! Entering an information sharing agreement.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;

use crate::{
    actions::{
        Bar, Shared,
        agency::{
            agreements,
            register::{self, Entered},
        },
    },
    domain::agency::agreement::Class,
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/agency/new.html", config = "config/askama.toml")]
struct New {
    page: Page,
    form: Typed,
    classes: &'static [Class],
}

impl New {
    fn of(bar: &Bar, form: Typed) -> Self {
        let page = Page::new("Enter an information sharing agreement", bar, "/assurance");
        Self { page, form, classes: Class::ALL }
    }
}

/// The form.
///
/// # Errors
/// 404 for whoever is not the controller.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    html(&New::of(&agreements::may_enter(&service, caller.call).await?, Typed::default()))
}

/// Enters it.
///
/// # Errors
/// The form again, with what is wrong.
pub async fn register(service: web::Data<Shared>, form: Form) -> Answer {
    let typed = |field: &str| form.typed.get(field).to_owned();
    let day = |field: &str| form.typed.get(field).parse::<NaiveDate>().ok();
    let entered = Entered {
        agency: typed("agency"),
        parties: typed("parties"),
        basis: typed("basis"),
        contact: typed("contact"),
        email: typed("email"),
        phone: typed("phone"),
        covers: form.typed.all("covers").map(str::to_owned).collect(),
        starts: day("starts"),
        review: day("review"),
        ends: day("ends"),
    };
    match register::register(&service, form.call(), entered).await {
        Ok(id) => Ok(redirect(&format!("/assurance/agreements/{id}?done=entered"))),
        Err(refusal) => {
            let call = form.call();
            let typed = form.typed.with(refusal)?;
            again(&New::of(&agreements::may_enter(&service, call).await?, typed))
        }
    }
}

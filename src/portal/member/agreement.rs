//! The data-integrity agreement.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Bar, Shared,
        member::agreement::{self, Standing},
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, call::local, html, page::home, redirect},
};

#[derive(Template)]
#[template(path = "portal/member/agreement.html", config = "config/askama.toml")]
struct Agreement {
    page: Page,
    standing: Standing,
    next: String,
    form: Typed,
}

impl Agreement {
    fn new(bar: &Bar, standing: Standing, next: &str, form: Typed) -> Self {
        Self { page: Page::new("Agreement", bar, "/account"), standing, next: next.to_owned(), form }
    }
}

/// Where to go afterwards.
#[derive(Deserialize, Default)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// The agreement, and whether it is in force for this user.
///
/// # Errors
/// To the sign-in, if nobody is signed in.
pub async fn page(service: web::Data<Shared>, caller: Caller, next: web::Query<Next>) -> Answer {
    let (standing, bar) = agreement::standing(&service, caller.call).await?;
    html(&Agreement::new(&bar, standing, &next.next, Typed::default()))
}

/// Accepts it.
///
/// # Errors
/// The form again without the tick.
pub async fn post(service: web::Data<Shared>, form: Form) -> Answer {
    let next = form.typed.get("next").to_owned();
    let version = form.typed.get("version").to_owned();
    let done = agreement::accept(&service, form.call(), version, form.typed.has("agree", "yes")).await;
    let typed = match done {
        Ok(()) => Typed::default(),
        Err(refusal) => form.typed.clone().with(refusal)?,
    };
    let (standing, bar) = agreement::standing(&service, form.call()).await?;
    if typed.problems.is_empty() {
        let onward = bar.person.as_ref().map_or("/", |person| home(person.role));
        return Ok(redirect(local(&next, onward)));
    }
    again(&Agreement::new(&bar, standing, &next, typed))
}

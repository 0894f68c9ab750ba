//! Requests to leave, for a board member to confirm.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Bar, Refusal, Shared,
        member::leave::{self, Shown},
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/member/leavings.html", config = "config/askama.toml")]
struct Leavings {
    page: Page,
    waiting: Vec<Shown>,
    word: &'static str,
    form: Typed,
    /// Whose form was sent.
    sent: Option<String>,
}

impl Leavings {
    fn new(bar: &Bar, waiting: Vec<Shown>, form: Typed) -> Self {
        let page = Page::new("Leaving", bar, "/decisions");
        Self { page, waiting, word: leave::CONFIRM_WORD, form, sent: None }
    }

    fn typed(&self, id: &str) -> &str {
        if self.sent.as_deref() == Some(id) { self.form.get("word") } else { "" }
    }

    /// The field's id: the one that was sent and is wrong is where the summary leads.
    fn field(&self, id: &str) -> String {
        if self.wrong(id).is_some() { "word".to_owned() } else { format!("word-{id}") }
    }

    fn wrong(&self, id: &str) -> Option<&str> {
        self.form.error("word").filter(|_| self.sent.as_deref() == Some(id))
    }
}

/// Who asked to leave.
///
/// # Errors
/// 404 for everybody but a board member.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let seen = leave::waiting(&service, caller.call).await?;
    html(&Leavings::new(&seen.bar, seen.value, Typed::default()))
}

/// Confirms one.
///
/// # Errors
/// The page again without the word; 404 if it no longer waits.
pub async fn confirm(service: web::Data<Shared>, id: web::Path<String>, form: Form) -> Answer {
    let wanted = id.parse().map_err(|_| Refusal::NotFound)?;
    let done = leave::confirm(&service, form.call(), wanted, form.typed.get("word")).await;
    let Err(refusal) = done else { return Ok(redirect("/decisions/leavings")) };
    let call = form.call();
    let typed = form.typed.with(refusal)?;
    let seen = leave::waiting(&service, call).await?;
    again(&Leavings { sent: Some(id.into_inner()), ..Leavings::new(&seen.bar, seen.value, typed) })
}

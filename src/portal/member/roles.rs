//! Roles above manager.

use actix_web::web;
use askama::Template;

use super::members::{Query, parsed, told};
use crate::{
    actions::{
        Bar, Call, Refusal, Shared,
        member::roles::{self, Held},
    },
    domain::member::role::Role,
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/member/roles.html", config = "config/askama.toml")]
struct Roles {
    page: Page,
    held: Vec<Held>,
    waiting: Vec<Held>,
    may_give: bool,
    enough: bool,
    choices: Vec<Role>,
    form: Typed,
}

impl Roles {
    fn new(bar: &Bar, shown: roles::Roles, form: Typed) -> Self {
        let roles::Roles { held, waiting, may_give, enough } = shown;
        let choices = Role::ALL.iter().copied().filter(|role| role.is_senior()).collect();
        Self { page: Page::new("Roles", bar, "/members"), held, waiting, may_give, enough, choices, form }
    }
}

/// Who holds them, and what waits.
///
/// # Errors
/// 404 for everybody but their holders.
pub async fn page(service: web::Data<Shared>, caller: Caller, query: web::Query<Query>) -> Answer {
    let seen = roles::roles(&service, caller.call).await?;
    let mut roles = Roles::new(&seen.bar, seen.value, Typed::default());
    roles.page = roles.page.flashing(told(&query.done));
    html(&roles)
}

async fn after(service: &Shared, call: Call, typed: Typed, result: Result<(), Refusal>) -> Answer {
    let Err(refusal) = result else { return Ok(redirect("/members/roles")) };
    let typed = typed.with(refusal)?;
    let seen = roles::roles(service, call).await?;
    again(&Roles::new(&seen.bar, seen.value, typed))
}

/// A controller gives a role.
///
/// # Errors
/// The page again, if it cannot be given.
pub async fn give(service: web::Data<Shared>, form: Form) -> Answer {
    let person = (form.typed.get("name"), form.typed.get("email"));
    let done = roles::give(&service, form.call(), person, form.typed.get("role")).await;
    let call = form.call();
    after(&service, call, form.typed, done).await
}

/// Another holder confirms it.
///
/// # Errors
/// The page again for the giver and the receiver; 404 if nothing waits.
pub async fn confirm(service: web::Data<Shared>, id: web::Path<String>, form: Form) -> Answer {
    let role = form.typed.get("role").to_owned();
    let done = roles::confirm(&service, form.call(), parsed(&id)?, role).await;
    let call = form.call();
    after(&service, call, form.typed, done).await
}

/// A controller takes it away.
///
/// # Errors
/// The page again, if too few people would be left; 404 if there is no such role.
pub async fn revoke(service: web::Data<Shared>, id: web::Path<String>, form: Form) -> Answer {
    let role = form.typed.get("role").to_owned();
    let done = roles::revoke(&service, form.call(), parsed(&id)?, role).await;
    let call = form.call();
    after(&service, call, form.typed, done).await
}

//! The page behind an invitation or a reset: choose a password. Only sending the form spends the link.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{Bar, Shared, member::choose_password},
    http::{Answer, Caller, OpenForm, Page, Typed, answer::again, call, html, redirect},
};

#[derive(Template)]
#[template(path = "public/link.html", config = "config/askama.toml")]
struct Link {
    page: Page,
    form: Typed,
    good: bool,
}

impl Link {
    fn new(bar: &Bar, form: Typed, good: bool) -> Self {
        let visitor = Bar { person: None, ..bar.clone() };
        Self { page: Page::new("Choose a password", &visitor, "/link"), form, good }
    }
}

/// The form, as long as the link is good.
///
/// # Errors
/// 404 for an unknown host name.
pub async fn page(service: web::Data<Shared>, caller: Caller, link: web::Path<String>) -> Answer {
    let (good, bar) = choose_password::is_good(&service, caller.call, &link).await?;
    html(&Link::new(&bar, Typed::default(), good))
}

/// Chooses the password.
///
/// # Errors
/// The form again, if the password is weak or mistyped.
pub async fn post(service: web::Data<Shared>, link: web::Path<String>, OpenForm(form): OpenForm) -> Answer {
    let typed = form.typed.get("password").to_owned();
    match choose_password::choose(&service, form.call(), &link, typed, form.typed.get("again")).await {
        Ok(()) => {
            let mut response = redirect("/sign-in?chosen=yes");
            call::give(&mut response, &call::forgotten(&service, "session"));
            Ok(response)
        }
        Err(refusal) => {
            let (good, bar) = choose_password::is_good(&service, form.call(), &link).await?;
            again(&Link::new(&bar, form.typed.with(refusal)?, good))
        }
    }
}

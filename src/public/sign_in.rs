//! Signing in and out.

use actix_web::{HttpRequest, web};
use askama::Template;
use chrono::TimeDelta;
use serde::Deserialize;

use crate::{
    actions::{Bar, Shared, member::sign_in},
    domain::member::{evidence::Visitor, session},
    http::{
        Answer, Caller, Form, OpenForm, Page, Typed,
        answer::{again, redirect},
        call::{self, local},
        html,
        page::home,
    },
};

/// A device that signed in is known for so long.
const DEVICE: TimeDelta = TimeDelta::days(365);

#[derive(Template)]
#[template(path = "public/sign_in.html", config = "config/askama.toml")]
struct SignIn {
    page: Page,
    next: String,
    expired: bool,
    form: Typed,
}

impl SignIn {
    fn new(bar: &Bar, next: &str, expired: bool, form: Typed) -> Self {
        let visitor = Bar { person: None, ..bar.clone() };
        Self { page: Page::new("Sign in", &visitor, "/sign-in"), next: next.to_owned(), expired, form }
    }
}

/// Where to go after signing in.
#[derive(Deserialize, Default)]
pub struct Next {
    #[serde(default)]
    next: String,
    #[serde(default)]
    chosen: String,
}

/// The sign-in page.
///
/// # Errors
/// 404 for an unknown host name.
pub async fn page(service: web::Data<Shared>, caller: Caller, next: web::Query<Next>) -> Answer {
    let had_session = caller.call.token.is_some();
    let ((), bar) = service.glance::<Visitor, _>(caller.call, |_, _, _| Ok(())).await?;
    let Next { next, chosen } = next.into_inner();
    let expired = had_session && !next.is_empty();
    let mut sign_in = SignIn::new(&bar, &next, expired, Typed::default());
    let words = "Your password is chosen, and every device was signed out. Sign in with it now.";
    sign_in.page = sign_in.page.flashing((!chosen.is_empty()).then_some(words));
    html(&sign_in)
}

/// Signs in.
///
/// # Errors
/// The form again, if address and password do not fit.
pub async fn post(service: web::Data<Shared>, OpenForm(form): OpenForm) -> Answer {
    let (email, password) = (form.typed.get("email").to_owned(), form.typed.get("password").to_owned());
    let next = form.typed.get("next").to_owned();
    let device = form.caller.device.clone();
    match sign_in::sign_in(&service, form.call(), device, email, password).await {
        Ok(signed_in) => {
            let lives = session::limits(signed_in.role).1;
            let onward = local(&next, home(signed_in.role));
            let mut response = redirect(&if signed_in.second_factor {
                call::with_next("/second-factor", &next)
            } else {
                onward.to_owned()
            });
            call::give(&mut response, &call::cookie(&service, "session", signed_in.token, Some(lives)));
            call::give(&mut response, &call::cookie(&service, "device", signed_in.device, Some(DEVICE)));
            Ok(response)
        }
        Err(refusal) => {
            let ((), bar) = service.glance::<Visitor, _>(form.call(), |_, _, _| Ok(())).await?;
            again(&SignIn::new(&bar, &next, false, form.typed.with(refusal)?))
        }
    }
}

/// Signs out.
///
/// # Errors
/// If the page is out of date.
pub async fn sign_out(service: web::Data<Shared>, _request: HttpRequest, form: Form) -> Answer {
    sign_in::sign_out(&service, form.call()).await?;
    let mut response = redirect("/sign-in");
    call::give(&mut response, &call::forgotten(&service, "session"));
    Ok(response)
}

//! How the scheme is called and reached, its logo, and the way to its rules.

use actix_multipart::Multipart;
use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Bar, Call, Refusal, Shared,
        scheme::{
            change_details::{self, Details},
            change_logo,
        },
    },
    domain::{date::spoken, member::evidence::Steward, photo::limits::MAX_BYTES, scheme::Contact},
    http::{Answer, Caller, Failure, Form, Page, Typed, answer::again, html, redirect, upload::Upload},
};

#[derive(Template)]
#[template(path = "portal/scheme/settings.html", config = "config/askama.toml")]
struct Settings {
    page: Page,
    form: Typed,
    logo: Option<String>,
    host: String,
    rules: String,
}

impl Settings {
    fn new(bar: &Bar, form: Typed, done: &str) -> Self {
        let scheme = &bar.scheme;
        Self {
            page: Page::new("Settings", bar, "/settings").flashing(told(done)),
            form,
            logo: scheme.logo.as_ref().map(|name| format!("/logo/{name}.jpg")),
            host: scheme.host.clone(),
            rules: format!(
                "Version {}, in force since {}.",
                scheme.rules_version,
                spoken(scheme.rules_since)
            ),
        }
    }
}

/// What was just done.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

fn told(done: &str) -> Option<&'static str> {
    match done {
        "details" => Some("These details stand on every page, letter and e-mail from now on."),
        "logo" => Some("The logo stands on the front page and on every letter from now on."),
        "no-logo" => Some("The logo is taken away."),
        _ => None,
    }
}

async fn bar(service: &Shared, call: Call) -> Result<Bar, Refusal> {
    Ok(service.glance::<Steward, _>(call, |_, _, _| Ok(())).await?.1)
}

fn present(bar: &Bar) -> Typed {
    let scheme = &bar.scheme;
    let Contact { email, phone, address, website } = scheme.contact.clone();
    Typed::of([
        ("name", scheme.name.clone()),
        ("area", scheme.area.clone()),
        ("email", email),
        ("phone", phone),
        ("address", address),
        ("website", website),
    ])
}

/// The page.
///
/// # Errors
/// 404 for everybody but administrator and controller.
pub async fn page(service: web::Data<Shared>, caller: Caller, asked: web::Query<Asked>) -> Answer {
    let bar = bar(&service, caller.call).await?;
    html(&Settings::new(&bar, present(&bar), &asked.done))
}

/// Changes the details.
///
/// # Errors
/// The page again with what is wrong.
pub async fn details(service: web::Data<Shared>, form: Form) -> Answer {
    let get = |field| form.typed.get(field).to_owned();
    let contact = Contact {
        email: get("email"),
        phone: get("phone"),
        address: get("address"),
        website: get("website"),
    };
    let details = Details { name: get("name"), area: get("area"), contact };
    match change_details::change(&service, form.call(), details).await {
        Ok(()) => Ok(redirect("/settings?done=details")),
        Err(refusal) => {
            let call = form.call();
            let typed = form.typed.with(refusal)?;
            again(&Settings::new(&bar(&service, call).await?, typed, ""))
        }
    }
}

/// Takes a logo in.
///
/// # Errors
/// The page again with what is wrong.
pub async fn logo(service: web::Data<Shared>, caller: Caller, parts: Multipart) -> Answer {
    change_logo::may_change(&service, caller.call.clone()).await?;
    let mut upload = Upload::new(service.get_ref().clone(), caller.call, parts);
    let sent = upload.one("logo", MAX_BYTES).await;
    let call = upload.call();
    let done = match sent {
        Ok(Some(bytes)) => change_logo::set(&service, call.clone(), bytes).await,
        Ok(None) => Err(Refusal::field("logo", "Choose a picture first.")),
        Err(Failure::TooLarge) => {
            let most = MAX_BYTES / 1024 / 1024;
            let why = format!("This picture is larger than {most} MB. Please make it smaller first.");
            Err(Refusal::field("logo", why))
        }
        Err(Failure::Refused(refusal)) => Err(refusal),
        Err(other) => return Err(other),
    };
    match done {
        Ok(()) => Ok(redirect("/settings?done=logo")),
        Err(refusal) => wrong(&service, call, refusal).await,
    }
}

async fn wrong(service: &Shared, call: Call, refusal: Refusal) -> Answer {
    let bar = bar(service, call).await?;
    let typed = present(&bar).with(refusal)?;
    again(&Settings::new(&bar, typed, ""))
}

/// Takes the logo away.
///
/// # Errors
/// 404 if there is none.
pub async fn no_logo(service: web::Data<Shared>, form: Form) -> Answer {
    change_logo::remove(&service, form.call()).await?;
    Ok(redirect("/settings?done=no-logo"))
}

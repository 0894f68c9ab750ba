//! The copy of everything, collected by its link with a passphrase that came another way. The link says nothing
//! before: whatever it is, the same form is shown.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Bar, Shared,
        pack::collect::{self, What},
    },
    domain::scheme::Contact,
    http::{
        Answer, Caller, OpenForm, Page, Typed,
        answer::{again, attachment},
        html,
    },
};

#[derive(Template)]
#[template(path = "public/copy.html", config = "config/askama.toml")]
struct Locked {
    page: Page,
    form: Typed,
    contact: Contact,
}

#[derive(Template)]
#[template(path = "public/copy_open.html", config = "config/askama.toml")]
struct Open {
    page: Page,
    token: String,
    passphrase: String,
}

impl Locked {
    fn of(bar: &Bar, form: Typed) -> Self {
        Self { page: Page::new("Your copy", bar, "/copy"), form, contact: bar.scheme.contact.clone() }
    }
}

/// Asks for the passphrase.
///
/// # Errors
/// 404 for an unknown host name.
pub async fn page(service: web::Data<Shared>, caller: Caller, _token: web::Path<String>) -> Answer {
    let bar = collect::frame(&service, caller.call).await?;
    html(&Locked::of(&bar, Typed::default()))
}

/// Opens it; its hour runs from the first file that is saved.
///
/// # Errors
/// The form again, if link and passphrase do not fit.
pub async fn post(service: web::Data<Shared>, token: web::Path<String>, OpenForm(form): OpenForm) -> Answer {
    let passphrase = form.typed.get("passphrase").to_owned();
    let done = collect::open(&service, form.call(), token.clone(), passphrase.clone()).await;
    let bar = collect::frame(&service, form.call()).await?;
    match done {
        Ok(()) => {
            html(&Open { page: Page::new("Your copy", &bar, "/copy"), token: token.into_inner(), passphrase })
        }
        Err(refusal) => again(&Locked::of(&bar, form.typed.with(refusal)?)),
    }
}

/// Gives the file: `what` is `pdf` or `zip`.
///
/// # Errors
/// The form again, if link and passphrase do not fit any more.
pub async fn file(service: web::Data<Shared>, token: web::Path<String>, OpenForm(form): OpenForm) -> Answer {
    let passphrase = form.typed.get("passphrase").to_owned();
    let (what, kind, name) = match form.typed.get("what") {
        "zip" => (What::Everything, "application/zip", "your-data.zip"),
        _ => (What::Readable, "application/pdf", "your-data.pdf"),
    };
    match collect::take(&service, form.call(), token.into_inner(), passphrase, what).await {
        Ok(bytes) => Ok(attachment(bytes, kind, name)),
        Err(refusal) => {
            let bar = collect::frame(&service, form.call()).await?;
            again(&Locked::of(&bar, form.typed.with(refusal)?))
        }
    }
}

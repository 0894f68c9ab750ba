//! A forgotten password: the answer is the same whether or not the address has an account.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{Bar, Shared, member::forgotten},
    domain::member::evidence::Visitor,
    http::{Answer, Caller, OpenForm, Page, Typed, answer::again, html},
};

#[derive(Template)]
#[template(path = "public/forgotten.html", config = "config/askama.toml")]
struct Forgotten {
    page: Page,
    form: Typed,
    sent: bool,
}

impl Forgotten {
    fn new(bar: &Bar, form: Typed, sent: bool) -> Self {
        let visitor = Bar { person: None, ..bar.clone() };
        Self { page: Page::new("Choose a new password", &visitor, "/forgotten"), form, sent }
    }
}

/// The page that asks for the address.
///
/// # Errors
/// 404 for an unknown host name.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let ((), bar) = service.glance::<Visitor, _>(caller.call, |_, _, _| Ok(())).await?;
    html(&Forgotten::new(&bar, Typed::default(), false))
}

/// Asks for a link.
///
/// # Errors
/// The form again, if it is no address.
pub async fn post(service: web::Data<Shared>, OpenForm(form): OpenForm) -> Answer {
    let done = forgotten::forgotten(&service, form.call(), form.typed.get("email").to_owned()).await;
    let ((), bar) = service.glance::<Visitor, _>(form.call(), |_, _, _| Ok(())).await?;
    match done {
        Ok(()) => html(&Forgotten::new(&bar, form.typed, true)),
        Err(refusal) => again(&Forgotten::new(&bar, form.typed.with(refusal)?, false)),
    }
}

//! Entering a request for whoever wrote, rang or came.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Bar, Refusal, Shared,
        right::{
            ask::{self, Beside},
            form,
        },
    },
    domain::{
        member::evidence::Steward,
        right::{Kind, Way},
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

struct Choice {
    value: &'static str,
    label: &'static str,
}

#[derive(Template)]
#[template(path = "portal/right/new.html", config = "config/askama.toml")]
struct New {
    page: Page,
    form: Typed,
    kinds: Vec<Choice>,
    ways: Vec<Choice>,
}

fn new(bar: &Bar, form: Typed) -> New {
    let ways = Way::ALL.iter().filter(|way| !matches!(way, Way::Code | Way::Form));
    // An appeal is against a notice: it is entered from the page behind its code, by whoever has the letter.
    let kinds = Kind::ALL.iter().filter(|kind| !matches!(kind, Kind::Appeal | Kind::Review));
    New {
        page: Page::new("Enter a request", bar, "/requests"),
        form,
        kinds: kinds.map(|kind| Choice { value: kind.as_str(), label: kind.label() }).collect(),
        ways: ways.map(|way| Choice { value: way.as_str(), label: way.label() }).collect(),
    }
}

async fn frame(service: &Shared, call: crate::actions::Call) -> Result<Bar, Refusal> {
    let ((), bar) = service.glance::<Steward, _>(call, |_, _, _| Ok(())).await?;
    Ok(bar)
}

/// The form.
///
/// # Errors
/// 404 for everybody but administrators and controllers.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let today = service.clock().today().to_string();
    html(&new(&frame(&service, caller.call).await?, Typed::of([("received", today)])))
}

/// Enters it.
///
/// # Errors
/// The form again, with what is missing.
pub async fn post(service: web::Data<Shared>, form: Form) -> Answer {
    let field = |name: &str| form.typed.get(name).to_owned();
    let typed = form::Typed {
        kind: field("kind"),
        ground: field("ground"),
        name: field("name"),
        born: field("born").parse().ok(),
        email: field("email"),
        phone: field("phone"),
        address: field("address"),
        words: field("words"),
        acts: field("acts"),
    };
    let beside = Beside { way: field("way"), received: field("received").parse().ok(), born: field("born") };
    match ask::on_behalf(&service, form.call(), beside, typed).await {
        Ok(made) => Ok(redirect(&format!("/requests/{}?done=entered", made.id))),
        Err(refusal) => {
            let call = form.caller.call.clone();
            let typed = form.typed.with(refusal)?;
            again(&new(&frame(&service, call).await?, typed))
        }
    }
}

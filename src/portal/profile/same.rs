//! "Same person as…": two profiles side by side, what would stay, and the deed.

use actix_web::web::{Data, Path};
use askama::Template;

use super::file::id;
use crate::{
    actions::{
        Refusal, Shared,
        photo::view::mark,
        profile::merge::{self, Foreseen, WORD},
    },
    domain::ids::ProfileId,
    http::{Answer, Caller, Failure, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/profile/same.html", config = "config/askama.toml")]
struct SamePage {
    page: Page,
    mark: String,
    seen: Foreseen,
    form: Typed,
    searched: bool,
    word: &'static str,
    losses: [&'static str; 3],
}

/// What joining two profiles means.
const LOSSES: [&str; 3] = [
    "The two become one profile; the other’s address leads to it. You can undo it as a whole at any time.",
    "Every report counts from its own day. Nobody is shown again by this.",
    "A controller’s grant to see only one of the two, withdrawn, ends.",
];

async fn show(
    service: &Shared,
    caller: &Caller,
    person: ProfileId,
    form: Typed,
    searched: bool,
) -> Result<SamePage, Failure> {
    let other = form.get("other").parse().ok();
    let seen =
        merge::foresee(service, caller.call.clone(), person, form.get("look").to_owned(), other).await?;
    let viewer = seen.bar.person.as_ref().map(|person| person.name.clone()).unwrap_or_default();
    Ok(SamePage {
        page: Page::new("Same person as…", &seen.bar, "/people")
            .counting("/inbox", u32::try_from(seen.value.waiting).unwrap_or(u32::MAX)),
        mark: mark(&viewer, service.clock().now()),
        seen: seen.value,
        form,
        searched,
        word: WORD,
        losses: LOSSES,
    })
}

/// The page.
///
/// # Errors
/// 404 if there is no such person for this viewer.
pub async fn page(service: Data<Shared>, caller: Caller, path: Path<String>) -> Answer {
    html(&show(&service, &caller, id(&path)?, Typed::default(), false).await?)
}

/// Looks for the other one, or shows both side by side. The words looked for stand in no address.
///
/// # Errors
/// 404 if one of them is not there for this viewer.
pub async fn check(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let person = id(&path)?;
    if form.typed.get("other").parse::<ProfileId>().is_err() && form.typed.get("look").trim().is_empty() {
        let typed = form.typed.with(Refusal::field("look", "Please type a name, or choose somebody."))?;
        return again(&show(&service, &form.caller, person, typed, false).await?);
    }
    html(&show(&service, &form.caller, person, form.typed, true).await?)
}

/// Joins the two.
///
/// # Errors
/// The page again; 404 if one of them is not there for this viewer.
pub async fn post(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let person = id(&path)?;
    let other: ProfileId = id(form.typed.get("other"))?;
    let (reason, word) = (form.typed.get("reason").to_owned(), form.typed.get("word").to_owned());
    match merge::merge(&service, form.call(), (person, other), reason, word).await {
        Ok(stays) => Ok(redirect(&format!("/people/{stays}?done=joined"))),
        Err(refusal) => {
            let mut typed = form.typed.with(refusal)?;
            // Somebody was quicker: then one of the two is there no more, and the other's page says so.
            let there = merge::leads_to(&service, form.caller.call.clone(), person).await.unwrap_or(person);
            if there != person || merge::leads_to(&service, form.caller.call.clone(), other).await.is_ok() {
                let mut bare = Typed::default();
                bare.problems = std::mem::take(&mut typed.problems);
                typed = bare;
            }
            again(&show(&service, &form.caller, there, typed, false).await?)
        }
    }
}

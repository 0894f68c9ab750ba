//! One person, with the grants and holds the controller decides about.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;

use crate::{
    actions::{
        Bar, Call, Refusal, Shared,
        assurance::{
            grant_sight, hold_erasure,
            people::{self, Case},
        },
    },
    domain::{
        date::spoken,
        disclosure::controller::Person,
        ids::{ItemId, ProfileId},
        profile::explain::Explanation,
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/assurance/person.html", config = "config/askama.toml")]
struct One {
    page: Page,
    form: Typed,
    person: Person,
    status: &'static str,
    dates: Explanation,
    grants: Vec<Granted>,
    holds: Vec<Held>,
    staff: Vec<Choice>,
    user: String,
    decision: Option<Waiting>,
}

/// A best-interests decision that waits for a second person.
struct Waiting {
    id: ItemId,
    words: &'static str,
    reason: String,
}

struct Granted {
    name: String,
    until: String,
    reason: String,
}

struct Held {
    id: ItemId,
    since: String,
    until: String,
    reason: String,
    lifted: Option<String>,
}

struct Choice {
    value: String,
    label: String,
}

impl One {
    fn of(bar: &Bar, case: Case, form: Typed) -> Self {
        let Case { person, dates, sights, holds, staff, decision } = case;
        let mut choices = vec![Choice { value: String::new(), label: "Choose somebody".to_owned() }];
        choices.extend(staff.into_iter().map(|(id, label)| Choice { value: id.to_string(), label }));
        Self {
            page: Page::new(person.called.clone(), bar, "/assurance"),
            user: form.get("user").to_owned(),
            form,
            status: person.status.label(),
            person,
            dates,
            grants: sights
                .into_iter()
                .map(|(sight, name)| Granted { name, until: spoken(sight.until), reason: sight.reason })
                .collect(),
            holds: holds
                .into_iter()
                .map(|hold| Held {
                    id: hold.id,
                    since: spoken(hold.since),
                    until: spoken(hold.until),
                    reason: hold.reason,
                    lifted: hold.lifted.map(spoken),
                })
                .collect(),
            staff: choices,
            decision: decision.map(|decision| Waiting {
                id: decision.id,
                words: match (decision.circulate, decision.photo) {
                    (true, true) => "To be shown to members, with a photo.",
                    (true, false) => "To be shown to members, without a photo.",
                    (false, _) => "Not to be shown to members.",
                },
                reason: decision.reason,
            }),
        }
    }
}

/// The page.
///
/// # Errors
/// 404 for whoever is not the controller, or if there is no such profile any more.
pub async fn page(service: web::Data<Shared>, caller: Caller, id: web::Path<ProfileId>) -> Answer {
    let seen = people::one(&service, caller.call, id.into_inner()).await?;
    html(&One::of(&seen.bar, seen.value, Typed::default()))
}

fn day(form: &Form, field: &str) -> Option<NaiveDate> {
    form.typed.get(field).parse().ok()
}

/// Grants sight.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn grant(service: web::Data<Shared>, id: web::Path<ProfileId>, form: Form) -> Answer {
    let (id, user) = (id.into_inner(), form.typed.get("user").parse().ok());
    let reason = form.typed.get("reason").to_owned();
    let done = grant_sight::grant(&service, form.call(), id, user, day(&form, "until"), reason).await;
    after(&service, id, form, done).await
}

/// Places a hold.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn hold(service: web::Data<Shared>, id: web::Path<ProfileId>, form: Form) -> Answer {
    let id = id.into_inner();
    let reason = form.typed.get("why").to_owned();
    let done = hold_erasure::place(&service, form.call(), id, day(&form, "review"), reason).await;
    after(&service, id, form, done).await
}

/// Reviews a hold and keeps it.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn keep(service: web::Data<Shared>, ids: web::Path<(ProfileId, ItemId)>, form: Form) -> Answer {
    let (id, hold) = ids.into_inner();
    let done = hold_erasure::keep(&service, form.call(), id, hold, day(&form, "review")).await;
    after(&service, id, form, done).await
}

/// Lifts a hold.
///
/// # Errors
/// 404 if there is no such hold.
pub async fn lift(service: web::Data<Shared>, ids: web::Path<(ProfileId, ItemId)>, form: Form) -> Answer {
    let (id, hold) = ids.into_inner();
    let done = hold_erasure::lift(&service, form.call(), id, hold).await;
    after(&service, id, form, done).await
}

async fn after(service: &Shared, id: ProfileId, form: Form, done: Result<(), Refusal>) -> Answer {
    let call: Call = form.call();
    match done {
        Ok(()) => Ok(redirect(&format!("/assurance/people/{id}"))),
        Err(refusal) => {
            let typed = form.typed.with(refusal)?;
            let seen = people::one(service, call, id).await?;
            again(&One::of(&seen.bar, seen.value, typed))
        }
    }
}

//! Pages of an officer whose force has no system of its own: the same answers as a system gets, after the same questions
//! . Whom they look for stands in no address.

mod incidents;
mod people;
mod person;
mod picture;
mod purpose;

use actix_web::web::{ServiceConfig, get, post};

use crate::{
    actions::{
        Bar, Call, FieldProblem, Refusal, Shared,
        agency::{
            asker::By,
            call::{Answered, Asked, Told},
            denied::Denied,
            statement,
        },
    },
    domain::{agency::purpose::Stated, profile::status::Status},
    http::{Answer, redirect},
};

/// The routes of these pages.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/officer/purpose", get().to(purpose::page))
        .route("/officer/purpose", post().to(purpose::state))
        .route("/officer/people", get().to(people::page))
        .route("/officer/people", post().to(people::find))
        .route("/officer/people/{id}", get().to(person::page))
        .route("/officer/images/{id}", get().to(picture::show))
        .route("/officer/incidents", get().to(incidents::page))
        .route("/officer/incidents", post().to(incidents::find));
}

/// What an officer asks by: the session says who, and what for.
fn asked(call: Call) -> Asked {
    Asked { by: By::Officer(call), ..Asked::default() }
}

/// Under which reference the officer asks, what for and why: it stands over every page.
struct Banner {
    reference: String,
    purpose: &'static str,
    reason: String,
}

impl From<Stated> for Banner {
    fn from(Stated { officer, purpose, reason }: Stated) -> Self {
        Self { reference: officer, purpose: purpose.label(), reason }
    }
}

impl Banner {
    /// What stands over a page that asks for something to be put right, its frame, and the parts of town.
    ///
    /// # Errors
    /// Another answer, if nothing was said within the hour.
    async fn again(service: &Shared, call: Call) -> Result<(Self, Bar, Vec<String>), Answer> {
        let (desk, bar) = statement::desk(service, call).await.map_err(|refusal| Err(refusal.into()))?;
        let Some(said) = desk.statement else { return Err(Ok(redirect("/officer/purpose"))) };
        let banner = Self { reference: desk.reference, purpose: said.purpose.label(), reason: said.reason };
        Ok((banner, bar, desk.areas))
    }
}

/// What came of a question.
enum Heard<T> {
    /// What was told, and the frame of its page.
    Told(T, Banner, Bar),
    /// Something is to be put right first.
    Wrong(Vec<FieldProblem>),
    /// Another answer.
    Else(Answer),
}

fn heard<T>(answered: Answered<T>) -> Heard<T> {
    match answered.told {
        Ok(Told { value, stated: Some(stated), bar: Some(bar) }) => Heard::Told(value, stated.into(), bar),
        Ok(_) | Err(Denied::Unknown(_) | Denied::Resync) => Heard::Else(Err(Refusal::NotFound.into())),
        // The page of what for also says which date has passed.
        Err(Denied::Unstated(_) | Denied::NotInForce(_)) => Heard::Else(Ok(redirect("/officer/purpose"))),
        Err(Denied::TooMany) => Heard::Else(Err(Refusal::TooMany.into())),
        Err(Denied::Refused(refusal)) => Heard::Else(Err(refusal.into())),
        Err(Denied::Malformed(wrong)) => Heard::Wrong(
            wrong
                .into_iter()
                .map(|one| FieldProblem { field: one.name, message: one.advice.to_owned() })
                .collect(),
        ),
    }
}

/// A choice in a list.
struct Choice {
    value: String,
    label: String,
}

/// Choices of which the first is none.
fn choices<'a>(any: &'a str, of: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Choice> {
    let choice = |(value, label): (&str, &str)| Choice { value: value.to_owned(), label: label.to_owned() };
    std::iter::once(("", any)).chain(of).map(choice).collect()
}

/// A status as the styles and icons name it, and its word.
fn badge(status: &str) -> (&'static str, &'static str) {
    match Status::parse(status) {
        Some(Status::Excluded) => ("excluded", Status::Excluded.label()),
        Some(Status::Warned) => ("warned", Status::Warned.label()),
        Some(Status::IdSought) => ("id-sought", Status::IdSought.label()),
        Some(Status::Known) | None => ("info", "Reported"),
    }
}

/// What was typed, or nothing.
fn some(typed: &str) -> Option<String> {
    Some(typed.trim()).filter(|typed| !typed.is_empty()).map(str::to_owned)
}

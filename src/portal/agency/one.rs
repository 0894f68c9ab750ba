//! One information sharing agreement: reviewing it, and ending it.

use actix_multipart::Multipart;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use super::{client::named, list::badge, officer::standing};
use crate::{
    actions::{
        Bar, Call, Refusal, Shared,
        agency::{
            clients::{self, Under},
            document as signed, end as ending, review as reviewing,
        },
    },
    domain::{
        agency::{
            agreement::{Agreement, DOCUMENT_LONGEST, Days, Standing},
            client::Client,
            officer::Officer,
        },
        date::{london_day, spoken},
        ids::{AgreementId, ClientId, UserId},
        member::record::User,
    },
    http::{Answer, Caller, Failure, Form, Page, Typed, answer::again, html, redirect, upload::Upload},
};

#[derive(Template)]
#[template(path = "portal/agency/one.html", config = "config/askama.toml")]
struct One {
    page: Page,
    form: Typed,
    id: AgreementId,
    agency: String,
    badge: (&'static str, &'static str),
    facts: Vec<(&'static str, String)>,
    email: String,
    covers: Vec<&'static str>,
    signed: bool,
    clients: Vec<(ClientId, String, (&'static str, &'static str))>,
    officers: Vec<(UserId, String, (&'static str, &'static str))>,
    open: bool,
    losses: [&'static str; 2],
    word: &'static str,
}

/// What was just done.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    done: String,
}

impl One {
    fn of(bar: &Bar, under: Under, form: Typed, today: NaiveDate) -> Self {
        let Under { agreement, clients, officers } = under;
        let Agreement { id, terms, signed, covers, days, registered_by: _, registered_at } = agreement;
        let Days { starts, review, ends, ended } = days;
        let entered = spoken(london_day(registered_at));
        let mut facts = vec![
            ("In force from", spoken(starts)),
            ("To be reviewed by", spoken(review)),
            ("Last day", spoken(ends)),
            ("Ended on", ended.map(spoken).unwrap_or_default()),
            ("Parties", terms.parties),
            ("Legal basis", terms.basis),
            ("Contact", terms.contact),
            ("Telephone", terms.phone),
            ("Entered on", entered),
        ];
        facts.retain(|(_, words)| !words.is_empty());
        Self {
            page: Page::new(terms.agency.clone(), bar, "/assurance"),
            form,
            id,
            agency: terms.agency,
            badge: badge(&days, today),
            facts,
            email: terms.email,
            covers: covers.into_iter().map(|class| class.label()).collect(),
            signed,
            clients: clients.into_iter().map(listed).collect(),
            officers: officers.into_iter().map(officer).collect(),
            open: matches!(days.standing(today), Standing::InForce | Standing::Ahead),
            losses: [
                "Nobody of this force or agency may read under it from this moment on, and its officers’ accounts here are deleted.",
                "An ended agreement is not taken up again: another one is entered.",
            ],
            word: ending::WORD,
        }
    }
}

/// A system in the list: its name, and whether it may read.
fn listed(client: Client) -> (ClientId, String, (&'static str, &'static str)) {
    let badge = if client.revoked_at.is_some() { ("withdrawn", "Revoked") } else { ("done", "Registered") };
    (client.id, named(client.name.as_ref()), badge)
}

/// An officer in the list: name and reference, and whether the account may be used.
fn officer((officer, account): (Officer, User)) -> (UserId, String, (&'static str, &'static str)) {
    (officer.user, format!("{}, {}", account.details.name, officer.reference), standing(account.state))
}

/// The page.
///
/// # Errors
/// 404 for whoever is not the controller, or if there is no such agreement.
pub async fn page(
    service: web::Data<Shared>,
    caller: Caller,
    id: web::Path<AgreementId>,
    done: web::Query<Done>,
) -> Answer {
    let flash = match done.done.as_str() {
        "entered" => Some("The agreement is entered."),
        "kept" => Some("The review is recorded."),
        "ended" => Some("The agreement is ended."),
        "document" => Some("The document is kept."),
        "removed" => Some("The officer’s account is deleted."),
        _ => None,
    };
    let seen = clients::under(&service, caller.call, *id).await?;
    let one = One::of(&seen.bar, seen.value, Typed::default(), service.clock().today());
    html(&One { page: one.page.flashing(flash), ..one })
}

/// Keeps it until its next review.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn review(service: web::Data<Shared>, id: web::Path<AgreementId>, form: Form) -> Answer {
    let next = form.typed.get("review").parse().ok();
    let done = reviewing::review(&service, form.call(), *id, next).await;
    after(&service, *id, form, done, "kept").await
}

/// Ends it.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn end(service: web::Data<Shared>, id: web::Path<AgreementId>, form: Form) -> Answer {
    let (reason, word) = (form.typed.get("reason").to_owned(), form.typed.get("word").to_owned());
    let done = ending::end(&service, form.call(), *id, reason, word).await;
    after(&service, *id, form, done, "ended").await
}

/// The signed document, to save.
///
/// # Errors
/// 404 for whoever is not the controller, or if none is kept.
pub async fn document(service: web::Data<Shared>, caller: Caller, id: web::Path<AgreementId>) -> Answer {
    let seen = signed::read(&service, caller.call, *id).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header(("content-disposition", "attachment; filename=\"agreement.pdf\""))
        .body(seen.value.to_vec()))
}

/// Keeps the signed document.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn keep_document(
    service: web::Data<Shared>,
    caller: Caller,
    id: web::Path<AgreementId>,
    parts: Multipart,
) -> Answer {
    clients::may_register(&service, caller.call.clone(), *id).await?;
    let mut upload = Upload::new(service.get_ref().clone(), caller.call, parts);
    let sent = upload.one("document", DOCUMENT_LONGEST).await;
    let call = upload.call();
    let done = match sent {
        Ok(Some(bytes)) => signed::keep(&service, call.clone(), *id, bytes).await,
        Ok(None) => Err(Refusal::field("document", "Choose a file first.")),
        Err(Failure::TooLarge) => {
            let why = format!("This file is larger than {} MB.", DOCUMENT_LONGEST / 1024 / 1024);
            Err(Refusal::field("document", why))
        }
        Err(Failure::Refused(refusal)) => Err(refusal),
        Err(other) => return Err(other),
    };
    answered(&service, *id, call, Typed::default(), done, "document").await
}

async fn after(
    service: &Shared,
    id: AgreementId,
    form: Form,
    done: Result<(), Refusal>,
    word: &str,
) -> Answer {
    let call: Call = form.call();
    answered(service, id, call, form.typed, done, word).await
}

async fn answered(
    service: &Shared,
    id: AgreementId,
    call: Call,
    typed: Typed,
    done: Result<(), Refusal>,
    word: &str,
) -> Answer {
    match done {
        Ok(()) => Ok(redirect(&format!("/assurance/agreements/{id}?done={word}"))),
        Err(refusal) => {
            let typed = typed.with(refusal)?;
            let seen = clients::under(service, call, id).await?;
            again(&One::of(&seen.bar, seen.value, typed, service.clock().today()))
        }
    }
}

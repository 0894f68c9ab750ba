//! An officer's account: inviting again, and removing it.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Bar, Shared,
        agency::{
            invite_officer,
            officers::{self, Shown},
            remove_officer,
        },
    },
    domain::{
        date::{london_day, spoken},
        ids::{AgreementId, UserId},
        member::state::State,
    },
    http::{Answer, Caller, Form, Page, Typed, answer, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/agency/officer.html", config = "config/askama.toml")]
struct OneOfficer {
    page: Page,
    form: Typed,
    id: UserId,
    name: String,
    agency: String,
    agreement: AgreementId,
    badge: (&'static str, &'static str),
    facts: Vec<(&'static str, String)>,
    invited: bool,
    losses: [&'static str; 2],
    word: &'static str,
}

/// What was just done.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// Whether an account may be used, as a badge.
pub(super) fn standing(state: State) -> (&'static str, &'static str) {
    match state {
        State::Invited => ("waiting", "Invited"),
        State::Active => ("done", "May read"),
        State::Suspended => ("withdrawn", "Suspended"),
    }
}

impl OneOfficer {
    fn of(bar: &Bar, shown: Shown, form: Typed) -> Self {
        let Shown { officer, account, agency } = shown;
        Self {
            page: Page::new(account.details.name.clone(), bar, "/assurance"),
            form,
            id: officer.user,
            name: account.details.name,
            agency,
            agreement: officer.agreement,
            badge: standing(account.state),
            facts: vec![
                ("Reference", officer.reference),
                ("E-mail", account.details.email),
                ("Invited on", spoken(london_day(officer.invited_at))),
            ],
            invited: account.state == State::Invited,
            losses: [
                "The account, its address and its sessions are deleted at once.",
                "What the officer was told stays in the register, under the reference.",
            ],
            word: remove_officer::WORD,
        }
    }
}

/// The page.
///
/// # Errors
/// 404 for whoever is not the controller, or if there is no such officer.
pub async fn page(
    service: web::Data<Shared>,
    caller: Caller,
    id: web::Path<UserId>,
    done: web::Query<Done>,
) -> Answer {
    let flash =
        (done.done == "invited").then_some("The invitation is on its way. It works once, for 24 hours.");
    let seen = officers::one(&service, caller.call, *id).await?;
    let one = OneOfficer::of(&seen.bar, seen.value, Typed::default());
    html(&OneOfficer { page: one.page.flashing(flash), ..one })
}

/// Mails the invitation again.
///
/// # Errors
/// 404 for whoever has chosen a password.
pub async fn again(service: web::Data<Shared>, id: web::Path<UserId>, form: Form) -> Answer {
    invite_officer::again(&service, form.call(), *id).await?;
    Ok(redirect(&format!("/assurance/officers/{id}?done=invited")))
}

/// Removes the account.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn remove(service: web::Data<Shared>, id: web::Path<UserId>, form: Form) -> Answer {
    let (reason, word) = (form.typed.get("reason").to_owned(), form.typed.get("word").to_owned());
    match remove_officer::remove(&service, form.call(), *id, reason, word).await {
        Ok(agreement) => Ok(redirect(&format!("/assurance/agreements/{agreement}?done=removed"))),
        Err(refusal) => {
            let call = form.call();
            let typed = form.typed.with(refusal)?;
            let seen = officers::one(&service, call, *id).await?;
            answer::again(&OneOfficer::of(&seen.bar, seen.value, typed))
        }
    }
}

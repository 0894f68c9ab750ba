//! A police system: its keys, and revoking it.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Bar, Refusal, Shared,
        agency::{
            change_keys,
            clients::{self, Registered},
            revoke_client,
        },
    },
    domain::{
        date::{london_day, spoken, spoken_instant},
        ids::{AgreementId, ClientId},
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/agency/client.html", config = "config/askama.toml")]
struct OneClient {
    page: Page,
    form: Typed,
    id: ClientId,
    name: String,
    agency: String,
    agreement: AgreementId,
    facts: Vec<(&'static str, String)>,
    keys: Vec<(String, &'static str)>,
    revoked: bool,
    losses: [&'static str; 2],
    word: &'static str,
}

/// What was just done.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// What people call a system.
pub(super) fn named(name: Option<&String>) -> String {
    name.cloned().unwrap_or_else(|| "A system whose name was erased".to_owned())
}

impl OneClient {
    fn of(bar: &Bar, registered: Registered, form: Typed) -> Self {
        let Registered { client, keys, agency, issuer } = registered;
        let name = named(client.name.as_ref());
        let mut facts = vec![
            ("Client id", client.called),
            ("Issuer, and audience", issuer.clone()),
            ("Where tokens are given", format!("{issuer}/police/token")),
            ("Description of the API", format!("{issuer}/police/docs")),
            ("Registered on", spoken(london_day(client.registered_at))),
        ];
        facts.extend(client.revoked_at.map(|at| ("Revoked", spoken_instant(at))));
        Self {
            page: Page::new(name.clone(), bar, "/assurance"),
            form,
            id: client.id,
            name,
            agency,
            agreement: client.agreement,
            facts,
            keys,
            revoked: client.revoked_at.is_some(),
            losses: [
                "Its next call is refused, and so is every one after it.",
                "A revoked system is not taken up again: another one is registered.",
            ],
            word: revoke_client::WORD,
        }
    }
}

/// The page.
///
/// # Errors
/// 404 for whoever is not the controller, or if there is no such client.
pub async fn page(
    service: web::Data<Shared>,
    caller: Caller,
    id: web::Path<ClientId>,
    done: web::Query<Done>,
) -> Answer {
    let flash = match done.done.as_str() {
        "registered" => Some("The system is registered. Give its keepers what stands here."),
        "keys" => Some("It has other keys now."),
        "revoked" => Some("The system is revoked."),
        _ => None,
    };
    let seen = clients::one(&service, caller.call, *id).await?;
    let one = OneClient::of(&seen.bar, seen.value, Typed::default());
    html(&OneClient { page: one.page.flashing(flash), ..one })
}

/// Gives it other keys.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn change_keys(service: web::Data<Shared>, id: web::Path<ClientId>, form: Form) -> Answer {
    let keys = form.typed.get("keys").to_owned();
    let done = change_keys::change(&service, form.call(), *id, keys).await;
    after(&service, *id, form, done, "keys").await
}

/// Revokes it.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn revoke(service: web::Data<Shared>, id: web::Path<ClientId>, form: Form) -> Answer {
    let (reason, word) = (form.typed.get("reason").to_owned(), form.typed.get("word").to_owned());
    let done = revoke_client::revoke(&service, form.call(), *id, reason, word).await;
    after(&service, *id, form, done, "revoked").await
}

async fn after(service: &Shared, id: ClientId, form: Form, done: Result<(), Refusal>, word: &str) -> Answer {
    let call = form.call();
    match done {
        Ok(()) => Ok(redirect(&format!("/assurance/clients/{id}?done={word}"))),
        Err(refusal) => {
            let typed = form.typed.with(refusal)?;
            let seen = clients::one(service, call, id).await?;
            again(&OneClient::of(&seen.bar, seen.value, typed))
        }
    }
}

//! Handing a report to police, with its reporter's permission.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Bar, Refusal, Shared,
        agency::{
            hand_over::{self, Desk, Entered},
            permit,
        },
    },
    domain::{
        agency::{
            permission::{How, Permission},
            purpose::Purpose,
        },
        date::{spoken, spoken_instant},
        ids::{AgreementId, IncidentId},
    },
    http::{
        Answer, Caller, Form, Page, Typed,
        answer::{again, attachment},
        html, redirect,
    },
};

/// A choice in a list.
struct Choice {
    value: String,
    label: String,
}

#[derive(Template)]
#[template(path = "portal/incident/hand_over.html", config = "config/askama.toml")]
struct HandOver {
    page: Page,
    form: Typed,
    id: IncidentId,
    reference: String,
    reporter: Option<String>,
    permitted: Option<String>,
    obstacle: Option<String>,
    agreements: Vec<Choice>,
    purposes: Vec<(&'static str, &'static str)>,
    ways: Vec<(&'static str, &'static str)>,
    handed: Vec<(String, String)>,
}

/// What was just done.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// When and how a permission was given.
fn words(permission: &Permission) -> String {
    format!("{}, on {}", permission.how.label().to_lowercase(), spoken(permission.given_on))
}

impl HandOver {
    fn of(id: IncidentId, desk: Desk, bar: &Bar, form: Typed) -> Self {
        let Desk { reference, reporter, permission, obstacle, agreements, handed } = desk;
        let choice = |(id, label): (AgreementId, String)| Choice { value: id.to_string(), label };
        Self {
            page: Page::new(format!("Hand {reference} to police"), bar, "/inbox"),
            form,
            id,
            reference,
            reporter,
            permitted: permission.as_ref().map(words),
            obstacle,
            agreements: agreements.into_iter().map(choice).collect(),
            purposes: Purpose::ALL.iter().map(|one| (one.as_str(), one.label())).collect(),
            ways: How::ALL
                .iter()
                .filter(|how| **how != How::OwnPage)
                .map(|how| (how.as_str(), how.label()))
                .collect(),
            handed: handed
                .into_iter()
                .map(|(at, agency, officer)| (spoken_instant(at), format!("{officer} of {agency}")))
                .collect(),
        }
    }
}

/// The page.
///
/// # Errors
/// 404 for whoever is no administrator, or if there is no such report.
pub async fn page(
    service: web::Data<Shared>,
    caller: Caller,
    id: web::Path<IncidentId>,
    done: web::Query<Done>,
) -> Answer {
    let flash = (done.done == "permitted").then_some("The permission is on record.");
    let seen = hand_over::desk(&service, caller.call, *id).await?;
    let page = HandOver::of(*id, seen.value, &seen.bar, Typed::default());
    html(&HandOver { page: page.page.flashing(flash), ..page })
}

/// Records what the reporter permitted.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn permitted(service: web::Data<Shared>, id: web::Path<IncidentId>, form: Form) -> Answer {
    let typed = |field: &str| form.typed.get(field).to_owned();
    match permit::recorded(&service, form.call(), *id, typed("how"), typed("given_on")).await {
        Ok(()) => Ok(redirect(&format!("/inbox/{id}/police?done=permitted"))),
        Err(refusal) => put_right(&service, *id, form, refusal).await,
    }
}

/// Hands it over: the file, to be saved.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn hand(service: web::Data<Shared>, id: web::Path<IncidentId>, form: Form) -> Answer {
    let typed = |field: &str| form.typed.get(field).to_owned();
    let entered = Entered {
        agreement: typed("agreement"),
        officer: typed("officer"),
        purpose: typed("purpose"),
        reason: typed("reason"),
    };
    match hand_over::hand(&service, form.call(), *id, entered).await {
        Ok(handed) => Ok(attachment(handed.zip, "application/zip", &handed.name)),
        Err(refusal) => put_right(&service, *id, form, refusal).await,
    }
}

async fn put_right(service: &Shared, id: IncidentId, form: Form, refusal: Refusal) -> Answer {
    let call = form.call();
    let typed = form.typed.with(refusal)?;
    let seen = hand_over::desk(service, call, id).await?;
    again(&HandOver::of(id, seen.value, &seen.bar, typed))
}

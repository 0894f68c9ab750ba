//! One proposed change of the rules: whom it affects, and its decision.

use actix_web::web;
use askama::Template;

use super::words::{Affects, Difference, Item, affects, differences, item, texts};
use crate::{
    actions::{
        Bar, Shared,
        scheme::{
            decide_rules::{self, CONFIRM, Decision},
            propose_rules,
            rules::{self, Case},
        },
    },
    domain::{
        date::{london_day, spoken},
        ids::RequestId,
        member::role::Role,
        rules::DECIDE_RULES_WITHIN,
        scheme::change::{Objection, State},
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/scheme/change.html", config = "config/askama.toml")]
struct Change {
    page: Page,
    form: Typed,
    id: RequestId,
    item: Item,
    due: Option<String>,
    file: String,
    differences: Vec<Difference>,
    texts: Option<String>,
    affects: Option<Affects>,
    may_decide: bool,
    why_not: Option<String>,
    may_take_back: bool,
    overtaken: bool,
    losses: Vec<String>,
    confirm: &'static str,
}

impl Change {
    fn new(bar: &Bar, case: &Case, form: Typed) -> Self {
        let Case { told, whom, objection, own, deciders } = case;
        let waits = told.standing == State::Proposed;
        let role = bar.person.as_ref().map(|person| person.role);
        let erased = whom.as_ref().map_or(0, |whom| whom.counts.erased_now);
        let proposed = london_day(told.change.proposed_at);
        Self {
            page: Page::new("Change of the rules", bar, "/settings"),
            form,
            id: told.change.id,
            item: item(told),
            due: waits.then(|| spoken(DECIDE_RULES_WITHIN.after_never_earlier(proposed))),
            file: told.change.after.clone(),
            differences: differences(&told.changed),
            texts: texts(&told.changed).filter(|_| waits),
            affects: whom.as_ref().map(|whom| affects(whom, role == Some(Role::Controller))),
            may_decide: objection.is_none(),
            why_not: waits.then(|| why_not(*objection, *own, *deciders)).flatten(),
            may_take_back: waits && *own,
            overtaken: told.standing == State::Overtaken,
            losses: losses(erased),
            confirm: CONFIRM,
        }
    }
}

/// Who has to decide, if it is not the viewer.
fn why_not(objection: Option<Objection>, own: bool, deciders: usize) -> Option<String> {
    objection?;
    let mine = if own { "You proposed this change. " } else { "" };
    Some(match deciders {
        0 => format!(
            "{mine}No other data controller can decide it: give the role to somebody on the page of roles, or take the \
             change back and have an administrator propose it (R-5)."
        ),
        _ => format!("{mine}A data controller who did not propose it decides."),
    })
}

fn losses(erased: usize) -> Vec<String> {
    match erased {
        0 => Vec::new(),
        1 => vec!["1 profile is erased within the hour, with its pictures and letters.".to_owned()],
        n => vec![format!("{n} profiles are erased within the hour, with their pictures and letters.")],
    }
}

/// The page.
///
/// # Errors
/// 404 if there is no such change for this viewer.
pub async fn page(service: web::Data<Shared>, caller: Caller, id: web::Path<RequestId>) -> Answer {
    let seen = rules::one(&service, caller.call, id.into_inner()).await?;
    html(&Change::new(&seen.bar, &seen.value, Typed::default()))
}

/// Decides it.
///
/// # Errors
/// The page again with what is wrong; 404 for everybody but a controller.
pub async fn decide(service: web::Data<Shared>, id: web::Path<RequestId>, form: Form) -> Answer {
    let decision = Decision {
        approve: match form.typed.get("decide") {
            "approve" => Some(true),
            "refuse" => Some(false),
            _ => None,
        },
        reason: form.typed.get("decision").to_owned(),
        word: form.typed.get("word").to_owned(),
    };
    let done = decide_rules::decide(&service, form.call(), *id, decision).await;
    after(&service, *id, form, done, None).await
}

/// Takes it back.
///
/// # Errors
/// The page again, if it waits no longer.
pub async fn take_back(service: web::Data<Shared>, id: web::Path<RequestId>, form: Form) -> Answer {
    let done = propose_rules::take_back(&service, form.call(), *id).await;
    after(&service, *id, form, done, Some("/settings/rules?done=taken-back")).await
}

async fn after(
    service: &Shared,
    id: RequestId,
    form: Form,
    done: Result<(), crate::actions::Refusal>,
    goes_to: Option<&str>,
) -> Answer {
    let Err(refusal) = done else {
        let here = format!("/settings/rules/changes/{id}");
        return Ok(redirect(goes_to.unwrap_or(&here)));
    };
    let call = form.call();
    let typed = form.typed.with(refusal)?;
    let seen = rules::one(service, call, id).await?;
    again(&Change::new(&seen.bar, &seen.value, typed))
}

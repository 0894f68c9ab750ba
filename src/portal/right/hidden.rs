//! What of a person is hidden while their request is checked.

use actix_web::web;
use askama::Template;

use super::one::Done;
use crate::{
    actions::{
        Seen, Shared,
        right::restrict::{self, Decided, Opened, Typed as Wanted},
    },
    domain::{date::spoken, ids::RightId, right::restricting::Part},
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

/// A decision in the list.
struct Line {
    state: &'static str,
    when: String,
    words: String,
}

#[derive(Template)]
#[template(path = "portal/right/hidden.html", config = "config/askama.toml")]
struct Hides {
    page: Page,
    form: Typed,
    id: RightId,
    reference: String,
    called: String,
    open: bool,
    any: bool,
    /// Value, label, whether it is ticked.
    parts: Vec<(String, String, bool)>,
    reports: Vec<(String, String, bool)>,
    lines: Vec<Line>,
}

fn flash(word: &str) -> Option<&'static str> {
    (word == "set").then_some("It holds from now on. The person reads it with their request.")
}

fn shown(seen: Seen<Opened>, done: &str, form: Option<Typed>) -> Hides {
    let Seen { value: one, bar, .. } = seen;
    let stands: Vec<String> = one
        .decided
        .iter()
        .filter(|decided| decided.one.lifted.is_none())
        .map(|Decided { one, .. }| one.incident.map_or(one.part.as_str().to_owned(), |id| id.to_string()))
        .collect();
    let open = one.request.is_open();
    let ticked = |value: &str| match &form {
        Some(typed) => typed.has("part", value),
        None => stands.iter().any(|one| one == value),
    };
    // Once it is answered nothing more is hidden: only what stands can be unticked.
    let offered = |value: &str| open || stands.iter().any(|one| one == value);
    let parts = [Part::Everything, Part::Pictures, Part::Words];
    let parts = parts.into_iter().map(|part| (part.as_str().to_owned(), part.label().to_owned()));
    let reports = one.reports.iter().map(|report| (report.id.to_string(), report.label.clone()));
    let chosen = |all: Vec<(String, String)>| -> Vec<(String, String, bool)> {
        let kept = all.into_iter().filter(|(value, _)| offered(value));
        kept.map(|(value, label)| {
            let ticked = ticked(&value);
            (value, label, ticked)
        })
        .collect()
    };
    Hides {
        page: Page::new("Hidden meanwhile", &bar, "/requests").flashing(flash(done)),
        id: one.request.id,
        parts: chosen(parts.collect()),
        reports: chosen(reports.collect()),
        lines: one.decided.iter().map(line).collect(),
        any: stands.iter().any(|one| one != Part::Nothing.as_str()),
        open,
        reference: one.reference,
        called: one.called,
        form: form.unwrap_or_default(),
    }
}

fn line(decided: &Decided) -> Line {
    let Decided { one, what, reason, by, lifted } = decided;
    let words = match (one.lifted, lifted.as_str()) {
        (None, _) => format!("{what}, decided by {by}: {reason}"),
        (Some(day), "") => format!("{what}: {reason} Shown again on {} with the answer.", spoken(day)),
        (Some(day), why) => format!("{what}: {reason} Shown again on {}: {why}", spoken(day)),
    };
    let state = if one.lifted.is_some() || one.part == Part::Nothing { "past" } else { "next" };
    Line { state, when: spoken(one.since), words }
}

/// Shows it.
///
/// # Errors
/// 404 if there is no such request, or nothing is hidden for one of its kind.
pub async fn page(
    service: web::Data<Shared>,
    caller: Caller,
    id: web::Path<RightId>,
    done: web::Query<Done>,
) -> Answer {
    let seen = restrict::one(&service, caller.call, *id).await?;
    html(&shown(seen, &done.done, None))
}

/// Sets it.
///
/// # Errors
/// The page again, without a reason.
pub async fn post(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    let wanted = Wanted {
        parts: form.typed.all("part").map(str::to_owned).collect(),
        reason: form.typed.get("reason").to_owned(),
    };
    match restrict::restrict(&service, form.call(), *id, wanted).await {
        Ok(()) => Ok(redirect(&format!("/requests/{id}/hidden?done=set"))),
        Err(refusal) => {
            let call = form.caller.call.clone();
            let typed = form.typed.with(refusal)?;
            let seen = restrict::one(&service, call, *id).await?;
            again(&shown(seen, "", Some(typed)))
        }
    }
}

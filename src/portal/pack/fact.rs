//! What the copy shows of one fact.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Seen, Shared,
        pack::{
            choose::{self, Typed as Decided},
            draft::{self, OneFact},
        },
    },
    domain::{ids::RightId, pack::masking::Choice},
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/pack/fact.html", config = "config/askama.toml")]
struct One {
    page: Page,
    form: Typed,
    id: RightId,
    at: String,
    heading: String,
    label: &'static str,
    held: Vec<String>,
    shown: Vec<String>,
    choices: Vec<(&'static str, &'static str)>,
    strikes: bool,
}

/// Which fact.
#[derive(Deserialize, Default)]
pub struct At {
    #[serde(default)]
    at: String,
}

fn begun(choice: Option<&Choice>) -> Typed {
    let (what, words, reason) = match choice {
        None | Some(Choice::Cut(..)) => ("mask", String::new(), String::new()),
        Some(Choice::Show(why)) => ("show", String::new(), why.clone()),
        Some(Choice::Strike(words)) => ("strike", words.join("\n"), String::new()),
        Some(Choice::Withhold(why)) => ("withhold", String::new(), why.clone()),
    };
    Typed::of([("what", what.to_owned()), ("words", words), ("reason", reason)])
}

fn shown(seen: Seen<OneFact>, id: RightId, at: String, form: Option<Typed>) -> One {
    let Seen { value: fact, bar, .. } = seen;
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let mut choices = Vec::new();
    choices.push(match (fact.masks, fact.others) {
        (true, true) => ("mask", "Masked"),
        (true, false) => ("mask", "Others masked"),
        (false, _) => ("mask", "As it is"),
    });
    if fact.masks && !fact.others {
        choices.push(("strike", "More words masked"));
    }
    if fact.masks {
        choices.push(("show", "Shown as it is held"));
    }
    choices.push(("withhold", "Left out"));
    One {
        page: Page::new(fact.label, &bar, "/requests"),
        form: form.unwrap_or_else(|| begun(fact.choice.as_ref())),
        id,
        at,
        heading: fact.heading,
        label: fact.label,
        held: lines(&fact.held),
        shown: lines(&fact.shown),
        strikes: fact.masks && !fact.others,
        choices,
    }
}

/// Shows it.
///
/// # Errors
/// 404 if there is no such fact in a copy in the making.
pub async fn page(
    service: web::Data<Shared>,
    caller: Caller,
    id: web::Path<RightId>,
    at: web::Query<At>,
) -> Answer {
    let At { at } = at.into_inner();
    let seen = draft::fact(&service, caller.call, *id, at.clone()).await?;
    html(&shown(seen, *id, at, None))
}

/// Decides about it.
///
/// # Errors
/// The page again, without a reason or words.
pub async fn post(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    let field = |name: &str| form.typed.get(name).to_owned();
    let at = field("at");
    let typed = Decided { what: field("what"), words: field("words"), reason: field("reason") };
    match choose::fact(&service, form.call(), *id, at.clone(), typed).await {
        Ok(()) => Ok(redirect(&format!("/requests/{id}/copy?done=decided"))),
        Err(refusal) => {
            let call = form.caller.call.clone();
            let typed = form.typed.with(refusal)?;
            let seen = draft::fact(&service, call, *id, at.clone()).await?;
            again(&shown(seen, *id, at, Some(typed)))
        }
    }
}

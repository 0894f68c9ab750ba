//! Warning a person.

use actix_web::web;
use askama::Template;

use super::{
    id,
    show::{self, Happened, Identity},
};
use crate::{
    actions::{
        Bar, Seen, Shared,
        photo::view::mark,
        sanction::{
            decisions::{self, Draft},
            ladder,
            warn::{self, Warning},
        },
    },
    domain::ids::ProfileId,
    http::{
        Answer, Caller, Form, Page, Typed,
        answer::{again, redirect},
        html,
    },
};

#[derive(Template)]
#[template(path = "portal/sanction/warn.html", config = "config/askama.toml")]
struct Warn {
    page: Page,
    id: String,
    person: Identity,
    because: String,
    before: Vec<String>,
    incidents: Vec<Happened>,
    form: Typed,
}

fn whose(bar: &Bar, service: &Shared) -> String {
    let name = bar.person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
    mark(name, service.clock().now())
}

fn warning(service: &Shared, seen: Seen<Draft>, form: Option<Typed>) -> Warn {
    let Seen { value: draft, bar, .. } = seen;
    let form = form.unwrap_or_else(|| Typed::of(show::ticks(ladder::incidents(&draft.proposal))));
    let incidents = draft.incidents.iter().map(|incident| {
        let chosen = form.has("incidents", &incident.id.to_string());
        show::happened(incident, draft.used.contains(&incident.id), chosen)
    });
    Warn {
        page: Page::new("Warn", &bar, "/people"),
        id: draft.profile.to_string(),
        incidents: incidents.collect(),
        before: show::before(&draft.before),
        because: draft.because,
        person: show::identity(draft.person, draft.photo, whose(&bar, service)),
        form,
    }
}

/// The page.
///
/// # Errors
/// 404 for everybody but an administrator, and if the person is not shown.
pub async fn page(service: web::Data<Shared>, caller: Caller, path: web::Path<String>) -> Answer {
    let profile: ProfileId = id(&path)?;
    let seen = decisions::draft(&service, caller.call, profile).await?;
    html(&warning(&service, seen, None))
}

/// Warns.
///
/// # Errors
/// The form again, with what is missing.
pub async fn post(service: web::Data<Shared>, form: Form, path: web::Path<String>) -> Answer {
    let profile: ProfileId = id(&path)?;
    let typed = Warning {
        incidents: show::ticked(&form.typed, "incidents"),
        reason: form.typed.get("reason").to_owned(),
    };
    match warn::warn(&service, form.call(), profile, typed).await {
        Ok(sanction) => Ok(redirect(&format!("/notices/{sanction}?done=warned"))),
        Err(refusal) => {
            let call = form.caller.call.clone();
            let typed = form.typed.with(refusal)?;
            let seen = decisions::draft(&service, call, profile).await?;
            again(&warning(&service, seen, Some(typed)))
        }
    }
}

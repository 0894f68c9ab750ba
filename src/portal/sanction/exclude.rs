//! Proposing an exclusion.

use actix_web::web;
use askama::Template;

use super::{
    id,
    show::{self, Choice, Happened, Identity, Place},
};
use crate::{
    actions::{
        Seen, Shared,
        photo::view::mark,
        sanction::{
            decisions::{self, Draft},
            ladder,
            propose_exclusion::{self, Proposed},
        },
    },
    domain::{
        ids::ProfileId,
        rules::{EXCLUSION_TERM_LEAST, EXCLUSION_TERM_MOST},
        sanction::kind::Reach,
    },
    http::{
        Answer, Caller, Form, Page, Typed,
        answer::{again, redirect},
        html,
    },
};

#[derive(Template)]
#[template(path = "portal/sanction/exclude.html", config = "config/askama.toml")]
struct Exclude {
    page: Page,
    id: String,
    person: Identity,
    because: String,
    before: Vec<String>,
    incidents: Vec<Happened>,
    months: Vec<Choice>,
    months_typed: String,
    everywhere: bool,
    all_words: String,
    places: Vec<Place>,
    form: Typed,
}

fn proposal(service: &Shared, seen: Seen<Draft>, form: Option<Typed>) -> Exclude {
    let Seen { value: draft, bar, .. } = seen;
    let form = form.unwrap_or_else(|| {
        let mut values = show::ticks(ladder::incidents(&draft.proposal));
        values.push(("months", draft.term.to_string()));
        values.push(("reach", Reach::All.as_str().to_owned()));
        Typed::of(values)
    });
    let incidents = draft.incidents.iter().map(|incident| {
        let chosen = form.has("incidents", &incident.id.to_string());
        show::happened(incident, draft.used.contains(&incident.id), chosen)
    });
    let name = bar.person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
    let mark = mark(name, service.clock().now());
    Exclude {
        page: Page::new("Propose an exclusion", &bar, "/people"),
        id: draft.profile.to_string(),
        incidents: incidents.collect(),
        before: show::before(&draft.before),
        because: draft.because,
        months: (EXCLUSION_TERM_LEAST..=EXCLUSION_TERM_MOST)
            .map(|months| Choice { value: months.to_string(), label: format!("{months} months") })
            .collect(),
        months_typed: form.get("months").to_owned(),
        everywhere: form.get("reach") != Reach::Some.as_str(),
        all_words: show::count(draft.sites.len(), "place", "places"),
        places: show::places(&draft.sites, &form),
        person: show::identity(draft.person, draft.photo, mark),
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
    html(&proposal(&service, seen, None))
}

/// Proposes.
///
/// # Errors
/// The form again, with every objection of the rules.
pub async fn post(service: web::Data<Shared>, form: Form, path: web::Path<String>) -> Answer {
    let profile: ProfileId = id(&path)?;
    let typed = Proposed {
        incidents: show::ticked(&form.typed, "incidents"),
        statement: form.typed.get("statement").to_owned(),
        months: form.typed.get("months").trim().parse().unwrap_or_default(),
        everywhere: form.typed.get("reach") == Reach::All.as_str(),
        premises: show::ticked(&form.typed, "premises"),
    };
    let call = form.caller.call.clone();
    match propose_exclusion::propose(&service, form.call(), profile, typed).await {
        Ok(_) => Ok(redirect(&format!("/people/{profile}?done=proposed"))),
        Err(refusal) => {
            let typed = form.typed.with(refusal)?;
            let seen = decisions::draft(&service, call, profile).await?;
            again(&proposal(&service, seen, Some(typed)))
        }
    }
}

//! Entering a breach, and what else becomes known of it.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Bar, Call, Refusal, Shared,
        data_breach::{
            enter::{self, Typed as Entered},
            register,
        },
    },
    domain::{
        data_breach::{Breach, Data, Nature, Whose},
        date::{london_day, london_time},
        ids::DataBreachId,
        member::evidence::Steward,
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/data_breach/form.html", config = "config/askama.toml")]
struct Facts {
    page: Page,
    form: Typed,
    back: String,
    to: String,
    first: bool,
    natures: &'static [Nature],
    whose: &'static [Whose],
    data: &'static [Data],
}

fn facts(bar: &Bar, form: Typed, id: Option<DataBreachId>) -> Facts {
    let place = id.map(|id| format!("/breaches/{id}"));
    let title = if id.is_some() { "What is known" } else { "Enter a breach" };
    Facts {
        page: Page::new(title, bar, "/requests"),
        form,
        back: place.clone().unwrap_or_else(|| "/breaches".to_owned()),
        to: place.map_or("/breaches/new".to_owned(), |place| format!("{place}/facts")),
        first: id.is_none(),
        natures: Nature::ALL,
        whose: Whose::ALL,
        data: Data::ALL,
    }
}

async fn frame(service: &Shared, call: Call) -> Result<Bar, Refusal> {
    let ((), bar) = service.glance::<Steward, _>(call, |_, _, _| Ok(())).await?;
    Ok(bar)
}

fn entered(form: &Form) -> Entered {
    let typed = |field: &str| form.typed.get(field).to_owned();
    let all = |field: &str| form.typed.all(field).map(str::to_owned).collect();
    Entered {
        day: typed("day"),
        time: typed("time"),
        happened: typed("happened"),
        natures: all("natures"),
        whose: all("whose"),
        data: all("data"),
        people: typed("people"),
        records: typed("records"),
        consequences: typed("consequences"),
        measures: typed("measures"),
    }
}

fn typed(breach: &Breach) -> Typed {
    let (facts, at) = (&breach.facts, breach.course.aware_at);
    let mut fields = vec![
        ("day", london_day(at).to_string()),
        ("time", london_time(at)),
        ("happened", facts.happened.clone()),
        ("people", facts.people.clone()),
        ("records", facts.records.clone()),
        ("consequences", facts.consequences.clone()),
        ("measures", facts.measures.clone()),
    ];
    fields.extend(facts.natures.iter().map(|one| ("natures", one.as_str().to_owned())));
    fields.extend(facts.whose.iter().map(|one| ("whose", one.as_str().to_owned())));
    fields.extend(facts.data.iter().map(|one| ("data", one.as_str().to_owned())));
    Typed::of(fields)
}

/// The form for a new one: noticed now, unless said otherwise.
///
/// # Errors
/// 404 for everybody but administrators and controllers.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let now = service.clock().now();
    let noticed = Typed::of([("day", london_day(now).to_string()), ("time", london_time(now))]);
    html(&facts(&frame(&service, caller.call).await?, noticed, None))
}

/// Enters it.
///
/// # Errors
/// The form again, with what is wrong.
pub async fn enter(service: web::Data<Shared>, form: Form) -> Answer {
    match enter::enter(&service, form.call(), entered(&form)).await {
        Ok(id) => Ok(redirect(&format!("/breaches/{id}?done=entered"))),
        Err(refusal) => {
            let call = form.call();
            let typed = form.typed.with(refusal)?;
            again(&facts(&frame(&service, call).await?, typed, None))
        }
    }
}

/// The form with what is known.
///
/// # Errors
/// 404 for everybody but administrators and controllers, or if there is no such breach that is open.
pub async fn known(service: web::Data<Shared>, caller: Caller, id: web::Path<DataBreachId>) -> Answer {
    let seen = register::one(&service, caller.call, *id).await?;
    if seen.value.0.course.closed_on.is_some() {
        return Err(Refusal::NotFound.into());
    }
    html(&facts(&seen.bar, typed(&seen.value.0), Some(*id)))
}

/// Keeps it.
///
/// # Errors
/// The form again, with what is wrong.
pub async fn amend(service: web::Data<Shared>, id: web::Path<DataBreachId>, form: Form) -> Answer {
    match enter::amend(&service, form.call(), *id, entered(&form)).await {
        Ok(()) => Ok(redirect(&format!("/breaches/{id}?done=kept"))),
        Err(refusal) => {
            let call = form.call();
            let typed = form.typed.with(refusal)?;
            again(&facts(&frame(&service, call).await?, typed, Some(*id)))
        }
    }
}

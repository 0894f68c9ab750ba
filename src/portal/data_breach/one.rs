//! One breach: its clock, its next step, the report to the ICO as it is drafted.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::list::badge;
use crate::{
    actions::{
        Bar, Call, Refusal, Shared,
        data_breach::{
            close as closing, draft, erase as erasing, judge as judging, register, report as reporting,
            tell as telling,
        },
    },
    domain::{
        data_breach::{
            Breach, Risk,
            clock::{due, is_late, left},
            step::{Step, is_over, step},
        },
        date::{london_day, london_time, spoken, spoken_instant},
        ids::DataBreachId,
        member::role::Role,
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/data_breach/one.html", config = "config/askama.toml")]
struct One {
    page: Page,
    form: Typed,
    id: DataBreachId,
    badge: (&'static str, String),
    clock: String,
    late: bool,
    step: Step,
    facts: Vec<(&'static str, String)>,
    draft: Vec<draft::Part>,
    risks: &'static [Risk],
    may_erase: bool,
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
    fn of(bar: &Bar, (breach, by): (Breach, String), form: Typed, now: DateTime<Utc>) -> Self {
        let course = breach.course;
        let controller = bar.person.as_ref().is_some_and(|person| person.role == Role::Controller);
        Self {
            page: Page::new("A breach of personal data", bar, "/requests"),
            form,
            id: breach.id,
            badge: badge(&breach, now),
            clock: clock(&breach, now),
            late: is_late(course.aware_at, course.reported_at.unwrap_or(now)),
            step: step(&course),
            facts: facts(&breach, by),
            draft: draft::parts(&breach, &bar.scheme.name, &bar.scheme.contact),
            risks: Risk::ALL,
            may_erase: controller && is_over(&course, london_day(now)),
            losses: [
                "What is known of it, what was decided and why are erased.",
                "The audit trail keeps that there was a breach, without a word of it.",
            ],
            word: erasing::WORD,
        }
    }
}

/// What the clock says, in a sentence.
fn clock(breach: &Breach, now: DateTime<Utc>) -> String {
    let course = &breach.course;
    match (due(course), left(course, now), course.reported_at) {
        (Some(by), Some(left), _) => {
            format!("Unless harm is unlikely, the ICO is told by {}: {left}.", spoken_instant(by))
        }
        (_, _, Some(at)) => format!("The ICO was told on {}.", spoken_instant(at)),
        _ => "Harm was judged unlikely: it stays in the register, and the ICO is not told.".to_owned(),
    }
}

/// What was decided.
fn facts(breach: &Breach, by: String) -> Vec<(&'static str, String)> {
    let (course, decisions) = (&breach.course, &breach.decisions);
    let mut facts = vec![
        ("Noticed", spoken_instant(course.aware_at)),
        ("Entered", format!("{} by {by}", spoken_instant(breach.entered_at))),
        ("Risk", course.risk.map_or("Not judged yet", |risk| risk.label()).to_owned()),
        ("Why", decisions.risk.clone()),
        ("Told to the ICO", course.reported_at.map(spoken_instant).unwrap_or_default()),
        ("The ICO’s reference", decisions.reference.clone()),
        ("Why it was late", decisions.delay.clone()),
        ("The people", decisions.people.clone()),
        ("Closed on", course.closed_on.map(spoken).unwrap_or_default()),
        ("What was learnt", decisions.learnt.clone()),
    ];
    facts.retain(|(_, words)| !words.is_empty());
    facts
}

/// The page.
///
/// # Errors
/// 404 for everybody but administrators and controllers, or if there is no such breach.
pub async fn page(
    service: web::Data<Shared>,
    caller: Caller,
    id: web::Path<DataBreachId>,
    done: web::Query<Done>,
) -> Answer {
    let flash = match done.done.as_str() {
        "entered" => Some("The breach is entered. The controllers are mailed."),
        "kept" => Some("It is kept."),
        "judged" => Some("The risk is recorded."),
        "reported" => Some("The report is recorded."),
        "told" => Some("It is recorded."),
        "closed" => Some("The breach is closed."),
        _ => None,
    };
    let now = service.clock().now();
    let seen = register::one(&service, caller.call, *id).await?;
    let reported =
        Typed::of([("reported_day", london_day(now).to_string()), ("reported_time", london_time(now))]);
    let one = One::of(&seen.bar, seen.value, reported, now);
    html(&One { page: one.page.flashing(flash), ..one })
}

/// The report to the ICO, as it is drafted.
///
/// # Errors
/// 404 for everybody but administrators and controllers, or if there is no such breach.
pub async fn pdf(service: web::Data<Shared>, caller: Caller, id: web::Path<DataBreachId>) -> Answer {
    let pdf = draft::pdf(&service, caller.call, *id).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header(("content-disposition", "inline; filename=\"breach.pdf\""))
        .body(pdf))
}

/// Judges the risk.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn judge(service: web::Data<Shared>, id: web::Path<DataBreachId>, form: Form) -> Answer {
    let (risk, why) = (form.typed.get("risk").to_owned(), form.typed.get("why").to_owned());
    let done = judging::judge(&service, form.call(), *id, risk, why).await;
    after(&service, *id, form, done, "judged").await
}

/// Notes the report.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn report(service: web::Data<Shared>, id: web::Path<DataBreachId>, form: Form) -> Answer {
    let typed = |field: &str| form.typed.get(field).to_owned();
    let reported = reporting::Typed {
        day: typed("reported_day"),
        time: typed("reported_time"),
        reference: typed("reference"),
        delay: typed("delay"),
    };
    let done = reporting::report(&service, form.call(), *id, reported).await;
    after(&service, *id, form, done, "reported").await
}

/// Notes how the people were told.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn tell(service: web::Data<Shared>, id: web::Path<DataBreachId>, form: Form) -> Answer {
    let done = telling::tell(&service, form.call(), *id, form.typed.get("how").to_owned()).await;
    after(&service, *id, form, done, "told").await
}

/// Closes it.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn close(service: web::Data<Shared>, id: web::Path<DataBreachId>, form: Form) -> Answer {
    let done = closing::close(&service, form.call(), *id, form.typed.get("learnt").to_owned()).await;
    after(&service, *id, form, done, "closed").await
}

/// Erases it.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn erase(service: web::Data<Shared>, id: web::Path<DataBreachId>, form: Form) -> Answer {
    match erasing::erase(&service, form.call(), *id, form.typed.get("word").to_owned()).await {
        Ok(()) => Ok(redirect("/breaches")),
        Err(refusal) => answered(&service, *id, form, refusal).await,
    }
}

async fn after(
    service: &Shared,
    id: DataBreachId,
    form: Form,
    done: Result<(), Refusal>,
    word: &str,
) -> Answer {
    match done {
        Ok(()) => Ok(redirect(&format!("/breaches/{id}?done={word}"))),
        Err(refusal) => answered(service, id, form, refusal).await,
    }
}

async fn answered(service: &Shared, id: DataBreachId, form: Form, refusal: Refusal) -> Answer {
    let call: Call = form.call();
    let typed = form.typed.with(refusal)?;
    let seen = register::one(service, call, id).await?;
    again(&One::of(&seen.bar, seen.value, typed, service.clock().now()))
}

//! One version: a draft to write in, or what holds or held, and what has changed since.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use super::list::badge;
use crate::{
    actions::{
        Bar, Refusal, Shared,
        document::{
            adopt as adopting, discard as discarding, end as ending, erase as erasing, paper, register,
            write as writing,
        },
    },
    domain::{
        date::{short, spoken},
        document::{
            Document, Kind,
            known::Change,
            review::{Standing, latest},
        },
        ids::DocumentId,
        member::role::Role,
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/document/one.html", config = "config/askama.toml")]
struct One {
    page: Page,
    form: Typed,
    id: DocumentId,
    name: String,
    kind: Kind,
    badge: (&'static str, &'static str),
    standing: Standing,
    about: String,
    facts: Vec<(&'static str, String)>,
    /// Of a draft.
    asked: Vec<Asked>,
    /// Otherwise: heading and sentences.
    sections: Vec<(&'static str, Vec<String>)>,
    changes: Vec<Change>,
    others: Vec<(DocumentId, String)>,
    controller: bool,
    may_erase: bool,
    losses: [&'static str; 2],
    word: &'static str,
}

struct Asked {
    field: &'static str,
    heading: &'static str,
    /// Over what people write.
    label: String,
    known: Vec<String>,
    asks: &'static str,
    optional: bool,
}

/// What was just done.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    done: String,
}

impl One {
    fn of(bar: &Bar, one: register::One, form: Typed, today: NaiveDate) -> Self {
        let register::One { document, known, changes, people: (drafted, adopted), others } = one;
        let controller = bar.person.as_ref().is_some_and(|person| person.role == Role::Controller);
        let days = document.days;
        let mut facts = vec![
            ("Begun by", drafted),
            ("Adopted by", adopted.unwrap_or_default()),
            ("Adopted on", days.adopted.map(spoken).unwrap_or_default()),
            ("To be looked at again by", days.review.map(spoken).unwrap_or_default()),
            ("In force until", days.ended.map(spoken).unwrap_or_default()),
        ];
        facts.retain(|(_, words)| !words.is_empty());
        let asked = document.kind.parts().iter().map(|line| {
            let knows = known.iter().find(|(part, _)| *part == line.part);
            let heading = line.part.label();
            Asked {
                field: line.part.as_str(),
                heading,
                label: if knows.is_some() { format!("{heading}, in your words") } else { heading.to_owned() },
                known: knows.map(|(_, said)| said.clone()).unwrap_or_default(),
                asks: line.asks,
                optional: line.optional,
            }
        });
        Self {
            page: Page::new(document.name(), bar, "/requests"),
            form,
            id: document.id,
            name: document.name(),
            kind: document.kind,
            badge: badge(&document, today),
            standing: days.standing(),
            about: format!("Version {}", document.version),
            facts,
            asked: asked.collect(),
            sections: paper::sections(&document, &known),
            changes,
            others: others.iter().map(|one| (one.id, other(one))).collect(),
            controller,
            may_erase: controller && days.is_over(today),
            losses: [
                "What this version said is erased.",
                "The audit trail keeps that there was one, without a word of it.",
            ],
            word: erasing::WORD,
        }
    }
}

fn other(document: &Document) -> String {
    let day = |day: Option<NaiveDate>| day.map(short).unwrap_or_default();
    match document.days.standing() {
        Standing::Draft => format!("Version {}, a draft", document.version),
        Standing::InForce => {
            format!("Version {}, in force since {}", document.version, day(document.days.adopted))
        }
        Standing::Ended => {
            format!(
                "Version {}, {} to {}",
                document.version,
                day(document.days.adopted),
                day(document.days.ended)
            )
        }
    }
}

/// A draft's fields as they are kept.
fn kept(document: &Document, today: NaiveDate) -> Typed {
    let mut fields = vec![
        ("base", writing::base(&document.content)),
        ("party", document.content.party.clone()),
        ("review", latest(today).to_string()),
    ];
    fields.extend(document.content.written.iter().map(|(part, said)| (part.as_str(), said.clone())));
    Typed::of(fields)
}

/// The page.
///
/// # Errors
/// 404 for everybody but administrators and controllers, or if there is none.
pub async fn page(
    service: web::Data<Shared>,
    caller: Caller,
    id: web::Path<DocumentId>,
    done: web::Query<Done>,
) -> Answer {
    let flash = match done.done.as_str() {
        "kept" => Some("The draft is kept."),
        "adopted" => Some("It is adopted, and holds from today on."),
        "ended" => Some("It is no longer in force."),
        _ => None,
    };
    let today = service.clock().today();
    let seen = register::one(&service, caller.call, *id).await?;
    let typed = kept(&seen.value.document, today);
    let one = One::of(&seen.bar, seen.value, typed, today);
    html(&One { page: one.page.flashing(flash), ..one })
}

/// It as PDF.
///
/// # Errors
/// 404 for everybody but administrators and controllers, or if there is none.
pub async fn pdf(service: web::Data<Shared>, caller: Caller, id: web::Path<DocumentId>) -> Answer {
    let pdf = paper::pdf(&service, caller.call, *id).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header(("content-disposition", "inline; filename=\"document.pdf\""))
        .body(pdf))
}

fn typed(form: &Form) -> writing::Typed {
    let get = |field: &str| form.typed.get(field).to_owned();
    let parts = crate::domain::document::part::Part::ALL.iter();
    writing::Typed {
        base: get("base"),
        party: get("party"),
        parts: parts.map(|part| (*part, get(part.as_str()))).collect(),
    }
}

/// Keeps a draft.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn write(service: web::Data<Shared>, id: web::Path<DocumentId>, form: Form) -> Answer {
    let done = writing::write(&service, form.call(), *id, typed(&form)).await;
    after(&service, *id, form, done, "kept").await
}

/// Adopts it as it is typed.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn adopt(service: web::Data<Shared>, id: web::Path<DocumentId>, form: Form) -> Answer {
    let review = form.typed.get("review").parse().ok();
    let done = adopting::adopt(&service, form.call(), *id, typed(&form), review).await;
    after(&service, *id, form, done, "adopted").await
}

/// Throws a draft away.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn discard(service: web::Data<Shared>, id: web::Path<DocumentId>, form: Form) -> Answer {
    match discarding::discard(&service, form.call(), *id).await {
        Ok(()) => Ok(redirect("/documents")),
        Err(refusal) => answered(&service, *id, form, refusal).await,
    }
}

/// Ends it.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn end(service: web::Data<Shared>, id: web::Path<DocumentId>, form: Form) -> Answer {
    let done = ending::end(&service, form.call(), *id).await;
    after(&service, *id, form, done, "ended").await
}

/// Erases it.
///
/// # Errors
/// The page again, with what is wrong.
pub async fn erase(service: web::Data<Shared>, id: web::Path<DocumentId>, form: Form) -> Answer {
    match erasing::erase(&service, form.call(), *id, form.typed.get("word").to_owned()).await {
        Ok(()) => Ok(redirect("/documents")),
        Err(refusal) => answered(&service, *id, form, refusal).await,
    }
}

async fn after(
    service: &Shared,
    id: DocumentId,
    form: Form,
    done: Result<(), Refusal>,
    word: &str,
) -> Answer {
    match done {
        Ok(()) => Ok(redirect(&format!("/documents/{id}?done={word}"))),
        Err(refusal) => answered(service, id, form, refusal).await,
    }
}

async fn answered(service: &Shared, id: DocumentId, form: Form, refusal: Refusal) -> Answer {
    let call = form.call();
    let typed = form.typed.with(refusal)?;
    let seen = register::one(service, call, id).await?;
    again(&One::of(&seen.bar, seen.value, typed, service.clock().today()))
}

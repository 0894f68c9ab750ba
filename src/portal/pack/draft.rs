//! The draft of a copy: everything that is held, what is masked, and who says that it may go.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Refusal, Seen, Shared,
        pack::{
            approve as approving, begin as beginning, choose,
            collect::What,
            draft::{self, Draft},
            hand_out,
        },
    },
    domain::{
        date::{spoken, spoken_instant},
        disclosure::copy::{Copy, Record, Shown},
        ids::{PictureId, RightId},
        pack::{State, masking::How, stills::Goes},
    },
    http::{
        Answer, Caller, Form, Page, Typed,
        answer::{again, attachment},
        html, redirect,
    },
};

/// A picture on the page.
struct Picture {
    id: PictureId,
    small: String,
    about: String,
    kind: &'static str,
    state: &'static str,
    why: String,
}

/// How a fact is shown, as a badge.
struct Mark {
    kind: &'static str,
    words: String,
}

/// Where a copy stands.
#[derive(PartialEq, Eq)]
enum Stage {
    None,
    Draft,
    Proposed,
    Ready,
    Gone,
}

#[derive(Template)]
#[template(path = "portal/pack/draft.html", config = "config/askama.toml")]
struct One {
    page: Page,
    form: Typed,
    id: RightId,
    reference: String,
    stage: Stage,
    state: &'static str,
    copy: Option<Copy>,
    pictures: Vec<Picture>,
    waiting: usize,
    digest: String,
    obstacle: Option<String>,
    by: [String; 2],
    passphrase: String,
    mailed: bool,
    gone: String,
    opened: Option<String>,
    may_begin: bool,
}

impl One {
    /// How many facts of a record are not whole.
    fn marks(&self, record: &Record) -> usize {
        record.facts.iter().filter(|fact| fact.how != How::Whole).count()
    }

    fn mark(&self, fact: &Shown) -> Option<Mark> {
        // The reason as the person reads it: with names masked.
        let why = fact.reason.as_deref().unwrap_or_default();
        let (kind, words) = match &fact.how {
            How::Whole => return None,
            How::Masked => ("waiting", "Masked".to_owned()),
            How::Unmasked(_) => ("info", format!("Shown: {why}")),
            How::LeftOut(_) => ("wrong", format!("Left out: {why}")),
        };
        Some(Mark { kind, words })
    }
}

fn picture((id, about, goes, small): (PictureId, String, Goes, String)) -> Picture {
    let ((kind, state), why) = match goes {
        Goes::Whole(why) => (("done", "Goes"), why.unwrap_or_default()),
        Goes::Cut(..) => (("done", "Goes, cut"), String::new()),
        Goes::Not(why) => (("wrong", "Left out"), why),
        Goes::Undecided => (("waiting", "Look at it"), String::new()),
    };
    Picture { id, small, about, kind, state, why }
}

/// What was just done.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    done: String,
}

fn flash(word: &str) -> Option<&'static str> {
    match word {
        "begun" => {
            Some("Everything that is held is below. Others are masked; look at each mask, and at each photo.")
        }
        "decided" => Some("Decided."),
        "proposed" => Some("It waits for a second person now."),
        "approved" => Some("The copy is made, and the request is answered with it."),
        "renewed" => Some("There is a new link and a new passphrase. The old ones open nothing any more."),
        "handed" => Some("It is noted that it was handed over. What was made is deleted."),
        _ => None,
    }
}

fn shown(seen: Seen<Draft>, id: RightId, done: &str, form: Typed) -> One {
    let Seen { value: draft, bar, .. } = seen;
    let pack = draft.pack.as_ref();
    let stage = match pack.map(|pack| pack.state) {
        None => Stage::None,
        Some(State::Draft) => Stage::Draft,
        Some(State::Proposed) => Stage::Proposed,
        Some(State::Ready) => Stage::Ready,
        Some(State::Collected | State::Lapsed) => Stage::Gone,
    };
    let pictures: Vec<Picture> = draft.pictures.into_iter().map(picture).collect();
    One {
        page: Page::new(format!("Copy for {}", draft.reference), &bar, "/requests").flashing(flash(done)),
        form,
        id,
        state: pack.map_or("Not begun", |pack| pack.state.label()),
        waiting: pictures.iter().filter(|picture| picture.state == "Look at it").count(),
        copy: draft.copy,
        pictures,
        digest: draft.digest,
        obstacle: draft.obstacle,
        by: draft.by.map(Option::unwrap_or_default),
        passphrase: draft.passphrase.unwrap_or_default(),
        mailed: draft.mailed,
        gone: pack.and_then(|pack| pack.erase_on).map(spoken).unwrap_or_default(),
        opened: pack.and_then(|pack| pack.opened_at).map(spoken_instant),
        may_begin: draft.request.is_open() && matches!(stage, Stage::None | Stage::Gone),
        stage,
        reference: draft.reference,
    }
}

/// Shows it.
///
/// # Errors
/// 404 if there is no such request for this viewer.
pub async fn page(
    service: web::Data<Shared>,
    caller: Caller,
    id: web::Path<RightId>,
    done: web::Query<Done>,
) -> Answer {
    let seen = draft::one(&service, caller.call, *id).await?;
    html(&shown(seen, *id, &done.done, Typed::default()))
}

async fn after(service: &Shared, id: RightId, form: Form, done: Result<(), Refusal>, word: &str) -> Answer {
    match done {
        Ok(()) => Ok(redirect(&format!("/requests/{id}/copy?done={word}"))),
        Err(refusal) => {
            let call = form.caller.call.clone();
            let typed = form.typed.with(refusal)?;
            let seen = draft::one(service, call, id).await?;
            again(&shown(seen, id, "", typed))
        }
    }
}

/// Begins it.
///
/// # Errors
/// The page again, if there is one already.
pub async fn begin(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    let done = beginning::begin(&service, form.call(), *id).await;
    after(&service, *id, form, done, "begun").await
}

/// Puts it forward.
///
/// # Errors
/// The page again, while a photo waits to be looked at.
pub async fn propose(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    let done = choose::propose(&service, form.call(), *id).await;
    after(&service, *id, form, done, "proposed").await
}

/// Approves it, as it was read.
///
/// # Errors
/// The page again, if it has changed, or this is not a second person.
pub async fn approve(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    let done = approving::approve(&service, form.call(), *id, form.typed.get("digest").to_owned()).await;
    after(&service, *id, form, done, "approved").await
}

/// Notes that it was handed over.
///
/// # Errors
/// The page again, if none is ready.
pub async fn handed(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    let done = hand_out::handed(&service, form.call(), *id).await;
    after(&service, *id, form, done, "handed").await
}

/// Gives it a new link and passphrase.
///
/// # Errors
/// The page again, if none is ready.
pub async fn renew(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    let done = hand_out::renew(&service, form.call(), *id).await;
    after(&service, *id, form, done, "renewed").await
}

/// The PDF, to print it.
///
/// # Errors
/// 404 if none is ready.
pub async fn pdf(service: web::Data<Shared>, caller: Caller, id: web::Path<RightId>) -> Answer {
    let bytes = hand_out::print(&service, caller.call, *id, What::Readable).await?;
    Ok(attachment(bytes, "application/pdf", "your-data.pdf"))
}

/// Everything.
///
/// # Errors
/// 404 if none is ready.
pub async fn zip(service: web::Data<Shared>, caller: Caller, id: web::Path<RightId>) -> Answer {
    let bytes = hand_out::print(&service, caller.call, *id, What::Everything).await?;
    Ok(attachment(bytes, "application/zip", "your-data.zip"))
}

//! One enquiry, closing it, and erasing it on request.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Refusal, Seen, Service, Shared,
        enquiry::{close as closing, remove as removing, view},
    },
    domain::{
        date,
        enquiry::{Enquiry, state::State},
        ids::EnquiryId,
        retention::{self, Record},
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/enquiry/one.html", config = "config/askama.toml")]
struct One {
    page: Page,
    id: EnquiryId,
    open: bool,
    name: String,
    email: String,
    phone: String,
    when: String,
    paragraphs: Vec<String>,
    closed: Option<String>,
    ends: Option<String>,
    kept: String,
    losses: [&'static str; 1],
    word: &'static str,
    form: Typed,
}

/// Shows an enquiry.
///
/// # Errors
/// 404 if there is none for this viewer.
pub async fn page(service: web::Data<Shared>, caller: Caller, id: web::Path<EnquiryId>) -> Answer {
    let seen = view::one(&service, caller.call, id.into_inner()).await?;
    html(&shown(seen, Typed::default())?)
}

fn shown(seen: Seen<Enquiry>, form: Typed) -> Result<One, Refusal> {
    let rules = Service::rules(&seen.bar.scheme)?;
    let page = Page::new("Enquiry", &seen.bar, "/enquiries");
    let enquiry = seen.value;
    Ok(One {
        page,
        id: enquiry.id,
        open: enquiry.state == State::Open,
        when: format!(
            "{}, {}",
            date::spoken(date::london_day(enquiry.made_at)),
            date::london_time(enquiry.made_at)
        ),
        paragraphs: enquiry.message.words.lines().map(str::to_owned).collect(),
        name: enquiry.message.name,
        email: enquiry.message.email,
        phone: enquiry.message.phone,
        closed: enquiry.closed_on.map(date::spoken),
        ends: enquiry.erase_on.map(date::spoken),
        kept: retention::kept_in_words(Record::Enquiry.line(), &rules),
        losses: ["What the person wrote, their name, e-mail address and phone number. It cannot be undone."],
        word: removing::WORD,
        form,
    })
}

/// Closes an enquiry.
///
/// # Errors
/// 404 if there is none for this viewer, 409 if it is closed already.
pub async fn close(service: web::Data<Shared>, id: web::Path<EnquiryId>, form: Form) -> Answer {
    closing::close(&service, form.call(), id.into_inner()).await?;
    Ok(redirect("/enquiries"))
}

/// Erases an enquiry because its writer asks.
///
/// # Errors
/// The page again without the word; 404 if there is none for this viewer.
pub async fn remove(service: web::Data<Shared>, id: web::Path<EnquiryId>, form: Form) -> Answer {
    let id = id.into_inner();
    let word = form.typed.get("word").to_owned();
    let Err(refusal) = removing::remove(&service, form.call(), id, word).await else {
        return Ok(redirect("/enquiries?done=removed"));
    };
    let call = form.call();
    let typed = form.typed.with(refusal)?;
    let seen = view::one(&service, call, id).await?;
    again(&shown(seen, typed)?)
}

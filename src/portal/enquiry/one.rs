//! One enquiry, and closing it.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Service, Shared,
        enquiry::{close as closing, view},
    },
    domain::{
        date,
        enquiry::state::State,
        ids::EnquiryId,
        retention::{self, Record},
    },
    http::{Answer, Caller, Form, Page, html, redirect},
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
}

/// Shows an enquiry.
///
/// # Errors
/// 404 if there is none for this viewer.
pub async fn page(service: web::Data<Shared>, caller: Caller, id: web::Path<EnquiryId>) -> Answer {
    let seen = view::one(&service, caller.call, id.into_inner()).await?;
    let rules = Service::rules(&seen.bar.scheme)?;
    let page = Page::new("Enquiry", &seen.bar, "/inbox");
    let enquiry = seen.value;
    html(&One {
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

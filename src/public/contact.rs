//! Writing to the scheme.

use actix_web::{HttpRequest, web};
use askama::Template;

use crate::{
    actions::{
        Bar, Service, Shared,
        enquiry::send::{self, Enquiry},
    },
    domain::{
        member::evidence::Visitor,
        retention::{self, Record},
        rules::Rules,
        scheme::Contact as Ways,
    },
    http::{
        Answer, Caller, Failure, OpenForm, Page, Typed,
        answer::{again, redirect},
        call, html,
    },
};

#[derive(Template)]
#[template(path = "public/contact.html", config = "config/askama.toml")]
struct Contact {
    page: Page,
    kept: String,
    contact: Ways,
    form: Typed,
}

#[derive(Template)]
#[template(path = "public/contact_sent.html", config = "config/askama.toml")]
struct Sent {
    page: Page,
}

/// How long a record is kept, in words.
pub fn kept(record: Record, rules: &Rules) -> String {
    retention::kept_in_words(record.line(), rules)
}

async fn frame(service: &Shared, caller: Caller) -> Result<Bar, Failure> {
    let ((), bar) = service.glance::<Visitor, _>(caller.call, |_, _, _| Ok(())).await?;
    Ok(Bar { person: None, ..bar })
}

fn form(bar: Bar, form: Typed) -> Result<Contact, Failure> {
    let kept = kept(Record::Enquiry, &Service::rules(&bar.scheme)?);
    Ok(Contact {
        page: Page::new("Write to us", &bar, "/contact"),
        kept,
        contact: bar.scheme.contact.clone(),
        form,
    })
}

/// The contact form.
///
/// # Errors
/// 404 for an unknown host name.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    html(&form(frame(&service, caller).await?, Typed::default())?)
}

/// Sends what was written.
///
/// # Errors
/// The form again, if something is missing; 429 if this visitor writes too often.
pub async fn post(service: web::Data<Shared>, request: HttpRequest, OpenForm(posted): OpenForm) -> Answer {
    let field = |name| posted.typed.get(name).to_owned();
    let typed = Enquiry {
        name: field("name"),
        email: field("email"),
        phone: field("phone"),
        message: field("message"),
    };
    let from = call::from(&request, &service);
    match send::send(&service, posted.call(), &from, typed).await {
        Ok(_) => Ok(redirect("/contact/sent")),
        Err(refusal) => {
            let typed = posted.typed.with(refusal)?;
            again(&form(frame(&service, posted.caller).await?, typed)?)
        }
    }
}

/// Says that the message arrived.
///
/// # Errors
/// 404 for an unknown host name.
pub async fn sent(service: web::Data<Shared>, caller: Caller) -> Answer {
    let bar = frame(&service, caller).await?;
    html(&Sent { page: Page::new("We have your message", &bar, "/contact") })
}

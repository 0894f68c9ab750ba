//! Somebody writes to the scheme: kept sealed under a key of its own, and used to answer it only.

use crate::{
    actions::{Act, Call, Refusal, Shared, mail::queue, member::throttle::Try, refusal::Problems},
    domain::{
        deed::Deed,
        enquiry::Message,
        ids::EnquiryId,
        mail::Keep,
        member::evidence::{Acting, Visitor},
        text,
    },
    mail::wording::{self, Enquired},
    store,
};

/// The longest name taken, in characters.
const NAME: usize = 120;
/// The longest message taken, in characters.
const WORDS: usize = 4_000;

/// What was typed into the contact form.
#[derive(Debug, Clone, Default)]
pub struct Enquiry {
    /// The field `name`.
    pub name: String,
    /// The field `email`.
    pub email: String,
    /// The field `phone`; may be empty.
    pub phone: String,
    /// The field `message`.
    pub message: String,
}

/// Keeps an enquiry. `from` tells senders apart for the throttle and is kept nowhere.
///
/// # Errors
/// [`Refusal::Fields`] for what cannot be kept or answered, [`Refusal::TooMany`] if the sender writes too often.
pub async fn send(service: &Shared, call: Call, from: &str, typed: Enquiry) -> Result<EnquiryId, Refusal> {
    let message = checked(&typed)?;
    service.throttle().visitor(&call.host, from).map_err(|Try::Later| Refusal::TooMany)?;
    let words = [&message.name, &message.email, &message.phone, &message.words].map(String::as_str);
    service.throttle().message(&call.host, &words).map_err(|Try::Later| {
        let why = "The same message was sent a moment ago. If no page told you that we have it, wait a minute and send it again.";
        Refusal::field("message", why)
    })?;
    let call = Call { host: call.host, ..Call::default() };
    service
        .act::<Visitor, _>(call, move |act| {
            let id: EnquiryId = act.new_id();
            let (scheme, at) = (act.viewer.scheme(), act.now());
            store::enquiry::insert(act.tx, scheme, id, &message, at)?;
            tell(act, id)?;
            act.record(Deed::SendEnquiry, &[id.uuid()]);
            Ok(id)
        })
        .await
}

/// Mails the scheme a link to the enquiry. Nothing that was written goes into the mail.
fn tell(act: &mut Act<'_, '_, Visitor>, id: EnquiryId) -> Result<(), Refusal> {
    if act.scheme.contact.email.is_empty() {
        return Ok(());
    }
    let link = act.service.settings().url(&act.scheme.host, &format!("/enquiries/{id}"));
    let words = Enquired { scheme: &act.scheme.name, link: &link };
    let subject = format!("Somebody wrote to {}", act.scheme.name);
    let message = wording::message(&act.scheme.contact.email, subject, &words);
    queue(act, id, &message, Keep::Usual)?;
    Ok(())
}

fn checked(typed: &Enquiry) -> Result<Message, Refusal> {
    let mut problems = Problems::default();
    let name = problems.take("name", text::line(&typed.name, 1, NAME));
    let email = problems.take("email", text::email(&typed.email));
    let phone = match typed.phone.trim() {
        "" => Some(String::new()),
        phone => problems.take("phone", text::phone(phone)),
    };
    let words = problems.take("message", text::paragraphs(&typed.message, 1, WORDS));
    problems.end()?;
    match (name, email, phone, words) {
        (Some(name), Some(email), Some(phone), Some(words)) => Ok(Message { name, email, phone, words }),
        // `end` has refused whatever is missing.
        _ => Err(Refusal::NotFound),
    }
}

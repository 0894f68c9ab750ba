//! Mail about a request: to whoever made it that it was received or answered, to the scheme that it came. A code, a day
//! and a link; never what it is about.

use chrono::NaiveDate;

use crate::{
    actions::{Act, Refusal, mail::queue},
    domain::{
        date::spoken,
        mail::Keep,
        right::{Request, clock::within},
        sanction::code::Code,
    },
    mail::wording::{self, CopyReady, RightAnswered, RightCame, RightReceived},
};

/// Tells whoever asked, where they gave an address, that it was received, and the scheme that it came.
pub(super) fn received<R>(
    act: &mut Act<'_, '_, R>,
    request: &Request,
    email: &str,
    code: &Code,
) -> Result<(), Refusal> {
    let scheme = act.scheme.clone();
    let reference = request.spoken_reference(&scheme.name);
    let settings = act.service.settings();
    let (page, link) =
        (settings.url(&scheme.host, "/n"), settings.url(&scheme.host, &format!("/requests/{}", request.id)));
    if !email.is_empty() {
        let words = RightReceived {
            scheme: &scheme.name,
            phone: &scheme.contact.phone,
            reference: &reference,
            received: &spoken(request.received),
            due: &spoken(within(request.received)),
            page: &page,
            code: &code.spoken(),
        };
        let message = wording::message(email, format!("{reference}: we have your request"), &words);
        queue(act, request.id, &message, Keep::Usual)?;
    }
    if request.recorded_by.is_none() && !scheme.contact.email.is_empty() {
        let words = RightCame { scheme: &scheme.name, reference: &reference, link: &link };
        let message = wording::message(
            &scheme.contact.email,
            format!("{reference}: somebody asks for their rights"),
            &words,
        );
        queue(act, request.id, &message, Keep::Usual)?;
    }
    Ok(())
}

/// Tells whoever asked that their copy waits: the link, never the passphrase.
///
/// # Errors
/// If the request's key is gone.
pub(in crate::actions) fn copy_ready<R>(
    act: &mut Act<'_, '_, R>,
    request: &Request,
    email: &str,
    link: &str,
    gone: NaiveDate,
) -> Result<(), Refusal> {
    if email.is_empty() {
        return Ok(());
    }
    let scheme = act.scheme.clone();
    let reference = request.spoken_reference(&scheme.name);
    let words = CopyReady {
        scheme: &scheme.name,
        phone: &scheme.contact.phone,
        reference: &reference,
        link,
        gone: &spoken(gone),
    };
    let message = wording::message(email, format!("{reference}: your copy is ready"), &words);
    queue(act, request.id, &message, Keep::Usual)?;
    Ok(())
}

/// Tells whoever asked that there is something new to read.
pub(super) fn news<R>(act: &mut Act<'_, '_, R>, request: &Request, email: &str) -> Result<(), Refusal> {
    if email.is_empty() {
        return Ok(());
    }
    let scheme = act.scheme.clone();
    let reference = request.spoken_reference(&scheme.name);
    let page = act.service.settings().url(&scheme.host, "/n");
    let words = RightAnswered {
        scheme: &scheme.name,
        phone: &scheme.contact.phone,
        reference: &reference,
        page: &page,
    };
    let message = wording::message(email, format!("{reference}: news about your request"), &words);
    queue(act, request.id, &message, Keep::Usual)?;
    Ok(())
}

//! People of a business: invited, suspended, made manager, helped when a second factor is lost.

use actix_web::web;

use super::members::{after, parsed, wants_suspension};
use crate::{
    actions::{
        Shared,
        member::{lost_factor::take_factor_off, people},
    },
    http::{Answer, Form, redirect},
};

/// Invites somebody.
///
/// # Errors
/// The business's page again, if something cannot be kept.
pub async fn invite(service: web::Data<Shared>, id: web::Path<String>, form: Form) -> Answer {
    let person = (form.typed.get("person"), form.typed.get("email"));
    let done = people::invite(&service, form.call(), parsed(&id)?, person, form.typed.get("role")).await;
    let call = form.call();
    after(&service, call, form.typed, &id, done, "invited").await
}

/// Mails an invitation again.
///
/// # Errors
/// 404 for somebody who is not invited.
pub async fn invite_again(service: web::Data<Shared>, id: web::Path<String>, form: Form) -> Answer {
    let business = people::invite_again(&service, form.call(), parsed(&id)?).await?;
    Ok(redirect(&format!("/members/{business}?done=invited")))
}

/// Suspends somebody or ends the suspension.
///
/// # Errors
/// 404 for somebody not in the viewer's care.
pub async fn state(service: web::Data<Shared>, id: web::Path<String>, form: Form) -> Answer {
    let suspend = wants_suspension(&form)?;
    let business = people::suspend(&service, form.call(), parsed(&id)?, suspend).await?;
    Ok(redirect(&format!("/members/{business}?done={}", if suspend { "suspended" } else { "resumed" })))
}

/// Makes somebody a manager, or shop staff again.
///
/// # Errors
/// 404 for somebody not in the viewer's care, and for who may not give that role.
pub async fn role(service: web::Data<Shared>, id: web::Path<String>, form: Form) -> Answer {
    let wanted = form.typed.get("role").to_owned();
    let business = people::set_role(&service, form.call(), parsed(&id)?, wanted).await?;
    Ok(redirect(&format!("/members/{business}?done=kept")))
}

/// Takes a lost second factor off.
///
/// # Errors
/// The page of the problem for the own account; 404 if there is none.
pub async fn second_factor(service: web::Data<Shared>, id: web::Path<String>, form: Form) -> Answer {
    let user = parsed(&id)?;
    take_factor_off(&service, form.call(), user).await?;
    Ok(redirect(if form.typed.has("from", "roles") {
        "/members/roles?done=factor"
    } else {
        "/members?done=factor"
    }))
}

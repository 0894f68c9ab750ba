//! Somebody forgot their password: a link goes to the address if it has an account. The answer never says whether.

use super::link::{Purpose, mail_link};
use crate::{
    actions::{Call, Refusal, Shared},
    domain::{
        deed::Deed,
        member::{evidence::Visitor, state::State},
        text,
    },
    store,
};

/// Asks for a link to choose a password.
///
/// # Errors
/// [`Refusal::Fields`] if it is no address, [`Refusal::TooMany`] if it was asked too often.
pub async fn forgotten(service: &Shared, call: Call, email: String) -> Result<(), Refusal> {
    let email = text::email(&email).map_err(|problem| Refusal::field("email", problem.to_string()))?;
    service.throttle().visitor(&call.host, &email).map_err(|_| Refusal::TooMany)?;
    let call = Call { host: call.host, ..Call::default() };
    service
        .act::<Visitor, _>(call, move |act| {
            let found = store::user::by_email(act.tx, &act.viewer, &email)?;
            let found = found.filter(|user| user.state != State::Suspended);
            let Some(user) = found else {
                act.record(Deed::AskReset, &[]);
                return Ok(());
            };
            act.record(Deed::AskReset, &[user.id.uuid()]);
            let purpose = if user.has_password { Purpose::Reset } else { Purpose::Invitation };
            mail_link(act, user.id, &user.details.name, &user.details.email, purpose)
        })
        .await
}

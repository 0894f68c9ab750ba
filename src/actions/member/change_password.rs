//! A signed-in user changes the password: every other device is signed out.

use super::choose_password::{checked, keep};
use crate::{
    actions::{Call, Refusal, Shared},
    domain::{
        deed::Deed,
        member::evidence::{Acting, Person},
    },
    store,
    vault::{password, token_hash},
};

/// Changes the password.
///
/// # Errors
/// [`Refusal::Fields`] if the present one does not fit, or the new one is weak or mistyped.
pub async fn change_password(
    service: &Shared,
    call: Call,
    present: String,
    typed: String,
    again: &str,
) -> Result<(), Refusal> {
    let held = confirmed(service, &call, present, "present").await?;
    let hashed = checked(service, typed, again, &held.about.each_ref().map(String::as_str)).await?;
    let session = call.token.as_deref().map(token_hash).unwrap_or_default();
    service
        .act::<Person, _>(call, move |act| {
            let user = act.viewer.user().ok_or(Refusal::SignIn)?;
            // Hashing takes a while, outside of any transaction: meanwhile another one may have been chosen.
            let now = store::user::credentials(act.tx, &act.viewer, user)?.0.map(|held| held.password);
            if now != held.hash {
                return Err(unfit("present"));
            }
            keep(act, user, hashed)?;
            store::session::end_others(act.tx, act.scheme.id, user, &session)?;
            act.record(Deed::ChoosePassword, &[user.uuid()]);
            Ok(())
        })
        .await
}

/// Whose password was typed, and what it was compared with.
pub(super) struct Confirmed {
    /// Name and address.
    about: [String; 2],
    /// The hash of the password.
    hash: Option<String>,
}

fn unfit(field: &'static str) -> Refusal {
    Refusal::field(field, "This is not your present password.")
}

/// Asks for the present password again.
pub(super) async fn confirmed(
    service: &Shared,
    call: &Call,
    present: String,
    field: &'static str,
) -> Result<Confirmed, Refusal> {
    let read = call.clone();
    let ((details, hash), _) = service
        .glance::<Person, _>(read, |tx, viewer, _| {
            let user = viewer.user().ok_or(Refusal::SignIn)?;
            let details = store::user::load(tx, viewer, user)?.details;
            let held = store::user::credentials(tx, viewer, user)?.0;
            Ok((details, held.map(|held| held.password)))
        })
        .await?;
    service
        .throttle()
        .sign_in(&call.host, &details.email, call.token.as_deref())
        .map_err(|_| Refusal::TooMany)?;
    let compared = hash.clone();
    if service.hashed(move || password::verify(&present, compared.as_deref())).await? {
        Ok(Confirmed { about: [details.name, details.email], hash })
    } else {
        Err(unfit(field))
    }
}

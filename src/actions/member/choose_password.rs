//! Somebody chooses a password by a link: the link is spent, every session ends.

use crate::{
    actions::{Act, Bar, Call, Refusal, Shared, mail::queue},
    domain::{
        deed::Deed,
        ids::UserId,
        mail::Keep,
        member::{evidence::Visitor, state::State},
    },
    mail::wording::{self, PasswordChanged},
    store,
    vault::{password, token_hash},
};

/// Whether a link is still good. Looking at it does not spend it: mail scanners look.
///
/// # Errors
/// 404 for an unknown host name.
pub async fn is_good(service: &Shared, call: Call, link: &str) -> Result<(bool, Bar), Refusal> {
    let hash = token_hash(link);
    service
        .glance::<Visitor, _>(without_session(call), move |tx, viewer, _| {
            use crate::domain::member::evidence::Acting;
            Ok(store::session::link(tx, viewer.scheme(), &hash, viewer.at())?.is_some())
        })
        .await
}

fn without_session(call: Call) -> Call {
    Call { host: call.host, ..Call::default() }
}

/// Chooses a password.
///
/// # Errors
/// [`Refusal::Fields`] if it is weak or mistyped, [`Refusal::Rule`] if the link is no longer good.
pub async fn choose(
    service: &Shared,
    call: Call,
    link: &str,
    typed: String,
    again: &str,
) -> Result<(), Refusal> {
    let hash = token_hash(link);
    let wanted = hash.clone();
    let (about, _) = service
        .glance::<Visitor, _>(without_session(call.clone()), move |tx, viewer, scheme| {
            use crate::domain::member::evidence::Acting;
            let user = store::session::link(tx, scheme.id, &wanted, viewer.at())?.ok_or_else(ended)?;
            let user = store::user::load(tx, viewer, user)?;
            Ok([user.details.name, user.details.email, scheme.name.clone()])
        })
        .await?;
    let hashed = checked(service, typed, again, &about.each_ref().map(String::as_str)).await?;
    service.act::<Visitor, _>(without_session(call), move |act| spend(act, &hash, hashed)).await
}

/// A new password, checked and hashed.
pub(super) async fn checked(
    service: &Shared,
    typed: String,
    again: &str,
    about: &[&str],
) -> Result<String, Refusal> {
    password::strong(&typed, about).map_err(|weak| Refusal::field("password", weak.to_string()))?;
    if typed != again {
        return Err(Refusal::field("again", "The two are not the same. Type the new password twice."));
    }
    let clock = service.clock().clone();
    service
        .hashed(move || password::hash(&clock, &typed))
        .await?
        .map_err(|error| Refusal::Failed(error.to_string()))
}

fn ended() -> Refusal {
    Refusal::Rule("This link no longer works. Ask for a new one.".to_owned())
}

fn spend(act: &mut Act<'_, '_, Visitor>, link: &[u8], hashed: String) -> Result<(), Refusal> {
    let (scheme, at) = (act.scheme.id, act.now());
    let user = store::session::link(act.tx, scheme, link, at)?.ok_or_else(ended)?;
    if !store::session::spend_link(act.tx, scheme, link)? {
        return Err(ended());
    }
    let state = store::user::load(act.tx, &act.viewer, user)?.state;
    if state == State::Suspended {
        return Err(ended());
    }
    keep(act, user, hashed)?;
    store::session::end_all(act.tx, scheme, user)?;
    act.record(Deed::ChoosePassword, &[user.uuid()]);
    Ok(())
}

/// Keeps a new password, and tells its owner if there was another before.
pub(super) fn keep<R>(act: &mut Act<'_, '_, R>, user: UserId, hashed: String) -> Result<(), Refusal> {
    let scheme = act.scheme.id;
    let viewer = crate::domain::member::evidence::visitor(scheme, act.now());
    let details = store::user::load(act.tx, &viewer, user)?.details;
    let held = store::user::credentials(act.tx, &viewer, user)?.0;
    let changed = held.is_some();
    let mut credentials = held.unwrap_or_default();
    credentials.password = hashed;
    store::user::keep_credentials(act.tx, scheme, user, &credentials, State::Active)?;
    if changed {
        let forgotten = act.service.settings().url(&act.scheme.host, "/forgotten");
        let name = act.scheme.name.clone();
        let body = PasswordChanged { name: &details.name, scheme: &name, forgotten: &forgotten };
        let message =
            wording::message(&details.email, format!("Your password for {name} was changed"), &body);
        queue(act, user, &message, Keep::Usual)?;
    }
    Ok(())
}

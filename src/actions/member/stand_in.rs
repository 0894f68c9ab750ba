//! Acts for an invented person: how the demonstration's town lives its past. No other scheme opens this door.

use crate::{
    actions::{Act, Call, Refusal, Shared, session::form_token_of},
    domain::{
        deed::Deed,
        ids::UserId,
        member::{evidence::Visitor, role::Role, state::State},
    },
    store,
    vault::{Token, password},
};

/// Whom a call acts for.
#[derive(Debug, Clone)]
pub struct StandIn {
    /// The invented person.
    pub user: UserId,
    /// Their session.
    pub call: Call,
}

/// A session of an invented person in one of their roles.
///
/// # Errors
/// [`Refusal::NotFound`] outside a demonstration, or if nobody has this address.
pub async fn stand_in(service: &Shared, host: &str, email: &str, role: Role) -> Result<StandIn, Refusal> {
    let call = Call { host: host.to_owned(), ..Call::default() };
    let email = email.to_owned();
    service
        .act::<Visitor, _>(call.clone(), move |act| {
            let user = invented(act, &email)?;
            let (scheme, at) = (act.scheme.id, act.now());
            let token = Token::new(act.service.clock());
            store::user::set_state(act.tx, scheme, user, State::Active)?;
            store::session::insert(act.tx, scheme, &token.hash(), user, role, false, at)?;
            act.record(Deed::SignIn, &[user.uuid()]);
            let csrf = Some(form_token_of(act.tx, &token));
            Ok(StandIn { user, call: Call { csrf, token: Some(token.text()), ..call } })
        })
        .await
}

/// Chooses a password for an invented person.
///
/// # Errors
/// As [`stand_in`].
pub async fn give_password(service: &Shared, host: &str, email: &str, chosen: &str) -> Result<(), Refusal> {
    let (clock, chosen) = (service.clock().clone(), chosen.to_owned());
    let hashed =
        service.hashed(move || password::hash(&clock, &chosen)).await?.map_err(store::StoreError::from)?;
    let call = Call { host: host.to_owned(), ..Call::default() };
    let email = email.to_owned();
    service
        .act::<Visitor, _>(call, move |act| {
            let user = invented(act, &email)?;
            let mut held = store::user::credentials(act.tx, &act.viewer, user)?.0.unwrap_or_default();
            held.password = hashed;
            store::user::keep_credentials(act.tx, act.scheme.id, user, &held, State::Active)?;
            act.record(Deed::ChoosePassword, &[user.uuid()]);
            Ok(())
        })
        .await
}

fn invented(act: &mut Act<'_, '_, Visitor>, email: &str) -> Result<UserId, Refusal> {
    if !act.scheme.demo {
        return Err(Refusal::NotFound);
    }
    let user = store::user::by_email(act.tx, &act.viewer, email)?.ok_or(Refusal::NotFound)?;
    Ok(user.id)
}

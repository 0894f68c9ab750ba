//! Acts for an invented person: how the demonstration's town lives its past. No other scheme opens this door.

use crate::{
    actions::{Call, Refusal, Shared, session::form_token_of},
    domain::{
        deed::Deed,
        ids::UserId,
        member::{evidence::Visitor, role::Role, state::State},
    },
    store,
    vault::Token,
};

/// A session of an invented person in one of their roles.
///
/// # Errors
/// [`Refusal::NotFound`] outside a demonstration.
pub async fn stand_in(service: &Shared, host: &str, user: UserId, role: Role) -> Result<Call, Refusal> {
    let call = Call { host: host.to_owned(), ..Call::default() };
    service
        .act::<Visitor, _>(call.clone(), move |act| {
            if !act.scheme.demo {
                return Err(Refusal::NotFound);
            }
            let (scheme, at) = (act.scheme.id, act.now());
            let token = Token::new(act.service.clock());
            store::user::set_state(act.tx, scheme, user, State::Active)?;
            store::session::insert(act.tx, scheme, &token.hash(), user, role, false, at)?;
            act.record(Deed::SignIn, &[user.uuid()]);
            Ok(Call { csrf: Some(form_token_of(act.tx, &token)), token: Some(token.text()), ..call })
        })
        .await
}

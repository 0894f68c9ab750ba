//! A user acts in another role they hold: a change of power is a new token.

use crate::{
    actions::{Call, Refusal, Shared},
    domain::{
        deed::Deed,
        member::{
            evidence::{Acting, Person},
            role::Role,
            session::second_factor_needed,
        },
    },
    store,
    vault::{Token, token_hash},
};

/// A session in another role.
#[derive(Debug)]
pub struct Switched {
    /// Its token.
    pub token: String,
    /// The role.
    pub role: Role,
    /// Whether a second factor is asked for next.
    pub second_factor: bool,
}

/// Acts in another role.
///
/// # Errors
/// 404 for a role the user does not hold.
pub async fn switch_role(service: &Shared, call: Call, wanted: String) -> Result<Switched, Refusal> {
    let old = call.token.as_deref().map(token_hash).unwrap_or_default();
    service
        .act::<Person, _>(call, move |act| {
            let (user, scheme, at) = (act.viewer.user().ok_or(Refusal::SignIn)?, act.scheme.id, act.now());
            let role = Role::parse(&wanted).ok_or(Refusal::NotFound)?;
            let grants = store::user::grants(act.tx, scheme, Some(user))?;
            if !grants.iter().any(|grant| grant.confirmed && grant.role == role) {
                return Err(Refusal::NotFound);
            }
            let session = store::session::load(act.tx, &act.viewer, &old)?;
            let token = Token::new(act.service.clock());
            store::session::replace(act.tx, &old, &token.hash(), role, session.second_factor, at)?;
            act.record(Deed::SwitchRole, &[user.uuid()]);
            let needed = second_factor_needed(role, act.scheme.demo) && !session.second_factor;
            Ok(Switched { token: token.text(), role, second_factor: needed })
        })
        .await
}

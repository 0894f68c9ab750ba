//! Shows a second factor, or sets one up: then the session is a new one, with a new token.

use crate::{
    actions::{Act, Bar, Call, Refusal, Shared},
    domain::{
        deed::Deed,
        ids::UserId,
        member::{
            evidence::{Acting, Halfway},
            role::Role,
            session::second_factor_needed,
        },
    },
    store,
    vault::{Token, token_hash, totp},
};

/// What the page asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// A new seed to set up; else the code of the one there is.
    pub setup: Option<Setup>,
    /// A demonstration, or a role that does not need one, may go on without.
    pub may_skip: bool,
}

/// A seed on its way into an app, and back with the form.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The seed, as people type it.
    pub seed: String,
    /// That we made it for this session.
    pub proof: String,
    /// What the QR code says.
    pub address: String,
}

/// A session with a second factor shown.
#[derive(Debug)]
pub struct Shown {
    /// Its new token.
    pub token: String,
    /// The role acted in.
    pub role: Role,
}

/// What to ask for. `seed` is a seed that was offered before, so that a mistyped code does not change it.
///
/// # Errors
/// If nobody is signed in.
pub async fn ask(service: &Shared, call: Call, seed: String) -> Result<(Asked, Bar), Refusal> {
    let session = call.token.as_deref().map(token_hash).unwrap_or_default();
    service
        .glance::<Halfway, _>(call, move |tx, viewer, scheme| {
            let user = viewer.user().ok_or(Refusal::SignIn)?;
            let held = store::user::credentials(tx, viewer, user)?.0;
            let needed = acted_in(viewer.role()).is_some_and(|role| second_factor_needed(role, scheme.demo));
            if held.is_some_and(|held| held.totp.is_some()) {
                return Ok(Asked { setup: None, may_skip: false });
            }
            let seed = totp::read(&seed).unwrap_or_else(|| totp::new_seed(tx.clock));
            let email = store::user::load(tx, viewer, user)?.details.email;
            let written = totp::written(&seed);
            let proof = tx.vault.link_tag(&[b"seed", &session, written.as_bytes()]);
            let address = totp::address(&seed, &scheme.name, &email);
            Ok(Asked { setup: Some(Setup { seed: written, proof, address }), may_skip: !needed })
        })
        .await
}

fn acted_in(role: &str) -> Option<Role> {
    Role::parse(role)
}

fn wrong() -> Refusal {
    Refusal::field("code", "This code does not fit. Type the six digits your app shows now.")
}

/// Shows the code of the second factor there is.
///
/// # Errors
/// [`Refusal::Fields`] if it does not fit or was used before, [`Refusal::TooMany`] after several tries.
pub async fn show(service: &Shared, call: Call, code: String) -> Result<Shown, Refusal> {
    count_try(service, &call).await?;
    let old = call.token.as_deref().map(token_hash).unwrap_or_default();
    service
        .act::<Halfway, _>(call, move |act| {
            let user = act.viewer.user().ok_or(Refusal::SignIn)?;
            let held = store::user::credentials(act.tx, &act.viewer, user)?.0.ok_or_else(wrong)?;
            let step = held.totp.and_then(|seed| totp::step(&seed, &code, act.now())).ok_or_else(wrong)?;
            act.record(Deed::ShowSecondFactor, &[user.uuid()]);
            renew(act, user, step, &old)
        })
        .await
}

/// Sets a second factor up, by the first code of its seed.
///
/// # Errors
/// As [`show`]; 404 if there is one already.
pub async fn set_up(
    service: &Shared,
    call: Call,
    seed: String,
    proof: String,
    code: String,
) -> Result<Shown, Refusal> {
    count_try(service, &call).await?;
    let old = call.token.as_deref().map(token_hash).unwrap_or_default();
    service
        .act::<Halfway, _>(call, move |act| {
            let user = act.viewer.user().ok_or(Refusal::SignIn)?;
            if !act.tx.vault.link_holds(&[b"seed", &old, seed.as_bytes()], &proof) {
                return Err(Refusal::OutOfDate);
            }
            let mut held = store::user::credentials(act.tx, &act.viewer, user)?.0.ok_or(Refusal::NotFound)?;
            if held.totp.is_some() {
                return Err(Refusal::NotFound);
            }
            let seed = totp::read(&seed).ok_or(Refusal::OutOfDate)?;
            let step = totp::step(&seed, &code, act.now()).ok_or_else(wrong)?;
            held.totp = Some(seed);
            let state = store::user::load(act.tx, &act.viewer, user)?.state;
            store::user::keep_credentials(act.tx, act.scheme.id, user, &held, state)?;
            act.record(Deed::SetSecondFactor, &[user.uuid()]);
            renew(act, user, step, &old)
        })
        .await
}

/// Six digits are few: tries are counted by account, whatever session they come by.
async fn count_try(service: &Shared, call: &Call) -> Result<(), Refusal> {
    let host = call.host.clone();
    let read = Call { csrf: None, ..call.clone() };
    let (user, _) = service.glance::<Halfway, _>(read, |_, viewer, _| Ok(viewer.user())).await?;
    let account = user.map(|user| format!("second factor {user}")).unwrap_or_default();
    service.throttle().sign_in(&host, &account, None).map_err(|_| Refusal::TooMany)
}

/// The code is spent, and the session becomes another one: what was seen of the old token is worth nothing.
fn renew(act: &mut Act<'_, '_, Halfway>, user: UserId, step: i64, old: &[u8]) -> Result<Shown, Refusal> {
    if !store::user::spend_step(act.tx, act.scheme.id, user, step)? {
        return Err(wrong());
    }
    let role = acted_in(act.viewer.role()).ok_or(Refusal::SignIn)?;
    let (token, at) = (Token::new(act.service.clock()), act.now());
    store::session::replace(act.tx, old, &token.hash(), role, true, at)?;
    Ok(Shown { token: token.text(), role })
}

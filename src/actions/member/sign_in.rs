//! Signs a user in: an address and a password become a session.

use super::throttle::Try;
use crate::{
    actions::{Act, Call, Refusal, Shared},
    domain::{
        deed::Deed,
        ids::UserId,
        member::{
            evidence::{Acting, Visitor},
            role::Role,
            session::second_factor_needed,
            state::State,
        },
    },
    store,
    vault::{Token, password},
};

/// What signing in gives.
pub struct SignedIn {
    /// The session's token, for the cookie.
    pub token: String,
    /// The role acted in.
    pub role: Role,
    /// A second factor is asked for next.
    pub second_factor: bool,
    /// The mark by which this device is known for this account from now on.
    pub device: String,
}

const SUSPENDED: &str =
    "This account, or the business it belongs to, is suspended. Please ask the scheme’s administrator.";

/// Signs a user in. Wrong address and wrong password look alike and take as long.
///
/// # Errors
/// [`Refusal::Fields`] if they do not fit, [`Refusal::TooMany`] if this device or this account was tried too often.
pub async fn sign_in(
    service: &Shared,
    call: Call,
    device: Option<String>,
    email: String,
    typed: String,
) -> Result<SignedIn, Refusal> {
    let wanted = email.trim().to_lowercase();
    let device = device.filter(|device| is_known(service, &call.host, &wanted, device));
    service
        .throttle()
        .sign_in(&call.host, &wanted, device.as_deref())
        .map_err(|Try::Later| Refusal::TooMany)?;
    let device = device.unwrap_or_else(|| new_device(service, &call.host, &wanted));
    let (found, _) = service
        .glance::<Visitor, _>(without_session(&call), move |tx, viewer, _| {
            let Some(user) = store::user::by_email(tx, viewer, &wanted)? else { return Ok(None) };
            let held = store::user::credentials(tx, viewer, user.id)?.0;
            let employer = user.business.map(|id| store::business::load(tx, viewer, id)).transpose()?;
            let states = [Some(user.state), employer.map(|business| business.state)];
            Ok(held.map(|held| (user, states.contains(&Some(State::Suspended)), held)))
        })
        .await?;
    let hash = found.as_ref().map(|(.., held)| held.password.clone());
    let fits = service.hashed(move || password::verify(&typed, hash.as_deref())).await?;
    let (user, has_second_factor) = match found {
        // Only who knows the password is told.
        Some((_, true, _)) if fits => return Err(Refusal::Rule(SUSPENDED.to_owned())),
        Some((user, false, held)) if fits && user.state == State::Active => (user, held.totp.is_some()),
        _ => return Err(wrong()),
    };
    service
        .act::<Visitor, _>(without_session(&call), move |act| open(act, user.id, has_second_factor, device))
        .await
}

/// A mark of a device for one account: random, with a tag that nobody else can make. An invented one is no mark, or a
/// guesser would have as many tries as inventions.
fn new_device(service: &Shared, host: &str, email: &str) -> String {
    let random = Token::new(service.clock()).text();
    let tag = service.vault.link_tag(&[b"device", host.as_bytes(), email.as_bytes(), random.as_bytes()]);
    format!("{random}.{tag}")
}

fn is_known(service: &Shared, host: &str, email: &str, device: &str) -> bool {
    device.split_once('.').is_some_and(|(random, tag)| {
        let parts: [&[u8]; 4] = [b"device", host.as_bytes(), email.as_bytes(), random.as_bytes()];
        service.vault.link_holds(&parts, tag)
    })
}

fn wrong() -> Refusal {
    Refusal::field("password", "This address and password do not fit. Check both and try again.")
}

/// A sign-in begins anew, whatever session the device still has.
fn without_session(call: &Call) -> Call {
    Call { host: call.host.clone(), ..Call::default() }
}

fn open(
    act: &mut Act<'_, '_, Visitor>,
    user: UserId,
    has_second_factor: bool,
    device: String,
) -> Result<SignedIn, Refusal> {
    let scheme = act.scheme.id;
    let grants = store::user::grants(act.tx, scheme, Some(user))?;
    let role =
        grants.iter().filter(|grant| grant.confirmed).map(|grant| grant.role).max().ok_or_else(wrong)?;
    let token = Token::new(act.service.clock());
    let at = act.now();
    store::session::insert(act.tx, scheme, &token.hash(), user, role, false, at)?;
    act.record(Deed::SignIn, &[user.uuid()]);
    Ok(SignedIn {
        token: token.text(),
        role,
        second_factor: has_second_factor || second_factor_needed(role, act.scheme.demo),
        device,
    })
}

/// Ends the session of a call, if it has one.
///
/// # Errors
/// If the form is out of date, or the database fails.
pub async fn sign_out(service: &Shared, call: Call) -> Result<(), Refusal> {
    use crate::{domain::member::evidence::Person, vault::token_hash};
    let Some(token) = call.token.as_deref().map(token_hash) else { return Ok(()) };
    let done = service
        .act::<Person, _>(call, move |act| {
            let user = act.viewer.user().map(Into::into);
            store::session::end(act.tx, &token)?;
            act.record(Deed::SignOut, user.as_slice());
            Ok(())
        })
        .await;
    match done {
        Err(Refusal::SignIn) => Ok(()),
        other => other,
    }
}

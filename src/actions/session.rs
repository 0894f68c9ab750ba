//! Loads a session, a visit or a tick and has `domain` turn it into evidence.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

use super::Refusal;
use crate::{
    config::rules_file,
    domain::{
        date::london_day,
        ids::SchemeId,
        member::{
            agreement,
            evidence::{self, FromSession, SessionFacts, Viewer, Visitor},
            looking::stopped_until,
            record::Session,
            role::Role,
            session,
            state::State,
        },
        rules::Rules,
        scheme::{Scheme, trust::day_shown},
    },
    store::{self, Read, StoreError},
    vault::{Token, Vault, token_hash},
};

/// What came with a request: the host name, the session's token, the form's token.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// The host name, lower case, without a port.
    pub host: String,
    /// The session cookie.
    pub token: Option<String>,
    /// The token of the form, where one was sent.
    pub csrf: Option<String>,
}

/// What frames a page.
#[derive(Debug, Clone)]
pub struct Bar {
    /// The scheme.
    pub scheme: Arc<Scheme>,
    /// Who is signed in, if anybody.
    pub person: Option<Person>,
    /// The token for forms; empty for visitors.
    pub csrf: String,
}

/// Who is signed in, for the page's frame.
#[derive(Debug, Clone)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Business, or empty.
    pub place: String,
    /// The role acted in.
    pub role: Role,
    /// All roles held.
    pub roles: Vec<Role>,
    /// "", "light", "dark".
    pub theme: String,
}

/// An entered request.
pub(super) struct Entered<R> {
    pub viewer: Viewer<R>,
    pub scheme: Arc<Scheme>,
    pub bar: Bar,
    pub touch: Option<Vec<u8>>,
    /// When the gallery was looked at last.
    pub gallery_seen_at: Option<DateTime<Utc>>,
    pub session: bool,
}

/// A kind of evidence that a request can give.
pub trait Enter: Sized {
    /// Whether a session is needed.
    const SESSION: bool;
    /// The evidence of a session, if it gives it.
    fn evidence(facts: Option<&SessionFacts>, scheme: &Scheme, at: DateTime<Utc>) -> Option<Viewer<Self>>;
}

impl<R: FromSession> Enter for R {
    const SESSION: bool = true;
    fn evidence(facts: Option<&SessionFacts>, _: &Scheme, at: DateTime<Utc>) -> Option<Viewer<Self>> {
        R::from_session(facts?, at)
    }
}

impl Enter for Visitor {
    const SESSION: bool = false;
    fn evidence(_: Option<&SessionFacts>, scheme: &Scheme, at: DateTime<Utc>) -> Option<Viewer<Self>> {
        Some(evidence::visitor(scheme.id, at))
    }
}

/// A session's last use is written once in so long.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(5);

/// Turns a request into evidence of kind `R`.
pub(super) fn enter<R: Enter>(
    tx: &mut Read<'_>,
    call: &Call,
    at: DateTime<Utc>,
) -> Result<Entered<R>, Refusal> {
    let scheme = store::scheme::by_host(tx, &call.host)?;
    let session = match &call.token {
        Some(token) => load(tx, &scheme, &token_hash(token), at)?,
        None => None,
    };
    let facts = session.as_ref().map(|session| facts(session, &scheme, at)).transpose()?;
    let viewer = R::evidence(facts.as_ref(), &scheme, at)
        .ok_or_else(|| stopped::<R>(facts, &scheme, at).unwrap_or_else(|| refusal(facts.as_ref())))?;
    let viewer = viewer.not_before(day_shown(store::lease::last_beat(tx, scheme.id)?, at));
    let touch = session.as_ref().filter(|session| at - session.seen_at >= TOUCH_EVERY);
    let touch = touch.and(call.token.as_deref()).map(token_hash);
    let csrf = match (&session, &call.token) {
        (Some(_), Some(token)) => form_token(tx, &token_hash(token)),
        _ => String::new(),
    };
    let gallery_seen_at = session.as_ref().and_then(|session| session.user.gallery_seen_at);
    let person = session.map(|session| Person {
        name: session.user.details.name,
        place: session.place.map(|place| place.name).unwrap_or_default(),
        role: session.role,
        roles: session.roles,
        theme: session.user.theme,
    });
    let bar = Bar { scheme: scheme.clone(), person, csrf };
    Ok(Entered { viewer, scheme, session: R::SESSION, bar, touch, gallery_seen_at })
}

/// Refuses a deed whose form does not carry its session's token. Without a session there is none to carry: the
/// doors check where the request came from.
pub(super) fn check_token<R>(tx: &Read<'_>, call: &Call, entered: &Entered<R>) -> Result<(), Refusal> {
    if entered.session { bears_token(tx.vault, call) } else { Ok(()) }
}

/// Refuses a form without the token of the session whose cookie came with it.
pub(super) fn bears_token(vault: &Vault, call: &Call) -> Result<(), Refusal> {
    let Some(token) = call.token.as_deref() else { return Ok(()) };
    let sent = call.csrf.as_deref().unwrap_or_default();
    if vault.link_holds(&[b"form", &token_hash(token)], sent) { Ok(()) } else { Err(Refusal::OutOfDate) }
}

/// The token that a session's forms carry.
pub(super) fn form_token_of(tx: &Read<'_>, token: &Token) -> String {
    form_token(tx, &token.hash())
}

fn form_token(tx: &Read<'_>, token: &[u8]) -> String {
    tx.vault.link_tag(&[b"form", token])
}

fn load(
    tx: &mut Read<'_>,
    scheme: &Scheme,
    token: &[u8],
    at: DateTime<Utc>,
) -> Result<Option<Session>, Refusal> {
    match store::session::load(tx, &evidence::visitor(scheme.id, at), token) {
        Ok(found) => Ok(Some(found).filter(|found| {
            found.roles.contains(&found.role)
                && session::alive(found.role, found.created_at, found.seen_at, at)
        })),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn facts(session: &Session, scheme: &Scheme, at: DateTime<Utc>) -> Result<SessionFacts, Refusal> {
    let (agreed, version) = (session.user.agreed, scheme.agreement_version);
    Ok(SessionFacts {
        scheme: scheme.id,
        user: session.user.id,
        business: session.user.business,
        role: session.role,
        active: session.user.state == State::Active && session.business_active,
        agreed: agreement::in_force(agreed, version, london_day(at), &rules(scheme)?).is_ok(),
        second_factor: session.second_factor
            || !(session.has_second_factor || session::second_factor_needed(session.role, scheme.demo)),
        stopped: stopped_until(session.user.stopped_at, at),
    })
}

/// Each scheme's rules as last read, with the text they were read from: reading takes longer than a page.
static READ: LazyLock<Mutex<HashMap<SchemeId, (String, Rules)>>> = LazyLock::new(Mutex::default);

/// A scheme's rules.
pub(super) fn rules(scheme: &Scheme) -> Result<Rules, Refusal> {
    let read = || READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, rules)) = read().get(&scheme.id).filter(|(text, _)| *text == scheme.rules) {
        return Ok(rules.clone());
    }
    let rules = rules_file::parse(&scheme.rules)
        .map_err(|_| Refusal::Failed("the scheme's rules file is damaged".to_owned()))?;
    read().insert(scheme.id, (scheme.rules.clone(), rules.clone()));
    Ok(rules)
}

/// Who would be let in but for a stop is told so.
fn stopped<R: Enter>(facts: Option<SessionFacts>, scheme: &Scheme, at: DateTime<Utc>) -> Option<Refusal> {
    let facts = facts?;
    let until = facts.stopped?;
    R::evidence(Some(&SessionFacts { stopped: None, ..facts }), scheme, at)
        .map(|_| Refusal::Stopped { until })
}

/// Who is not signed in is asked to; what else is missing is asked for; the rest does not exist for them.
fn refusal(facts: Option<&SessionFacts>) -> Refusal {
    match facts {
        None => Refusal::SignIn,
        Some(facts) if !facts.active => Refusal::SignIn,
        Some(facts) if !facts.second_factor => Refusal::SecondFactor,
        Some(facts) if !facts.agreed && facts.role != Role::Officer => Refusal::Agreement,
        Some(_) => Refusal::NotFound,
    }
}

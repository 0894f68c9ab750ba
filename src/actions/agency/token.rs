//! Gives a police system a token for five minutes: it shows by a key registered for it who it is (RFC 7523), and the
//! token is bound to the key with which it makes its proofs (RFC 9449).

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::bearer::{ACCESS, Access, Confirmation, LONGEST_JTI, Presented, digest, issuer, proven};
use crate::{
    actions::{
        Refusal, Service, Shared,
        look::{Marks, Spent},
    },
    domain::{
        agency::{
            client::Client,
            timeliness::{self, LEEWAY, TOKEN},
        },
        deed::Deed,
        ids::{EventId, SchemeId},
        member::evidence::{self, Viewer, Visitor},
        scheme::Scheme,
    },
    store::{self, Read, StoreError, audit::Event},
    vault::jwt::{self, PublicKey},
};

/// The grant that there is.
pub const GRANT: &str = "client_credentials";
/// The kind of assertion that there is (RFC 7523, 2.2).
pub const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The one scope.
pub const SCOPE: &str = "police.read";

/// What is asked with.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The grant.
    pub grant: String,
    /// The kind of the assertion.
    pub kind: String,
    /// The assertion.
    pub assertion: String,
    /// Who asks, where it is said apart.
    pub client: Option<String>,
    /// For what, where it is said.
    pub scope: Option<String>,
}

/// A token.
#[derive(Debug, Clone)]
pub struct Token {
    /// As it is shown.
    pub token: String,
    /// For how many seconds.
    pub lives: i64,
}

/// Why there is no token, as RFC 6749, 5.2, and RFC 9449, 5, name it.
#[derive(Debug, thiserror::Error)]
pub enum NoToken {
    /// Something is missing, said twice, or too long.
    #[error("invalid_request")]
    Request,
    /// Another grant.
    #[error("unsupported_grant_type")]
    Grant,
    /// Another scope.
    #[error("invalid_scope")]
    Scope,
    /// Who asks is not who it says.
    #[error("invalid_client")]
    Client,
    /// The proof proves nothing, or was used before.
    #[error("invalid_dpop_proof")]
    Proof,
    /// Something of ours failed.
    #[error(transparent)]
    Failed(#[from] Refusal),
}

impl From<StoreError> for NoToken {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// What an assertion says (RFC 7523, 3).
#[derive(Debug, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Value,
    exp: i64,
    iat: Option<i64>,
    nbf: Option<i64>,
    jti: String,
}

/// Gives a token.
///
/// # Errors
/// [`NoToken`].
pub async fn give(service: &Shared, presented: Presented, wanted: Wanted) -> Result<Token, NoToken> {
    let own = service.clone();
    let (token, scheme, event, marks) =
        service.store.read(move |tx| prepare(tx, &own, &presented, &wanted)).await?;
    match service.looks.record(scheme, event, marks).await {
        Ok(()) => Ok(token),
        Err(Refusal::Replayed) => Err(NoToken::Client),
        Err(refusal) => Err(refusal.into()),
    }
}

type Prepared = (Token, SchemeId, Event, Marks);

fn prepare(
    tx: &mut Read<'_>,
    service: &Service,
    presented: &Presented,
    wanted: &Wanted,
) -> Result<Prepared, NoToken> {
    let now = service.clock.now();
    let scheme = store::scheme::by_host(tx, &presented.host)?;
    let asking = evidence::visitor(scheme.id, now);
    if wanted.grant != GRANT {
        return Err(if wanted.grant.is_empty() { NoToken::Request } else { NoToken::Grant });
    }
    if wanted.scope.as_deref().is_some_and(|scope| scope != SCOPE) {
        return Err(NoToken::Scope);
    }
    if wanted.kind != ASSERTION || wanted.assertion.is_empty() {
        return Err(NoToken::Request);
    }
    let (client, by, assertion) =
        identified(tx, service, &scheme, &asking, wanted, now)?.ok_or(NoToken::Client)?;
    let (key, proof) = proven(service, &scheme, presented, None, now).ok_or(NoToken::Proof)?;
    let token = signed(service, &scheme, &client, (&by, &key), now)?;
    let event = Event {
        id: EventId::from_random(service.clock.random()),
        at: now,
        deed: Deed::GivePoliceToken,
        role: "police",
        actor: None,
        about: vec![client.id.uuid()],
        words: None,
    };
    let marks = Marks { spent: vec![assertion, proof], ..Marks::default() };
    Ok((Token { token, lives: TOKEN.num_seconds() }, scheme.id, event, marks))
}

/// Who asks, and by which key, by an assertion signed with one of its keys for us, now, and once.
fn identified(
    tx: &mut Read<'_>,
    service: &Service,
    scheme: &Scheme,
    asking: &Viewer<Visitor>,
    wanted: &Wanted,
    now: DateTime<Utc>,
) -> Result<Option<(Client, PublicKey, Spent)>, NoToken> {
    let Some((called, kid)) = says(wanted) else { return Ok(None) };
    let client = match store::client::by_called(tx, asking, &called) {
        Ok(client) if client.revoked_at.is_none() => client,
        Ok(_) | Err(StoreError::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let keys = client.keys.iter().filter_map(|text| PublicKey::parse(text));
    let mut keys = keys.filter(|key| kid.as_ref().is_none_or(|kid| *kid == key.thumbprint()));
    let signed = keys.find_map(|key| Some((jwt::verify::<Claims>(&wanted.assertion, &key).ok()?, key)));
    let Some((claims, key)) = signed else { return Ok(None) };
    let Claims { iss, sub, aud, exp, iat, nbf, jti } = claims;
    // One audience, and it is us (FAPI 2.0 Security Profile, 5.3.2.1): what is made for another is not for us.
    let for_us = aud == Value::String(issuer(service, scheme));
    let named = iss == called && sub == called && (1..=LONGEST_JTI).contains(&jti.len());
    if !for_us || !named || !timeliness::good(exp, iat, nbf, now) {
        return Ok(None);
    }
    let Some(ends) = timeliness::instant(exp) else { return Ok(None) };
    let spent = Spent { digest: digest("assertion", &called, &jti), until: ends + LEEWAY };
    Ok(Some((client, key, spent)))
}

/// Who an assertion says it is of, and by which key; nothing of it is believed yet.
fn says(wanted: &Wanted) -> Option<(String, Option<String>)> {
    let head = jwt::head(&wanted.assertion, &["typ", "alg", "kid"]).ok()?;
    let typed = head.typ.as_deref().is_none_or(|typ| matches!(typ, "JWT" | "client-authentication+jwt"));
    let called = jwt::unverified_subject(&wanted.assertion)?;
    let same = wanted.client.as_deref().is_none_or(|client| client == called);
    (typed && same).then_some((called, head.kid))
}

fn signed(
    service: &Service,
    scheme: &Scheme,
    client: &Client,
    (by, key): (&PublicKey, &PublicKey),
    now: DateTime<Utc>,
) -> Result<String, NoToken> {
    let failed = || NoToken::Failed(Refusal::Failed("a token could not be signed".to_owned()));
    let signer = service.vault.token_signer(scheme.id);
    let claims = Access {
        iss: issuer(service, scheme),
        aud: issuer(service, scheme),
        sub: client.called.clone(),
        client_id: client.called.clone(),
        client_key: by.thumbprint(),
        iat: now.timestamp(),
        exp: (now + TOKEN).timestamp(),
        jti: uuid::Builder::from_random_bytes(service.clock.random()).into_uuid().to_string(),
        cnf: Confirmation { jkt: key.thumbprint() },
    };
    signer.sign(ACCESS, &claims).map_err(|_| failed())
}

/// Who gives the tokens of the scheme that has a host name.
///
/// # Errors
/// If none has.
pub async fn issuer_at(service: &Shared, host: String) -> Result<String, Refusal> {
    let own = service.clone();
    service.store.read(move |tx| Ok(issuer(&own, &*store::scheme::by_host(tx, &host)?))).await
}

/// The public keys by which a scheme's tokens are checked (RFC 7517).
///
/// # Errors
/// If no scheme has this host name.
pub async fn keys(service: &Shared, host: String) -> Result<Vec<Value>, Refusal> {
    let id = service.store.read(move |tx| Ok::<_, Refusal>(store::scheme::by_host(tx, &host)?.id)).await?;
    Ok(service.vault.token_keys(id).iter().map(PublicKey::jwk).collect())
}

//! Believes a police system that it is the one that was given a token: by the token, which we signed, and a proof that
//! the client made for this request with the key that the token names (RFC 9449, RFC 9068, RFC 8725).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::denied::{Challenge, Denied};
use crate::{
    actions::{Service, look::Spent},
    domain::{
        agency::{
            client::Client,
            timeliness::{self, LEEWAY, PROOF},
        },
        member::evidence::{AgreementFacts, Viewer, Visitor},
        scheme::Scheme,
    },
    store::{self, Read, StoreError},
    vault::jwt::{self, PublicKey},
};

/// The kind of our tokens (RFC 9068).
pub(super) const ACCESS: &str = "at+jwt";
/// The kind of a proof (RFC 9449).
const PROOF_KIND: &str = "dpop+jwt";
/// The longest id that a token or proof may give itself.
pub(super) const LONGEST_JTI: usize = 128;

/// What our tokens say.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Access {
    pub iss: String,
    pub aud: String,
    pub sub: String,
    pub client_id: String,
    /// The thumbprint of the key by which the client showed who it is.
    pub client_key: String,
    pub iat: i64,
    pub exp: i64,
    pub jti: String,
    pub cnf: Confirmation,
}

/// The key that whoever bears a token proves to hold (RFC 9449, 6.1).
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Confirmation {
    pub jkt: String,
}

/// What a proof says (RFC 9449, 4.2).
#[derive(Debug, Deserialize)]
struct Proof {
    jti: String,
    htm: String,
    htu: String,
    iat: i64,
    ath: Option<String>,
}

/// What came with a request, beside what it asks for.
#[derive(Debug, Clone, Default)]
pub struct Presented {
    /// The host name, lower case, without a port.
    pub host: String,
    /// The method.
    pub method: String,
    /// The path, without a query.
    pub path: String,
    /// Every `Authorization`.
    pub authorization: Vec<String>,
    /// Every `DPoP`.
    pub proofs: Vec<String>,
}

/// A scheme's name among those who give tokens (RFC 8414).
pub(super) fn issuer(service: &Service, scheme: &Scheme) -> String {
    service.settings().url(&scheme.host, "")
}

/// A digest of what may be used once.
pub(super) fn digest(kind: &str, of: &str, id: &str) -> Vec<u8> {
    let mut digest = Sha256::new();
    for part in [kind, of, id] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().to_vec()
}

/// The key that made a proof of this request, and that the proof is used now. `token` is the one it comes with.
pub(super) fn proven(
    service: &Service,
    scheme: &Scheme,
    presented: &Presented,
    token: Option<&str>,
    now: DateTime<Utc>,
) -> Option<(PublicKey, Spent)> {
    let [proof] = presented.proofs.as_slice() else { return None };
    let head = jwt::head(proof, &["typ", "alg", "jwk"]).ok()?;
    let key = head.jwk.filter(|_| head.typ.as_deref() == Some(PROOF_KIND))?;
    let Proof { jti, htm, htu, iat, ath } = jwt::verify(proof, &key).ok()?;
    let target = htu.split(['?', '#']).next().unwrap_or_default();
    let bound = token.map(|token| BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(token)));
    let here = htm == presented.method
        && target == service.settings().url(&scheme.host, &presented.path)
        && (bound.is_none() || ath == bound);
    let named = (1..=LONGEST_JTI).contains(&jti.len());
    if !here || !named || !timeliness::fresh(iat, now) {
        return None;
    }
    let until = timeliness::instant(iat)? + PROOF + LEEWAY;
    let spent = Spent { digest: digest("proof", &key.thumbprint(), &jti), until };
    Some((key, spent))
}

/// Who asks.
pub(super) struct Bearer {
    pub client: Client,
    pub agreement: AgreementFacts,
    pub spent: Spent,
}

/// Who asks, by token and proof. What is said about the agreement is not asked here.
pub(super) fn bearer(
    tx: &mut Read<'_>,
    service: &Service,
    scheme: &Scheme,
    asking: &Viewer<Visitor>,
    presented: &Presented,
    now: DateTime<Utc>,
) -> Result<Bearer, Denied> {
    let unknown = |challenge| move || Denied::Unknown(challenge);
    let [authorization] = presented.authorization.as_slice() else {
        let none = presented.authorization.is_empty();
        return Err(Denied::Unknown(if none { Challenge::Missing } else { Challenge::Token }));
    };
    let (kind, token) = authorization.split_once(' ').ok_or_else(unknown(Challenge::Token))?;
    // A token by itself is worth nothing: there is no plain bearer mode.
    let access = Some(token)
        .filter(|_| kind.eq_ignore_ascii_case("dpop"))
        .and_then(|token| access(service, scheme, token, now))
        .ok_or_else(unknown(Challenge::Token))?;
    let (key, spent) =
        proven(service, scheme, presented, Some(token), now).ok_or_else(unknown(Challenge::Proof))?;
    if key.thumbprint() != access.cnf.jkt {
        return Err(Denied::Unknown(Challenge::Proof));
    }
    let client = match store::client::by_called(tx, asking, &access.sub) {
        Ok(client) if client.revoked_at.is_none() && has_key(&client, &access.client_key) => client,
        Ok(_) | Err(StoreError::NotFound) => return Err(Denied::Unknown(Challenge::Token)),
        Err(error) => return Err(error.into()),
    };
    let agreement = store::agreement::facts(tx, asking, client.agreement)?;
    Ok(Bearer { client, agreement, spent })
}

/// Whether a client still has a key: with one that was taken away go the tokens that were given for it.
fn has_key(client: &Client, thumbprint: &str) -> bool {
    let keys = client.keys.iter().filter_map(|text| PublicKey::parse(text));
    keys.into_iter().any(|key| key.thumbprint() == thumbprint)
}

/// What a token says, if we signed it for ourselves and it is alive.
fn access(service: &Service, scheme: &Scheme, token: &str, now: DateTime<Utc>) -> Option<Access> {
    let head = jwt::head(token, &["typ", "alg", "kid"]).ok()?;
    if head.typ.as_deref() != Some(ACCESS) {
        return None;
    }
    let named = head.kid?;
    let keys = service.vault.token_keys(scheme.id);
    let key = keys.iter().find(|key| key.thumbprint() == named)?;
    let access: Access = jwt::verify(token, key).ok()?;
    let ours = issuer(service, scheme);
    let good = access.iss == ours && access.aud == ours && access.sub == access.client_id;
    (good && timeliness::alive(access.exp, now)).then_some(access)
}

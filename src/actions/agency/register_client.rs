//! The controller registers a police system under an agreement, with public keys that its keepers handed over.

use serde_json::Value;

use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        agency::{
            agreement::Standing,
            client::{Client, MOST_KEYS, chosen_id},
        },
        deed::Deed,
        ids::{AgreementId, ClientId},
        member::evidence::{Acting, Controller},
        text,
    },
    store::{self, StoreError},
    vault::jwt::PublicKey,
};

/// What was entered.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// What people call it.
    pub name: String,
    /// The id it is to have; blank for one of ours.
    pub called: String,
    /// Its public keys.
    pub keys: String,
}

/// Registers a client.
///
/// # Errors
/// Messages on its fields; [`Refusal::NotFound`] if there is no such agreement, or it is over.
pub async fn register(
    service: &Shared,
    call: Call,
    agreement: AgreementId,
    entered: Entered,
) -> Result<ClientId, Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let viewer = act.viewer;
            let days = store::agreement::load(act.tx, &viewer, agreement)?.days;
            if matches!(days.standing(viewer.today()), Standing::Over | Standing::Ended) {
                return Err(Refusal::NotFound);
            }
            let id: ClientId = act.new_id();
            let mut problems = Problems::default();
            let name = problems.take("name", text::line(&entered.name, 2, 120));
            let called = match entered.called.trim() {
                "" => id.to_string(),
                typed => chosen_id(typed).unwrap_or_else(|_| {
                    problems
                        .add("called", "Use 8 to 64 letters, digits, full stops, hyphens and underscores.");
                    String::new()
                }),
            };
            match store::client::by_called(act.tx, &viewer, &called) {
                Ok(_) => problems.add("called", "Another system is registered under this id."),
                Err(StoreError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
            let keys = public_keys(&mut problems, &entered.keys);
            problems.end()?;
            let client = Client {
                id,
                called,
                agreement,
                name,
                keys,
                registered_by: viewer.user(),
                registered_at: viewer.at(),
                revoked_at: None,
            };
            store::client::insert(act.tx, &viewer, client)?;
            act.record(Deed::RegisterClient, &[id.uuid(), agreement.uuid()]);
            Ok(id)
        })
        .await
}

/// Public keys as they were pasted: a JWK, or a set of them. What is wrong is said on the field `keys`.
pub(super) fn public_keys(problems: &mut Problems, pasted: &str) -> Vec<String> {
    const LONGEST: usize = 8 * 1024;
    let parsed: Option<Value> = serde_json::from_str(pasted).ok().filter(|_| pasted.len() <= LONGEST);
    let jwks = match parsed {
        Some(Value::Object(mut set)) if set.contains_key("keys") => match set.remove("keys") {
            Some(Value::Array(jwks)) => jwks,
            _ => Vec::new(),
        },
        Some(jwk @ Value::Object(_)) => vec![jwk],
        _ => Vec::new(),
    };
    if jwks.is_empty() || jwks.len() > MOST_KEYS {
        problems.add("keys", format!("Paste one to {MOST_KEYS} public keys, as a JWK or a JWK set."));
        return Vec::new();
    }
    if jwks.iter().any(|jwk| jwk.get("d").is_some()) {
        problems.add(
            "keys",
            "This is a private key. Whoever sent it has given it away: ask them for a new one, and for its public half.",
        );
        return Vec::new();
    }
    let keys: Option<Vec<PublicKey>> = jwks.iter().map(PublicKey::of_jwk).collect();
    let Some(mut keys) = keys else {
        problems.add("keys", "Only Ed25519 and P-256 keys for signatures are taken: kty OKP or EC.");
        return Vec::new();
    };
    keys.sort_by_key(PublicKey::thumbprint);
    keys.dedup();
    keys.iter().map(|key| key.jwk().to_string()).collect()
}

//! The key ring: the epochs in force, and the signing key of the audit trail's heads.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use aes_gcm::{Aes256Gcm, aead::KeyInit};
use chrono::{DateTime, Utc};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::jwt::{PublicKey, Signer};
use crate::{clock::Clock, domain::ids::SchemeId};

/// One epoch: the keys under which data keys are wrapped and look-ups are made.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Epoch {
    #[zeroize(skip)]
    id: i64,
    #[zeroize(skip)]
    made: DateTime<Utc>,
    key: [u8; 32],
    #[zeroize(skip)] // wipes itself
    wrapping: Aes256Gcm,
    lookup: [u8; 32],
    links: [u8; 32],
    /// The public halves of the keys that sign schemes' tokens: asked for with each call of a police system.
    #[zeroize(skip)]
    tokens: RwLock<HashMap<SchemeId, PublicKey>>,
}

impl Epoch {
    pub(super) fn new(id: i64, made: DateTime<Utc>, key: [u8; 32]) -> Self {
        Self {
            id,
            made,
            key,
            wrapping: Aes256Gcm::new((&*Zeroizing::new(derive(&key, "wrap"))).into()),
            lookup: derive(&key, "lookup"),
            links: derive(&key, "links"),
            tokens: RwLock::default(),
        }
    }

    /// Its number, from 1.
    pub fn id(&self) -> i64 {
        self.id
    }
    /// What tells it from another epoch of its number, and gives nothing of its key away.
    pub fn print(&self) -> [u8; 32] {
        derive(&self.key, "print")
    }
    /// When it was made.
    pub fn made(&self) -> DateTime<Utc> {
        self.made
    }
    pub(super) fn key(&self) -> &[u8; 32] {
        &self.key
    }
    pub(super) fn wrapping(&self) -> &Aes256Gcm {
        &self.wrapping
    }
    pub(super) fn lookup(&self) -> &[u8; 32] {
        &self.lookup
    }
    pub(super) fn links(&self) -> &[u8; 32] {
        &self.links
    }
    /// What signs a scheme's tokens for police systems.
    pub(super) fn token_signer(&self, scheme: SchemeId) -> Signer {
        let seed = Zeroizing::new(derive(&self.key, &format!("tokens {scheme}")));
        Signer::new(&seed)
    }
    /// What a scheme's tokens are checked by.
    pub(super) fn token_key(&self, scheme: SchemeId) -> PublicKey {
        let known = self.tokens.read().unwrap_or_else(PoisonError::into_inner).get(&scheme).cloned();
        known.unwrap_or_else(|| {
            let key = self.token_signer(scheme).public();
            self.tokens.write().unwrap_or_else(PoisonError::into_inner).insert(scheme, key.clone());
            key
        })
    }
}

fn derive(key: &[u8; 32], what: &str) -> [u8; 32] {
    let mut out = [0; 32];
    Hkdf::<Sha256>::from_prk(key)
        .and_then(|prk| {
            prk.expand_multi_info(&[b"beadle epoch ", what.as_bytes()], &mut out)
                .map_err(|_| hkdf::InvalidPrkLength)
        })
        .expect("32 bytes are a key");
    out
}

/// All epochs in force, the newest last, and the signing key of heads.
#[derive(Clone)]
pub struct Ring {
    epochs: Vec<Arc<Epoch>>,
    signing: SigningKey,
}

impl std::fmt::Debug for Ring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ring({} epochs)", self.epochs.len())
    }
}

impl Ring {
    /// A new ring with one epoch, in memory only.
    pub fn generate(clock: &Clock) -> Self {
        Self {
            epochs: vec![Arc::new(Epoch::new(1, clock.now(), clock.random()))],
            signing: SigningKey::from_bytes(&clock.random()),
        }
    }

    /// A ring of these epochs; `None` without any.
    pub(super) fn of(mut epochs: Vec<Epoch>, signing: &[u8; 32]) -> Option<Self> {
        epochs.sort_by_key(Epoch::id);
        (!epochs.is_empty()).then(|| Self {
            epochs: epochs.into_iter().map(Arc::new).collect(),
            signing: SigningKey::from_bytes(signing),
        })
    }

    /// This ring with one more epoch, its newest.
    pub(super) fn and(&self, made: DateTime<Utc>, key: [u8; 32]) -> Self {
        let mut epochs = self.epochs.clone();
        epochs.push(Arc::new(Epoch::new(self.newest().id + 1, made, key)));
        Self { epochs, signing: self.signing.clone() }
    }

    /// This ring without some epochs; never without its newest.
    pub(super) fn without(&self, ids: &[i64]) -> Self {
        let newest = self.newest().id;
        let stays = |epoch: &&Arc<Epoch>| epoch.id == newest || !ids.contains(&epoch.id);
        Self { epochs: self.epochs.iter().filter(stays).cloned().collect(), signing: self.signing.clone() }
    }

    /// The epoch under which everything is sealed from now on.
    pub fn newest(&self) -> &Epoch {
        self.epochs.last().expect("a ring has an epoch")
    }

    pub(super) fn epoch(&self, id: i64) -> Option<&Arc<Epoch>> {
        self.epochs.iter().find(|epoch| epoch.id == id)
    }

    /// The epochs in force, the newest last.
    pub fn epochs(&self) -> &[Arc<Epoch>] {
        &self.epochs
    }

    /// Signs a head of the audit trail (Ed25519, RFC 8032).
    pub fn sign(&self, head: &[u8]) -> [u8; 64] {
        self.signing.sign(head).to_bytes()
    }

    /// The key that verifies the heads.
    pub fn verifying(&self) -> VerifyingKey {
        self.signing.verifying_key()
    }

    /// The key that signs checkpoints and certificates.
    pub fn signing(&self) -> &SigningKey {
        &self.signing
    }
}

//! Keyed look-ups and tags: how an e-mail address is found, a picture recognised, a link trusted,
//! without storing what it is.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Vault, VaultError};
use crate::{clock::Clock, domain::ids::SchemeId};

/// A secret of 256 random bits that travels in a cookie or a link; the database keeps its hash only.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Token([u8; 32]);

impl Token {
    /// A new token.
    pub fn new(clock: &Clock) -> Self {
        Self(clock.random())
    }
    /// As it travels.
    pub fn text(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }
    /// As it is stored.
    pub fn hash(&self) -> Vec<u8> {
        token_hash(&self.text())
    }
}

/// What the database keeps of a token: SHA-256 is enough for 256 random bits.
pub fn token_hash(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

/// A plain SHA-256, for bytes that are not secret or are tagged afterwards.
pub fn fingerprint(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// What is looked up.
#[derive(Debug, Clone, Copy)]
pub enum Lookup {
    /// An e-mail address, in lower case.
    Address,
    /// A notice's private code.
    Code,
    /// An uploaded picture's bytes.
    Picture,
}

impl Lookup {
    fn name(self) -> &'static [u8] {
        match self {
            Self::Address => b"address",
            Self::Code => b"code",
            Self::Picture => b"picture",
        }
    }
}

impl Vault {
    /// A look-up under an epoch: finds an e-mail address, a notice's code or a picture seen before, tells nothing
    /// without the ring. Addresses are looked up in lower case.
    ///
    /// # Errors
    /// [`VaultError::NoEpoch`] if the epoch was destroyed.
    pub fn lookup(
        &self,
        epoch: i64,
        scheme: SchemeId,
        what: Lookup,
        value: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        let epoch = self.ring.epoch(epoch).ok_or(VaultError::NoEpoch(epoch))?;
        Ok(mac(epoch.lookup(), &[what.name(), scheme.uuid().as_bytes(), value]))
    }

    /// The newest epoch's number.
    pub fn epoch(&self) -> i64 {
        self.ring.newest().id()
    }

    /// The tag that makes a link trustworthy.
    pub fn link_tag(&self, parts: &[&[u8]]) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(&mac(self.ring.newest().links(), parts)[..18])
    }

    /// Whether a link's tag is ours, in constant time; links of the last epoch but one still live.
    pub fn link_holds(&self, parts: &[&[u8]], tag: &str) -> bool {
        self.ring.epochs().iter().rev().take(2).any(|epoch| {
            let ours = BASE64_URL_SAFE_NO_PAD.encode(&mac(epoch.links(), parts)[..18]);
            ours.as_bytes().ct_eq(tag.as_bytes()).into()
        })
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes any key");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

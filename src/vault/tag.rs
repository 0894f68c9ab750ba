//! Keyed look-ups and tags: how an e-mail address is found, a picture recognised, a link trusted,
//! without storing what it is.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Epoch, Vault};
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

/// What a look-up is made from: SHA-256 of the value. Where the value itself is not kept, this is, sealed, so that
/// the look-up can be made anew under another epoch.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Trace([u8; 32]);

impl Trace {
    /// The trace of a value.
    pub fn of(value: &[u8]) -> Self {
        Self(Sha256::digest(value).into())
    }
    /// A trace that was kept; `None` if it is none.
    pub fn kept(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
    /// To be kept, sealed.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
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
    /// The look-up to keep: finds an e-mail address, a notice's code or a picture seen before, tells nothing without
    /// the ring. With the epoch it is made under, the newest.
    pub fn lookup(&self, scheme: SchemeId, what: Lookup, trace: &Trace) -> (i64, Vec<u8>) {
        let ring = self.ring();
        (ring.newest().id(), look_up(ring.newest(), scheme, what, trace))
    }

    /// The look-ups under which something may be kept, one for each epoch.
    pub fn lookups(&self, scheme: SchemeId, what: Lookup, trace: &Trace) -> Vec<Vec<u8>> {
        self.ring().epochs().iter().map(|epoch| look_up(epoch, scheme, what, trace)).collect()
    }

    /// The newest epoch's number.
    pub fn newest_epoch(&self) -> i64 {
        self.ring().newest().id()
    }

    /// The tag that makes a link trustworthy.
    pub fn link_tag(&self, parts: &[&[u8]]) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(&mac(self.ring().newest().links(), parts)[..18])
    }

    /// Whether a link's tag is ours, in constant time; links of the last epoch but one still live.
    pub fn link_holds(&self, parts: &[&[u8]], tag: &str) -> bool {
        self.ring().epochs().iter().rev().take(2).any(|epoch| {
            let ours = BASE64_URL_SAFE_NO_PAD.encode(&mac(epoch.links(), parts)[..18]);
            ours.as_bytes().ct_eq(tag.as_bytes()).into()
        })
    }
}

fn look_up(epoch: &Epoch, scheme: SchemeId, what: Lookup, trace: &Trace) -> Vec<u8> {
    mac(epoch.lookup(), &[what.name(), scheme.uuid().as_bytes(), trace.bytes()])
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes any key");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

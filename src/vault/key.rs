//! An owner's data key, and its wrapping under an epoch of the ring.

use aes_gcm::{
    Nonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{Epoch, Vault, VaultError};
use crate::{clock::Clock, domain::ids::SchemeId};

/// Whose data a key seals: it opens for this owner in this scheme only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// The scheme.
    pub scheme: SchemeId,
    /// The owner's id: a profile, user, business, incident, picture, enquiry, message.
    pub id: Uuid,
}

impl Owner {
    /// An owner of data.
    pub fn new(scheme: SchemeId, id: impl Into<Uuid>) -> Self {
        Self { scheme, id: id.into() }
    }

    fn bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(self.scheme.uuid().as_bytes());
        bytes[16..].copy_from_slice(self.id.as_bytes());
        bytes
    }
}

/// A data key of 256 random bits. Wiped when dropped; never printed.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; 32]);

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(…)")
    }
}

impl DataKey {
    /// The id of a word among its owner's: the same for the same word, and noise once the key is destroyed.
    pub fn id_of(&self, what: &str, word: &str) -> [u8; 16] {
        let mut id = [0; 16];
        Hkdf::<Sha256>::from_prk(&self.0)
            .and_then(|prk| {
                prk.expand_multi_info(&[b"beadle id ", what.as_bytes(), b" ", word.as_bytes()], &mut id)
                    .map_err(|_| hkdf::InvalidPrkLength)
            })
            .expect("32 bytes are a key");
        id
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// A data key as stored: wrapped, with the epoch that opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey {
    /// The epoch of the ring.
    pub epoch: i64,
    /// Nonce, ciphertext and tag.
    pub bytes: Vec<u8>,
}

const NONCE: usize = 12;

impl Vault {
    /// A new data key, and how to store it.
    pub fn new_key(&self, clock: &Clock, owner: Owner) -> (DataKey, WrappedKey) {
        let ring = self.ring();
        let key = DataKey(clock.random());
        let wrapped = wrap(ring.newest(), clock, owner, &key);
        (key, wrapped)
    }

    /// An owner's key wrapped anew, under the newest epoch.
    pub fn wrap_anew(&self, clock: &Clock, owner: Owner, key: &DataKey) -> WrappedKey {
        wrap(self.ring().newest(), clock, owner, key)
    }

    /// The data key of an owner.
    ///
    /// # Errors
    /// [`VaultError::NoEpoch`] if its epoch was destroyed, [`VaultError::DoesNotOpen`] if it is another owner's.
    pub fn unwrap_key(&self, owner: Owner, wrapped: &WrappedKey) -> Result<DataKey, VaultError> {
        let failed = || VaultError::DoesNotOpen { what: "key" };
        let epoch = self.epoch(wrapped.epoch)?;
        let (nonce, sealed) = wrapped.bytes.split_at_checked(NONCE).ok_or_else(failed)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| failed())?;
        let plain = epoch
            .wrapping()
            .decrypt(&Nonce::from(nonce), Payload { msg: sealed, aad: &owner.bytes() })
            .map(Zeroizing::new)
            .map_err(|_| failed())?;
        plain.as_slice().try_into().map(DataKey).map_err(|_| failed())
    }
}

fn wrap(epoch: &Epoch, clock: &Clock, owner: Owner, key: &DataKey) -> WrappedKey {
    let nonce: [u8; NONCE] = clock.random();
    let sealed = epoch
        .wrapping()
        .encrypt(&Nonce::from(nonce), Payload { msg: &key.0, aad: &owner.bytes() })
        .expect("AES-GCM seals 32 bytes");
    WrappedKey { epoch: epoch.id(), bytes: [&nonce[..], &sealed].concat() }
}

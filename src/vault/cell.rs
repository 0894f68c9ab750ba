//! A sealed cell: AES-256-GCM under a class key, bound to its place (NIST SP 800-38D; RFC 5869 for the class key).

use aes_gcm::{
    Aes256Gcm, Nonce,
    aead::{Aead, KeyInit, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{DataKey, VaultError};
use crate::{
    clock::Clock,
    domain::member::evidence::{Class, Opens},
};

/// Where a sealed cell stands: what is moved elsewhere does not open.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The table, or the folder of a blob.
    pub table: &'static str,
    /// The column, or the part of a blob.
    pub column: &'static str,
    /// The row.
    pub row: Uuid,
}

impl Place {
    /// A cell's place.
    pub fn new(table: &'static str, column: &'static str, row: impl Into<Uuid>) -> Self {
        Self { table, column, row: row.into() }
    }

    fn bytes(&self) -> Vec<u8> {
        [self.table.as_bytes(), b"/", self.column.as_bytes(), b"/", self.row.as_bytes()].concat()
    }
}

/// Sealed bytes as stored: a version, a nonce of 12 bytes, the ciphertext with its tag of 16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

/// Opened bytes, wiped when dropped.
pub type Opened = Zeroizing<Vec<u8>>;

const VERSION: u8 = 1;
const NONCE: usize = 12;

impl DataKey {
    /// Seals bytes for a place.
    pub fn seal<C: Class>(&self, clock: &Clock, place: Place, plain: &[u8]) -> Sealed {
        let nonce: [u8; NONCE] = clock.random();
        let sealed = self
            .class::<C>()
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: &place.bytes() })
            .expect("AES-GCM seals anything below 64 GiB");
        let mut bytes = Vec::with_capacity(1 + NONCE + sealed.len());
        bytes.push(VERSION);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        Sealed(bytes)
    }

    /// Opens what was sealed for this place, against evidence for its class.
    ///
    /// # Errors
    /// [`VaultError::DoesNotOpen`] if key, place or bytes are not those it was sealed with.
    pub fn open<C: Class>(
        &self,
        _evidence: &impl Opens<C>,
        place: Place,
        sealed: &Sealed,
    ) -> Result<Opened, VaultError> {
        self.opened::<C>(place, sealed)
    }

    /// Whether bytes are as they were sealed for this place: for proofs. Nobody is shown what they say.
    pub fn is_whole<C: Class>(&self, place: Place, sealed: &Sealed) -> bool {
        self.opened::<C>(place, sealed).is_ok()
    }

    fn opened<C: Class>(&self, place: Place, sealed: &Sealed) -> Result<Opened, VaultError> {
        let failed = || VaultError::DoesNotOpen { what: C::NAME };
        let (head, body) = sealed.0.split_at_checked(1 + NONCE).ok_or_else(failed)?;
        if head[0] != VERSION {
            return Err(failed());
        }
        let nonce: [u8; NONCE] = head[1..].try_into().map_err(|_| failed())?;
        self.class::<C>()
            .decrypt(&Nonce::from(nonce), Payload { msg: body, aad: &place.bytes() })
            .map(Zeroizing::new)
            .map_err(|_| failed())
    }

    fn class<C: Class>(&self) -> Aes256Gcm {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::from_prk(self.bytes())
            .and_then(|prk| {
                prk.expand_multi_info(&[b"beadle class ", C::NAME.as_bytes()], &mut key[..])
                    .map_err(|_| hkdf::InvalidPrkLength)
            })
            .expect("32 bytes are a key");
        Aes256Gcm::new((&*key).into())
    }
}

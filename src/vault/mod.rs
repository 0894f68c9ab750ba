//! Keys, epochs, sealed cells: the only place that encrypts (architecture, idea 4).
//!
//! A *ring* outside the database holds epochs. Each *owner* (profile, user, incident, …) has a random data key,
//! wrapped by the newest epoch. Each *class* of an owner's data is sealed under a key derived from its data key,
//! and bound to the table, column and row it stands in.

mod cell;
mod key;
pub mod password;
mod ring;
mod tag;
pub mod totp;

pub use cell::{Opened, Place, Sealed};
pub use key::{DataKey, Owner, WrappedKey};
pub use ring::{Epoch, Ring};
pub use tag::{Lookup, Token, fingerprint, token_hash};

/// Why something could not be sealed or opened. Says nothing of what it was.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The ring holds no such epoch: the key died with it.
    #[error("the key ring holds no epoch {0}")]
    NoEpoch(i64),
    /// Wrong key, wrong place, or changed bytes.
    #[error("a sealed {what} does not open")]
    DoesNotOpen {
        /// Which kind of thing.
        what: &'static str,
    },
    /// The ring's file is not to be trusted or not to be had.
    #[error("key ring {path}: {problem}")]
    Ring {
        /// The file.
        path: String,
        /// What is wrong and what to do.
        problem: String,
    },
}

/// The vault: the ring, ready for use. Cheap to share.
#[derive(Debug)]
pub struct Vault {
    ring: Ring,
}

impl Vault {
    /// A vault over a ring.
    pub fn new(ring: Ring) -> Self {
        Self { ring }
    }

    /// The ring.
    pub fn ring(&self) -> &Ring {
        &self.ring
    }
}

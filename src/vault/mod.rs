//! Keys, epochs, sealed cells: the only place that encrypts (architecture, idea 4).
//!
//! A *ring* outside the database holds epochs. Each *owner* (profile, user, incident, …) has a random data key,
//! wrapped by the newest epoch. Each *class* of an owner's data is sealed under a key derived from its data key,
//! and bound to the table, column and row it stands in.

pub mod archive;
pub mod at_rest;
mod cell;
pub mod checkpoint;
pub mod escrow;
pub mod jwt;
mod key;
pub mod merkle;
pub mod note;
pub mod password;
pub mod restart;
mod ring;
mod ring_file;
mod tag;
pub mod totp;
pub mod witness;
pub mod witness_key;

pub use cell::{Opened, Place, Sealed};
pub use key::{DataKey, Owner, WrappedKey};
pub use ring::{Epoch, Ring};
pub use tag::{Lookup, Token, Trace, token_hash};

use std::{
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

use self::{
    at_rest::{AtRest, Plain},
    escrow::Escrow,
    ring_file::{Print, RingFile},
};
use crate::{clock::Clock, domain::ids::SchemeId};

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
    /// The escrow cannot be written or opened.
    #[error("escrow {path}: {problem}")]
    Escrow {
        /// The file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// An archive cannot be opened, or its keys are none.
    #[error("{0}")]
    Archive(String),
    /// The key under which the ring is sealed is not to be had.
    #[error("credential {name:?}: {problem}")]
    Credential {
        /// Its name.
        name: String,
        /// What is wrong and what to do.
        problem: String,
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

/// The vault: the ring, ready for use. Processes that share its file follow each other's epochs.
#[derive(Debug)]
pub struct Vault {
    held: RwLock<Held>,
    file: Option<RingFile>,
    escrow: Option<Escrow>,
}

#[derive(Debug)]
struct Held {
    ring: Arc<Ring>,
    print: Option<Print>,
}

impl Vault {
    /// A vault over a ring in memory.
    pub fn new(ring: Ring) -> Self {
        Self { held: RwLock::new(Held { ring: Arc::new(ring), print: None }), file: None, escrow: None }
    }

    /// Makes a ring and its file (mode 0600, durable).
    ///
    /// # Errors
    /// If the file exists already or cannot be written: a ring is never overwritten.
    pub fn create(path: &Path, clock: &Clock) -> Result<Self, VaultError> {
        RingFile::new(path, Arc::new(Plain)).create(&Ring::generate(clock))?;
        Self::open(path)
    }

    /// A vault over the ring in a file.
    ///
    /// # Errors
    /// If others than the owner may read the file, if it is missing or damaged.
    pub fn open(path: &Path) -> Result<Self, VaultError> {
        Self::open_kept(path, Arc::new(Plain))
    }

    /// A vault over the ring in a file, however it is kept there.
    ///
    /// # Errors
    /// As [`Vault::open`]; or if it is kept otherwise.
    pub fn open_kept(path: &Path, at_rest: Arc<dyn AtRest>) -> Result<Self, VaultError> {
        let file = RingFile::new(path, at_rest);
        let (ring, print) = file.read()?;
        Ok(Self {
            held: RwLock::new(Held { ring: Arc::new(ring), print: Some(print) }),
            file: Some(file),
            escrow: None,
        })
    }

    /// This vault with an escrow, which follows every change of the ring.
    #[must_use]
    pub fn with_escrow(self, escrow: Option<Escrow>) -> Self {
        Self { escrow, ..self }
    }

    /// Writes the ring as it stands into the escrow; `false` if there is none.
    ///
    /// # Errors
    /// If the ring cannot be read, or the escrow not be written.
    pub fn put_in_escrow(&self) -> Result<bool, VaultError> {
        let (Some(escrow), Some(file)) = (&self.escrow, &self.file) else { return Ok(false) };
        // While nobody changes the ring: an older one must not take the place of a newer.
        self.hold(file.replace(|ring| escrow.put(&ring_file::text(ring)?).map(|()| None))?);
        Ok(true)
    }

    /// Recovers a ring from an escrow by an officer's secret key, into a file that is not there yet.
    ///
    /// # Errors
    /// If the key does not open it, or there is a ring already.
    pub fn recover(from: &Path, officer: &str, to: &Path) -> Result<Self, VaultError> {
        let text = escrow::recover(from, officer)?;
        let ring = ring_file::parse(&text).ok_or_else(|| VaultError::Escrow {
            path: from.display().to_string(),
            problem: "it holds no key ring".to_owned(),
        })?;
        RingFile::new(to, Arc::new(Plain)).create(&ring)?;
        Self::open(to)
    }

    /// Keeps the ring in its file otherwise from now on; processes that have it open need it opened anew.
    ///
    /// # Errors
    /// If the file cannot be replaced: then it is kept as before.
    pub fn keep(&self, at_rest: Arc<dyn AtRest>) -> Result<(), VaultError> {
        self.file.as_ref().map_or(Ok(()), |file| file.keep(at_rest))
    }

    /// The ring as of now.
    pub fn ring(&self) -> Arc<Ring> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).ring.clone()
    }

    /// Reads the ring again if another process has replaced its file.
    ///
    /// # Errors
    /// If the file is not to be trusted or not to be had.
    pub fn refresh(&self) -> Result<(), VaultError> {
        let Some(file) = &self.file else { return Ok(()) };
        let known = self.held.read().unwrap_or_else(PoisonError::into_inner).print;
        if known == Some(file.print()?) {
            return Ok(());
        }
        self.hold(file.read()?);
        Ok(())
    }

    /// What signs a scheme's tokens for police systems.
    pub fn token_signer(&self, scheme: SchemeId) -> jwt::Signer {
        self.ring().newest().token_signer(scheme)
    }

    /// By which keys a scheme's tokens are checked, the newest first: one that was given under the epoch before lives on
    /// for its minutes.
    pub fn token_keys(&self, scheme: SchemeId) -> Vec<jwt::PublicKey> {
        self.ring().epochs().iter().rev().take(2).map(|epoch| epoch.token_key(scheme)).collect()
    }

    /// Begins a new epoch and returns its number; `None` if another process has begun one since epoch `after`.
    ///
    /// # Errors
    /// If the ring's file cannot be replaced: then the old one stays in force.
    pub fn begin_epoch(&self, clock: &Clock, after: i64) -> Result<Option<i64>, VaultError> {
        let mut begun = None;
        self.change(|ring| {
            let next = (ring.newest().id() == after).then(|| ring.and(clock.now(), clock.random()))?;
            begun = Some(next.newest().id());
            Some(next)
        })?;
        Ok(begun)
    }

    /// Destroys epochs: whatever is still wrapped under one, in the database or in any copy of it, is noise from now
    /// on. The newest is never destroyed.
    ///
    /// # Errors
    /// If the ring's file cannot be replaced: then the old one stays in force.
    pub fn destroy_epochs(&self, ids: &[i64]) -> Result<(), VaultError> {
        self.change(|ring| Some(ring.without(ids)).filter(|next| next.epochs().len() < ring.epochs().len()))
    }

    fn change(&self, change: impl FnOnce(&Ring) -> Option<Ring>) -> Result<(), VaultError> {
        match &self.file {
            // The escrow first: an epoch is in force only once it can be recovered.
            Some(file) => self.hold(file.replace(|ring| {
                let Some(next) = change(ring) else { return Ok(None) };
                if let Some(escrow) = &self.escrow {
                    escrow.put(&ring_file::text(&next)?)?;
                }
                Ok(Some(next))
            })?),
            None => {
                let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
                if let Some(next) = change(&held.ring) {
                    held.ring = Arc::new(next);
                }
            }
        }
        Ok(())
    }

    fn hold(&self, (ring, print): (Ring, Print)) {
        *self.held.write().unwrap_or_else(PoisonError::into_inner) =
            Held { ring: Arc::new(ring), print: Some(print) };
    }

    /// An epoch of the ring; one that this process does not know may have been begun by another.
    fn epoch(&self, id: i64) -> Result<Arc<Epoch>, VaultError> {
        if let Some(epoch) = self.ring().epoch(id) {
            return Ok(epoch.clone());
        }
        self.refresh()?;
        self.ring().epoch(id).cloned().ok_or(VaultError::NoEpoch(id))
    }
}

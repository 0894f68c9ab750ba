//! The key ring: a file outside the database and its backups that holds the epochs and the signing key of the
//! audit trail's heads. Whoever holds it and the database can read everything: its mode is 0600.

use std::{
    fs,
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use aes_gcm::{Aes256Gcm, aead::KeyInit};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::VaultError;
use crate::clock::Clock;

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
}

impl Epoch {
    fn new(id: i64, made: DateTime<Utc>, key: [u8; 32]) -> Self {
        Self {
            id,
            made,
            key,
            wrapping: Aes256Gcm::new((&*Zeroizing::new(derive(&key, "wrap"))).into()),
            lookup: derive(&key, "lookup"),
            links: derive(&key, "links"),
        }
    }

    /// Its number, from 1.
    pub fn id(&self) -> i64 {
        self.id
    }
    /// When it was made.
    pub fn made(&self) -> DateTime<Utc> {
        self.made
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
pub struct Ring {
    epochs: Vec<Epoch>,
    signing: SigningKey,
}

impl std::fmt::Debug for Ring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ring({} epochs)", self.epochs.len())
    }
}

#[derive(Serialize, Deserialize)]
struct File {
    signing: String,
    epochs: Vec<FileEpoch>,
}

#[derive(Serialize, Deserialize)]
struct FileEpoch {
    id: i64,
    made: DateTime<Utc>,
    key: String,
}

impl Drop for FileEpoch {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

impl Drop for File {
    fn drop(&mut self) {
        self.signing.zeroize();
    }
}

impl Ring {
    /// A new ring with one epoch, in memory only.
    pub fn generate(clock: &Clock) -> Self {
        Self {
            epochs: vec![Epoch::new(1, clock.now(), clock.random())],
            signing: SigningKey::from_bytes(&clock.random()),
        }
    }

    /// Makes a ring and its file (mode 0600, durable).
    ///
    /// # Errors
    /// If the file exists already or cannot be written: a ring is never overwritten.
    pub fn create(path: &Path, clock: &Clock) -> Result<Self, VaultError> {
        let ring = Self::generate(clock);
        let text = Zeroizing::new(ring.text()?);
        let write = || {
            let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            path.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
        };
        write().map_err(|error| problem(path, &error.to_string()))?;
        Ok(ring)
    }

    /// Reads a ring.
    ///
    /// # Errors
    /// If others than the owner may read the file, if it is missing or damaged.
    pub fn open(path: &Path) -> Result<Self, VaultError> {
        let meta = fs::metadata(path).map_err(|error| problem(path, &error.to_string()))?;
        if meta.permissions().mode() & 0o077 != 0 {
            return Err(problem(path, "others can read it; run: chmod 600 on it"));
        }
        let text = fs::read_to_string(path)
            .map(Zeroizing::new)
            .map_err(|error| problem(path, &error.to_string()))?;
        Self::parse(&text).ok_or_else(|| problem(path, "it is damaged; restore it from escrow"))
    }

    fn parse(text: &str) -> Option<Self> {
        let file: File = toml::from_str(text).ok()?;
        let mut epochs = file
            .epochs
            .iter()
            .map(|epoch| Some(Epoch::new(epoch.id, epoch.made, *key(&epoch.key)?)))
            .collect::<Option<Vec<_>>>()?;
        epochs.sort_by_key(Epoch::id);
        (!epochs.is_empty()).then_some(())?;
        Some(Self { epochs, signing: SigningKey::from_bytes(&*key(&file.signing)?) })
    }

    fn text(&self) -> Result<String, VaultError> {
        let file = File {
            signing: BASE64_STANDARD.encode(self.signing.as_bytes()),
            epochs: self
                .epochs
                .iter()
                .map(|epoch| FileEpoch {
                    id: epoch.id,
                    made: epoch.made,
                    key: BASE64_STANDARD.encode(epoch.key),
                })
                .collect(),
        };
        let body = Zeroizing::new(
            toml::to_string(&file)
                .map_err(|error| VaultError::Ring { path: String::new(), problem: error.to_string() })?,
        );
        Ok(format!("# Beadle's key ring. Keep it out of every backup of the database.\n{}", *body))
    }

    pub(super) fn newest(&self) -> &Epoch {
        self.epochs.last().expect("a ring has an epoch")
    }

    pub(super) fn epoch(&self, id: i64) -> Option<&Epoch> {
        self.epochs.iter().find(|epoch| epoch.id == id)
    }

    /// The epochs in force, the newest last.
    pub fn epochs(&self) -> &[Epoch] {
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
}

fn key(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let bytes = Zeroizing::new(BASE64_STANDARD.decode(text).ok()?);
    bytes.as_slice().try_into().ok().map(Zeroizing::new)
}

fn problem(path: &Path, problem: &str) -> VaultError {
    VaultError::Ring { path: path.display().to_string(), problem: problem.to_owned() }
}

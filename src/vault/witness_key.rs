//! The key of a witness: by it a machine says which checkpoints of others' logs it saw. A file of its own, mode 0600.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

use super::note::{Kind, Note, Verifier};
use crate::clock::Clock;

/// A witness's name and secret key.
pub struct WitnessKey {
    verifier: Verifier,
    key: SigningKey,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum NoKey {
    /// The file cannot be made or read.
    #[error(transparent)]
    File(#[from] io::Error),
    /// Others can read it.
    #[error("others can read it; run: chmod 600 on it")]
    Public,
    /// It holds no key.
    #[error("it holds no key of a witness")]
    Damaged,
    /// A name with a space, a plus or nothing in it.
    #[error("a witness's name has no space and no plus, such as witness.example/1")]
    Name,
}

impl WitnessKey {
    /// Makes a key and its file: a key is never overwritten.
    ///
    /// # Errors
    /// If the name cannot stand in a note, or the file is there already or cannot be written.
    pub fn create(file: &Path, name: &str, clock: &Clock) -> Result<Self, NoKey> {
        let seed = Zeroizing::new(clock.random());
        let made = Self::new(name, &seed).ok_or(NoKey::Name)?;
        let text = Zeroizing::new(format!("{name}\n{}\n", BASE64_STANDARD.encode(seed)));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        Ok(made)
    }

    /// Reads a key, unless others than the owner may read it too.
    ///
    /// # Errors
    /// [`NoKey`].
    pub fn open(file: &Path) -> Result<Self, NoKey> {
        if fs::metadata(file)?.permissions().mode() & 0o077 != 0 {
            return Err(NoKey::Public);
        }
        let text = Zeroizing::new(fs::read_to_string(file)?);
        let read = || {
            let (name, seed) = text.split_once('\n')?;
            let seed = Zeroizing::new(BASE64_STANDARD.decode(seed.trim_end()).ok()?);
            Self::new(name, &Zeroizing::new(seed.as_slice().try_into().ok()?))
        };
        read().ok_or(NoKey::Damaged)
    }

    fn new(name: &str, seed: &[u8; 32]) -> Option<Self> {
        let key = SigningKey::from_bytes(seed);
        Some(Self { verifier: Verifier::new(name, Kind::Witness, key.verifying_key())?, key })
    }

    /// By what others know its signatures.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The line that says that it saw a checkpoint.
    pub fn cosign(&self, note: &Note, at: DateTime<Utc>) -> String {
        note.witnessed(self.verifier.name(), &self.key, at)
    }

    /// A text of its own, as a note; `None` if it is too long for one. The text must be none that a checkpoint can be.
    pub fn says(&self, text: String, at: DateTime<Utc>) -> Option<Note> {
        let note = Note::unsigned(text);
        note.and(&self.cosign(&note, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_kept_private_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("witness.key");
        let clock = Clock::still("2026-11-22T12:00:00Z".parse().unwrap(), 7);
        assert!(matches!(WitnessKey::create(&file, "two words", &clock), Err(NoKey::Name)));
        let made = WitnessKey::create(&file, "witness.test/1", &clock).unwrap();
        assert!(matches!(WitnessKey::create(&file, "witness.test/1", &clock), Err(NoKey::File(_))));
        let read = WitnessKey::open(&file).unwrap();
        assert_eq!(read.verifier(), made.verifier());
        let note = Note::signed("log\n5\nroot\n".to_owned(), "log", &made.key);
        let seen = note.and(&read.cosign(&note, clock.now())).unwrap();
        assert_eq!(seen.seen_by(made.verifier()), Some(clock.now()));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(WitnessKey::open(&file), Err(NoKey::Public)));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&file, "witness.test/1\nAAAA\n").unwrap();
        assert!(matches!(WitnessKey::open(&file), Err(NoKey::Damaged)));
    }
}

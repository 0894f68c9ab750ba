//! How the key ring lies in its file: as it is, or sealed under a key that the machine hands to the service alone, such
//! as a systemd credential that its TPM seals.

use std::{fmt, fs, path::Path};

use aes_gcm::{
    Aes256Gcm, Nonce,
    aead::{Aead, KeyInit, Payload},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use zeroize::Zeroizing;

use super::VaultError;
use crate::clock::Clock;

/// Keeps a ring at rest. A key service would be one more: it is asked whenever the file is read or replaced, by each
/// process, seldom; while it does not answer, no ring is read, and none is changed. Escrow does not depend on it.
pub trait AtRest: fmt::Debug + Send + Sync {
    /// The bytes to be written for the text of a ring.
    fn sealed(&self, ring: &str) -> Zeroizing<Vec<u8>>;

    /// The text of the ring in bytes that were written.
    ///
    /// # Errors
    /// What is wrong, and what to do about it.
    fn opened(&self, bytes: &[u8]) -> Result<Zeroizing<String>, &'static str>;
}

/// As it is: the file's mode guards it.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

/// Under a key of 256 bits that lies elsewhere (AES-256-GCM).
pub struct Wrapped {
    key: Aes256Gcm,
    clock: Clock,
}

/// What a sealed ring begins with; bound to what follows.
const HEAD: &str = "# Beadle's key ring, sealed: beadle keys unseal\n";
const NONCE: usize = 12;
const DAMAGED: &str = "it is damaged, or sealed under another key; restore it from escrow";

impl AtRest for Plain {
    fn sealed(&self, ring: &str) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(ring.as_bytes().to_vec())
    }

    fn opened(&self, bytes: &[u8]) -> Result<Zeroizing<String>, &'static str> {
        if bytes.starts_with(HEAD.as_bytes()) {
            return Err("it is sealed: set key_ring_credential in the configuration file");
        }
        let text = std::str::from_utf8(bytes).map_err(|_| "it is damaged; restore it from escrow")?;
        Ok(Zeroizing::new(text.to_owned()))
    }
}

impl fmt::Debug for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wrapped")
    }
}

impl Wrapped {
    /// By a credential that systemd hands out (systemd.exec: `LoadCredentialEncrypted=`): a file in the folder that
    /// `CREDENTIALS_DIRECTORY` names, with 32 random bytes in base64.
    ///
    /// # Errors
    /// If there is no such credential, or it holds something else.
    pub fn by_credential(folder: Option<&Path>, name: &str, clock: Clock) -> Result<Self, VaultError> {
        let problem = |problem: String| VaultError::Credential { name: name.to_owned(), problem };
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        if !plain || name.starts_with('.') {
            return Err(problem("this is no name of one".to_owned()));
        }
        let folder = folder.ok_or_else(|| {
            problem(
                "systemd hands none out here: run it with LoadCredentialEncrypted=, see README.md".to_owned(),
            )
        })?;
        let text = fs::read_to_string(folder.join(name)).map(Zeroizing::new);
        let text = text.map_err(|error| problem(error.to_string()))?;
        let key = BASE64_STANDARD.decode(text.trim()).map(Zeroizing::new).unwrap_or_default();
        let key: Zeroizing<[u8; 32]> = key
            .as_slice()
            .try_into()
            .map(Zeroizing::new)
            .map_err(|_| problem("it does not hold 32 bytes in base64".to_owned()))?;
        Ok(Self { key: Aes256Gcm::new((&*key).into()), clock })
    }
}

impl AtRest for Wrapped {
    fn sealed(&self, ring: &str) -> Zeroizing<Vec<u8>> {
        let nonce: [u8; NONCE] = self.clock.random();
        let sealed = self
            .key
            .encrypt(&Nonce::from(nonce), Payload { msg: ring.as_bytes(), aad: HEAD.as_bytes() })
            .expect("AES-GCM seals anything below 64 GiB");
        let body = BASE64_STANDARD.encode([&nonce[..], &sealed].concat());
        Zeroizing::new(format!("{HEAD}{body}\n").into_bytes())
    }

    fn opened(&self, bytes: &[u8]) -> Result<Zeroizing<String>, &'static str> {
        let body = bytes.strip_prefix(HEAD.as_bytes()).ok_or("it is not sealed: run beadle keys seal")?;
        let body = BASE64_STANDARD.decode(body.trim_ascii()).map_err(|_| DAMAGED)?;
        let (nonce, sealed) = body.split_at_checked(NONCE).ok_or(DAMAGED)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| DAMAGED)?;
        let text = self
            .key
            .decrypt(&Nonce::from(nonce), Payload { msg: sealed, aad: HEAD.as_bytes() })
            .map_err(|_| DAMAGED)?;
        String::from_utf8(text).map(Zeroizing::new).map_err(|_| DAMAGED)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::vault::Vault;

    fn clock() -> Clock {
        Clock::still("2026-11-22T12:00:00Z".parse().unwrap(), 7)
    }

    fn wrapped(folder: &Path, name: &str, bytes: [u8; 32]) -> Arc<Wrapped> {
        fs::write(folder.join(name), BASE64_STANDARD.encode(bytes) + "\n").unwrap();
        Arc::new(Wrapped::by_credential(Some(folder), name, clock()).unwrap())
    }

    #[test]
    fn a_sealed_ring_changes_sealed_and_opens_by_its_credential_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ring.toml");
        let (right, wrong) =
            (wrapped(folder.path(), "ring", [1; 32]), wrapped(folder.path(), "other", [2; 32]));
        Vault::create(&path, &clock()).unwrap();
        let plain = fs::read(&path).unwrap();
        assert!(Vault::open_kept(&path, right.clone()).unwrap_err().to_string().contains("is not sealed"));
        Vault::open(&path).unwrap().keep(right.clone()).unwrap();
        assert!(Vault::open(&path).unwrap_err().to_string().contains("key_ring_credential"));
        assert!(Vault::open_kept(&path, wrong).unwrap_err().to_string().contains("another key"));
        let vault = Vault::open_kept(&path, right.clone()).unwrap();
        assert_eq!(vault.begin_epoch(&clock(), 1).unwrap(), Some(2));
        let sealed = fs::read_to_string(&path).unwrap();
        assert!(sealed.starts_with(HEAD) && !sealed.contains("key ="), "{sealed}");
        for at in [0, HEAD.len() + 3, sealed.len() - 3] {
            let mut bad = sealed.clone().into_bytes();
            bad[at] ^= 1;
            fs::write(&path, &bad).unwrap();
            assert!(Vault::open_kept(&path, right.clone()).is_err(), "byte {at}");
        }
        fs::write(&path, &sealed).unwrap();
        let vault = Vault::open_kept(&path, right).unwrap();
        vault.destroy_epochs(&[2]).unwrap();
        vault.keep(Arc::new(Plain)).unwrap();
        assert_eq!(Vault::open(&path).unwrap().ring().epochs().len(), 2);
        assert!(fs::read(&path).unwrap().starts_with(&plain[..20]), "as it was");
    }

    #[test]
    fn what_is_no_credential_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("short"), "c2hvcnQ=").unwrap();
        for (from, name) in [
            (None, "ring"),
            (Some(folder.path()), "missing"),
            (Some(folder.path()), "short"),
            (Some(folder.path()), "../ring"),
            (Some(folder.path()), ".."),
            (Some(folder.path()), ""),
        ] {
            assert!(Wrapped::by_credential(from, name, clock()).is_err(), "{name:?}");
        }
    }
}

//! The file of the key ring, outside the database and its backups. Whoever holds it and the database can read
//! everything: its mode is 0600, and it is replaced whole, the old one written over.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::{Epoch, Ring, VaultError, at_rest::AtRest};
use crate::{durable::wipe, faults};

#[derive(Serialize, Deserialize)]
struct Written {
    signing: String,
    epochs: Vec<WrittenEpoch>,
}

#[derive(Serialize, Deserialize)]
struct WrittenEpoch {
    id: i64,
    made: DateTime<Utc>,
    key: String,
}

impl Drop for WrittenEpoch {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        self.signing.zeroize();
    }
}

/// By what a file is known to be the one that was read: every replacement is another file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Print {
    file: u64,
    length: u64,
    changed: Option<SystemTime>,
}

/// The ring's file, and how it is kept there.
#[derive(Debug)]
pub(super) struct RingFile(PathBuf, Arc<dyn AtRest>);

impl RingFile {
    pub fn new(path: &Path, at_rest: Arc<dyn AtRest>) -> Self {
        Self(path.to_owned(), at_rest)
    }

    /// Makes the file: a ring is never overwritten by a new one.
    pub fn create(&self, ring: &Ring) -> Result<(), VaultError> {
        self.put(&self.0, &self.1.sealed(&text(ring)?)).map_err(|error| self.problem(&error.to_string()))
    }

    /// Reads the ring, unless others than the owner may read it too.
    pub fn read(&self) -> Result<(Ring, Print), VaultError> {
        loop {
            let print = self.print()?;
            let meta = fs::metadata(&self.0).map_err(|error| self.problem(&error.to_string()))?;
            if meta.permissions().mode() & 0o077 != 0 {
                return Err(self.problem("others can read it; run: chmod 600 on it"));
            }
            let bytes =
                fs::read(&self.0).map(Zeroizing::new).map_err(|error| self.problem(&error.to_string()))?;
            let text = self.1.opened(&bytes);
            match text.and_then(|text| parse(&text).ok_or("it is damaged; restore it from escrow")) {
                Ok(ring) => return Ok((ring, print)),
                // It was replaced and written over while it was read.
                Err(_) if self.print()? != print => {}
                Err(why) => return Err(self.problem(why)),
            }
        }
    }

    pub fn print(&self) -> Result<Print, VaultError> {
        let meta = fs::metadata(&self.0).map_err(|error| self.problem(&error.to_string()))?;
        Ok(Print { file: meta.ino(), length: meta.len(), changed: meta.modified().ok() })
    }

    /// Replaces the ring by another that is made of what the file holds now; processes that share it take turns.
    /// `None` from `change` leaves it.
    pub fn replace(
        &self,
        change: impl FnOnce(&Ring) -> Result<Option<Ring>, VaultError>,
    ) -> Result<(Ring, Print), VaultError> {
        self.exchange(&*self.1, change)
    }

    /// Keeps the same ring otherwise.
    pub fn keep(&self, at_rest: Arc<dyn AtRest>) -> Result<(), VaultError> {
        self.exchange(&*at_rest, |ring| Ok(Some(ring.clone()))).map(drop)
    }

    fn exchange(
        &self,
        at_rest: &dyn AtRest,
        change: impl FnOnce(&Ring) -> Result<Option<Ring>, VaultError>,
    ) -> Result<(Ring, Print), VaultError> {
        let failed = |error: io::Error| self.problem(&error.to_string());
        let alive = || faults::write().map_err(|wanted| failed(wanted.into()));
        alive()?;
        let turn = self.beside("lock");
        let turn = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(turn);
        let turn = turn.map_err(failed)?;
        turn.lock().map_err(failed)?;
        let (now, print) = self.read()?;
        let Some(next) = change(&now)? else { return Ok((now, print)) };
        let old = OpenOptions::new().write(true).open(&self.0).map_err(failed)?;
        let staged = self.beside("new");
        // What a crash left behind was never in force, but may hold keys.
        match OpenOptions::new().write(true).open(&staged) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            left => left.and_then(wipe).and_then(|()| fs::remove_file(&staged)).map_err(failed)?,
        }
        self.put(&staged, &at_rest.sealed(&text(&next)?)).map_err(failed)?;
        alive()?;
        fs::rename(&staged, &self.0).and_then(|()| self.settle()).map_err(failed)?;
        if let Err(error) = wipe(old) {
            tracing::error!(%error, "the old key ring could not be written over");
        }
        alive()?;
        Ok((next, self.print()?))
    }

    fn beside(&self, extension: &str) -> PathBuf {
        self.0.with_extension(extension)
    }

    fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        self.settle()
    }

    /// A name is durable once its folder is.
    fn settle(&self) -> io::Result<()> {
        let folder = self.0.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    fn problem(&self, problem: &str) -> VaultError {
        VaultError::Ring { path: self.0.display().to_string(), problem: problem.to_owned() }
    }
}

/// The ring that a text says.
pub(super) fn parse(text: &str) -> Option<Ring> {
    let written: Written = toml::from_str(text).ok()?;
    let epochs = written
        .epochs
        .iter()
        .map(|epoch| Some(Epoch::new(epoch.id, epoch.made, *key(&epoch.key)?)))
        .collect::<Option<Vec<_>>>()?;
    Ring::of(epochs, &*key(&written.signing)?)
}

/// A ring as it is written.
pub(super) fn text(ring: &Ring) -> Result<Zeroizing<String>, VaultError> {
    let written = Written {
        signing: BASE64_STANDARD.encode(ring.signing().as_bytes()),
        epochs: ring
            .epochs()
            .iter()
            .map(|epoch| WrittenEpoch {
                id: epoch.id(),
                made: epoch.made(),
                key: BASE64_STANDARD.encode(epoch.key()),
            })
            .collect(),
    };
    let body = toml::to_string(&written)
        .map(Zeroizing::new)
        .map_err(|error| VaultError::Ring { path: String::new(), problem: error.to_string() })?;
    Ok(Zeroizing::new(format!(
        "# Beadle's key ring. Keep it out of every backup of the database.\n{}",
        *body
    )))
}

fn key(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let bytes = Zeroizing::new(BASE64_STANDARD.decode(text).ok()?);
    bytes.as_slice().try_into().ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::{clock::Clock, vault::Vault};

    fn clock() -> Clock {
        Clock::still("2026-11-22T12:00:00Z".parse().unwrap(), 7)
    }

    fn ids(vault: &Vault) -> Vec<i64> {
        vault.ring().epochs().iter().map(|epoch| epoch.id()).collect()
    }

    #[test]
    fn a_ring_is_never_overwritten_by_a_new_one_and_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ring.toml");
        Vault::create(&path, &clock()).unwrap();
        let before = fs::read(&path).unwrap();
        assert!(Vault::create(&path, &clock()).is_err());
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let refused = Vault::open(&path).unwrap_err().to_string();
        assert!(refused.contains("others can read it"), "{refused}");
    }

    #[test]
    fn epochs_begin_and_end_in_the_file_and_the_old_file_is_written_over() {
        let clock = clock();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ring.toml");
        let vault = Vault::create(&path, &clock).unwrap();
        let mut old = File::open(&path).unwrap();
        let key = BASE64_STANDARD.encode(vault.ring().newest().key());
        assert_eq!(vault.begin_epoch(&clock, 1).unwrap(), Some(2));
        let mut left = Vec::new();
        io::Read::read_to_end(&mut old, &mut left).unwrap();
        assert!(!left.is_empty() && left.iter().all(|byte| *byte == 0), "the old file");
        assert_eq!(ids(&Vault::open(&path).unwrap()), [1, 2]);
        vault.destroy_epochs(&[1, 2]).unwrap();
        assert_eq!(ids(&vault), [2], "never the newest");
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(&key), "the key is not in the file any more");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn processes_that_share_a_file_follow_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ring.toml");
        let (one, two) = (Vault::create(&path, &clock()).unwrap(), Vault::open(&path).unwrap());
        assert_eq!(one.begin_epoch(&clock(), 1).unwrap(), Some(2));
        assert_eq!(two.begin_epoch(&clock(), 1).unwrap(), None, "one has begun it");
        assert_eq!(ids(&two), [1, 2]);
        one.destroy_epochs(&[1]).unwrap();
        assert_eq!(ids(&two), [1, 2], "until it looks");
        two.refresh().unwrap();
        assert_eq!(ids(&two), [2]);
        let many: Vec<_> = (0..8).map(|_| Vault::open(&path).unwrap()).collect();
        let begun: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                many.iter().map(|vault| scope.spawn(|| vault.begin_epoch(&clock(), 2).unwrap())).collect();
            threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(begun, [3], "once");
    }

    #[test]
    fn what_a_crash_left_beside_the_file_is_no_ring() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ring.toml");
        let vault = Vault::create(&path, &clock()).unwrap();
        fs::write(folder.path().join("ring.new"), "half a ri").unwrap();
        assert_eq!(vault.begin_epoch(&clock(), 1).unwrap(), Some(2));
        assert_eq!(ids(&Vault::open(&path).unwrap()), [1, 2]);
    }
}

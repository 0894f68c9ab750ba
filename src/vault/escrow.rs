//! Escrow: a copy of the ring encrypted to the public keys of at least two officers (age, X25519), so that the loss of
//! the machine is not the loss of everything. It is replaced before the ring itself is, and never holds an epoch that
//! the ring has destroyed for longer than that takes.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use age::{secrecy::ExposeSecret, x25519::Identity};
use zeroize::Zeroizing;

use super::{
    VaultError,
    archive::{Reader, Readers},
};
use crate::durable;

/// So many officers at least, each of whom can recover the ring.
pub const OFFICERS: usize = 2;

/// Where the escrow is, and who can open it.
pub struct Escrow {
    file: PathBuf,
    officers: Readers,
}

impl std::fmt::Debug for Escrow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Escrow({} officers)", self.officers.count())
    }
}

impl Escrow {
    /// An escrow file for officers' public keys (`age1…`).
    ///
    /// # Errors
    /// If one is no public key, or there are fewer than [`OFFICERS`] different ones.
    pub fn new(file: &Path, officers: &[String]) -> Result<Self, VaultError> {
        let problem = |problem: String| VaultError::Escrow { path: file.display().to_string(), problem };
        let officers = Readers::parse(officers).map_err(|why| problem(why.to_string()))?;
        if officers.count() < OFFICERS {
            return Err(problem(format!("at least {OFFICERS} officers' public keys are needed")));
        }
        Ok(Self { file: file.to_owned(), officers })
    }

    /// The file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// How many officers can open it.
    pub fn officers(&self) -> usize {
        self.officers.count()
    }

    /// Replaces the escrow by this text of a ring; on return it is durable, and the old one is written over: it held
    /// epochs that the ring may have destroyed.
    pub(super) fn put(&self, ring: &str) -> Result<(), VaultError> {
        let sealed = self.sealed(ring).map_err(|error| self.problem(&error.to_string()))?;
        durable::replace_and_wipe(&self.file, &sealed).map_err(|error| self.problem(&error.to_string()))
    }

    fn sealed(&self, ring: &str) -> io::Result<Vec<u8>> {
        let mut sealed = Vec::new();
        let mut writer = self.officers.seal(&mut sealed)?;
        writer.write_all(ring.as_bytes())?;
        writer.finish()?;
        Ok(sealed)
    }

    fn problem(&self, problem: &str) -> VaultError {
        VaultError::Escrow { path: self.file.display().to_string(), problem: problem.to_owned() }
    }
}

/// The text of the ring in an escrow file, opened by an officer's secret key (`AGE-SECRET-KEY-1…`).
pub(super) fn recover(file: &Path, officer: &str) -> Result<Zeroizing<String>, VaultError> {
    let problem = |problem: String| VaultError::Escrow { path: file.display().to_string(), problem };
    let officer = Reader::parse(officer).map_err(|why| problem(why.to_string()))?;
    let sealed = fs::read(file).map_err(|error| problem(error.to_string()))?;
    let mut text = Zeroizing::new(String::new());
    let mut opened = officer.open(&sealed[..]).map_err(|why| problem(why.to_string()))?;
    opened.read_to_string(&mut text).map_err(|error| problem(error.to_string()))?;
    Ok(text)
}

/// The escrow is written before the ring is: it may be as much older.
const SLACK: Duration = Duration::from_mins(5);

/// When an escrow file was written; nothing if it is not there.
pub fn written(escrow: &Path) -> Option<SystemTime> {
    fs::metadata(escrow).and_then(|meta| meta.modified()).ok()
}

/// Whether an escrow file is there, and as new as the ring's file.
pub fn follows(escrow: &Path, ring: &Path) -> bool {
    written(escrow).zip(written(ring)).is_some_and(|(escrow, ring)| escrow + SLACK >= ring)
}

/// A new officer's key: the public one, and the text of the file that the officer keeps.
pub fn officer() -> (String, Zeroizing<String>) {
    let identity = Identity::generate();
    let public = identity.to_public().to_string();
    let secret = Zeroizing::new(format!(
        "# An officer's key to the escrow of a Beadle key ring. Keep it in a safe, away from the machine.\n\
         # public key: {public}\n{}\n",
        identity.to_string().expose_secret()
    ));
    (public, secret)
}

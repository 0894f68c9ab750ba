//! What is in a backup: every file with its length and SHA-256, and what the installation was at that moment.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    domain::ids::SchemeId,
    store::{
        Url,
        ledger::{Digest, End},
    },
};

/// The encrypted database, the encrypted manifest, and the digests of the blobs that the backup needs, by file name.
pub(super) const DATABASE: &str = "database.age";
pub(super) const MANIFEST: &str = "manifest.age";
pub(super) const BLOBS: &str = "blobs";

/// A file as it must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sum {
    /// SHA-256, in hexadecimal digits.
    pub sha256: String,
    /// In bytes.
    pub length: u64,
}

/// A sealed blob of the pool, and the name it has in the installation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Blob {
    pub name: String,
    #[serde(flatten)]
    pub sum: Sum,
}

/// A scheme at the moment of the backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Scheme {
    pub id: SchemeId,
    pub host: String,
    /// How many events its trail had, and the hash of the last, in hexadecimal digits.
    pub events: i64,
    pub head: String,
    /// Number and digest of the ledger's last line.
    pub ledger: Option<(u64, String)>,
}

/// What is in a backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// Of this form of backups.
    pub version: u32,
    pub id: Uuid,
    pub at: DateTime<Utc>,
    /// The version of the software that made it.
    pub software: String,
    pub database: Kind,
    pub dump: Sum,
    /// The list of digests.
    pub list: Sum,
    pub blobs: Vec<Blob>,
    /// Blobs that rows name and that were not there.
    pub missing: Vec<String>,
    pub schemes: Vec<Scheme>,
    /// The epochs under which keys are wrapped in the database.
    pub epochs: Vec<i64>,
}

/// The form of backups that this version writes and reads.
pub(super) const VERSION: u32 = 1;

/// Which database a dump is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub fn of(url: &Url) -> Self {
        match url {
            Url::Sqlite(_) => Self::Sqlite,
            Url::Postgres(_) => Self::Postgres,
        }
    }
}

impl Scheme {
    /// The end of its ledger, as a ledger can be asked for it.
    pub fn ledger_end(&self) -> Option<End> {
        let (number, digest) = self.ledger.as_ref()?;
        let byte = |at: usize| u8::from_str_radix(digest.get(2 * at..2 * at + 2)?, 16).ok();
        let digest: Vec<u8> = (0..32).map(byte).collect::<Option<_>>()?;
        Some(End { number: *number, digest: digest.try_into().ok()? })
    }
}

/// Bytes in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Counts and digests what passes through, on its way in or out.
pub(super) struct Summing<I> {
    pub inner: I,
    hash: Sha256,
    length: u64,
}

impl<I> Summing<I> {
    pub fn new(inner: I) -> Self {
        Self { inner, hash: Sha256::new(), length: 0 }
    }

    pub fn digest(&self) -> Digest {
        self.hash.clone().finalize().into()
    }

    pub fn sum(&self) -> Sum {
        Sum { sha256: hex(&self.digest()), length: self.length }
    }

    fn note(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.length += bytes.len() as u64;
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.note(&bytes[..n]);
        Ok(n)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Summing<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        self.note(&into[..n]);
        Ok(n)
    }
}

/// The sum of a file as it is.
pub(super) fn sum_of(path: &Path) -> io::Result<Summing<File>> {
    let mut file = Summing::new(File::open(path)?);
    io::copy(&mut file, &mut io::sink())?;
    Ok(file)
}

/// A new file of this user alone.
pub(super) fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

/// A folder of this user alone, with those above it.
pub(super) fn private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// A name is durable once its folder is.
pub(super) fn settle(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The finished backups of a folder, the oldest first: their ids and folders.
pub(super) fn finished(folder: &Path) -> io::Result<Vec<(Uuid, PathBuf)>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().filter(|name| !name.starts_with('.'));
        let id = name.and_then(|name| name.split_once('-')).and_then(|(_, id)| id.parse().ok());
        all.extend(id.map(|id| (id, entry.path())));
    }
    all.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(all)
}

/// The folder of a backup: by its name, backups stand in the order they were made.
pub(super) fn folder_name(id: Uuid, at: DateTime<Utc>) -> String {
    format!("{}-{id}", at.format("%Y%m%dT%H%M%SZ"))
}

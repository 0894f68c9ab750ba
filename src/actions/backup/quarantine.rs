//! The mark of an installation that is being restored: while it stands, nothing is served, for what was erased since
//! the backup may be in the database again.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::manifest::settle;
use crate::{durable, faults};

/// How far a restore is: what has been done is not done again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Stage {
    /// The database is being written.
    Database,
    /// The blobs are being written.
    Blobs,
    /// What was done since is being done again, and everything is proved.
    Replay,
}

/// The mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The backup.
    pub backup: Uuid,
    /// The folder it is restored from.
    pub from: PathBuf,
    pub(super) stage: Stage,
}

fn path(data: &Path) -> PathBuf {
    data.join("quarantine")
}

/// The mark of a data folder, if it stands.
///
/// # Errors
/// If it stands and cannot be read.
pub fn read(data: &Path) -> io::Result<Option<Mark>> {
    match fs::read(path(data)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        text => Ok(Some(serde_json::from_slice(&text?)?)),
    }
}

/// Sets the mark; on return it is durable.
pub(super) fn set(data: &Path, mark: &Mark) -> io::Result<()> {
    durable::replace(&path(data), &serde_json::to_vec(mark)?)
}

/// Takes the mark away: everything was proved.
pub(super) fn lift(data: &Path) -> io::Result<()> {
    faults::write()?;
    fs::remove_file(path(data))?;
    settle(data)?;
    Ok(faults::write()?)
}

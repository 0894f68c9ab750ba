//! Backups, and the way back from one that undoes no deletion.
//!
//! A backup folder holds a pool of sealed blobs, each once, and one folder a backup: the database and the manifest,
//! encrypted to public keys, and the list of blobs it refers to. Neither the key ring nor the ledger is ever in it.

mod ledgers;
mod make;
mod manifest;
mod pool;
mod prove;
pub mod quarantine;
mod replay;
mod restore;

pub use ledgers::{BadLedger, witnessed};
pub use make::{Made, make};
pub use restore::{Order, Restored, Unrestored, restore};

use chrono::{DateTime, Utc};

use super::{Refusal, photo};
use crate::{
    domain::ids::SchemeId,
    store::{
        self, Read,
        ledger::{Ledger, Matter},
    },
    vault::Ring,
};

/// When the last backup of a scheme was made, as its ledger says.
///
/// # Errors
/// If the ledger cannot be read.
pub fn last_made(ledger: &Ledger, ring: &Ring) -> std::io::Result<Option<DateTime<Utc>>> {
    let lines = ledger.read(ring)?.lines;
    Ok(lines.iter().rev().find(|line| matches!(line.matter, Matter::Backup(..))).map(|line| line.at))
}

/// The blobs that a scheme's rows name.
fn blobs_named(tx: &mut Read<'_>, scheme: SchemeId) -> Result<Vec<String>, Refusal> {
    let (pictures, letters, copies) = store::snapshot::owners_of_blobs(tx, scheme)?;
    let pictures = pictures.into_iter().flat_map(|id| photo::keep::blob_names(scheme, id));
    let letters = letters.into_iter().flat_map(|id| super::letter::keep::blob_names(scheme, id));
    let copies = copies.into_iter().flat_map(|id| super::pack::keep::blob_names(scheme, id));
    Ok(pictures.chain(letters).chain(copies).collect())
}

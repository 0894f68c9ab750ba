//! Signs a checkpoint of each scheme's audit trail into a file outside the database, so that who can write the
//! database cannot rewrite the trail unseen.
//!
//! A checkpoint that stands in a file is never replaced by one that does not follow from it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};

use crate::{
    actions::{Refusal, Shared},
    domain::{ids::SchemeId, scheme::Scheme},
    durable,
    store::{
        self, Read, Store, StoreError,
        audit::Head,
        ledger::{End, Ledger},
    },
    vault::{
        Ring,
        checkpoint::{self, Checkpoint},
        merkle::Root,
        note::{Note, Verifier},
    },
};

/// Why a checkpoint's file cannot be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unbelievable {
    /// It cannot be read.
    #[error("the checkpoint's file cannot be read")]
    Unreadable,
    /// It is no checkpoint of this scheme, or its signature is not ours.
    #[error("the checkpoint's file was changed: its signature does not hold")]
    Forged,
}

/// Where a scheme's newest checkpoint stands. By its id: a host name may change.
pub fn path(heads: &Path, scheme: SchemeId) -> PathBuf {
    heads.join(format!("{scheme}.checkpoint"))
}

/// The note and the checkpoint in a file; nothing if there is no file.
///
/// # Errors
/// If the file cannot be read or believed.
pub fn read(file: &Path, scheme: SchemeId, ring: &Ring) -> Result<Option<(Note, Checkpoint)>, Unbelievable> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(_) => return Err(Unbelievable::Unreadable),
    };
    let note = Note::parse(&text).ok_or(Unbelievable::Forged)?;
    let checkpoint = Checkpoint::believed(&note, scheme, ring).ok_or(Unbelievable::Forged)?;
    Ok(Some((note, checkpoint)))
}

/// By what the checkpoints of each scheme are known to others.
///
/// # Errors
/// If the database refuses.
pub fn signers(store: &Store) -> Result<Vec<Verifier>, Refusal> {
    store.read_here(|tx| {
        let ring = tx.vault.ring();
        Ok(store::scheme::all(tx)?.iter().map(|scheme| checkpoint::author(scheme.id, &ring)).collect())
    })
}

/// When a scheme's checkpoint was last written, and what has not been under one since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// When it was written; nothing if there is no file that can be believed.
    pub at: Option<DateTime<Utc>>,
    /// When the first event was recorded that no checkpoint covers.
    pub uncovered: Option<DateTime<Utc>>,
}

/// When a scheme's checkpoint was last written.
///
/// # Errors
/// If the database refuses.
pub fn written(
    tx: &mut Read<'_>,
    heads: &Path,
    scheme: SchemeId,
    ring: &Ring,
) -> Result<Written, StoreError> {
    let last = read(&path(heads, scheme), scheme, ring).ok().flatten().map(|(_, last)| last);
    let next = last.map_or(0, |last| last.root.size.cast_signed()) + 1;
    Ok(Written { at: last.map(|last| last.at), uncovered: store::audit::at(tx, scheme, next)? })
}

/// Writes a checkpoint of every trail that moved since the last; returns how many.
///
/// # Errors
/// If the database or a file fails, or a trail no longer holds what a checkpoint says of it: the others are written
/// all the same.
pub async fn write(service: &Shared) -> Result<usize, Refusal> {
    let (vault, settings, at) = (service.vault.clone(), service.settings().clone(), service.clock().now());
    service
        .store
        .read(move |tx| {
            let (mut written, mut failed) = (0, None);
            for scheme in store::scheme::all(tx)? {
                let ledger = Ledger::of(&settings.data, scheme.id);
                let end = ledger.end(&vault.ring()).map_err(|error| error.to_string());
                match end
                    .map_err(|why| unwritten(&scheme, &why))
                    .and_then(|end| write_one(tx, &settings.heads(), &scheme, end, at, &vault.ring()))
                {
                    Ok(moved) => written += usize::from(moved),
                    Err(error) => failed = Some(error),
                }
            }
            failed.map_or(Ok(written), Err)
        })
        .await
}

fn unwritten(scheme: &Scheme, why: &dyn std::fmt::Display) -> Refusal {
    Refusal::Failed(format!("no checkpoint of {}'s audit trail was written: {why}", scheme.host))
}

fn write_one(
    tx: &mut Read<'_>,
    heads: &Path,
    scheme: &Scheme,
    ledger: Option<End>,
    at: DateTime<Utc>,
    ring: &Ring,
) -> Result<bool, Refusal> {
    let Head { seq, .. } = store::audit::head(tx, scheme.id)?;
    let root = store::tree::root(tx, scheme.id, seq.unsigned_abs())?;
    let file = path(heads, scheme.id);
    match read(&file, scheme.id, ring).map_err(|why| unwritten(scheme, &why))? {
        Some((_, last)) if last.root == root && last.ledger == ledger => return Ok(false),
        Some((_, last)) if !holds(tx, &last)? => {
            let why = "the trail no longer holds what the last one says; run beadle audit verify";
            return Err(unwritten(scheme, &why));
        }
        _ => (),
    }
    let note = Checkpoint { scheme: scheme.id, root, at, ledger }.signed(ring);
    durable::folder(heads)
        .and_then(|()| durable::replace(&file, note.to_string().as_bytes()))
        .map_err(|error| unwritten(scheme, &error))?;
    Ok(true)
}

/// Whether a trail still begins with what a checkpoint says of it, by the hashes that the database keeps.
///
/// # Errors
/// If the database refuses.
pub fn holds(tx: &mut Read<'_>, checkpoint: &Checkpoint) -> Result<bool, StoreError> {
    begins(tx, checkpoint.scheme, checkpoint.root)
}

/// Whether a trail begins with so many events of this root, by the hashes that the database keeps.
///
/// # Errors
/// If the database refuses.
pub fn begins(tx: &mut Read<'_>, scheme: SchemeId, said: Root) -> Result<bool, StoreError> {
    match store::tree::root(tx, scheme, said.size) {
        Ok(root) => Ok(root == said),
        Err(StoreError::Damaged(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

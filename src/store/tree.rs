//! The Merkle tree over a scheme's audit trail: the roots over whole runs of 256 events are kept, the rest is
//! reckoned from the events' hashes (RFC 6962).

use std::ops::Range;

use diesel::prelude::*;

use super::{
    Read, StoreError, Stored, Write,
    both::Both,
    schema::{audit, audit_tiles},
};
use crate::{
    domain::ids::SchemeId,
    vault::merkle::{self, Hash, Root},
};

/// So many events make a run whose root is kept.
pub const TILE: u64 = 256;

fn db(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The leaves of some events, counted from 0.
fn leaves(tx: &mut Read<'_>, scheme: SchemeId, run: Range<u64>) -> Stored<Vec<Hash>> {
    let rows: Vec<Vec<u8>> = audit::table
        .filter(audit::scheme.eq(scheme))
        .filter(audit::seq.gt(db(run.start)))
        .filter(audit::seq.le(db(run.end)))
        .order(audit::seq)
        .select(audit::hash)
        .load_both(tx.conn)?;
    if rows.len() as u64 != run.end - run.start {
        return Err(StoreError::Damaged("audit"));
    }
    Ok(rows.iter().map(|hash| merkle::leaf(hash)).collect())
}

/// The kept roots of some tiles, counted from 0.
fn tiles(tx: &mut Read<'_>, scheme: SchemeId, which: Range<u64>) -> Stored<Vec<Hash>> {
    let rows: Vec<Vec<u8>> = audit_tiles::table
        .filter(audit_tiles::scheme.eq(scheme))
        .filter(audit_tiles::number.ge(db(which.start)))
        .filter(audit_tiles::number.lt(db(which.end)))
        .order(audit_tiles::number)
        .select(audit_tiles::hash)
        .load_both(tx.conn)?;
    if rows.len() as u64 != which.end - which.start {
        return Err(StoreError::Damaged("audit_tiles"));
    }
    rows.into_iter().map(|hash| hash.try_into().map_err(|_| StoreError::Damaged("audit_tiles"))).collect()
}

/// Keeps the root of the tile that this event is the last of, if it is.
///
/// # Errors
/// If the database refuses.
pub(super) fn grow(tx: &mut Write<'_>, scheme: SchemeId, seq: i64) -> Stored<()> {
    let size = seq.unsigned_abs();
    if !size.is_multiple_of(TILE) {
        return Ok(());
    }
    let root = merkle::root(&leaves(tx, scheme, size - TILE..size)?);
    diesel::insert_into(audit_tiles::table)
        .values((
            audit_tiles::scheme.eq(scheme),
            audit_tiles::number.eq(db(size / TILE - 1)),
            audit_tiles::hash.eq(root.to_vec()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The root over a run of events, counted from 0: a run that proofs are made of begins at a tile, or lies within one.
fn over(tx: &mut Read<'_>, scheme: SchemeId, run: Range<u64>) -> Stored<Hash> {
    let whole = if run.start.is_multiple_of(TILE) { (run.end - run.start) / TILE } else { 0 };
    let first = run.start / TILE;
    let mut parts = if whole == 0 { Vec::new() } else { tiles(tx, scheme, first..first + whole)? };
    let rest = run.start + whole * TILE..run.end;
    if !rest.is_empty() {
        parts.push(merkle::root(&leaves(tx, scheme, rest)?));
    }
    Ok(merkle::root(&parts))
}

/// The root over a scheme's first events.
///
/// # Errors
/// [`StoreError::Damaged`] if there are fewer.
pub fn root(tx: &mut Read<'_>, scheme: SchemeId, size: u64) -> Stored<Root> {
    Ok(Root { size, hash: over(tx, scheme, 0..size)? })
}

/// The proof that the event of a number is among a scheme's first ones.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not.
pub fn inclusion(tx: &mut Read<'_>, scheme: SchemeId, size: u64, seq: i64) -> Stored<Vec<Hash>> {
    let index = u64::try_from(seq - 1).ok().filter(|index| *index < size).ok_or(StoreError::NotFound)?;
    merkle::inclusion(size, index, |run| over(tx, scheme, run))
}

/// The proof that a scheme's first events begin with fewer of them.
///
/// # Errors
/// [`StoreError::Damaged`] if there are fewer than `new`.
pub fn consistency(tx: &mut Read<'_>, scheme: SchemeId, old: u64, new: u64) -> Stored<Vec<Hash>> {
    if old > new {
        return Err(StoreError::Damaged("audit"));
    }
    merkle::consistency(old, new, |run| over(tx, scheme, run))
}

/// Tiles as they must be, reckoned from events that are read in order.
#[derive(Default)]
pub(super) struct Regrown {
    tiles: Vec<Hash>,
    open: Vec<Hash>,
}

impl Regrown {
    /// Takes the next event's hash.
    pub fn push(&mut self, event: &[u8]) {
        self.open.push(merkle::leaf(event));
        if self.open.len() as u64 == TILE {
            self.tiles.push(merkle::root(&self.open));
            self.open.clear();
        }
    }

    /// The root over what was taken.
    pub fn root(&self) -> Root {
        let size = self.tiles.len() as u64 * TILE + self.open.len() as u64;
        let mut parts = self.tiles.clone();
        if !self.open.is_empty() {
            parts.push(merkle::root(&self.open));
        }
        Root { size, hash: merkle::root(&parts) }
    }

    /// The first tile that is kept otherwise than it must be, by the number of its last event.
    pub fn differs(&self, tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Option<i64>> {
        let kept: Vec<(i64, Vec<u8>)> = audit_tiles::table
            .filter(audit_tiles::scheme.eq(scheme))
            .order(audit_tiles::number)
            .select((audit_tiles::number, audit_tiles::hash))
            .load(tx.conn)?;
        let ours = self.tiles.iter().enumerate().map(|(number, hash)| (db(number as u64), hash.to_vec()));
        let wrong = ours.zip(&kept).position(|(ours, kept)| ours != *kept);
        let wrong = wrong.or((kept.len() != self.tiles.len()).then(|| kept.len().min(self.tiles.len())));
        Ok(wrong.map(|at| db((at as u64 + 1) * TILE)))
    }
}

//! What the controllers of a scheme were told of the witness of its audit trail, and when.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{Read, Stored, Write, schema::ticks, types::At};
use crate::domain::ids::SchemeId;

/// What they were told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    /// Since when the trail has been unwitnessed, if they were told that it is.
    pub unwitnessed: Option<DateTime<Utc>>,
    /// When the newest head was last mailed to them.
    pub mailed: Option<DateTime<Utc>>,
}

/// What the controllers were told; nothing before the scheduler's first beat in the scheme.
///
/// # Errors
/// If the database refuses.
pub fn told(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Told> {
    let row: Option<(Option<At>, Option<At>)> = ticks::table
        .filter(ticks::scheme.eq(scheme))
        .select((ticks::unwitnessed_since, ticks::head_mailed_at))
        .first(tx.conn)
        .optional()?;
    let (since, mailed) = row.unwrap_or_default();
    Ok(Told { unwitnessed: since.map(Into::into), mailed: mailed.map(Into::into) })
}

/// Notes since when they know the trail to be unwitnessed, or that it no longer is; `false` before the first beat.
///
/// # Errors
/// If the database refuses.
pub fn note_unwitnessed(tx: &mut Write<'_>, scheme: SchemeId, since: Option<DateTime<Utc>>) -> Stored<bool> {
    let this = ticks::table.filter(ticks::scheme.eq(scheme));
    Ok(diesel::update(this).set(ticks::unwitnessed_since.eq(since.map(At::from))).execute(tx.conn)? == 1)
}

/// Notes when the newest head was mailed to them; `false` before the first beat.
///
/// # Errors
/// If the database refuses.
pub fn note_mailed(tx: &mut Write<'_>, scheme: SchemeId, at: DateTime<Utc>) -> Stored<bool> {
    let this = ticks::table.filter(ticks::scheme.eq(scheme));
    Ok(diesel::update(this).set(ticks::head_mailed_at.eq(Some(At::from(at)))).execute(tx.conn)? == 1)
}

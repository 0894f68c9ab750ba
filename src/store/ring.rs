//! The newest epoch of the key ring that the database knows of: by it two copies of a ring are told apart.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{Read, Stored, Write, schema::ticks, types::At};
use crate::domain::ids::SchemeId;

/// An epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Its number.
    pub epoch: i64,
    /// What tells it from another of its number.
    pub print: Vec<u8>,
}

/// The newest epoch that was begun, in whichever scheme's turn; nothing before the timetable first ran.
///
/// # Errors
/// If the database refuses.
pub fn newest(tx: &mut Read<'_>) -> Stored<Option<Begun>> {
    let known: Option<(Option<i64>, Option<Vec<u8>>)> = ticks::table
        .filter(ticks::ring_epoch.is_not_null())
        .order(ticks::ring_epoch.desc())
        .select((ticks::ring_epoch, ticks::ring_print))
        .first(tx.conn)
        .optional()?;
    Ok(known.and_then(|(epoch, print)| Some(Begun { epoch: epoch?, print: print? })))
}

/// Notes the newest epoch.
///
/// # Errors
/// If the database refuses.
pub fn note(tx: &mut Write<'_>, scheme: SchemeId, begun: Begun, now: DateTime<Utc>) -> Stored<()> {
    let noted = (ticks::ring_epoch.eq(begun.epoch), ticks::ring_print.eq(begun.print));
    let known = ticks::table.filter(ticks::scheme.eq(scheme));
    if diesel::update(known).set(noted.clone()).execute(tx.conn)? == 0 {
        diesel::insert_into(ticks::table)
            .values((ticks::scheme.eq(scheme), ticks::at.eq(At::from(now)), noted.0, noted.1))
            .execute(tx.conn)?;
    }
    Ok(())
}

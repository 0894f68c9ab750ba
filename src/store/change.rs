//! Which profiles' names changed since when: what each process's index of names follows (architecture, idea 5).
//!
//! The number is that of the deed's event in the audit trail: it grows in the order in which deeds are committed.

use diesel::prelude::*;

use super::{Read, Stored, Write, conn::AnyConn, schema::changes};
use crate::domain::ids::{ProfileId, SchemeId};

/// Notes that profiles changed, or went, with an event.
///
/// # Errors
/// If the database refuses.
pub fn note(tx: &mut Write<'_>, scheme: SchemeId, changed: &[ProfileId], seq: i64) -> Stored<()> {
    for profile in changed {
        let noted = diesel::insert_into(changes::table)
            .values((
                changes::profile.eq(profile),
                changes::scheme.eq(scheme),
                changes::seq.eq(seq),
                changes::version.eq(0),
            ))
            .on_conflict(changes::profile)
            .do_update()
            .set(changes::seq.eq(seq));
        match &mut *tx.conn {
            AnyConn::Pg(conn) => noted.execute(conn)?,
            AnyConn::Sqlite(conn) => noted.execute(conn)?,
        };
    }
    Ok(())
}

/// The profiles that changed after an event, and the event up to which that is all.
///
/// # Errors
/// If the database refuses.
pub fn since(tx: &mut Read<'_>, scheme: SchemeId, seq: i64) -> Stored<(Vec<ProfileId>, i64)> {
    let rows: Vec<(ProfileId, i64)> = changes::table
        .filter(changes::scheme.eq(scheme))
        .filter(changes::seq.gt(seq))
        .order(changes::seq)
        .select((changes::profile, changes::seq))
        .load(tx.conn)?;
    let last = rows.last().map_or(seq, |(_, last)| *last);
    Ok((rows.into_iter().map(|(id, _)| id).collect(), last))
}

/// Forgets that a profile ever changed: its tombstone is gone.
///
/// # Errors
/// If the database refuses.
pub fn forget(tx: &mut Write<'_>, scheme: SchemeId, id: ProfileId) -> Stored<()> {
    let noted = changes::table.filter(changes::scheme.eq(scheme)).filter(changes::profile.eq(id));
    diesel::delete(noted).execute(tx.conn)?;
    Ok(())
}

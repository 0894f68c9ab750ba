//! Deeds of one scheme take turns: what looks whether a thing was done before, and then does it, is done once even if it
//! was asked for twice at the same moment.

use diesel::{RunQueryDsl, sql_query, sql_types::BigInt};

use super::{Stored, Write, conn::AnyConn};
use crate::domain::ids::SchemeId;

/// Waits until no other deed of the scheme is under way, and keeps the turn to the end of the transaction. To be asked
/// before anything is written: so nobody waits for a row of a deed that waits for its turn.
///
/// # Errors
/// If the database refuses.
pub fn take(tx: &mut Write<'_>, scheme: SchemeId) -> Stored<()> {
    // SQLite has one writer; and on PostgreSQL, too, the scheme's audit trail is written by one at a time.
    if let AnyConn::Pg(conn) = &mut *tx.conn {
        let (key, _) = scheme.uuid().as_u64_pair();
        sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(key.cast_signed()).execute(conn)?;
    }
    Ok(())
}

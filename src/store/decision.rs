//! Decisions on appeals and reviews about which the person is to be written to.

use diesel::prelude::*;

use super::{Read, Stored, Write, schema::requests};
use crate::domain::ids::{RightId, SchemeId};

/// Notes that a letter about the decision is to be written.
///
/// # Errors
/// If the database refuses.
pub fn letter_is_due(tx: &mut Write<'_>, scheme: SchemeId, id: RightId) -> Stored<()> {
    diesel::update(requests::table.filter(requests::id.eq(id)).filter(requests::scheme.eq(scheme)))
        .set(requests::letter_due.eq(true))
        .execute(tx.conn)?;
    Ok(())
}

/// Requests about whose decision a letter is to be written.
///
/// # Errors
/// If the database refuses.
pub fn letters_due(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<RightId>> {
    Ok(requests::table
        .filter(requests::scheme.eq(scheme))
        .filter(requests::letter_due.eq(true))
        .order(requests::closed_on)
        .select(requests::id)
        .load(tx.conn)?)
}

/// Notes that the letter is written; `false` if somebody was quicker.
///
/// # Errors
/// If the database refuses.
pub fn letter_written(tx: &mut Write<'_>, scheme: SchemeId, id: RightId) -> Stored<bool> {
    let due = requests::table
        .filter(requests::id.eq(id))
        .filter(requests::scheme.eq(scheme))
        .filter(requests::letter_due.eq(true));
    Ok(diesel::update(due).set(requests::letter_due.eq(false)).execute(tx.conn)? == 1)
}

//! Who is often seen with whom: a pair is kept in both directions.

use diesel::prelude::*;

use super::{Read, Stored, Write, schema::associates};
use crate::domain::ids::{ProfileId, SchemeId};

/// Links two profiles.
///
/// # Errors
/// [`super::StoreError::Duplicate`] if they are linked.
pub fn link(tx: &mut Write<'_>, scheme: SchemeId, one: ProfileId, other: ProfileId) -> Stored<()> {
    for (profile, other) in [(one, other), (other, one)] {
        diesel::insert_into(associates::table)
            .values((
                associates::scheme.eq(scheme),
                associates::profile.eq(profile),
                associates::other.eq(other),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// The profiles linked to one, shown or not: whom the viewer may see is the deed's question.
///
/// # Errors
/// If the database refuses.
pub fn of_profile(tx: &mut Read<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<Vec<ProfileId>> {
    Ok(associates::table
        .filter(associates::scheme.eq(scheme))
        .filter(associates::profile.eq(profile))
        .order(associates::other)
        .select(associates::other)
        .load(tx.conn)?)
}

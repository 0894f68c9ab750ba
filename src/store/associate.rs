//! Who is linked to whom: kept once for each of the two.

use diesel::prelude::*;

use super::{Read, Stored, Write, schema::associates};
use crate::domain::ids::{ProfileId, SchemeId};

/// The people linked to somebody.
///
/// # Errors
/// If the database refuses.
pub fn of(tx: &mut Read<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<Vec<ProfileId>> {
    Ok(associates::table
        .filter(associates::scheme.eq(scheme))
        .filter(associates::profile.eq(profile))
        .select(associates::other)
        .load(tx.conn)?)
}

/// Links two people, or unlinks them.
///
/// # Errors
/// If the database refuses.
pub fn set(tx: &mut Write<'_>, scheme: SchemeId, one: ProfileId, two: ProfileId, linked: bool) -> Stored<()> {
    for (profile, other) in [(one, two), (two, one)] {
        diesel::delete(
            associates::table
                .filter(associates::scheme.eq(scheme))
                .filter(associates::profile.eq(profile))
                .filter(associates::other.eq(other)),
        )
        .execute(tx.conn)?;
        if linked {
            diesel::insert_into(associates::table)
                .values((
                    associates::scheme.eq(scheme),
                    associates::profile.eq(profile),
                    associates::other.eq(other),
                ))
                .execute(tx.conn)?;
        }
    }
    Ok(())
}

//! Stops for unusual looking, in the row of whom they stop: since when, and from when on their looks count again.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{Read, Stored, Write, schema::users, types::At};
use crate::domain::ids::{SchemeId, UserId};

/// Notes that a user was stopped at an instant; `false` if they have been since another.
///
/// # Errors
/// If the database refuses.
pub fn begin(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    id: UserId,
    at: DateTime<Utc>,
    since: DateTime<Utc>,
) -> Stored<bool> {
    let free = users::table
        .filter(users::id.eq(id))
        .filter(users::scheme.eq(scheme))
        .filter(users::stopped_at.is_null().or(users::stopped_at.le(At::from(since)).assume_not_null()));
    Ok(diesel::update(free).set(users::stopped_at.eq(At::from(at))).execute(tx.conn)? == 1)
}

/// Who was stopped and since when, the latest first; until somebody has looked into it.
///
/// # Errors
/// If the database refuses.
pub fn list(tx: &mut Read<'_>, scheme: SchemeId) -> Stored<Vec<(UserId, DateTime<Utc>)>> {
    let rows: Vec<(UserId, Option<At>)> = users::table
        .filter(users::scheme.eq(scheme))
        .filter(users::stopped_at.is_not_null())
        .order((users::stopped_at.desc(), users::id))
        .select((users::id, users::stopped_at))
        .load(tx.conn)?;
    Ok(rows.into_iter().filter_map(|(user, at)| Some((user, at?.into()))).collect())
}

/// Lifts a user's stop: whom they opened before `at` no longer counts.
///
/// # Errors
/// If the database refuses.
pub fn lift(tx: &mut Write<'_>, scheme: SchemeId, id: UserId, at: DateTime<Utc>) -> Stored<()> {
    diesel::update(users::table.filter(users::id.eq(id)).filter(users::scheme.eq(scheme)))
        .set((users::stopped_at.eq(None::<At>), users::counted_from.eq(At::from(at))))
        .execute(tx.conn)?;
    Ok(())
}

/// From when on it counts whom a user opens; nothing if no stop of theirs was ever lifted.
///
/// # Errors
/// [`super::StoreError::NotFound`] if there is no such user.
pub fn counted_from(tx: &mut Read<'_>, scheme: SchemeId, id: UserId) -> Stored<Option<DateTime<Utc>>> {
    let this = users::table.filter(users::id.eq(id)).filter(users::scheme.eq(scheme));
    Ok(this.select(users::counted_from).first::<Option<At>>(tx.conn)?.map(Into::into))
}

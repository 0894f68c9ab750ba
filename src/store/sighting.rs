//! Sightings: plain ids and an instant, kept twelve months at most.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{Read, Stored, Write, schema::sightings, types::At};
use crate::domain::{
    ids::{ItemId, PremisesId, ProfileId, SchemeId, UserId},
    profile::sighting::Sighting,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = sightings)]
struct Row {
    id: ItemId,
    profile: ProfileId,
    premises: Option<PremisesId>,
    user_id: Option<UserId>,
    seen_at: At,
    erase_on: NaiveDate,
}

impl From<Row> for Sighting {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            profile: row.profile,
            premises: row.premises,
            user: row.user_id,
            seen_at: row.seen_at.into(),
            erase_on: row.erase_on,
        }
    }
}

/// Adds a sighting.
///
/// # Errors
/// If there is no such profile.
pub fn insert(tx: &mut Write<'_>, scheme: SchemeId, sighting: &Sighting) -> Stored<()> {
    diesel::insert_into(sightings::table)
        .values((
            sightings::id.eq(sighting.id),
            sightings::scheme.eq(scheme),
            sightings::profile.eq(sighting.profile),
            sightings::premises.eq(sighting.premises),
            sightings::user_id.eq(sighting.user),
            sightings::seen_at.eq(At::from(sighting.seen_at)),
            sightings::erase_on.eq(sighting.erase_on),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Whether a user told of the same person since an instant: a second tap tells nothing new.
///
/// # Errors
/// If the database refuses.
pub fn told_since(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    profile: ProfileId,
    user: UserId,
    since: DateTime<Utc>,
) -> Stored<bool> {
    let same = sightings::table
        .filter(sightings::scheme.eq(scheme))
        .filter(sightings::profile.eq(profile))
        .filter(sightings::user_id.eq(user))
        .filter(sightings::seen_at.gt(At::from(since)));
    Ok(diesel::select(diesel::dsl::exists(same)).get_result(tx.conn)?)
}

/// The sightings of a profile, the newest first.
///
/// # Errors
/// If the database refuses.
pub fn of_profile(tx: &mut Read<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<Vec<Sighting>> {
    let rows: Vec<Row> = sightings::table
        .filter(sightings::scheme.eq(scheme))
        .filter(sightings::profile.eq(profile))
        .order(sightings::seen_at.desc())
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Sighting::from).collect())
}

/// Erases the sightings whose day has come; returns how many.
///
/// # Errors
/// If the database refuses.
pub fn erase_due(tx: &mut Write<'_>, scheme: SchemeId, today: NaiveDate) -> Stored<usize> {
    Ok(diesel::delete(
        sightings::table.filter(sightings::scheme.eq(scheme)).filter(sightings::erase_on.le(today)),
    )
    .execute(tx.conn)?)
}

/// Erases every sighting of a profile.
///
/// # Errors
/// If the database refuses.
pub fn erase_of(tx: &mut Write<'_>, scheme: SchemeId, profile: ProfileId) -> Stored<()> {
    diesel::delete(
        sightings::table.filter(sightings::scheme.eq(scheme)).filter(sightings::profile.eq(profile)),
    )
    .execute(tx.conn)?;
    Ok(())
}
